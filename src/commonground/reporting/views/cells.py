"""The parts of a section as a page shows them: every figure with the way to what it is made of, and last year's beside it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.core.dates import Period, Times, year
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.definitions import Atoms, Counted, Unit
from commonground.core.treaty.filling import FilledPart, FilledSection, Line, Value
from commonground.core.treaty.parts import By, Column, Part
from commonground.disclosure.queries import treaty
from commonground.reporting.models import Return
from commonground.reporting.queries.returns import period_of, times_of
from commonground.reporting.views import form_words, return_words
from commonground.reporting.views.addresses import timed
from commonground.ui.devices import KINDS, told
from commonground.ui.trade import CONTAMINATION, word

BLANK_ROWS = 2
STATUS = {"hazards.open": "open", "hazards.confirmed": "confirmed", "hazards.suspected": "suspected"}
INSIDE = {"casualties": "incidents:accidents", "educated": "incidents:education"}
AXES = {By.CONTAMINATION: "contamination", By.METHOD: "method"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, where it leads, and what it was when it was last reported."""

    value: Any
    kind: str
    href: str = ""
    before: Value = None
    has_before: bool = False
    label: Any = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A field to type into; `was` is what was said when it was last reported."""

    name: str
    label: Any
    value: str
    wrong: bool = False
    is_number: bool = False
    is_voluntary: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A part as the page shows it."""

    key: str
    title: Any
    state: str
    state_word: Any
    is_written: bool
    is_text: bool
    is_voluntary: bool
    heads: list[tuple[Any, str]]
    rows: list[tuple[Any, list[Cell]]]
    total: list[Cell]
    text: str
    boxes: list[list[Box]]
    said: list[list[tuple[Any, str]]]  # written rows, to be read
    was: list[str]  # what was written when it was last reported
    nil: bool
    may_nil: bool
    release: Any = None  # about people: the release that said it
    ask: str = ""  # about people nothing was released of: where to ask for a table
    inside: str = ""  # about people: the records, for whoever may see them


def title(text: str) -> Any:
    """A heading of a form in the reader's language."""
    return form_words.TITLES.get(text, text)


def shown(found: Return, filled: FilledSection, before: FilledSection | None, typed: Any = None) -> list[Shown]:
    """Every part of a section; `typed` is what somebody sent that was not kept."""
    return [_part(found, part, before, typed) for part in filled.parts]


def _part(found: Return, filled: FilledPart, before: FilledSection | None, typed: Any) -> Shown:
    part = filled.part
    last = next((p for p in before.parts if p.part.key == part.key), None) if before else None
    text, rows = filled.answer.text, list(filled.answer.rows)
    if typed and part.key in typed:
        text, rows = typed[part.key]
    wrong = {(i, c.key) for i, c in filled.faults}
    columns = [c for c in part.columns if part.by is not By.PLAN or c.key != "figure"]
    return Shown(
        part.key, title(part.title), filled.state.value, return_words.FILLED[filled.state.value], part.by.is_written,
        part.by is By.TEXT, part.is_voluntary, [(title(c.title), _kind(c)) for c in columns],
        [(_row_name(found, part, line), _cells(found, filled, line, last, columns)) for line in filled.lines.rows],
        _cells(found, filled, filled.lines.total, last, columns) if filled.lines.total else [],
        text, _boxes(filled, rows, wrong) if part.by is By.ROWS else [],
        [[(title(c.title), row.get(c.key, "")) for c in part.columns] for row in filled.answer.rows],
        _was(last), filled.answer.nil, not filled.answer.says_something and not (filled.lines.rows and filled.state.value == "records"),
        filled.lines.release, *_roads(found, filled),
    )  # fmt: skip


def _roads(found: Return, filled: FilledPart) -> tuple[str, str]:
    """From a part about people: to asking for the table that it lacks, and to the records inside."""
    period, whom = period_of(found), filled.part.whom
    days = {"since": period.start.isoformat(), "until": period.end.isoformat()}
    if whom is None:
        inside = reverse("incidents:education") if filled.part.by is By.SESSIONS and filled.lines.rows else ""
        return "", timed(inside, Times(), **days) if inside else ""
    wanted = {"population": whom.population, "first": whom.by, "year": str(period.start.year)}
    ask = "" if filled.lines.release else timed(reverse("disclosure:ask"), Times(), **wanted)
    inside = INSIDE.get(whom.population, "")
    return ask, timed(reverse(inside), Times(), **days) if inside else ""


def _was(last: FilledPart | None) -> list[str]:
    if last is None:
        return []
    if last.answer.nil:
        return [str(return_words.FILLED["nil"])]
    rows = [", ".join(row.get(c.key, "") for c in last.part.columns if row.get(c.key)) for row in last.answer.rows]
    return [last.answer.text] if last.answer.text else rows


def _boxes(filled: FilledPart, rows: list[dict[str, str]], wrong: set[tuple[int, str]]) -> list[list[Box]]:
    part = filled.part
    return [
        [
            Box(f"cell-{part.key}-{i}-{c.key}", title(c.title), row.get(c.key, ""), (i, c.key) in wrong, c.is_number, c.is_voluntary)
            for c in part.columns
        ]
        for i, row in enumerate([*rows, *({} for _ in range(BLANK_ROWS))])
    ]  # fmt: skip


def _kind(column: Column) -> str:
    if not column.figure:
        if column.key in ("people", "sessions", "materials"):
            return "count"
        return "text" if column.key in ("edition", "figure", "kind") else "m2"
    return "count" if FIGURES[column.figure].unit is Unit.COUNT else "m2"


def _row_name(found: Return, part: Part, line: Line) -> Any:
    by = part.by
    if part.whom is not None:
        return treaty.named(part.whom.by, line.key) if line.key else _("Together")
    if by is By.SESSIONS:
        return treaty.named("method", line.key)
    if by is By.CONTAMINATION:
        return word(CONTAMINATION, line.key)
    if by is By.UNIT and line.key == "outside":
        return _("outside any unit")
    if by is By.METHOD and not line.key:
        return _("not said")
    if by is By.DEVICES and line.key:
        return word(KINDS, line.key)
    if by is By.PLAN:
        return f"{line.name} · {return_words.FIGURES.get(str(line.values['figure']), '')}"
    return line.name or _("all land of the report")


def _cells(found: Return, filled: FilledPart, line: Line, last: FilledPart | None, columns: list[Column]) -> list[Cell]:
    before = last.cells() if last is not None else {}
    out = []
    for column in columns:
        value = _told(column.key, line.values.get(column.figure or column.key))
        was = before.get((line.key, column.key))
        release = filled.lines.release
        href = (
            reverse("disclosure:release", args=[release.number])
            if release
            else address(found, filled.part.by, line.key, column.figure)
        )
        out.append(
            Cell(value, _kind(column), href if value else "", _told(column.key, was),
                 (line.key, column.key) in before, title(column.title))
        )  # fmt: skip
    return out


def _told(column: str, value: Value) -> Any:
    return treaty.signed(value) if column == "people" else told(column, value)


def address(found: Return, by: By, key: str, figure: str) -> str:
    """What a figure of a row is made of: its entries; its hazards; or the statement whose lines it is the sum of."""
    if not figure:
        return ""
    period, times = period_of(found), times_of(found)
    scope = {"contamination": found.contamination}
    if by in AXES and key:
        scope[AXES[by]] = key
    if by is By.YEAR:
        whole = year(int(key))
        period = Period(whole.start, min(whole.end, period.end))
    unit = {"unit": key, "level": found.level} if by is By.UNIT and key else {}
    formula = FIGURES[figure].formula
    if isinstance(formula, Counted):
        if figure not in STATUS:
            return ""
        at = Times(min(period.end, date.max), times.known)
        return timed(reverse("land:hazards"), at, status=STATUS[figure], unit=key if unit else "", **scope)
    days = {"from": period.start.isoformat(), "to": period.end.isoformat()}
    if isinstance(formula, Atoms):
        said = {**days, "line": formula.line, "class": formula.of, "book": formula.book, **unit, **scope}
        return timed(reverse("reporting:atoms"), times, **said)
    return timed(reverse("reporting:statement"), times, **days, level=found.level, **scope)
