"""A published table as an attributed claim: who printed it, where and when, and its figures exactly as they were printed.

Nothing here says what is true. A printed figure keeps its text, because its decimals and its words ("about", "more than")
say how precise it is; what it stands for is worked out from them and never written back.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.definitions import Nature, Unit
from commonground.core.land.reconcile import Figure, Precision
from commonground.core.tables.numbers import parse


class Measure(StrEnum):
    """In what a figure is printed."""

    KM2 = "km2"
    HA = "ha"
    M2 = "m2"
    METRE = "m"
    COUNT = "count"
    PERCENT = "percent"
    OTHER = "other"  # money, mines per km2, scores: checked among themselves, never converted


# What one of a measure is in the whole units of the catalogue: square metres, metres, a count, thousandths of a whole.
FACTORS = {
    Measure.KM2: Decimal(1_000_000), Measure.HA: Decimal(10_000), Measure.M2: Decimal(1), Measure.METRE: Decimal(1),
    Measure.COUNT: Decimal(1), Measure.PERCENT: Decimal(10), Measure.OTHER: Decimal(1),
}  # fmt: skip
MEASURES = {
    Unit.M2: (Measure.KM2, Measure.HA, Measure.M2), Unit.METRE: (Measure.METRE,), Unit.COUNT: (Measure.COUNT,),
    Unit.PERCENT: (Measure.PERCENT,),
}  # fmt: skip
WHOLE_MEASURES = (
    Measure.M2,
    Measure.COUNT,
    Measure.METRE,
)  # printed without decimals, they are exact unless a word says otherwise
WORDS = (
    (Precision.LEAST, re.compile(r"^(?:more than|at least|over|not less than|>=?|≥|vi[sš]e od|preko|najmanje|više od|более|не менее)\s*", re.IGNORECASE)),
    (Precision.ABOUT, re.compile(r"^(?:about|around|approximately|approx\.?|nearly|almost|some|ca\.?|cca\.?|oko|~|≈|около|око)\s*", re.IGNORECASE)),
)  # fmt: skip
MARKS = (".", ",")
OUTSIDE = "outside"  # a unit's place: what lies outside any unit
WITHOUT = "none"  # a flag's place: land without any


class Fault(ValueError):
    """What cannot be kept as it was given: which field, and what is wrong with it, by a code."""

    def __init__(self, field: str, code: str, found: str = "") -> None:
        super().__init__(field, code, found)
        self.field, self.code, self.found = field, code, found


@dataclass(frozen=True, slots=True)
class Line:
    """One printed figure, and the question that it answers."""

    label: str  # what it is called there
    printed: str  # as printed, words and all
    measure: Measure
    figure: str = ""  # which of our figures it speaks of; empty where we have none
    precision: Precision | None = None  # None is what the print itself says
    step: str = ""  # where it is coarser than its decimals
    start: date | None = None  # the first day of its period; None for a balance
    end: date | None = None  # the last day of its period, or the day it is as of
    unit: str = ""  # the code of an administrative unit; empty is the country
    contamination: str = ""
    flag: str = ""  # "none" is land without a flag
    operator: str = ""

    def read(self, mark: str = ".") -> Figure:
        """What it stands for, in the measure it is printed in. Raises Fault("printed", …) where there is no number."""
        return self._figure(mark, Decimal(1))

    def in_our_units(self, mark: str = ".") -> Figure:
        """What it stands for in the units of the catalogue. Raises Fault."""
        return self._figure(mark, FACTORS[self.measure])

    def _figure(self, mark: str, factor: Decimal) -> Figure:
        said, bare = self.precision, self.printed.strip()
        for precision, words in WORDS:
            shorter = words.sub("", bare)
            if shorter != bare:
                said, bare = said or precision, shorter
        return Figure(plain(bare, mark, self.measure), said or self._plainly(bare, mark), self.step, factor)

    def _plainly(self, bare: str, mark: str) -> Precision:
        whole = self.measure in WHOLE_MEASURES and mark not in bare
        return Precision.EXACT if whole else Precision.ROUNDED


def plain(text: str, mark: str, measure: Measure | None = None) -> str:
    """A printed number as digits and a point, its noughts kept. Raises Fault."""
    bare = re.sub(r"(?<=\d)\s*(?:km2|km²|ha|m2|m²|sq\.? ?(?:km|m)|%)\.?$", "", text.strip(), flags=re.IGNORECASE)
    bare = bare.rstrip("%").strip()
    found = parse(bare, mark)
    if found.value is None or found.unit:
        raise Fault("printed", "reporting.claim.not-a-number", text[:60])
    return f"{found.value:f}"


@dataclass(frozen=True, slots=True)
class Published:
    """A published table as it was entered."""

    publisher: str
    title: str
    source: str  # an address, or where in which paper it stands
    lines: tuple[Line, ...]
    checks: tuple[str, ...] = ()  # its own identities, as written down: "1 + 2 = 3"
    published_on: date | None = None
    entered_on: date | None = None
    mark: str = "."  # how decimals are written in it
    note: str = ""


def faults(line: Line, mark: str, units: frozenset[str] | None = None) -> list[Fault]:
    """Everything that keeps a line from being kept."""
    out = []
    try:
        line.read(mark)
    except Fault as fault:
        out.append(fault)
    if not line.label.strip():
        out.append(Fault("label", "reporting.claim.no-label"))
    definition = FIGURES.get(line.figure)
    if line.figure and definition is None:
        out.append(Fault("figure", "reporting.claim.figure-unknown", line.figure))
    elif definition is not None:
        if line.measure not in MEASURES[definition.unit]:
            out.append(Fault("measure", "reporting.claim.other-measure", line.measure.value))
        if line.end is None:
            out.append(Fault("to", "reporting.claim.no-period"))
        elif definition.nature is Nature.FLOW and line.start is None:
            out.append(Fault("from", "reporting.claim.no-period"))
    if line.start and line.end and line.start > line.end:
        out.append(Fault("from", "reporting.claim.backwards", line.start.isoformat()))
    if line.step and not re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", line.step):
        out.append(Fault("step", "reporting.claim.step", line.step[:20]))
    out += [Fault(f, "reporting.claim.too-long", f) for f in LINE_TEXTS if _long(line, f)]
    if units is not None and line.unit and line.unit != OUTSIDE and line.unit not in units:
        out.append(Fault("unit", "reporting.claim.unit-unknown", line.unit))
    return out


LINE_TEXTS = ("label", "printed", "step", "unit", "contamination", "flag", "operator")
MOST_LINES, MOST_CHECKS = 400, 200
LONGEST = {
    "publisher": 200, "title": 300, "source": 1000, "note": 1000, "label": 300, "printed": 60, "step": 20, "unit": 60,
    "contamination": 60, "flag": 20, "operator": 60,
}  # fmt: skip


def heading_faults(published: Published) -> list[Fault]:
    """What keeps a table from being kept at all: who, what and where has to be said."""
    out = [
        Fault(field, "reporting.claim.missing", field)
        for field in ("publisher", "title", "source")
        if not getattr(published, field).strip()
    ]
    out += [
        Fault(f, "reporting.claim.too-long", f) for f in ("publisher", "title", "source", "note") if _long(published, f)
    ]
    if published.mark not in MARKS:
        out.append(Fault("decimals", "reporting.claim.mark", published.mark[:5]))
    if not published.lines:
        out.append(Fault("label", "reporting.claim.no-lines"))
    if len(published.lines) > MOST_LINES or len(published.checks) > MOST_CHECKS:
        out.append(Fault("label", "reporting.claim.too-many", str(MOST_LINES)))
    return out


def _long(thing: object, field: str) -> bool:
    return len(getattr(thing, field)) > LONGEST[field]
