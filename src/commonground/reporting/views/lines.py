"""The lines of a statement as the page shows them: every figure with the way to what it is made of."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonground.core.land.statement import Column
from commonground.reporting.queries.statement import Statement
from commonground.reporting.views.addresses import flow_at
from commonground.ui.trade import LINES

INTO = ("brought-forward", "new", "extended", "reopened")
CLASSES = ("confirmed", "suspected")


def words() -> dict[str, Any]:
    """The names of the lines."""
    return {"opening": _("Open at the start"), "closing": _("Open at the end"), **LINES}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and where it leads; None is a figure that does not exist here."""

    value: int | None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `level` 0 is a heading, `sum` is ruled off."""

    label: Any
    cells: list[Cell]
    level: int = 1
    sum: bool = False
    note: str = ""


def total_lines(request: HttpRequest, found: Statement) -> list[Line]:
    """The whole, by class: confirmed, suspected, together."""
    column, named, period = found.total, words(), found.period

    def flow(line: str, sign: int = 1) -> Line:
        cells = [Cell(sign * column.by_class.get((line, c), 0), flow_at(request, period, line, of=c)) for c in CLASSES]
        return Line(named[line], [*cells, Cell(sign * column.flows.get(line, 0), flow_at(request, period, line))], 2)

    def held(line: str, of: dict[str, int]) -> Line:
        cells = [Cell(of[c], flow_at(request, period, line, of=c)) for c in CLASSES]
        return Line(named[line], [*cells, Cell(sum(of.values()), flow_at(request, period, line))], 1, sum=True)

    def between(line: str, sign: int) -> Line:
        m2, href = column.flows.get(line, 0), flow_at(request, period, line)
        return Line(named[line], [Cell(sign * m2, href), Cell(-sign * m2, href), Cell(0)], 2)

    out = [Line(_("Came in"), [], 0), *(flow(line) for line in INTO)]
    out += [Line(_("Changed class"), [], 0), between("confirmed", 1), between("reclassified", -1)]
    out += [Line(_("Released"), [], 0), *(flow(line, -1) for line in ("cancelled", "reduced", "cleared"))]
    if not found.has_balances:
        return out
    return [held("opening", column.opening), *out, held("closing", column.closing)]


def beside_lines(request: HttpRequest, found: Statement) -> list[tuple[str, list[tuple[str, int, str, str]]]]:
    """What the partition cannot hold, in lines of their own: (heading, [(label, figure, unit, address)])."""
    column, period, named = found.total, found.period, words()

    def flow(line: str, book: str) -> str:
        return flow_at(request, period, line, book=book)

    out: list[tuple[str, list[tuple[str, int, str, str]]]] = []
    flat = [("stated", column.stated, "m²", _("Without a perimeter, as stated")), ("unknown", column.unknown, "", _("Hazards of unknown size")),
            ("length", column.metres, "m", _("Lines of unknown width, length"))]  # fmt: skip
    for book, figures, unit, title in flat:
        lines = ["opening", *(x for x in named if x in figures and x not in ("opening", "closing")), "closing"]
        if not found.has_balances:
            lines = lines[1:-1]
        if any(figures.values()):
            out.append((title, [(named[x], figures.get(x, 0), unit, flow(x, book)) for x in lines]))
    outside = [(named[x], n, "m²", flow(x, "outside")) for x, n in
               (("cleared-outside", column.outside), ("outside-since-recorded", column.outside_recorded)) if n]  # fmt: skip
    if outside:
        out.append((_("Outside any recorded hazard"), outside))
    if found.has_balances and column.in_more_than_one:
        out.append((_("In more than one hazard"), [(_("What the sum of the hazards counts again, at the end"), column.in_more_than_one, "m²",
                                                    flow("closing", "double"))]))  # fmt: skip
    return out


UNIT_LINES = ("brought-forward", "new", "extended", "reopened", "cancelled", "reduced", "cleared")


def unit_heads(found: Statement) -> list[str]:
    """The columns of the table by unit."""
    named = words()
    lines = [named[x] for x in UNIT_LINES if found.total.flows.get(x)]
    return [named["opening"], *lines, named["closing"]] if found.has_balances else lines


def unit_rows(request: HttpRequest, found: Statement) -> list[dict[str, Any]]:
    """A line per unit, the programme last."""
    used = [x for x in UNIT_LINES if found.total.flows.get(x)]

    def cells(column: Column, unit: str) -> list[Cell]:
        out = [Cell(_signed(x, column), flow_at(request, found.period, x, unit=unit, level=found.level)) for x in used]
        if not found.has_balances:
            return out
        ends = [Cell(m2, flow_at(request, found.period, line, unit=unit, level=found.level))
                for line, m2 in (("opening", column.opening_m2), ("closing", column.closing_m2))]  # fmt: skip
        return [ends[0], *out, ends[1]]

    return [
        {"code": u.code, "name": u.name or _("outside any unit"), "cells": cells(u.column, u.code or "outside")}
        for u in found.units
    ] + [{"code": "", "name": _("Together"), "cells": cells(found.total, ""), "sum": True}]


def _signed(line: str, column: Column) -> int:
    m2 = column.flows.get(line, 0)
    return -m2 if line in ("cancelled", "reduced", "cleared") else m2
