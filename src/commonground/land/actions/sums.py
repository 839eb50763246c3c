"""Sums of atoms by month, kept in step with them: a figure of whole months is added up from these."""

from commonground.land.models import Atom, LedgerEntry, MonthSum, TypeSums
from commonground.land.queries import types
from commonground.land.queries.sums import AXES, MONTH
from commonground.store.bulk import insert
from commonground.store.sets import rows, run

ATOM, ENTRY, SUM, STATE = (m._meta.db_table for m in (Atom, LedgerEntry, MonthSum, TypeSums))
SPLIT = {"unit": ("''", "unit_id")}  # by what an axis is divided, and its unit; an act by itself, whatever the unit
MANY = 5_000  # entries at once after which the types' sums are kept anew, for nobody to wait for them later
COLUMNS = "axis, key, unit_id, month, book, line, source, target, m2, unknown"


def last_atom() -> int:
    """The key of the last atom there is; 0 where there is none."""
    return rows(f"SELECT max(id) FROM {ATOM}")[0][0] or 0


def take(after: int) -> None:
    """Add the atoms written since, along every axis at once; nobody else writes any while the ledger is held."""
    axes = " UNION ALL ".join(
        f"SELECT '{axis}', {key}, {unit}, month, book, line, source, target, sum(m2), sum(unknown) FROM s GROUP BY 2, 3, 4, 5, 6, 7, 8"
        for axis, key, unit in ((axis, *SPLIT.get(axis, (axis, "0"))) for axis in AXES)
    )
    run(
        f"WITH s AS MATERIALIZED (SELECT coalesce(a.unit_id, 0) AS unit_id, {MONTH} AS month, a.book, a.line, a.source, a.target, "
        f"sum(a.m2) AS m2, sum(a.unknown) AS unknown, e.operator, e.donor, e.method FROM {ATOM} a JOIN {ENTRY} e ON e.number = a.entry "
        "WHERE a.id > %s GROUP BY 1, 2, 3, 4, 5, 6, 9, 10, 11) "
        f"INSERT INTO {SUM} ({COLUMNS}) SELECT * FROM ({axes}) u WHERE true "
        "ON CONFLICT (axis, month, key, unit_id, book, line, source, target) DO UPDATE SET "
        f"m2 = {SUM}.m2 + excluded.m2, unknown = {SUM}.unknown + excluded.unknown",
        [after],
    )


def write_anew() -> None:
    """Sum all atoms there are."""
    run(f"DELETE FROM {SUM}")
    run(f"DELETE FROM {STATE}")
    take(0)
    types.forget()
    keep_types()


def keep_types() -> None:
    """Keep what the types of contamination come to, as known now; whoever calls this holds the ledger."""
    state = types.now()
    held = rows(f"SELECT number, hash, units FROM {STATE}")
    if held == [(state.number, state.hash, state.units)]:
        return
    run(f"DELETE FROM {SUM} WHERE axis = %s", [types.AXIS])
    run(f"DELETE FROM {STATE}")
    TypeSums.objects.create(number=state.number, hash=state.hash, units=state.units)
    insert(
        MonthSum,
        tuple(COLUMNS.split(", ")),
        sorted(
            (types.AXIS, kind, unit or 0, month, *said, m2, unknown)
            for (kind, month, unit, *said), (m2, unknown) in state.sums.items()
        ),
    )
