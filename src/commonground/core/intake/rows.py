"""The rows of a file before anything is made of them: what each says, as it will be kept, and by what it is known."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any, Protocol

from commonground.core.findings import Finding, Severity
from commonground.core.geometry.overlay import Region
from commonground.core.intake import cells as read
from commonground.core.intake.kinds import FACTS
from commonground.core.intake.mapping import Mapping
from commonground.core.land.drafts import Draft

CELLS = ("intake.cell.", "tables.date.", "tables.number.")
_SAY = json.JSONEncoder(ensure_ascii=False, default=str).encode


class Received(Protocol):
    """A file as the reader gives it."""

    name: str
    columns: Sequence[str]
    cells: Sequence[Sequence[Any]]
    shapes: Sequence[bytes | None]
    crs: str | None
    faults: dict[int, list[Finding]]


@dataclass(slots=True)
class RowPlan:
    """What one row would become. `draft` is None where the row cannot be booked."""

    ordinal: int
    identity: str
    content: str
    cells: str  # what the row says, as JSON by column
    hazard: str = ""
    card: dict[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    fact: dict[str, Any] | None = None  # what a row says that is no land; None where it cannot be taken in
    reference: str = ""  # by what such a fact is known where it is kept
    findings: list[Finding] = field(default_factory=list)
    evidence: Region | None = None
    repair: dict[str, Any] | None = None  # what was wrong with the perimeter, and by how much mending changed it
    part_of: int | None = None  # the row that carries the record, for perimeters on many rows

    @property
    def bad(self) -> bool:
        """Whether a cell of the row could not be read."""
        return any(f.code.startswith(CELLS) and f.severity is Severity.ERROR for f in self.findings)


def identities(table: Received, mapping: Mapping, column: read.Columns, carrier: dict[int, int]) -> list[RowPlan]:
    """Each row's identity and the hash of what it says.

    By the column that holds its code; where there is none, by content and ordinal: the hash of everything the row
    says, and which of the rows saying just that it is.
    """
    seen: dict[str, int] = {}
    rows: list[RowPlan] = []
    keyed = FACTS[mapping.what].keyed if mapping.what in FACTS else "code" if mapping.what == "hazards" else ""
    codes = column.texts(keyed) if keyed else None
    shapes, digest = table.shapes, hashlib.sha256
    for i, written in enumerate(written_down(kept(table, mapping))):
        content = digest(written.encode() + (shapes[i] or b"")).hexdigest()
        if i in carrier:
            first = rows[carrier[i]]
            rows.append(RowPlan(i + 1, first.identity, content, written, part_of=carrier[i]))
            first.content = digest((first.content + content).encode()).hexdigest()
            continue
        said = codes[i] if codes else ""
        key = said or content
        times = seen[key] = seen.get(key, 0) + 1
        name = (said if times == 1 else f"{said}#{times}") if said else f"{content[:16]}-{times}"
        rows.append(RowPlan(i + 1, name, content, written))
    return rows


@dataclass(frozen=True, slots=True)
class Kept:
    """Those columns of a file that are kept."""

    columns: Sequence[str]
    cells: Sequence[Sequence[Any]]
    shapes: Sequence[bytes | None]


def kept(table: Received, mapping: Mapping) -> Received | Kept:
    """What is kept of a file: all of it, but of rows about people only what the mapping names; nobody knows what else there is."""
    if mapping.what not in FACTS or FACTS[mapping.what].keeps_unnamed:
        return table
    named = {*mapping.columns.values(), mapping.x, mapping.y}
    pairs = [(c, cells) for c, cells in zip(table.columns, table.cells, strict=True) if c in named]
    return Kept([c for c, _ in pairs], [cells for _, cells in pairs], table.shapes)


def written_down(table: Received | Kept) -> list[str]:
    """What each row says, as JSON by column: the same as encoding a dictionary of every row, column by column."""
    if not table.cells:
        return ["{}"] * len(table.shapes)
    if len(set(table.columns)) < len(table.columns):
        columns = list(table.columns)
        return [_SAY(dict(zip(columns, cells, strict=True))) for cells in zip(*table.cells, strict=True)]
    parts = [_column(_SAY(name) + ": ", cells) for name, cells in zip(table.columns, table.cells, strict=True)]
    return ["{" + ", ".join(some) + "}" for some in zip(*parts, strict=True)]


def _column(name: str, cells: Sequence[Any]) -> list[str]:
    """The cells of one column, each behind the column's name."""
    text, kinds = encode_basestring, set(map(type, cells))
    if kinds == {str}:
        return [name + text(cell) for cell in cells]
    if kinds == {int}:
        return [f"{name}{cell}" for cell in cells]
    return [name + (text(cell) if cell.__class__ is str else _SAY(cell)) for cell in cells]
