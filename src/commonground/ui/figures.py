"""The catalogue of figures in people's words: names, units, formulas, and how unknowns and rounding are treated.

Names are put together from few parts, so that one line of the books has one name wherever it stands.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.core.figures.catalogue import APART, FIGURES, NO_AREA, NONE, STATEMENT, WHOLE
from commonground.core.figures.definitions import ROUNDING, Atoms, Nature, Unit
from commonground.ui import numbers
from commonground.ui.trade import LINES

NAMES = {
    "land.opening": _("Open land at the start"),
    "land.opening.confirmed": _("Confirmed hazardous area at the start"),
    "land.opening.suspected": _("Suspected hazardous area at the start"),
    "land.closing": _("Open land at the end"),
    "land.closing.confirmed": _("Confirmed hazardous area at the end"),
    "land.closing.suspected": _("Suspected hazardous area at the end"),
    "land.stated.opening": _("Open land without a perimeter, as stated, at the start"),
    "land.stated.closing": _("Open land without a perimeter, as stated, at the end"),
    "land.unknown.opening": _("Open hazards of unknown size at the start"),
    "land.unknown.closing": _("Open hazards of unknown size at the end"),
    "land.length.opening": _("Mined lines of unknown width at the start"),
    "land.length.closing": _("Mined lines of unknown width at the end"),
    "land.double": _("In more than one hazard at the end"),
    "land.cleared-outside": _("Cleared outside any recorded hazard"),
    "land.outside-since-recorded": _("Cleared outside, and recorded as a hazard since"),
    "land.released": _("Released"),
    "land.came-in": _("Came onto the books"),
    "land.cleared-total": _("Cleared, inside and outside recorded hazards"),
    "land.hazards-sum": _("Sum of the hazards' own accounts at the end"),
    "land.with-stated": _("Open land with what is only stated"),
    "share.confirmed": _("Confirmed, share of open land at the end"),
    "share.released": _("Released, share of the open land at the start"),
    "hazards.open": _("Open hazards at the end"),
    "hazards.confirmed": _("Hazards with confirmed land at the end"),
    "hazards.suspected": _("Hazards with suspected land only at the end"),
    "hazards.released": _("Hazards released altogether at the end"),
    "entries.booked": _("Entries dated in the period"),
    "documents.booked": _("Documents that entries of the period rest on"),
}
BY_LINE = {
    **LINES,
    "cancelled": _("Cancelled by non-technical survey"),
    "reduced": _("Reduced by technical survey"),
}
SHORT = {
    "opening": _("Open at the start"),
    "closing": _("Open at the end"),
    **LINES,
}  # where the table says the rest
OF_CLASS = {
    "confirmed": _("%(line)s, confirmed hazardous area"),
    "suspected": _("%(line)s, suspected hazardous area"),
}
IN_BOOK = {
    "stated": _("%(line)s, without a perimeter, as stated"),
    "unknown": _("%(line)s, hazards of unknown size"),
    "length": _("%(line)s, mined lines of unknown width"),
}
SHARE = _("%(line)s, share of what was released")
UNITS = {Unit.M2: "m²", Unit.METRE: "m", Unit.COUNT: _("number"), Unit.PERCENT: "%"}
NATURES = {
    Nature.BALANCE: _("balance at the end of a day"),
    Nature.FLOW: _("what moved in a period"),
    Nature.SHARE: _("share"),
}
UNKNOWNS = {
    NO_AREA: _("Hazards without a perimeter are not in it; they stand in lines of their own."),
    APART: _("In a line of its own, never added to areas by perimeter; a hazard of unknown size is counted, never nought."),
    WHOLE: _("Every hazard counts, whatever is known of its size."),
    NONE: _("None: entries are complete by what they rest on."),
    FIGURES["land.with-stated"].unknowns: _("What is only stated counts as stated; unknown sizes are not in it."),
}  # fmt: skip
ROUNDINGS = {
    ROUNDING[Unit.M2]: _("Whole square metres. Each entry's effect is rounded once, half to even, when it is booked; sums are exact. Printed in km2 with two decimals, half up, for reading only."),
    ROUNDING[Unit.METRE]: _("Whole metres, as stated."),
    ROUNDING[Unit.COUNT]: _("Counted, never rounded."),
    ROUNDING[Unit.PERCENT]: _("One decimal, half up, from whole square metres; without a figure where the whole is nought."),
}  # fmt: skip
SOURCES = {
    STATEMENT: _("land-release statement: opening + in − out = closing"),
    "opening entries of these books": _("opening entries of these books"),
    "these books": _("these books"),
}
MOVED = _("Sum of what the entries of the period moved on this line")
STOOD = _("Sum of what all entries up to that day moved")
RECORDS = _("Records, counted one by one")
NO_FIGURE = "–"  # what does not exist: open land has no operator, a share of nothing has no size


def name(code: str) -> str:
    """The name of a figure in the language in force; a code that this edition does not know is shown as it is."""
    if code in NAMES:
        return str(NAMES[code])
    definition = FIGURES.get(code)
    if definition is None:
        return code
    formula = definition.formula
    if not isinstance(formula, Atoms):  # the shares of the lines
        return str(SHARE) % {"line": BY_LINE[code.removeprefix("share.")]}
    said = OF_CLASS.get(formula.of) or IN_BOOK.get(formula.book)
    line = BY_LINE[formula.line]
    return str(said) % {"line": line} if said else str(line)


def short(code: str) -> str:
    """The name as the head of a column, where the table says what it is about."""
    formula = FIGURES[code].formula if code in FIGURES else None
    if isinstance(formula, Atoms) and not formula.of and not formula.book:
        return str(SHORT[formula.line])
    return name(code)


def name_of(said: Mapping[str, Any]) -> str:
    """The name of a figure that is defined in a content: its own words, where they are those of another edition."""
    known = FIGURES.get(said["code"])
    return name(said["code"]) if known is not None and known.edition == said["edition"] else said["name"]


def formula(said: Mapping[str, Any]) -> str:
    """How a figure is reckoned, in words, from its definition as plain data."""
    formula = said["formula"]
    if "count" in formula:
        return str(RECORDS)
    if "atoms" in formula:
        return str(STOOD if said["nature"] == Nature.BALANCE.value else MOVED)
    if "part" in formula:
        return f"100 × {name(formula['part'])} ÷ {name(formula['whole'])}"
    return " + ".join(map(name, formula["plus"])) + "".join(f" − {name(code)}" for code in formula["minus"])


def unit(code: str) -> str:
    return str(UNITS[Unit(code)])


def nature(code: str) -> str:
    return str(NATURES[Nature(code)])


def unknowns(text: str) -> str:
    """How unknowns are treated, by the sentence of the definition."""
    return str(UNKNOWNS.get(text, text))


def rounding(text: str) -> str:
    return str(ROUNDINGS.get(text, text))


def source(text: str) -> str:
    return str(SOURCES.get(text, text))


def written(code: str, value: int | None) -> str:
    """A figure by its unit, as the language writes it; what does not exist is a dash."""
    if value is None:
        return NO_FIGURE
    definition = FIGURES.get(code)
    if definition is not None and definition.unit is Unit.PERCENT:
        return f"{numbers.percent(value)} %"
    return numbers.grouped(value)
