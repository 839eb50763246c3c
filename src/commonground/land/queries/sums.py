"""Sums of whole months as known now, from what is kept of each; other days and earlier knowledge are not answered here."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from commonground.core.dates import Times
from commonground.core.land.statement import Flow
from commonground.land.models import Atom, LedgerEntry, MonthSum
from commonground.land.queries import entries as ledger
from commonground.store.sets import rows

ATOM, ENTRY, SUM = (m._meta.db_table for m in (Atom, LedgerEntry, MonthSum))
AXES = ("unit", "operator", "donor", "method")
MONTH = 'CAST(substr(CAST(a."on" AS text), 1, 4) || substr(CAST(a."on" AS text), 6, 2) AS integer)'


_ATOMS_ALONE: ContextVar[bool] = ContextVar("atoms alone", default=False)


@contextmanager
def left_aside() -> Iterator[None]:
    """Whoever verifies a figure sums the atoms themselves: what is kept of them is no witness."""
    token = _ATOMS_ALONE.set(True)
    try:
        yield
    finally:
        _ATOMS_ALONE.reset(token)


def answers(start: date, end: date, times: Times) -> bool:
    """Whether a period begins and ends with months, at least as far as there are entries, and is asked for as known now."""
    if _ATOMS_ALONE.get() or start.day != 1 or (times.known is not None and times.known < ledger.head()):
        return False
    if end.day == monthrange(end.year, end.month)[1]:
        return True
    last = rows(f"SELECT max(month) FROM {SUM} WHERE axis = 'unit'")[0][0]
    return last is None or last < of(end)


def of(day: date) -> int:
    """The month of a day as a number."""
    return day.year * 100 + day.month


def by_unit(start: date, end: date) -> list[Flow]:
    """The flows by unit before a period and within it, as `flows` sums them from the atoms."""
    return [
        Flow(unit or None, bool(before), book, line, source, target, int(m2), int(unknown))
        for unit, before, book, line, source, target, m2, unknown in rows(
            f"SELECT unit_id, CASE WHEN month < %s THEN 1 ELSE 0 END, book, line, source, target, sum(m2), sum(unknown) FROM {SUM} "
            "WHERE axis = 'unit' AND month <= %s GROUP BY 1, 2, 3, 4, 5, 6",
            [of(start), of(end)],
        )
        if m2 or unknown
    ]


def by_act(act: str, start: date, end: date) -> list[tuple[str, Flow]]:
    """The flows within a period by whose act they were."""
    return [
        (key, Flow(None, False, book, line, source, target, int(m2), int(unknown)))
        for key, book, line, source, target, m2, unknown in rows(
            f"SELECT key, book, line, source, target, sum(m2), sum(unknown) FROM {SUM} "
            "WHERE axis = %s AND month >= %s AND month <= %s GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
            [act, of(start), of(end)],
        )
        if m2 or unknown
    ]


def by_month(end: date) -> list[tuple[str, Flow]]:
    """The flows of each month ("2024-05") from the first to one."""
    return [
        (f"{month // 100:04}-{month % 100:02}", Flow(None, False, book, line, source, target, int(m2), int(unknown)))
        for month, book, line, source, target, m2, unknown in rows(
            f"SELECT month, book, line, source, target, sum(m2), sum(unknown) FROM {SUM} "
            "WHERE axis = 'unit' AND month <= %s GROUP BY 1, 2, 3, 4, 5 ORDER BY 1",
            [of(end)],
        )
    ]


def astray() -> int:
    """How many kept sums are not what the atoms sum up to."""
    wrong = 0
    for axis in AXES:
        key, unit, join = ("''", "coalesce(a.unit_id, 0)", "")
        if axis != "unit":
            key, unit, join = f"e.{axis}", "0", f"JOIN {ENTRY} e ON e.number = a.entry"
        summed = rows(
            f"SELECT {key}, {unit}, {MONTH}, a.book, a.line, a.source, a.target, sum(a.m2), sum(a.unknown) FROM {ATOM} a {join} "
            "GROUP BY 1, 2, 3, 4, 5, 6, 7"
        )
        held = rows(
            f"SELECT key, unit_id, month, book, line, source, target, m2, unknown FROM {SUM} WHERE axis = %s", [axis]
        )
        wrong += len(_moving(summed) ^ _moving(held))
    return wrong


def _moving(found: list[tuple]) -> set[tuple]:
    return {(*some, int(m2), int(unknown)) for *some, m2, unknown in found if m2 or unknown}
