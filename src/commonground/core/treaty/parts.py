"""What a form is made of: sections by treaty paragraph, parts that records fill or a person writes, and where each comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commonground.core.publishing.content import Kind


class Basis(StrEnum):
    """How well a layout is known. What was not read has to be checked against the official template before it is relied on."""

    READ = "read"  # in the treaty's text or in a published form
    KNOWN = "known"  # taken from knowledge of the form; the template itself could not be read
    OWN = "own"  # proposed here; no form asks for it


@dataclass(frozen=True, slots=True)
class Source:
    """What a form or a section of it rests on."""

    name: str
    edition: str
    basis: Basis
    check: str = ""  # what has to be checked against the official template

    def as_data(self) -> dict[str, str]:
        return {"name": self.name, "edition": self.edition, "basis": self.basis.value, "check": self.check}


class By(StrEnum):
    """Along what the rows of a part run."""

    TEXT = "text"  # no rows: prose
    ROWS = "rows"  # rows that a person writes
    WHOLE = "whole"  # one row from records: all of the land that the report is about
    UNIT = "unit"
    CONTAMINATION = "contamination"
    METHOD = "method"
    YEAR = "year"
    PLAN = "plan"  # planned against actual, by year and figure
    PROJECTION = "projection"  # what the plan leaves open, by year
    MODEL = "model"  # devices by model, from the ledger of ordnance
    DEVICES = "devices"  # devices by kind, from the same
    PEOPLE = "people"  # people, from a table that was released about them
    SESSIONS = "sessions"  # sessions of risk education by method, which are no people

    @property
    def is_written(self) -> bool:
        """Whether a person fills it."""
        return self in (By.TEXT, By.ROWS)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a part. One with a `figure` is filled with that figure of the catalogue."""

    key: str
    title: str
    figure: str = ""
    is_number: bool = False
    is_voluntary: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Which devices a part asks for: a line of their statement, of some kinds, out of which book."""

    line: str  # core.figures.devices.LINES
    kinds: tuple[str, ...]
    book: str = ""  # core.figures.devices.BOOKS


@dataclass(frozen=True, slots=True)
class Whom:
    """Which people a part asks for: a population of the tables about people, by one of its dimensions."""

    population: str  # core.privacy.populations
    by: str


@dataclass(frozen=True, slots=True)
class Part:
    """A table or a text within a section. Where another part of the section, `instead`, is filled from records, nobody has to
    write this one."""

    key: str
    title: str
    by: By
    columns: tuple[Column, ...] = ()
    is_voluntary: bool = False
    devices: Asked | None = None
    instead: str = ""
    whom: Whom | None = None

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that its columns ask for."""
        return tuple(c.figure for c in self.columns if c.figure)


@dataclass(frozen=True, slots=True)
class Section:
    """What one treaty paragraph asks for. `old` is the letter of the 1999 form, `new` that of the newer order, where known."""

    code: str  # the treaty paragraph; sections are known by it, since letters differ between forms
    treaty: str
    old: str
    new: str
    title: str
    source: Source
    parts: tuple[Part, ...]
    is_voluntary: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A report as its treaty asks for it."""

    kind: Kind
    title: str
    treaty: str
    edition: str
    source: Source
    sections: tuple[Section, ...]
    contamination: str = ""  # the type that the treaty is about, as a code of the books

    def section(self, code: str) -> Section | None:
        """A section by its code."""
        return next((s for s in self.sections if s.code == code), None)

    def asked(self) -> Iterator[tuple[Section, Part]]:
        """Every part with its section, in order."""
        return ((s, p) for s in self.sections for p in s.parts)
