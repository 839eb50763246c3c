"""What the ledger of releases answers to a treaty: true totals where somebody opened them, else rounded ones, never anything else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commonground.core.privacy.content import tables_of
from commonground.core.privacy.door import Basis, Cell, Form
from commonground.core.privacy.periods import Closed


@dataclass(frozen=True, slots=True)
class Answer:
    """A table by one dimension as it was released. `cells` are empty where there were too few people to say them by anything."""

    number: int
    rounded: bool
    cells: tuple[Cell, ...]
    total: Cell


def answer(releases: Iterable[Mapping[str, Any]], population: str, by: str, wanted: Closed) -> Answer | None:
    """The table to print: of true totals for treaties the last that was released, else the last rounded one; None where there is none.

    True totals that were opened beside a claim of others stay there.
    """
    found = [a for said in releases if said["population"] == population for a in _answers(said, by, wanted)]
    return max(found, key=lambda a: (not a.rounded, a.number), default=None)


def _answers(said: Mapping[str, Any], by: str, wanted: Closed) -> Iterable[Answer]:
    if said["basis"] == Basis.CLAIM.value:
        return
    for printed in tables_of(said["periods"]):
        table, whole = printed.table(by), printed.table()
        if printed.period == wanted and whole is not None and (table is not None or printed.form is Form.FEW):
            cells = table.cells if table is not None else ()
            yield Answer(said["number"], printed.form is not Form.EXACT, cells, whole.cells[0])
