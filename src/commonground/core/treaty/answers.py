"""What people have answered, as it is kept: plain JSON by section and part, with what is carried over marked as such."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonground.core.treaty.parts import By, Column, Form, Part

LONGEST_TEXT, LONGEST_CELL, MOST_ROWS = 20_000, 500, 200
Cells = dict[str, str]


def name_of(section: str, part: str) -> str:
    """What an answer is called."""
    return f"{section}/{part}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said of a part. `carried` came from the report before and waits to be confirmed."""

    text: str = ""
    rows: tuple[Cells, ...] = ()
    nil: bool = False
    carried: bool = False

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.rows)

    def as_data(self) -> dict[str, Any]:
        return {"text": self.text, "rows": [dict(r) for r in self.rows], "nil": self.nil, "carried": self.carried}

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Answer":
        """An answer from its plain form."""
        rows = tuple({str(k): str(v) for k, v in row.items()} for row in said.get("rows", ()))
        return cls(str(said.get("text", "")), rows, bool(said.get("nil")), bool(said.get("carried")))


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that people said: of parts by their names, and which sections they claim to be as last year's."""

    parts: Mapping[str, Answer]
    same: frozenset[str] = frozenset()

    def of_part(self, section: str, part: str) -> Answer:
        return self.parts.get(name_of(section, part), Answer())

    def with_part(self, section: str, part: str, answer: Answer) -> "Answers":
        """The same with another answer. One that says nothing is left out."""
        rest = {k: v for k, v in self.parts.items() if k != name_of(section, part)}
        if answer.says_something or answer.nil:
            rest[name_of(section, part)] = answer
        return Answers(rest, self.same)

    def claiming(self, section: str, same: bool) -> "Answers":
        """The same with a claim that a section is as last year's, or without it."""
        return Answers(self.parts, self.same | {section} if same else self.same - {section})

    def as_data(self) -> dict[str, Any]:
        return {"parts": {k: a.as_data() for k, a in sorted(self.parts.items())}, "same": sorted(self.same)}

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Answers":
        """Answers from their plain form."""
        return cls({k: Answer.of(v) for k, v in said.get("parts", {}).items()}, frozenset(said.get("same", ())))


NOTHING = Answers({})


def carried_over(form: Form, last: Answers) -> Answers:
    """Last year's answers as this year's draft: every one marked, to be confirmed; claims begin anew."""
    kept = {}
    for section, part in form.asked():
        found = last.of_part(section.code, part.key)
        # That nought was nought last year says nothing of this year's records: it is confirmed anew.
        if part.by.is_written and (found.says_something or found.nil):
            kept[name_of(section.code, part.key)] = Answer(found.text, found.rows, found.nil, True)
    return Answers(kept)


def cleaned(part: Part, text: str, rows: list[Cells]) -> Answer:
    """What somebody typed into a part, trimmed; rows without a word are left out, as is what the part does not ask for."""
    if part.by is By.TEXT:
        return Answer(text.replace("\r\n", "\n").strip()[:LONGEST_TEXT])
    known = {c.key for c in part.columns}
    tidy = [
        {k: v.strip()[:LONGEST_CELL] for k, v in row.items() if k in known and v.strip()} for row in rows[:MOST_ROWS]
    ]
    return Answer("", tuple(row for row in tidy if row))


def faults(part: Part, answer: Answer) -> list[tuple[int, Column]]:
    """Cells of written rows that are missing, or are no number where one is asked for: (row from nought, column)."""
    return [
        (i, column)
        for i, row in enumerate(answer.rows)
        for column in part.columns
        if not _is_fine(column, row.get(column.key, ""))
    ]


def _is_fine(column: Column, typed: str) -> bool:
    if not typed:
        return column.is_voluntary
    return not column.is_number or number(typed) is not None


def number(typed: str) -> int | None:
    """A whole number of nought or more as people type it, grouped or not; None where it is none."""
    bare = "".join(typed.split()).replace("'", "")
    parts = bare.replace(".", ",").split(",")
    if len(parts) > 1 and not (1 <= len(parts[0]) <= 3 and all(len(p) == 3 for p in parts[1:])):
        return None
    digits = "".join(parts)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
