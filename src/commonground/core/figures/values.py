"""From sums of atoms to figures: the only road from the accounts to a number that is shown."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from commonground.core.figures.catalogue import FIGURES, IDENTITIES, SPLITS
from commonground.core.figures.definitions import Atoms, Counted, Nature, Share, Total, Unit, terms
from commonground.core.land.statement import OPEN_NAMES, Column

Values = dict[str, int | None]


def value(code: str, column: Column, counted: Mapping[str, int] | None = None) -> int | None:
    """One figure of a unit (or several together). A share is in thousandths of the whole; None where it has no whole.

    Raises KeyError for a figure that the catalogue does not have, or a count that nobody counted.
    """
    formula = FIGURES[code].formula
    if isinstance(formula, Atoms):
        return _atoms(formula, column)
    if isinstance(formula, Counted):
        return (counted or {})[formula.what]
    if isinstance(formula, Total):
        return total(formula, {c: value(c, column, counted) for c in (*formula.plus, *formula.minus)})
    return share(value(formula.part, column, counted), value(formula.whole, column, counted))


def values(codes: tuple[str, ...], column: Column, counted: Mapping[str, int] | None = None) -> Values:
    """Several figures by their codes."""
    return {code: value(code, column, counted) for code in codes}


def total(formula: Total, values: Mapping[str, int | None]) -> int:
    """A sum of figures."""
    return sum(values[c] or 0 for c in formula.plus) - sum(values[c] or 0 for c in formula.minus)


def share(part: int | None, whole: int | None) -> int | None:
    """A part of a whole in thousandths, half up; None where there is no whole."""
    if not whole:
        return None
    return int((Decimal(part or 0) * 1000 / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP))


def _atoms(formula: Atoms, c: Column) -> int:
    if formula.book == "double":
        return c.in_more_than_one
    flat = {"stated": c.stated, "unknown": c.unknown, "length": c.metres}.get(formula.book)
    if flat is not None:
        return flat.get(formula.line, 0)
    if formula.book == "outside":
        return c.outside if formula.line == "cleared-outside" else c.outside_recorded
    if formula.line in ("opening", "closing"):
        held = c.opening if formula.line == "opening" else c.closing
        return held[formula.of] if formula.of else sum(held[name] for name in OPEN_NAMES)
    return c.by_class.get((formula.line, formula.of), 0) if formula.of else c.flows.get(formula.line, 0)


def faults(figures: Mapping[str, int | None]) -> list[tuple[str, int, int]]:
    """Identities and splits that do not hold among figures of one row: (code, as it stands, as it should be)."""
    out = []
    for code, rule in (*IDENTITIES.items(), *SPLITS.items()):
        terms = (*rule.plus, *rule.minus)
        if code in figures and all(t in figures for t in terms):
            should = total(rule, figures)
            if figures[code] != should:
                out.append((code, figures[code] or 0, should))
    for code, definition in FIGURES.items():
        formula = definition.formula
        if (
            code in figures
            and isinstance(formula, Total)
            and all(t in figures for t in (*formula.plus, *formula.minus))
        ):
            should = total(formula, figures)
            if figures[code] != should:
                out.append((code, figures[code] or 0, should))
        if code in figures and isinstance(formula, Share) and formula.part in figures and formula.whole in figures:
            thousandths = share(figures[formula.part], figures[formula.whole])
            if figures[code] != thousandths:
                out.append((code, figures[code] or 0, thousandths or 0))
    return out


def sums_off(rows: list[Mapping[str, int | None]], whole: Mapping[str, int | None]) -> list[tuple[str, int, int]]:
    """Figures whose units do not make the whole: (code, the whole as it stands, the sum of its units)."""
    out = []
    for code, stands in whole.items():
        definition = FIGURES.get(code)  # a code that no catalogue has is somebody else's to find
        if definition and definition.adds_up and definition.unit is not Unit.PERCENT and stands is not None:
            parts = sum(row.get(code) or 0 for row in rows)
            if parts != stands:
                out.append((code, stands, parts))
    return out


# What a scope of acts can have: open land has no operator.
def of_acts(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some figures that a scope of acts has: flows, and nothing made of a balance."""
    return tuple(c for c in codes if _is_flow(c))


def _is_flow(code: str) -> bool:
    definition = FIGURES[code]
    if isinstance(definition.formula, Share):
        return _is_flow(definition.formula.part) and _is_flow(definition.formula.whole)
    return definition.nature is Nature.FLOW and not isinstance(definition.formula, Counted)


def _is_land(code: str) -> bool:
    """Whether a figure is made of the accounts alone, without a count of records."""
    formula = FIGURES[code].formula
    return not isinstance(formula, Counted) and all(map(_is_land, terms(formula)))


LAND = tuple(code for code in FIGURES if _is_land(code))  # what the accounts of the land alone can answer
ACTS = of_acts(LAND)
