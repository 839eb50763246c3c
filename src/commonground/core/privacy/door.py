"""The door: what may be asked for, and the tables that are made of it. Nothing about people is published but what comes out here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import product

from commonground.core.privacy.periods import Closed
from commonground.core.privacy.populations import POPULATIONS, UNITS, Population
from commonground.core.privacy.rounding import CROSSED, SMALLEST, keyed_round

MOST = 2  # dimensions of a table, beside the period


class Basis(StrEnum):
    """Why a table is as it is: rounded like every other, or exact for one of two reasons."""

    ROUNDED = "rounded"
    TREATY = "treaty"  # a total that a treaty asks for
    CLAIM = "claim"  # a figure that answers a claim which others have published


class Form(StrEnum):
    """What the number of people allows: a table by two dimensions, tables by one, or no more than that they are few."""

    CROSS = "cross"
    ONE_WAY = "one-way"
    FEW = "few"
    EXACT = "exact"


class Sign(StrEnum):
    """What stands in the place of a number."""

    NONE = ""
    SMALL = "0-4"
    FEW = "<11"


@dataclass(frozen=True, slots=True)
class Spec:
    """A table that somebody asks for."""

    population: str
    by: tuple[str, ...]
    periods: tuple[Closed, ...]
    basis: Basis = Basis.ROUNDED


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a table is not let through: a code and its facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One person, one contact or one service: its key for the rounding, its values, which half of the year it lies in."""

    key: bytes
    values: Mapping[str, str]
    half: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed figure; where a sign stands there is no number."""

    key: tuple[str, ...]
    value: int | None
    sign: Sign = Sign.NONE


@dataclass(frozen=True, slots=True)
class Table:
    """The cells by some dimensions; by none it is the total."""

    by: tuple[str, ...]
    cells: tuple[Cell, ...]

    def cell(self, *key: str) -> Cell | None:
        return next((c for c in self.cells if c.key == key), None)


@dataclass(frozen=True, slots=True)
class Printed:
    """All tables of one period, as they leave. `used` are the values that were crossed, by dimension."""

    period: Closed
    form: Form
    tables: tuple[Table, ...]
    used: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def table(self, *by: str) -> Table | None:
        return next((t for t in self.tables if t.by == by), None)


def faults(spec: Spec, today: date) -> list[Fault]:
    """Everything that keeps a table from being made at all, whatever it would say."""
    population = POPULATIONS.get(spec.population)
    if population is None:
        return [Fault("disclosure.spec.population", {"population": spec.population})]
    known = {d.key: d for d in population.dimensions}
    out = [Fault("disclosure.spec.dimension", {"dimension": d}) for d in spec.by if d not in known]
    if out:
        return out
    if len(spec.by) > MOST or len(set(spec.by)) < len(spec.by):
        out.append(Fault("disclosure.spec.too-many", {"most": MOST}))
    alone = [d for d in spec.by if not known[d].crossed]
    if alone and len(spec.by) > 1:
        out.append(Fault("disclosure.spec.never-crossed", {"dimension": alone[0]}))
    if not spec.periods:
        out.append(Fault("disclosure.spec.no-period"))
    out += [Fault("disclosure.spec.still-open", {"period": str(p)}) for p in spec.periods if not p.is_over(today)][:1]
    if spec.basis is not Basis.ROUNDED and (len(spec.by) > 1 or (spec.by or ("",))[0] not in population.exact):
        out.append(Fault("disclosure.spec.not-exact", {"dimension": ", ".join(spec.by)}))
    return out


def values_of(population: Population, units: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """All values of all dimensions, with the programme's own units."""
    return {d.key: tuple(units) if d.key == UNITS else d.values for d in population.dimensions}


def printed(
    spec: Spec, period: Closed, records: Sequence[Record], values: Mapping[str, Sequence[str]], key: bytes
) -> Printed:
    """The tables of one period. Every cell, every margin and the total are rounded each for itself, so they need not add up."""
    if spec.basis is not Basis.ROUNDED:
        tables = tuple(_table(by, records, values, None) for by in _margins(spec.by))
        return Printed(period, Form.EXACT, tables)
    if len(records) < SMALLEST:
        return Printed(period, Form.FEW, (Table((), (Cell((), None, Sign.FEW),)),))
    margins = [_table(by, records, values, key) for by in _margins(spec.by) if len(by) < MOST]
    used = {d: tuple(v for v in values[d] if there.get(v, 0) >= SMALLEST) for d, there in _counts(records, spec.by)}
    if len(spec.by) < MOST or len(records) < CROSSED or min(len(u) for u in used.values()) < 2:
        return Printed(period, Form.ONE_WAY, tuple(margins))
    return Printed(period, Form.CROSS, (_table(spec.by, records, used, key), *margins), used)


def members(records: Iterable[Record], by: Sequence[str]) -> dict[tuple[str, ...], list[Record]]:
    """The records of each cell that has any."""
    out: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        out.setdefault(tuple(record.values[d] for d in by), []).append(record)
    return out


def _margins(by: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The table itself, its margins, its total."""
    if len(by) > 1:
        yield by
    for dimension in by:
        yield (dimension,)
    yield ()


def _table(
    by: tuple[str, ...], records: Sequence[Record], values: Mapping[str, Sequence[str]], key: bytes | None
) -> Table:
    inside = members(records, by)
    cells = []
    for names in product(*(values[d] for d in by)):
        found = inside.get(names, [])
        if key is None:
            cells.append(Cell(names, len(found)))
            continue
        rounded = keyed_round((r.key for r in found), key)
        cells.append(Cell(names, rounded) if rounded else Cell(names, None, Sign.SMALL))
    return Table(by, tuple(cells))


def _counts(records: Sequence[Record], by: Iterable[str]) -> Iterator[tuple[str, Mapping[str, int]]]:
    """How many there are of each value of each of some dimensions."""
    return ((d, Counter(r.values[d] for r in records)) for d in by)
