"""What a file turns into: a table of cells and shapes, with everything that was doubtful about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from commonground.core.findings import Finding, Severity
from commonground.intake.gateway.codes import SEVERITIES

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of anything a file may hold, and how long and how large the reading may be."""

    bytes: int = 500_000_000
    unpacked: int = 2_000_000_000
    ratio: int = 200  # unpacked bytes for one packed byte
    entries: int = 5_000  # files in a zip
    rows: int = 1_000_000
    columns: int = 500
    cells: int = 20_000_000
    cell_characters: int = 1_000_000
    vertices: int = 200_000  # of one shape; a shape of more is told and left out
    all_vertices: int = 50_000_000
    depth: int = 60  # of what is nested in a file
    faults: int = 50  # told of one row
    seconds: float = 180.0
    memory: int = 4_000_000_000  # address space of the reading process


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was received. `cells` is by column; row n is the n-th row or feature of the file, from 0.

    `shapes` are little-endian two-dimensional WKB in the file's own coordinates, possibly invalid, None
    where the row has none. `crs` is what the file declares: "EPSG:…", or WKT, or None.
    """

    name: str
    sha256: str
    bytes: int
    format: str
    layer: str
    layers: tuple[str, ...]
    columns: tuple[str, ...]
    cells: list[list[Cell]]
    shapes: list[bytes | None]
    crs: str | None
    notes: list[Finding]
    faults: dict[int, list[Finding]]
    numbers: list[int] | None = None  # the line of the file each row began on, where it has lines

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return len(self.shapes)

    def column(self, name: str) -> list[Cell]:
        """The cells of one column."""
        return self.cells[self.columns.index(name)]


@dataclass(slots=True)
class Draft:
    """A table while it is being read."""

    format: str
    layer: str = ""
    layers: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    cells: list[list[Any]] = field(default_factory=list)
    shapes: list[bytes | None] = field(default_factory=list)
    crs: str | None = None
    notes: list[Finding] = field(default_factory=list)
    faults: dict[int, list[Finding]] = field(default_factory=dict)
    numbers: list[int] | None = None

    def note(self, code: str, **facts: Any) -> None:
        """Say something about the file, once per code and facts."""
        told = Finding(code, SEVERITIES[code], "", plain(facts))
        if told not in self.notes:
            self.notes.append(told)

    def fault(self, row: int, code: str, **facts: Any) -> None:
        """Say something about one row."""
        said = self.faults.setdefault(row, [])
        if len(said) < Limits().faults:
            said.append(Finding(code, SEVERITIES[code], str(row + 1), plain(facts)))

    def add_columns(self, names: Iterable[str]) -> None:
        """Name the columns; names that come twice are made unique, and that is said."""
        taken: set[str] = set()
        for said in names:
            given = (
                said.encode("utf-8", "replace").decode().replace("\x00", "")
            )  # as it will be told, or two may become one
            name, number = given, 2
            while name in taken:
                name, number = f"{given} ({number})", number + 1
            if name != given:
                self.note("intake.columns.twice", column=given, renamed=name)
            taken.add(name)
            self.columns.append(name)
            self.cells.append([])


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as short plain values."""
    return {
        key: value if isinstance(value, int | float | bool) or value is None else short(str(value))
        for key, value in facts.items()
    }


def short(text: str, most: int = 200) -> str:
    """Text that fits into a sentence, without anything that does not print."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def severity(code: str) -> Severity:
    """How grave a code of this reader is."""
    return SEVERITIES[code]
