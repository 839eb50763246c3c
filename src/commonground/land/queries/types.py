"""The flows of each type of contamination as a scope of its own: the partition is resolved within each type.

Where hazards of several types overlap, that takes a fold of their entries. What it comes to is kept in memory by month, for
the next period that is asked for as known now.
"""

from datetime import date
from typing import NamedTuple

from django.db import connection

from commonground.core.dates import Period, Times
from commonground.core.land.entries import Atom as FoldedAtom
from commonground.core.land.statement import Flow
from commonground.land.models import Atom, Hazard
from commonground.land.queries import called, sums
from commonground.land.queries import entries as ledger
from commonground.land.queries.flows import NOW, clusters, folded, only
from commonground.places import queries as places
from commonground.store.sets import among, rows

ATOM, HAZARD = Atom._meta.db_table, Hazard._meta.db_table
KEPT = 2  # states in memory


class OfMonth(NamedTuple):
    """What moved in a month between two accounts of a unit."""

    kind: str
    month: int
    unit: int | None
    book: str
    line: str
    source: str
    target: str
    m2: int
    unknown: int


_months: dict[tuple, list[OfMonth]] = {}


def by_contamination(period: Period, times: Times = NOW) -> dict[str, list[Flow]]:
    """The flows of every type, all in one passage: the same as `flows` with one type after the other, by the units in use."""
    end = min(period.end, times.on) if times.on else period.end
    if not sums.answers(period.start, end, times):
        return _summed(period.start, end, times.known)
    first, last = sums.of(period.start), sums.of(end)
    out: dict[str, list[Flow]] = {
        kind: [] for (kind,) in rows(f"SELECT DISTINCT contamination FROM {HAZARD} ORDER BY 1")
    }
    for one in _by_month():
        if one.month <= last:
            out[one.kind].append(
                Flow(one.unit, one.month < first, one.book, one.line, one.source, one.target, one.m2, one.unknown)
            )
    return out


def _by_month() -> list[OfMonth]:
    """Every month's flows as known now; kept for as long as nothing is booked, renamed or drawn otherwise."""
    kinds = rows(
        f"SELECT contamination, count(*), sum(id), sum(id - id / 9973 * 9973), sum(id - id / 10007 * 10007) FROM {HAZARD} GROUP BY 1 ORDER BY 1"
    )
    last = rows("SELECT hash FROM land_ledgerentry WHERE number = %s", [ledger.head()])
    key = (connection.settings_dict["NAME"], *last, *map(tuple, kinds), *rows(f"SELECT {', '.join(places.STAMP)}")[0])
    if key not in _months:
        for other in tuple(_months)[: max(0, len(_months) - KEPT + 1)]:
            _months.pop(other, None)
        _months[key] = _made()
    return _months[key]


def _made() -> list[OfMonth]:
    kinds, mixed = _kinds(None)
    clause, params = among("h.id", mixed)
    found = rows(
        f"SELECT h.contamination, {sums.MONTH}, a.unit_id, a.book, a.line, a.source, a.target, sum(a.m2), sum(a.unknown) "
        f"FROM {ATOM} a JOIN {HAZARD} h ON h.id = a.hazard_id WHERE NOT ({clause}) GROUP BY 1, 2, 3, 4, 5, 6, 7",
        params,
    )
    out = [OfMonth(*said, int(m2), int(unknown)) for *said, m2, unknown in found if m2 or unknown]
    totals: dict[tuple, tuple[int, int]] = {}
    for kind in sorted({kinds[h] for h in mixed}):
        for a, on in _of_mixed(kind, kinds, mixed, None, None):
            key = (kind, sums.of(on), a.unit, a.book.value, a.line.value, a.source.value, a.target.value)
            m2, unknown = totals.get(key, (0, 0))
            totals[key] = (m2 + a.m2, unknown + a.unknown)
    return out + [OfMonth(*key, *total) for key, total in totals.items() if total != (0, 0)]


def _kinds(known: int | None) -> tuple[dict[int, str], set[int]]:
    """The type of every hazard as known at a number, and the hazards that overlap one of another type, directly or by way of others."""
    table, params = called.hazards(known)
    kinds = dict(rows(f"SELECT id, contamination FROM {table} h", params))
    return kinds, {h for group in clusters() if len({kinds[h] for h in group}) > 1 for h in group}


def _of_mixed(
    kind: str, kinds: dict[int, str], mixed: set[int], end: date | None, known: int | None
) -> list[tuple[FoldedAtom, date]]:
    """The atoms of the mixed hazards of one type, resolved among themselves."""
    inside = {h for h in mixed if kinds[h] == kind}
    found = [only(e, inside) for e in ledger.of_hazards(inside, known if known is not None else ledger.head())]
    return folded(found, places.lowest_units(), end, known, inside)


def _summed(start: date, end: date, known: int | None) -> dict[str, list[Flow]]:
    """For any days, and as known at any number."""
    kinds, mixed = _kinds(known)
    table, called_at = called.hazards(known)
    out: dict[str, list[Flow]] = {kind: [] for kind in sorted(set(kinds.values()))}
    clause, params = among("h.id", mixed)
    where, values = 'a."on" <= %s', [end.isoformat()]
    if known is not None:
        where += " AND a.known <= %s"
        values.append(known)
    for kind, before, unit, book, line, source, target, m2, unknown in rows(
        f'SELECT h.contamination, a."on" < %s, a.unit_id, a.book, a.line, a.source, a.target, sum(a.m2), sum(a.unknown) '
        f"FROM {ATOM} a JOIN {table} h ON h.id = a.hazard_id WHERE {where} AND NOT ({clause}) GROUP BY 1, 2, 3, 4, 5, 6, 7",
        [start.isoformat(), *called_at, *values, *params],
    ):
        if m2 or unknown:
            out[kind].append(Flow(unit, bool(before), book, line, source, target, int(m2), int(unknown)))
    for kind in out if mixed else ():
        out[kind] += [
            Flow(a.unit, on < start, a.book.value, a.line.value, a.source.value, a.target.value, a.m2, a.unknown)
            for a, on in _of_mixed(kind, kinds, mixed, end, known)
        ]
    return out
