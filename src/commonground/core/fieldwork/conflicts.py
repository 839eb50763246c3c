"""What contradicts a report: an entry in the books, or another report that nobody has decided about yet.

Late reports and repeated work are everyday; they are put before somebody with both sides, and none is silently left
out or written over (domain.md 9, complaint 7). A strip where two neighbours' measurements overlap is no contradiction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonground.core.geometry.overlay import Region, area, meet, meets
from commonground.core.land.entries import RELEASES, Kind

LEAST_M2 = 50.0
SHARE = 0.05


class Why(StrEnum):
    """How two sides contradict each other."""

    OLDER = "older"  # the report is older than what is booked on the same hazards
    TWICE = "twice"  # the same land released twice, in the same way
    OTHERWISE = "otherwise"  # the same land released in another way: one cleared what another cancelled
    CLOSED = "closed"  # work on a hazard that is closed
    SAME = "same"  # the ledger holds exactly this already


@dataclass(frozen=True, slots=True)
class Side:
    """One side: a report, an entry of the ledger (`number`) or another report (`code`). A closing has no `kind`."""

    kind: Kind | None
    on: date
    hazards: frozenset[str]
    land: Region | None = None
    number: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A report and what it contradicts; `m2` is the land in dispute where there is any."""

    why: Why
    other: Side | None
    hazard: str = ""
    m2: int = 0


def conflicts(mine: Side, others: Sequence[Side], closed: Sequence[tuple[str, date]] = ()) -> list[Conflict]:
    """What contradicts a report, gravest first: land in dispute, then closed hazards, then order of days."""
    out: list[Conflict] = []
    for other in others:
        shared = sorted(mine.hazards & other.hazards)
        if mine.kind is None or other.kind is None:
            # One closes what the other still works on; two closings of one hazard contradict each other as well.
            if shared and not other.number:
                out.append(Conflict(Why.CLOSED, other, shared[0]))
            continue
        disputed = _disputed(mine, other)
        if disputed:
            why = Why.TWICE if mine.kind is other.kind else Why.OTHERWISE
            out.append(Conflict(why, other, m2=disputed))
        elif other.number and mine.on < other.on and shared:
            out.append(Conflict(Why.OLDER, other, shared[0]))
    if mine.kind is not None and mine.kind is not Kind.REOPEN:
        out += [Conflict(Why.CLOSED, None, code) for code, _ in closed if code in mine.hazards]
    rank = {Why.SAME: 0, Why.OTHERWISE: 1, Why.TWICE: 2, Why.CLOSED: 3, Why.OLDER: 4}
    return sorted(
        out, key=lambda c: (rank[c.why], -c.m2, c.other.number if c.other else 0, c.other.code if c.other else "")
    )


def _disputed(mine: Side, other: Side) -> int:
    """Square metres that both release: nothing where that is but the width of a measurement."""
    if mine.kind not in RELEASES or other.kind not in RELEASES or mine.land is None or other.land is None:
        return 0
    if not meets(mine.land, other.land):
        return 0
    shared = area(meet(mine.land, other.land))
    least = min(area(mine.land), area(other.land))
    return round(shared) if shared > LEAST_M2 or shared > SHARE * least else 0
