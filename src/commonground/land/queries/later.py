"""Atoms that became known between two ledger numbers: what restates a figure, cell by cell, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonground.core.dates import Period
from commonground.core.land.entries import Account, Atom, Book, Line
from commonground.land.models import Atom as AtomRow
from commonground.land.models import LedgerEntry
from commonground.land.queries.behind import Figure, _amount, _counts
from commonground.store.sets import rows

ATOM, ENTRY = AtomRow._meta.db_table, LedgerEntry._meta.db_table


@dataclass(frozen=True, slots=True)
class Later:
    """An atom with the number at which it came to be known, its day, and whose act it was."""

    known: int
    on: date
    atom: Atom
    acts: dict[str, str]  # operator, donor, method


def atoms(until: date, old: int, new: int) -> list[Later]:
    """All atoms dated up to a day that are known at the second number and not at the first, in the order of the numbers.

    What a later entry changed of an earlier one's effect carries the later one's number, negative where it took back.
    """
    return [
        Later(
            known, on if isinstance(on, date) else date.fromisoformat(on[:10]),
            Atom(entry, hazard, unit, Book(book), Line(line), Account(source), Account(target), m2, unknown),
            {"operator": operator, "donor": donor, "method": method},
        )
        for known, on, entry, hazard, unit, book, line, source, target, m2, unknown, operator, donor, method in rows(
            f'SELECT a.known, a."on", a.entry, a.hazard_id, a.unit_id, a.book, a.line, a.source, a.target, a.m2, a.unknown, '
            f"e.operator, e.donor, e.method FROM {ATOM} a JOIN {ENTRY} e ON e.number = a.entry "
            'WHERE a.known > %s AND a.known <= %s AND a."on" <= %s ORDER BY a.known, a.id',
            [old, new, until.isoformat()],
        )
    ]  # fmt: skip


def worth(found: Sequence[Later], figure: Figure, period: Period, act: tuple[str, str] | None = None) -> dict[int, int]:
    """What each later-known entry is worth to a figure of a period, of one operator, donor or method where it is asked for.

    The sum is the difference between the figure as known at the two numbers.
    """
    amount = _amount(figure)
    out: dict[int, int] = {}
    for one in found:
        if one.on > period.end or (act is not None and one.acts[act[0]] != act[1]):
            continue
        if _counts(figure, one.atom, one.on, period.start):
            out[one.known] = out.get(one.known, 0) + amount(one.atom)
    return {number: m2 for number, m2 in out.items() if m2}
