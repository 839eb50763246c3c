"""Which victims may be the same person, with the reasons. It proposes and decides nothing: a register's equal rows may all be real.

Rows of one and the same source are never proposed: whoever kept the register wrote a row for each person.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import cos, hypot, radians

from commonground.core.incidents.codes import UNKNOWN

DAYS = 3  # accidents further apart are not compared
METRES = 2_000.0
LEAST = 3  # points; the place and the day alone are two


class Verdict(StrEnum):
    """What somebody decided about a pair."""

    SAME = "same"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


class Reason(StrEnum):
    """Why a pair is proposed, or what speaks against it."""

    DAY = "same-day"
    DAYS = "days-near"
    PLACE = "places-near"
    UNIT = "same-unit"
    SEX = "same-sex"
    AGE = "same-age"
    OUTCOME = "same-outcome"
    REFERENCE = "same-reference"
    OTHER_OUTCOME = "other-outcome"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is compared of a victim."""

    code: str
    accident: str
    source: str
    reference: str
    since: date | None
    until: date | None
    lon: float | None
    lat: float | None
    unit: str
    sex: str
    age: int | None
    age_class: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two victims that may be one, the one known first first."""

    one: str
    other: str
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(1 if r is not Reason.REFERENCE else 3 for r in self.reasons if r is not Reason.OTHER_OUTCOME)


def proposals(seen: Iterable[Seen]) -> Iterator[Proposal]:
    """Pairs that may be the same person: near in time, near in place, and nothing known of them contradicts it."""
    by_month: dict[tuple[int, int], list[Seen]] = defaultdict(list)
    for one in seen:
        if one.since is None or one.until is None or (one.until - one.since).days > 31:
            continue
        for other in _earlier(by_month, one):
            reasons = compare(other, one)
            if reasons:
                yield Proposal(other.code, one.code, reasons)
        by_month[one.since.year, one.since.month].append(one)


def _earlier(by_month: dict[tuple[int, int], list[Seen]], one: Seen) -> Iterator[Seen]:
    assert one.since is not None
    year, month = one.since.year, one.since.month
    before = (year - (month == 1), 12 if month == 1 else month - 1)
    after = (year + (month == 12), 1 if month == 12 else month + 1)
    for key in (before, (year, month), after):
        yield from by_month.get(key, ())


def compare(a: Seen, b: Seen) -> tuple[Reason, ...]:
    """The reasons why two may be one; empty where something contradicts it, or too little speaks for it."""
    if a.accident == b.accident or (a.source and a.source == b.source):
        return ()
    if _contradict(a.sex, b.sex) or _ages_contradict(a, b):
        return ()
    found = [*_when(a, b)]
    place = _place(a, b)
    if not found or place is None:
        return ()
    found.append(place)
    if a.sex == b.sex and a.sex not in ("", UNKNOWN):
        found.append(Reason.SEX)
    if a.age is not None and b.age is not None:
        found.append(Reason.AGE)
    if a.outcome == b.outcome and a.outcome != UNKNOWN:
        found.append(Reason.OUTCOME)
    elif UNKNOWN not in (a.outcome, b.outcome):
        found.append(Reason.OTHER_OUTCOME)
    if a.reference and a.reference == b.reference:
        found.append(Reason.REFERENCE)
    made = Proposal(a.code, b.code, tuple(found))
    return made.reasons if made.points >= LEAST else ()


def _contradict(a: str, b: str) -> bool:
    return a != b and "" not in (a, b) and UNKNOWN not in (a, b)


def _ages_contradict(a: Seen, b: Seen) -> bool:
    if a.age is not None and b.age is not None:
        return abs(a.age - b.age) > 1
    return _contradict(a.age_class, b.age_class)


def _when(a: Seen, b: Seen) -> Iterator[Reason]:
    assert a.since and a.until and b.since and b.until
    if a.since == a.until == b.since == b.until:
        yield Reason.DAY
    elif (max(a.since, b.since) - min(a.until, b.until)).days <= DAYS:
        yield Reason.DAYS


def _place(a: Seen, b: Seen) -> Reason | None:
    if a.lon is not None and a.lat is not None and b.lon is not None and b.lat is not None:
        high, wide = 111_320 * (a.lat - b.lat), 111_320 * cos(radians(a.lat)) * (a.lon - b.lon)
        return Reason.PLACE if hypot(high, wide) <= METRES else None
    return Reason.UNIT if a.unit and a.unit == b.unit else None
