"""A form filled: what records say, what people said, what is still missing; and how it differs from the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from commonground.core.findings import Finding, Severity
from commonground.core.treaty.answers import Answer, Answers, faults
from commonground.core.treaty.parts import By, Column, Form, Part, Section

Value = int | str | None


class State(StrEnum):
    """How a part or a section stands."""

    RECORDS = "records"  # filled from the books
    WRITTEN = "written"
    NIL = "nil"  # somebody confirmed that there is nothing to say
    CARRIED = "carried"  # from the report before; somebody has to look at it
    MISSING = "missing"
    EMPTY = "empty"  # voluntary, and left so


COMPLETE = (State.RECORDS, State.WRITTEN, State.NIL, State.EMPTY)


@dataclass(frozen=True, slots=True)
class Line:
    """A row from records. Values are by figure code, or by the column's key where it asks for no figure."""

    key: str
    name: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Released:
    """The release that a table about people came from. Where it is rounded, so is every figure of the part, each for itself."""

    number: int
    rounded: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """What records say of a part: its rows, and the whole where the rows have one; about people, the release that said it."""

    rows: Sequence[Line] = ()
    total: Line | None = None
    release: Released | None = None


Records = Mapping[tuple[str, str], Lines]  # by section and part


@dataclass(frozen=True, slots=True)
class FilledPart:
    """A part as it stands."""

    part: Part
    lines: Lines
    answer: Answer
    state: State
    faults: tuple[tuple[int, Column], ...] = ()

    def cells(self) -> dict[tuple[str, str], Value]:
        """Everything it says, by row and column."""
        if self.part.by is By.TEXT:
            return {("", ""): self.answer.text} if self.answer.text else {}
        if self.part.by is By.ROWS:
            return {(str(i), k): v for i, row in enumerate(self.answer.rows) for k, v in row.items()}
        rows = [*self.lines.rows, *([self.lines.total] if self.lines.total else [])]
        return {(r.key, c.key): r.values.get(c.figure or c.key) for r in rows for c in self.part.columns}


@dataclass(frozen=True, slots=True)
class FilledSection:
    """A section as it stands; `changed` against the report before, None where there is none."""

    section: Section
    parts: tuple[FilledPart, ...]
    state: State
    claims_same: bool = False
    changed: bool | None = None
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_complete(self) -> bool:
        return self.state in COMPLETE

    def part(self, key: str) -> FilledPart:
        return next(p for p in self.parts if p.part.key == key)


def fill(form: Form, records: Records, answers: Answers, before: Sequence[FilledSection] = ()) -> list[FilledSection]:
    """Every section of a form. `before` is the same form as it was last reported."""
    last = {s.section.code: s for s in before}
    return [_section(section, records, answers, last.get(section.code)) for section in form.sections]


def _section(section: Section, records: Records, answers: Answers, before: FilledSection | None) -> FilledSection:
    parts = tuple(
        _part(section, part, records.get((section.code, part.key), Lines()), answers.of_part(section.code, part.key))
        for part in section.parts
    )
    parts = tuple(_excused(p, parts) for p in parts)
    made = FilledSection(section, parts, _together([p.state for p in parts]))
    differs = None if before is None else differences(before, made)
    same = section.code in answers.same
    found = [*_nil_contradicted(made), *(_same_contradicted(section, differs) if same else [])]
    return FilledSection(section, parts, made.state, same, None if differs is None else bool(differs), tuple(found))


def _part(section: Section, part: Part, lines: Lines, answer: Answer) -> FilledPart:
    nothing = State.EMPTY if part.is_voluntary or section.is_voluntary else State.MISSING
    if not part.by.is_written:
        filled = any(v for row in lines.rows for k, v in row.values.items())
        return FilledPart(part, lines, answer, State.RECORDS if filled else State.NIL if answer.nil else nothing)
    wrong = tuple(faults(part, answer))
    if not answer.says_something:
        state = State.NIL if answer.nil else nothing
    else:
        state = State.MISSING if wrong else State.WRITTEN
    if answer.carried and state in (State.NIL, State.WRITTEN):
        state = State.CARRIED
    return FilledPart(part, lines, answer, state, wrong)


def _excused(one: FilledPart, parts: Sequence[FilledPart]) -> FilledPart:
    """A part that nobody wrote is not missing where the records say it in another part of the section."""
    told = any(p.part.key == one.part.instead and p.state is State.RECORDS for p in parts)
    return replace(one, state=State.EMPTY) if told and one.state is State.MISSING and not one.faults else one


def _together(states: Sequence[State]) -> State:
    """A section stands as its weakest part; complete, it is called by the strongest thing in it."""
    for weak in (State.MISSING, State.CARRIED):
        if weak in states:
            return weak
    return next((s for s in (State.RECORDS, State.WRITTEN, State.NIL) if s in states), State.EMPTY)


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is not as it was."""

    part: str
    row: str
    column: str
    old: Value
    new: Value


def differences(old: FilledSection, new: FilledSection) -> list[Difference]:
    """Every cell in which a section differs from what it said before; a nil that is none any more is a difference too."""
    out = []
    for part in new.parts:
        was = next((p for p in old.parts if p.part.key == part.part.key), None)
        before, now = was.cells() if was else {}, part.cells()
        for row, column in [*before, *(k for k in now if k not in before)]:
            a, b = before.get((row, column)), now.get((row, column))
            if (a or None) != (b or None):
                out.append(Difference(part.part.key, row, column, a, b))
    return out


def _same_contradicted(section: Section, differs: list[Difference] | None) -> list[Finding]:
    """A claim that a section is as last year's, which the comparison does not bear out."""
    if differs is None:
        return [Finding("reporting.return.nothing-before", Severity.DOUBT, section.code)]
    if not differs:
        return []
    first = differs[0]
    facts = {"cells": len(differs), "part": first.part, "column": first.column, "row": first.row, "old": _said(first.old),
             "new": _said(first.new)}  # fmt: skip
    return [Finding("reporting.return.not-unchanged", Severity.ERROR, section.code, facts)]


def _said(value: Value) -> int | str:
    return "–" if value in (None, "") else value[:80] if isinstance(value, str) else value or 0


def _nil_contradicted(filled: FilledSection) -> list[Finding]:
    """A confirmed nil where the records say something."""
    return [
        Finding("reporting.return.not-nil", Severity.ERROR, filled.section.code, {"part": p.part.key})
        for p in filled.parts
        if p.answer.nil and p.state is State.RECORDS
    ]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a report has come, in sections."""

    sections: int
    complete: int
    by_state: Mapping[State, int]


def progress(filled: Sequence[FilledSection]) -> Progress:
    """How many sections are complete, and by what."""
    counts = {state: sum(s.state is state for s in filled) for state in State}
    return Progress(len(filled), sum(s.is_complete for s in filled), counts)


def as_data(filled: FilledSection, contamination: str = "") -> dict[str, Any]:
    """A section as publications carry it: plain JSON, figures by code and row so that they are those of the tables; or of one
    type of contamination, which it names."""
    s = filled.section
    return {
        "code": s.code, "treaty": s.treaty, "letters": {"1999": s.old, "newer": s.new}, "title": s.title,
        "voluntary": s.is_voluntary, "source": s.source.as_data(), "state": filled.state.value,
        "claimed_unchanged": filled.claims_same, "changed": filled.changed, "parts": [{**_part_as_data(p), "contamination": contamination} for p in filled.parts],
    }  # fmt: skip


def _part_as_data(filled: FilledPart) -> dict[str, Any]:
    part = filled.part
    said: dict[str, Any] = {
        "key": part.key, "title": part.title, "by": part.by.value, "voluntary": part.is_voluntary, "state": filled.state.value,
        "columns": [{"key": c.key, "title": c.title, "figure": c.figure, "voluntary": c.is_voluntary} for c in part.columns],
        "text": filled.answer.text, "rows": [], "total": None,
    }  # fmt: skip
    if filled.lines.release is not None:
        said["release"] = {"number": filled.lines.release.number, "rounded": filled.lines.release.rounded}
    if part.by is By.ROWS:
        said["rows"] = [{"key": str(i), "name": "", "cells": dict(row)} for i, row in enumerate(filled.answer.rows)]
    else:
        said["rows"] = [_line_as_data(part, line) for line in filled.lines.rows]
        if filled.lines.total:
            said["total"] = _line_as_data(part, filled.lines.total)
    return said


def _line_as_data(part: Part, line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "name": line.name,
        "cells": {c.key: line.values.get(c.figure or c.key) for c in part.columns},
    }
