"""What a figure is: its name, its unit, its formula as data, where it comes from and how unknowns and rounding are treated.

A formula is data, not code, so that the catalogue can print it, a manifest can carry it, and a stranger can check with
nothing but the printed numbers that what should add up does.
"""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a figure counts. Square metres are whole; everything printed in km2 is the same figure, rounded to be read."""

    M2 = "m2"
    METRE = "m"
    COUNT = "count"
    PERCENT = "percent"


class Nature(StrEnum):
    """How a figure stands to time."""

    BALANCE = "balance"  # at the end of a day
    FLOW = "flow"  # in a period
    SHARE = "share"  # one figure as a part of another


@dataclass(frozen=True, slots=True)
class Atoms:
    """A sum of atoms of the accounts of the land: a line (or "opening", "closing"), in a book, of a class of open land.

    The names are those of `land.queries.behind.Figure`, so that a figure opens into the entries that it is the sum of.
    """

    line: str
    book: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of records that stand in some way at the end of the period, or were made in it."""

    what: str


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of other figures, by their codes."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """One figure as a percentage of another."""

    part: str
    whole: str


Formula = Atoms | Counted | Total | Share


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. `code` is stable and never reused; a change of meaning is a new `edition` of it."""

    code: str
    name: str
    unit: Unit
    nature: Nature
    formula: Formula
    source: str  # the standard or treaty that asks for it
    unknowns: str  # how what nobody knows is treated
    column: str  # what it is called in files
    adds_up: bool = True  # whether the figures of units make the programme's
    hxl: str = ""
    edition: int = 1

    @property
    def rounding(self) -> str:
        """How the figure is rounded, in one sentence."""
        return ROUNDING[self.unit]


ROUNDING = {
    Unit.M2: "Whole square metres. Each entry's effect is rounded once, half to even, when it is booked; sums are exact. "
    "Printed in km2 with two decimals, half up, for reading only.",
    Unit.METRE: "Whole metres, as stated.",
    Unit.COUNT: "Counted, never rounded.",
    Unit.PERCENT: "One decimal, half up, from whole square metres; without a figure where the whole is nought.",
}


def terms(formula: Formula) -> tuple[str, ...]:
    """The codes of the figures that a formula is made of."""
    if isinstance(formula, Total):
        return (*formula.plus, *formula.minus)
    return (formula.part, formula.whole) if isinstance(formula, Share) else ()


def as_data(definition: Definition) -> dict[str, object]:
    """A definition as plain JSON, as manifests carry it."""
    formula = definition.formula
    said: dict[str, object]
    if isinstance(formula, Atoms):
        said = {"atoms": {"line": formula.line, "book": formula.book, "class": formula.of}}
    elif isinstance(formula, Counted):
        said = {"count": formula.what}
    elif isinstance(formula, Total):
        said = {"plus": list(formula.plus), "minus": list(formula.minus)}
    else:
        said = {"part": formula.part, "whole": formula.whole}
    return {
        "code": definition.code, "edition": definition.edition, "name": definition.name, "unit": definition.unit.value,
        "nature": definition.nature.value, "formula": said, "source": definition.source, "unknowns": definition.unknowns,
        "rounding": definition.rounding, "adds_up": definition.adds_up, "hxl": definition.hxl,
    }  # fmt: skip
