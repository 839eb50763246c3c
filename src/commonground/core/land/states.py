"""States of a hazard's land, and when it may be closed (domain.md 2.3; work states come with the workplace).

Closing and handover read the accounts and refuse what they do not bear out; the accounts never wait for them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonground.core.refusals import NotNow, NotUsable, Refusal


class State(StrEnum):
    """Where a hazard stands."""

    UNRECORDED = "unrecorded"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    RELEASED = "released"  # nothing open is left; not closed yet
    CLOSED = "closed"


# From, to, what must exist. The states of open land follow from the entries alone; only closing is an act of its own.
TRANSITIONS: tuple[tuple[State, State, str], ...] = (
    (State.UNRECORDED, State.SUSPECTED, "an opening, record or extend entry"),
    (State.UNRECORDED, State.CONFIRMED, "an opening, record or extend entry on direct evidence"),
    (State.SUSPECTED, State.CONFIRMED, "a confirm entry"),
    (State.CONFIRMED, State.SUSPECTED, "a reclassify entry, flagged"),
    (State.SUSPECTED, State.RELEASED, "entries that release all of its land"),
    (State.CONFIRMED, State.RELEASED, "entries that release all of its land"),
    (State.RELEASED, State.CLOSED, "a closing with its document; no open land, nothing unknown"),
    (State.RELEASED, State.SUSPECTED, "a reopen entry"),
    (State.RELEASED, State.CONFIRMED, "a reopen entry on direct evidence"),
    (State.CLOSED, State.SUSPECTED, "a reopen entry; an alert"),
    (State.CLOSED, State.CONFIRMED, "a reopen entry on direct evidence; an alert"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the accounts say of a hazard when somebody wants to close it."""

    state: State
    open_m2: int
    unknown: bool  # open without a perimeter and without a stated area
    first_on: date | None
    last_on: date | None  # of the latest entry that names it
    closed_on: date | None = None


def why_not_close(standing: Standing, on: date, today: date, document: str) -> Refusal | None:
    """Why a hazard cannot be closed on a day; None where it can."""
    if not document.strip():
        return NotUsable("land.closing.no-document")
    if on > today:
        return NotUsable("land.closing.future", on=on.isoformat(), today=today.isoformat())
    if standing.closed_on is not None:
        return NotNow("land.closing.closed-already", on=standing.closed_on.isoformat())
    if standing.state is State.UNRECORDED:
        return NotNow("land.closing.never-recorded")
    if standing.unknown:
        return NotNow("land.closing.unknown-land")
    if standing.open_m2 > 0 or standing.state in (State.SUSPECTED, State.CONFIRMED):
        return NotNow("land.closing.open-land", m2=standing.open_m2)
    if standing.last_on is not None and on < standing.last_on:
        return NotNow("land.closing.before-last-entry", on=on.isoformat(), last=standing.last_on.isoformat())
    return None
