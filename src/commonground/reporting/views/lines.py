"""The lines of a statement as the page shows them: every figure with the way to what it is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonground.core.figures.values import Values
from commonground.reporting.queries.lines import FLOWS, WHOLE, Place, beside, columns
from commonground.reporting.queries.statement import Statement, UnitColumn
from commonground.reporting.views.addresses import figure_at
from commonground.ui.figures import SHORT
from commonground.ui.trade import LINES

Address = Callable[[str], str]  # from the code of a figure to what it is made of
UNITS = {"land.unknown": "", "land.length": "m"}  # in which the figures of a book are, where not in m²


def words() -> dict[str, Any]:
    """The names of the lines."""
    return {"opening": SHORT["opening"], "closing": SHORT["closing"], **LINES}


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


def cell(place: Place, values: Mapping[str, int | None], address: Address) -> Cell:
    """A figure in its place."""
    return Cell(place.value(values), address(place.code) if place.code else "")


def whole_lines(values: Mapping[str, int | None], address: Address, *, has_balances: bool = True) -> list[Line]:
    """The whole, by class: confirmed, suspected, together."""
    said = WHOLE if has_balances else FLOWS
    return [Line(x.label, [cell(place, values, address) for place in x.places], x.level, x.sum) for x in said]


def beside_rows(
    values: Mapping[str, int | None], address: Address
) -> list[tuple[Any, list[tuple[Any, int, str, str]]]]:
    """What the partition cannot hold, in lines of their own: (heading, [(label, figure, unit, address)])."""
    return [
        (
            title,
            [
                (label, values[code] or 0, UNITS.get(code.rpartition(".")[0], "m²"), address(code))
                for label, code in some
            ],
        )
        for title, some in beside(values)
    ]


def total_lines(request: HttpRequest, found: Statement) -> list[Line]:
    """The whole of a statement."""
    return whole_lines(found.figures(), _address(request, found), has_balances=found.has_balances)


def beside_lines(request: HttpRequest, found: Statement) -> list[tuple[Any, list[tuple[Any, int, str, str]]]]:
    """What stands beside the balance of a statement."""
    return beside_rows(found.figures(), _address(request, found))


def _address(request: HttpRequest, found: Statement, unit: str = "") -> Address:
    return lambda code: figure_at(request, found.period, code, unit=unit, level=found.level)


def _columns(found: Statement) -> list[Place]:
    return columns([found.figures()])


def unit_heads(found: Statement) -> list[str]:
    """The columns of the table by unit."""
    return [heads(place) for place in _columns(found)]


def heads(place: Place) -> Any:
    """What the column of a figure of the balance is called."""
    return SHORT[place.code.removeprefix("land.")]


def unit_rows(request: HttpRequest, found: Statement) -> list[dict[str, Any]]:
    """A line per unit, the programme last."""
    shown = _columns(found)

    def cells(of: UnitColumn | None, unit: str) -> list[Cell]:
        values: Values = found.figures(of)
        return [cell(place, values, _address(request, found, unit)) for place in shown]

    rows: Sequence[dict[str, Any]] = [
        {"code": u.code, "name": u.name or _("outside any unit"), "cells": cells(u, u.code or "outside")}
        for u in found.units
    ]
    return [*rows, {"code": "", "name": _("Together"), "cells": cells(None, ""), "sum": True}]
