"""How old what somebody said is, and where an agreement stands on a day: judged by days and by what was signed, in one place.

Silence is not news. A feed that stopped, fell silent or ended says nothing about land; it only says from when on nothing was said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from commonground.core.exchange.agreements import Agreement
from commonground.core.refusals import NotUsable

SOON_DAYS = 30
LONGEST_SILENCE, LAST_YEAR = timedelta(days=366), 9_000  # no agreement allows a longer one


class Freshness(StrEnum):
    """How a feed stands."""

    TODAY = "today"
    FRESH = "fresh"
    STALE = "stale"  # the day by which more was promised has passed
    STOPPED = "stopped"  # it contradicts itself
    ENDED = "ended"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Fresh:
    """How fresh a feed is: since which day, or why it stands still."""

    code: Freshness
    day: date | None = None
    why: str = ""

    @property
    def is_current(self) -> bool:
        """Whether what was heard can be taken for what the other side says today."""
        return self.code in (Freshness.TODAY, Freshness.FRESH)


def freshness(*, heard: datetime | None, next_by: datetime | None, broken: str, ended: bool, now: datetime) -> Fresh:
    """How fresh what came by a feed is. A clock that was set back does not make it fresher: what was heard counts as a time, too."""
    if broken:
        return Fresh(Freshness.STOPPED, heard.date() if heard else None, broken)
    if ended:
        return Fresh(Freshness.ENDED, heard.date() if heard else None)
    if heard is None:
        return Fresh(Freshness.NEVER)
    now = max(now, heard)
    if next_by is None or next_by < now:
        return Fresh(Freshness.STALE, (next_by or heard).date())
    return Fresh(Freshness.TODAY if heard.date() == now.date() else Freshness.FRESH, heard.date())


def promised(status: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """When a status was issued and by when the next one comes. Raises NotUsable where either is no time."""
    try:
        issued, next_by = (datetime.fromisoformat(status[name]).astimezone(UTC) for name in ("issued_at", "next_by"))
        zoned = all(datetime.fromisoformat(status[name]).tzinfo for name in ("issued_at", "next_by"))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NotUsable("exchange.document.unreadable") from error
    if not zoned or not 1 < issued.year < LAST_YEAR or not issued <= next_by <= issued + LONGEST_SILENCE:
        raise NotUsable("exchange.document.unreadable")
    return issued, next_by


def fresh_until(status: Mapping[str, Any], heard: datetime) -> datetime:
    """Until when what was heard is fresh: as long as was promised, and no longer than that from when it was heard, whatever clock it
    was promised by. Raises NotUsable."""
    issued, next_by = promised(status)
    return min(next_by, heard + (next_by - issued))


class Place(StrEnum):
    """Where a version of an agreement stands, in the order in which somebody has something to do."""

    TO_SIGN = "to-sign"
    WAITS = "waits"
    ENDING = "ending"
    IN_FORCE = "in-force"
    FUTURE = "future"
    SUPERSEDED = "superseded"
    ENDED = "ended"


def place(
    agreement: Agreement, *, signed_here: bool, signed_there: bool, latest: int, revoked: bool, day: date
) -> Place:
    """Where a version stands; `latest` is the one that counts on that day (`agreements.in_force`), 0 where there is none."""
    if agreement.version < latest:
        return Place.SUPERSEDED
    if revoked or day > agreement.valid_until:
        return Place.ENDED
    if not signed_here:
        return Place.TO_SIGN
    if not signed_there:
        return Place.WAITS
    if day < agreement.valid_from:
        return Place.FUTURE
    return Place.ENDING if (agreement.valid_until - day).days <= SOON_DAYS else Place.IN_FORCE
