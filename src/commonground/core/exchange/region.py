"""A region out of what its countries share: land that two countries both told is counted once, and what is not known is said.

Nothing here is guessed. An area that was told as a range stays a range; a term that nobody mapped stays unmapped; a country whose
feed fell silent stays in every sum and is marked; where nothing was released no date is given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from commonground.core.geometry.overlay import Region, area, join_all

YEARS = 5  # full years whose releases say how fast it goes
FAR = 200  # years ahead; beyond that a date says nothing


@dataclass(frozen=True, slots=True)
class Span:
    """Square metres between two bounds; `most` None where the upper one is open."""

    least: int = 0
    most: int | None = 0

    def __add__(self, other: "Span") -> "Span":
        most = None if self.most is None or other.most is None else self.most + other.most
        return Span(self.least + other.least, most)

    def less(self, other: "Span") -> "Span":
        """What remains of it without another one that is a part of it."""
        most = None if self.most is None or other.most is None else self.most - other.most
        return Span(self.least - other.least, most)

    @property
    def is_exact(self) -> bool:
        return self.least == self.most


def span_of(told: int | Mapping[str, int | None] | None) -> Span | None:
    """An area as it was told: a number, a range [from, below), or not at all."""
    if told is None:
        return None
    if isinstance(told, int):
        return Span(told, told)
    below = told["below"]
    return Span(int(told["from"] or 0), None if below is None else below - 1)


def summed(some: Iterable[Span]) -> Span:
    """All of them together."""
    out = Span()
    for one in some:
        out = out + one
    return out


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard as a country told it. `open` is None where its area was not shared; `shape` is exact, in one plane for all."""

    country: str
    id: str
    status: str
    contamination: str
    open: Span | None
    same_as: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    shape: Region | None = None
    count: int = 1  # how many it stands for: one, or all that a figure is of
    without: int = 0  # of these, how many have no area


@dataclass(frozen=True, slots=True)
class Released:
    """Land that a country told to be released."""

    country: str
    activity: str
    year: int
    m2: Span
    hazard: str = ""
    donor: str = ""


# --- land that two countries told ---


@dataclass(frozen=True, slots=True)
class Joint:
    """Hazards of two or more countries that all of them call the same, counted once."""

    hazards: tuple[Hazard, ...]
    counted: Span
    taken_off: Span
    by_perimeter: bool  # the union of exact perimeters; otherwise the larger one, once


def joints(hazards: Sequence[Hazard]) -> list[Joint]:
    """Which hazards are one: those under a name that at least two countries gave. What one side alone says joins nothing."""
    by_name: dict[str, list[int]] = {}
    for i, one in enumerate(hazards):
        for name in one.same_as:
            by_name.setdefault(name, []).append(i)
    group = list(range(len(hazards)))
    for members in by_name.values():
        if len({hazards[i].country for i in members}) > 1:
            lowest = min(_root(group, i) for i in members)
            for i in members:
                group[_root(group, i)] = lowest
    together: dict[int, list[Hazard]] = {}
    for i, one in enumerate(hazards):
        together.setdefault(_root(group, i), []).append(one)
    return [_joint(some) for some in together.values() if len(some) > 1]


def _root(group: list[int], i: int) -> int:
    while group[i] != i:
        i = group[i]
    return i


def _joint(some: list[Hazard]) -> Joint:
    told = summed(one.open for one in some if one.open is not None)
    shapes = [one.shape for one in some if one.shape is not None]
    exact = len(shapes) == len(some) and all(one.open is not None and one.open.is_exact for one in some)
    if exact:
        union = round(area(join_all(shapes)))
        largest = max(one.open.least for one in some if one.open is not None)
        once = min(max(union, largest), told.least)  # a shape is told to the centimetre, its area to the square metre
        counted = Span(once, once)
    else:
        sums = _by_country(some).values()  # several hazards of one country are land beside each other
        most = None if any(one.most is None for one in sums) else max((one.most or 0 for one in sums), default=0)
        counted = Span(max((one.least for one in sums), default=0), most)
    return Joint(tuple(some), counted, told.less(counted), exact)


def _by_country(some: Iterable[Hazard]) -> dict[str, Span]:
    out: dict[str, Span] = {}
    for one in some:
        if one.open is not None:
            out[one.country] = out.get(one.country, Span()) + one.open
    return out


# --- how long it may take ---


@dataclass(frozen=True, slots=True)
class Countdown:
    """When open land would be released at the pace of past years. `latest` is None where the worst of them released nothing, or the open
    land has no upper bound; `earliest` is None where nothing was released at all, or it lies too far ahead: then no date is given."""

    earliest: int | None
    latest: int | None
    best_m2: int
    worst_m2: int


def countdown(open_: Span, by_year: Mapping[int, int], this_year: int, *, unknown: bool = False) -> Countdown:
    """From open land and what the last full years released each: the best and the worst of them make the bounds.

    It assumes that nothing new is found and that the pace stays between the two. Years without any release count as such. Where
    something is `unknown` (a hazard without an area, one that is told no more, a country that told nothing) there is no last year,
    and where nothing but the unknown is open no year at all: nothing told is not nothing there.
    """
    pace = [by_year.get(year, 0) for year in range(this_year - YEARS, this_year)]
    best, worst = max(pace), min(pace)
    if unknown and not open_.least:
        return Countdown(None, None, best, worst)
    if open_ == Span(0, 0):
        return Countdown(this_year, this_year, best, worst)
    earliest = this_year + ceil(open_.least / best) if best else None
    latest = this_year + ceil(open_.most / worst) if worst and open_.most is not None else None
    latest = None if unknown else latest
    if earliest is not None and earliest - this_year > FAR:
        earliest = latest = None
    if latest is not None and latest - this_year > FAR:
        latest = None
    return Countdown(earliest, latest, best, worst)


# --- balances ---


@dataclass(frozen=True, slots=True)
class Balance:
    """What a country (or the region) released in a year and has open now. `before` is what is open and what was released since the
    year began: what was open then, but for land that was found since, of which records do not tell. None where something it needs was
    not shared. Where something is `unknown`, open land has no upper bound."""

    open: Span
    released: Mapping[str, Span] | None
    hazards: int
    without_area: int  # open hazards whose area was not shared
    taken_off: Span = field(default_factory=Span)
    since: Span = field(default_factory=Span)  # released in the year and in all after it
    unknown: bool = False

    @property
    def before(self) -> Span | None:
        if self.released is None:
            return None
        return self.open + self.since


OPEN = ("suspected", "confirmed", "unknown")


def balance(
    hazards: Sequence[Hazard], released: Sequence[Released] | None, year: int, *, unknown: bool = False
) -> Balance:
    """Of some countries: linked land once. What else is not known, besides areas that were not shared, is said by `unknown`."""
    still = [one for one in hazards if one.status in OPEN]
    off = summed(one.taken_off for one in joints(still))
    total = summed(one.open for one in still if one.open is not None).less(off)
    acts: dict[str, Span] | None = None
    if released is not None:
        acts = {}
        for one in released:
            if one.year == year:
                acts[one.activity] = acts.get(one.activity, Span()) + one.m2
    without = sum((one.open is None) + one.without for one in still)
    unknown = unknown or without > 0
    since = summed(one.m2 for one in released or () if one.year >= year)
    return Balance(
        Span(total.least, None) if unknown else total,
        acts,
        sum(one.count for one in still),
        without,
        off,
        since,
        unknown,
    )


def yearly(released: Iterable[Released]) -> dict[int, int]:
    """Square metres by year; of a range its lower bound, so that no date is too early."""
    out: dict[int, int] = {}
    for one in released:
        out[one.year] = out.get(one.year, 0) + one.m2.least
    return out


def by_term(hazards: Sequence[Hazard], terms: Mapping[tuple[str, str], str]) -> dict[str, Span]:
    """Open land by the regional term of its contamination, from the table of (country, code); "" is what nobody mapped.

    Joint land is under the term of the country that told most of it. A hazard without an area leaves its term without an upper bound.
    """
    out: dict[str, Span] = {}
    still = [one for one in hazards if one.status in OPEN]
    for one in still:
        term = terms.get((one.country, one.contamination), "")
        out[term] = out.get(term, Span()) + (Span(0, None) if one.open is None else one.open)
    for joint in joints(still):
        told = [one for one in joint.hazards if one.open is not None]
        for one in told:
            term = terms.get((one.country, one.contamination), "")
            out[term] = out[term].less(one.open or Span())
        if told:
            sums = _by_country(told)
            largest = max(told, key=lambda h: (sums[h.country].least, h.country, h.open.least if h.open else 0))
            term = terms.get((largest.country, largest.contamination), "")
            out[term] = out[term] + joint.counted
    return out
