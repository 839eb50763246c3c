"""People of closed periods, as they were when a period was first asked about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.utils.module_loading import import_string

from commonground.core.identifiers import content_hash
from commonground.core.privacy.door import Record, values_of
from commonground.core.privacy.periods import Closed, half_of
from commonground.core.privacy.populations import POPULATIONS, UNITS, UNKNOWN, Population
from commonground.core.privacy.rounding import record_key
from commonground.core.refusals import NotNow
from commonground.disclosure.models import FrozenPeriod
from commonground.store import keystore

Person = tuple[bytes, Mapping[str, str], date]  # a key that is one's own, coarse values, the day that counts
Provider = Callable[[date, date], Iterable[Person]]


@dataclass(frozen=True)
class Frozen:
    """A frozen period in hand."""

    number: int | None  # None where it is not kept yet
    population: str
    period: Closed
    edition: int
    units: tuple[str, ...]
    people: tuple[Record, ...]

    @property
    def name(self) -> str:
        return f"{self.population} {self.period} ({self.edition})"

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        return values_of(POPULATIONS[self.population], self.units)

    @cached_property
    def sha256(self) -> str:
        return content_hash([list(self.units), as_data(self.people)])


def as_data(people: Iterable[Record]) -> list[list[object]]:
    """People as they are kept."""
    return [[r.key.hex(), r.half, dict(r.values)] for r in people]


def providers() -> Mapping[str, Provider]:
    """Whom there is to count: what slices above hand in."""
    return import_string(settings.POPULATIONS)


def units() -> dict[str, str]:
    """The units of the first level by their codes, with their names."""
    return dict(import_string(settings.FIRST_UNITS)())


def kept(row: FrozenPeriod) -> Frozen:
    """A row in hand."""
    found = Closed(int(row.period[:4]), int(row.period[6:] or 0))
    people = tuple(Record(bytes.fromhex(key), values, half) for key, half, values in row.people)
    return Frozen(row.pk, row.population, found, row.edition, tuple(row.units), people)


def latest(population: str, period: Closed) -> Frozen | None:
    """The last edition of a period; None where nobody has asked about it."""
    row = FrozenPeriod.objects.filter(population=population, period=str(period)).order_by("-edition").first()
    return kept(row) if row else None


def to_freeze(population: Population, periods: Sequence[Closed], *, anew: bool = False) -> list[Frozen]:
    """The people of some periods: as frozen, or as they are now. All of them are asked for at once.

    A year of which a half was frozen has that half as it was frozen, and the other way round: the same people are in both. `anew` is
    the next edition, of people as they are now, or the one there is where nothing has changed.
    """
    rows = FrozenPeriod.objects.filter(population=population.key, period__in=[str(p) for p in periods])
    there = {row.period: kept(row) for row in rows.order_by("edition")}
    codes = (*units(), UNKNOWN)
    now = _counted(population, [p for p in periods if anew or str(p) not in there], codes)
    return [
        _next(population, period, there.get(str(period)), now[period], codes, anew)
        if period in now
        else there[str(period)]
        for period in periods
    ]


def _next(
    population: Population,
    period: Closed,
    there: Frozen | None,
    now: tuple[Record, ...],
    codes: tuple[str, ...],
    anew: bool,
) -> Frozen:
    """The next edition of a period, or the one there is where nothing has changed."""
    if not anew:
        now, codes = _as_frozen(population, period, now, codes)
    made = Frozen(None, population.key, period, there.edition + 1 if there else 1, codes, now)
    return there if there and there.sha256 == made.sha256 else made


def _as_frozen(
    population: Population, period: Closed, now: tuple[Record, ...], codes: tuple[str, ...]
) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """What was frozen of a longer or shorter period takes the place of what is there now."""
    if period.half and (whole := latest(population.key, Closed(period.year))):
        return tuple(r for r in whole.people if r.half == period.half), whole.units
    halves = [latest(population.key, Closed(period.year, half)) for half in (1, 2) if not period.half]
    for half in halves:
        if half is not None:
            now = (*(r for r in now if r.half != half.period.half), *half.people)
            codes = tuple(dict.fromkeys((*codes, *half.units)))
    return now, codes


def _counted(
    population: Population, periods: Sequence[Closed], codes: Sequence[str]
) -> dict[Closed, tuple[Record, ...]]:
    """Everybody of some periods by the values of the whitelist; what is not in it is unknown. In no order that tells of anything."""
    if not periods:
        return {}
    provider = providers().get(population.key)
    if provider is None:
        raise NotNow("disclosure.spec.no-records", population=population.key)
    secret = keystore.secret("disclosure:records")
    known = {d.key: frozenset(codes if d.key == UNITS else d.values) for d in population.dimensions}
    rest = {d: _rest(values) for d, values in known.items()}
    found: dict[Closed, list[Record]] = {period: [] for period in periods}
    for key, values, day in provider(min(p.start for p in periods), max(p.end for p in periods)):
        half = half_of(day)
        mine = [found[p] for p in (Closed(day.year), Closed(day.year, half)) if p in found]
        if mine:
            said = {d: v if (v := values.get(d, "")) in known[d] else rest[d] for d in known}
            record = Record(record_key(secret, population.kin, key), said, half)
            for heap in mine:
                heap.append(record)
    return {period: tuple(sorted(heap, key=lambda r: r.key)) for period, heap in found.items()}


def _rest(known: frozenset[str]) -> str:
    assert UNKNOWN in known, "a dimension without unknown has a value for everybody"
    return UNKNOWN


def year_key(period: Closed) -> bytes:
    """The key with which the counts of a year are rounded."""
    return keystore.secret(f"disclosure:{period.year}")
