"""Sums of atoms by month, kept in step with them: a figure of whole months is added up from these."""

from commonground.land.models import Atom, LedgerEntry, MonthSum
from commonground.land.queries.sums import AXES, MONTH
from commonground.store.sets import rows, run

ATOM, ENTRY, SUM = (m._meta.db_table for m in (Atom, LedgerEntry, MonthSum))
COLUMNS = "axis, key, unit_id, month, book, line, source, target, m2, unknown"


def last_atom() -> int:
    """The key of the last atom there is; 0 where there is none."""
    return rows(f"SELECT max(id) FROM {ATOM}")[0][0] or 0


def take(after: int) -> None:
    """Add the atoms written since; nobody else writes any while the ledger is held."""
    for axis in AXES:
        key, unit, join = ("''", "coalesce(a.unit_id, 0)", "")
        if axis != "unit":
            key, unit, join = f"e.{axis}", "0", f"JOIN {ENTRY} e ON e.number = a.entry"
        run(
            f"INSERT INTO {SUM} ({COLUMNS}) SELECT '{axis}', {key}, {unit}, {MONTH}, a.book, a.line, a.source, a.target, "
            f"sum(a.m2), sum(a.unknown) FROM {ATOM} a {join} WHERE a.id > %s GROUP BY 2, 3, 4, 5, 6, 7, 8 "
            "ON CONFLICT (axis, month, key, unit_id, book, line, source, target) DO UPDATE SET "
            f"m2 = {SUM}.m2 + excluded.m2, unknown = {SUM}.unknown + excluded.unknown",
            [after],
        )


def write_anew() -> None:
    """Sum all atoms there are."""
    run(f"DELETE FROM {SUM}")
    take(0)
