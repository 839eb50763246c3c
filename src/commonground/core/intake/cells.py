"""Cells of a table as the trade's values, and shapes out of columns."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from commonground.core.findings import Finding
from commonground.core.intake.kinds import FACTS
from commonground.core.intake.mapping import Mapping
from commonground.core.tables import dates, numbers, turning_points, wkt
from commonground.core.tables.unknowns import is_unknown

NUMBERS = ("stated_m2", "length_m", "width_m", "depth_cm", "sequence", "lon", "lat", "population")
DAYS = ("on", "reported_on")


class Unsure:
    """A cell that leaves something to be said, and is read by hand."""


UNSURE = Unsure()
LONG = 1 << 63
V = TypeVar("V")


class Always(Sequence[V]):
    """A column that says one thing in every row."""

    def __init__(self, value: V) -> None:
        self.value = value

    def __getitem__(self, row: Any) -> Any:
        return self.value

    def __len__(self) -> int:
        return 0


NEVER: Always[None] = Always(None)


def text(cell: Any) -> str:
    """A cell as text, blanks trimmed; a whole number without its ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def number(cell: Any, mark: str | None = None) -> float | None:
    """A cell as a number, or None."""
    value = numbers.parse(cell, mark).value
    return None if value is None else float(value)


@dataclass(slots=True)
class Columns:
    """The columns of a table by what they mean, with how each writes its numbers and dates."""

    cells: dict[str, Sequence[Any]]
    names: dict[str, str]
    marks: dict[str, str | None] = field(default_factory=dict)
    orders: dict[str, str | None] = field(default_factory=dict)
    # A column says the same few things over and over; each is read once.
    read_days: dict[tuple[str, Any], tuple[date | None, list[Finding]]] = field(default_factory=dict)
    read_words: dict[tuple[str, str], str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Any, mapping: Mapping) -> "Columns":
        """The columns that a mapping names; the decimal mark and the order of dates are the column's, not the cell's."""
        names = list(table.columns)
        cells = {t: table.cells[names.index(c)] for t, c in mapping.columns.items()}
        kind = FACTS.get(mapping.what)
        counted, dated = (kind.numbers, kind.days) if kind else (NUMBERS, DAYS)
        marks = {t: numbers.decimal_mark(cells[t]) for t in counted if t in cells}
        usual = "dmy" if mapping.day_first else "mdy"
        orders: dict[str, str | None] = {t: dates.day_order(cells[t]) or usual for t in dated if t in cells}
        return cls(cells, dict(mapping.columns), marks, orders)

    def __contains__(self, target: str) -> bool:
        return target in self.cells

    def text(self, target: str, row: int) -> str:
        """A cell as text; "" where it is unknown or the column is absent."""
        if target not in self.cells:
            return ""
        cell = self.cells[target][row]
        return "" if is_unknown(cell) else text(cell)

    def number(self, target: str, row: int) -> tuple[float | None, list[Finding]]:
        """A cell as a number, and what is wrong or doubtful about it."""
        if target not in self.cells:
            return None, []
        cell = self.cells[target][row]
        if (cell.__class__ is float and math.isfinite(cell)) or (cell.__class__ is int and -LONG < cell < LONG):
            return float(cell), []
        found = numbers.parse(cell, self.marks.get(target))
        told = [self._told(f, target) for f in found.findings]
        return (None if found.value is None else float(found.value)), told

    def day(self, target: str, row: int) -> tuple[date | None, list[Finding]]:
        """A cell as a date, and what is wrong or doubtful about it."""
        if target not in self.cells:
            return None, []
        cell = self.cells[target][row]
        key = (target, cell)
        if key not in self.read_days:
            found = dates.parse(cell, self.orders.get(target))
            self.read_days[key] = (found.day, [self._told(f, target) for f in found.findings])
        return self.read_days[key]

    def word(self, target: str, said: str, mapping: Mapping) -> str | None:
        """A cell as one of our codes; None where nobody knows the word."""
        key = (target, said)
        if key not in self.read_words:
            self.read_words[key] = mapping.word(target, said)
        return self.read_words[key]

    # Whole columns, for many rows: the same answers, each different cell read once -----------------------------------

    def texts(self, target: str) -> list[str] | None:
        """Every cell as text, as `text` has it; None where the column is absent."""
        if target not in self.cells:
            return None
        return [
            ("" if is_unknown(cell) else cell.strip()) if cell.__class__ is str else self.text(target, i)
            for i, cell in enumerate(self.cells[target])
        ]

    def numbers(self, target: str) -> "list[float | Unsure | None] | None":
        """Every cell as a number, UNSURE where something is to be said of it; None where the column is absent."""
        if target not in self.cells:
            return None
        read = (self.number(target, i) for i in range(len(self.cells[target])))
        return [UNSURE if told else value for value, told in read]

    def days(self, target: str) -> "Sequence[date | Unsure | None]":
        """Every cell as a date, UNSURE where something is to be said of it; no dates where the column is absent."""
        if target not in self.cells:
            return NEVER
        seen: dict[str, date | Unsure | None] = {}
        out: list[date | Unsure | None] = []
        for i, cell in enumerate(self.cells[target]):
            if cell.__class__ is str and cell in seen:
                out.append(seen[cell])
                continue
            day, told = self.day(target, i)
            out.append(UNSURE if told else day)
            if cell.__class__ is str:
                seen[cell] = out[-1]
        return out

    def codes(self, target: str, mapping: Mapping, usual: str) -> "Sequence[str | None]":
        """Every cell as one of our codes, `usual` where it says nothing; None where nobody knows the word."""
        if target not in self.cells:
            return Always(usual)
        seen: dict[str, str | None] = {}
        out: list[str | None] = []
        for i, cell in enumerate(self.cells[target]):
            if cell.__class__ is str and cell in seen:
                out.append(seen[cell])
                continue
            said = self.text(target, i)
            found = self.word(target, said, mapping) if said else usual
            code = None if found is None else found or usual
            if cell.__class__ is str:
                seen[cell] = code
            out.append(code)
        return out

    def _told(self, finding: Finding, target: str) -> Finding:
        return Finding(
            finding.code, finding.severity, finding.about, {**finding.facts, "column": self.names[target]}, finding.at
        )


@dataclass(slots=True)
class Shapes:
    """The shape of each row as WKB in the file's own coordinates, and which rows only carry points of another's."""

    wkb: list[bytes | None]
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    carrier: dict[int, int] = field(default_factory=dict)


def shapes(table: Any, mapping: Mapping) -> Shapes:
    """Shapes from the file's geometry, or from columns: WKT, a pair of coordinates, or turning points on many rows."""
    names = list(table.columns)
    column = {c: table.cells[i] for i, c in enumerate(names)}
    count = len(table.shapes)
    if mapping.geometry == "wkt":
        return _wkt(column[mapping.x])
    if mapping.geometry == "lonlat":
        found, told = turning_points.points(column[mapping.x], column[mapping.y])
        return Shapes(list(found), {row: [f] for row, f in told.items()})
    if mapping.geometry == "turning-points":
        who = column[mapping.columns[_named(mapping)]]
        order = column[mapping.order] if mapping.order else None
        return _rings(turning_points.rings(who, order, column[mapping.x], column[mapping.y]), count)
    return Shapes(list(table.shapes))


def _named(mapping: Mapping) -> str:
    """The target that says which rows are points of one perimeter."""
    if mapping.what in FACTS:
        return FACTS[mapping.what].keyed
    return "code" if mapping.what == "hazards" else "document"


def _wkt(cells: Sequence[Any]) -> Shapes:
    out = Shapes([])
    for i, cell in enumerate(cells):
        found = wkt.parse(cell)
        out.wkb.append(found.shape)
        if found.finding is not None:
            out.findings[i] = [found.finding]
    return out


def _rings(gathered: Sequence[turning_points.Gathered], count: int) -> Shapes:
    out = Shapes([None] * count)
    for g in gathered:
        first = min(g.rows)
        out.wkb[first] = g.shape
        out.findings.setdefault(first, []).extend(g.findings)
        out.carrier |= {row: first for row in g.rows if row != first}
    return out
