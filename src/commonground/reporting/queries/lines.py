"""The lines of a statement: which figure stands where. Pages, files and forms are all laid out by these."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.core.figures.catalogue import BETWEEN, CLASSES, FIGURES, IN, INTO, OFF, OUT
from commonground.core.figures.definitions import Atoms
from commonground.ui.figures import SHORT

Values = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in a line; `sign` is −1 where it is taken away. Without a code there is nothing to say."""

    code: str
    sign: int = 1

    def value(self, values: Values) -> int | None:
        """The figure as it is shown here."""
        if not self.code:
            return 0
        found = values.get(self.code)
        return None if found is None else self.sign * found


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line by class: confirmed, suspected, together. `level` 0 is a heading, `sum` is ruled off."""

    label: Any
    places: tuple[Place, ...] = ()
    level: int = 2
    sum: bool = False


def _line(line: str, sign: int = 1, *, level: int = 2, is_sum: bool = False) -> StatementLine:
    codes = (*(f"land.{line}.{of}" for of, _said in CLASSES), f"land.{line}")
    return StatementLine(SHORT[line], tuple(Place(code, sign) for code in codes), level, is_sum)


def _between(line: str, sign: int) -> StatementLine:
    code = f"land.{line}"
    return StatementLine(SHORT[line], (Place(code, sign), Place(code, -sign), Place("")))


FLOWS = (
    StatementLine(_("Came in"), level=0),
    *(_line(line) for line, *_said in INTO),
    StatementLine(_("Changed class"), level=0),
    *(_between(line, sign) for (line, *_said), sign in zip(BETWEEN, (1, -1), strict=True)),
    StatementLine(_("Released"), level=0),
    *(_line(line, -1) for line, *_said in OUT),
)
WHOLE = (_line("opening", level=1, is_sum=True), *FLOWS, _line("closing", level=1, is_sum=True))


@dataclass(frozen=True, slots=True)
class Heap:
    """Figures beside the balance that belong together."""

    title: Any
    figures: tuple[tuple[Any, str], ...]  # what it is called here, and its code


def _book(book: str, title: Any) -> Heap:
    lines = ("opening", *(line for line, *_said in (*INTO, *OUT)), "closing")
    return Heap(title, tuple((SHORT[line], f"land.{book}.{line}") for line in lines))


BESIDE = (
    _book("stated", _("Without a perimeter, as stated")),
    _book("unknown", _("Hazards of unknown size")),
    _book("length", _("Lines of unknown width, length")),
    Heap(_("Outside any recorded hazard"), tuple((SHORT[x], f"land.{x}") for x in ("cleared-outside", "outside-since-recorded"))),
    Heap(_("In more than one hazard"), ((_("What the sum of the hazards counts again, at the end"), "land.double"),)),
)  # fmt: skip


def beside(values: Values) -> list[tuple[Any, list[tuple[Any, str]]]]:
    """The heaps that hold anything: their balances, and whatever else of them is not nought."""
    out = []
    for heap in BESIDE:
        if any(values.get(code) for _label, code in heap.figures):
            shown = [
                (label, code) for label, code in heap.figures if values.get(code) or (code in values and _is_end(code))
            ]
            out.append((heap.title, shown))
    return out


def _is_end(code: str) -> bool:
    formula = FIGURES[code].formula
    return isinstance(formula, Atoms) and formula.line in ("opening", "closing")


def columns(rows: list[Values]) -> list[Place]:
    """The columns of a table of several rows: opening, every line that any row has, closing."""
    lines = [Place(code) for code in IN] + [Place(code, -1) for code in OFF]
    used = [place for place in lines if any(row.get(place.code) for row in rows)]
    if any(row.get("land.opening") is not None for row in rows):
        return [Place("land.opening"), *used, Place("land.closing")]
    return used
