"""Claims as a table of a file: one row per printed figure or check, the headings of a claim repeated or left blank below.

Nothing is lost: a row that cannot be kept is named with its field, and then nothing of the file is taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.claims.adding import identity
from commonground.core.claims.published import Fault, Line, Measure, Published, faults, heading_faults
from commonground.core.land.reconcile import Precision
from commonground.core.tables import dates

HEADINGS = ("publisher", "title", "source", "published_on", "decimals")
FIGURES = (
    "label",
    "printed",
    "measure",
    "figure",
    "precision",
    "step",
    "from",
    "to",
    "unit",
    "contamination",
    "flag",
    "operator",
)
CHECK, NOTE = "check", "note"
HEAD = (*HEADINGS, *FIGURES, CHECK, NOTE)
NEEDED = ("publisher", "title", "source", "label", "printed", "measure")
EXAMPLE = (
    ("Example observatory", "Yearly review 2025, table 3", "https://example.org/review-2025#3", "2026-03-31", ".", "Cleared", "1.34", "km2",
     "land.cleared", "", "", "2025-01-01", "2025-12-31", "", "", "", "", "", ""),
    ("", "", "", "", "", "Reduced", "10.39", "km2", "land.reduced", "", "", "2025-01-01", "2025-12-31", "", "", "", "", "", ""),
    ("", "", "", "", "", "Released", "11.73", "km2", "", "", "", "2025-01-01", "2025-12-31", "", "", "", "", "", ""),
    ("", "", "", "", "", "Suspected land", "about 820", "km2", "land.closing.suspected", "", "", "", "2025-12-31", "", "", "none", "", "", ""),
    ("", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "released: 1 + 2 = 3", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowFault:
    """What cannot be kept, where: the row by its number in the file (0 is the file itself), and the field."""

    row: int
    field: str
    code: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """The claims of a file, and everything that keeps it from being taken."""

    claims: tuple[Published, ...]
    faults: tuple[RowFault, ...]


def read(
    columns: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]], units: frozenset[str] | None = None
) -> Read:
    """Claims out of a table; rows with their numbers in the file."""
    names = [str(c).strip().casefold().replace(" ", "_") for c in columns]
    missing = [n for n in NEEDED if n not in names]
    unknown = [c for c, n in zip(columns, names, strict=True) if n not in HEAD]
    faulty = [RowFault(0, n, "reporting.claim.column-missing", n) for n in missing]
    faulty += [RowFault(0, str(c)[:60], "reporting.claim.column-unknown", str(c)[:60]) for c in unknown]
    if faulty:
        return Read((), tuple(faulty))
    groups: list[_Group] = []
    for number, cells in rows:
        said = {n: _text(cell) for n, cell in zip(names, cells, strict=False)}
        if any(said.values()):
            _place(groups, number, said)
    return _made(groups, units)


@dataclass(slots=True)
class _Group:
    head: dict[str, str]
    first: int
    rows: list[tuple[int, dict[str, str]]]
    checks: list[tuple[int, str]]
    note: str = ""


def _place(groups: list[_Group], number: int, said: Mapping[str, str]) -> None:
    """Put a row to its claim: blank headings are those of the row above."""
    before = groups[-1].head if groups else dict.fromkeys(HEADINGS, "")
    blank = not any(said.get(h) for h in HEADINGS)
    head = dict(before) if blank else {h: said.get(h, "") for h in HEADINGS}
    if not groups or head != before:
        groups.append(_Group(head, number, [], []))
    group = groups[-1]
    group.note = group.note or said.get(NOTE, "")
    if any(said.get(f) for f in FIGURES):
        group.rows.append((number, dict(said)))
    if said.get(CHECK):
        group.checks.append((number, said[CHECK]))


def _made(groups: Sequence[_Group], units: frozenset[str] | None) -> Read:
    claims, told = [], []
    for group in groups:
        published, wrong = _claim(group, units)
        told += wrong
        if published is not None:
            claims.append(published)
    if not groups:
        told.append(RowFault(0, "label", "reporting.claim.no-lines"))
    return Read(tuple(claims), tuple(told))


def _claim(group: _Group, units: frozenset[str] | None) -> tuple[Published | None, list[RowFault]]:
    wrong: list[RowFault] = []
    lines = []
    mark = group.head["decimals"] or "."
    for number, said in group.rows:
        line, some = line_of(said, mark, units)
        wrong += [RowFault(number, f.field, f.code, f.found) for f in some]
        if line is not None:
            lines.append(line)
    published_on, some = read_day(group.head["published_on"], "published_on")
    wrong += [RowFault(group.first, f.field, f.code, f.found) for f in some]
    for number, text in group.checks:
        try:
            identity(text, len(group.rows))
        except Fault as fault:
            wrong.append(RowFault(number, fault.field, fault.code, fault.found))
    published = Published(
        group.head["publisher"], group.head["title"], group.head["source"], tuple(lines), tuple(t for _, t in group.checks),
        published_on, None, mark, group.note,
    )  # fmt: skip
    if len(lines) == len(group.rows):
        wrong += [RowFault(group.first, f.field, f.code, f.found) for f in heading_faults(published)]
    return published if not wrong else None, wrong


def line_of(said: Mapping[str, str], mark: str, units: frozenset[str] | None = None) -> tuple[Line | None, list[Fault]]:
    """A line from what was written for each field; None with everything that is wrong about it where it is none."""
    wrong: list[Fault] = []
    start, some = read_day(said.get("from", ""), "from")
    wrong += some
    end, some = read_day(said.get("to", ""), "to")
    wrong += some
    measure = said.get("measure", "").casefold().replace("²", "2").replace("%", "percent")
    precision = said.get("precision", "").casefold()
    if measure not in list(Measure):
        wrong.append(Fault("measure", "reporting.claim.measure-unknown", measure[:20]))
    if precision and precision not in list(Precision):
        wrong.append(Fault("precision", "reporting.claim.precision-unknown", precision[:20]))
    if wrong:
        return None, wrong
    line = Line(
        said.get("label", ""), said.get("printed", ""), Measure(measure), said.get("figure", ""),
        Precision(precision) if precision else None, said.get("step", ""), start, end, said.get("unit", ""),
        said.get("contamination", ""), said.get("flag", ""), said.get("operator", ""),
    )  # fmt: skip
    wrong = faults(line, mark if mark in (".", ",") else ".", units)
    return (None, wrong) if wrong else (line, [])


def read_day(text: str, field: str) -> tuple[date | None, list[Fault]]:
    """A day as somebody wrote it; None where nothing is written, or nothing that is a day."""
    if not text:
        return None, []
    found = dates.parse(text)
    if found.day is None or found.precision is not dates.Precision.DAY or found.findings:
        return None, [Fault(field, "reporting.claim.day", text[:40])]
    return found.day, []


def _text(cell: Any) -> str:
    """A cell as it was written; a number that the sheet holds as a number has lost the noughts it was printed with."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split()).removeprefix("'")


def as_rows(published: Published) -> list[tuple[Any, ...]]:
    """A claim as rows of the table that can be imported again."""
    head = (published.publisher, published.title, published.source, _iso(published.published_on), published.mark)
    blank = ("",) * len(HEADINGS)
    rows: list[tuple[Any, ...]] = []
    for x in published.lines:
        rows.append(
            (*(blank if rows else head), x.label, x.printed, x.measure.value, x.figure, x.precision.value if x.precision else "",
             x.step, _iso(x.start), _iso(x.end), x.unit, x.contamination, x.flag, x.operator, "", "" if rows else published.note)
        )  # fmt: skip
    rows += [(*blank, *("",) * len(FIGURES), text, "") for text in published.checks]
    return rows


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
