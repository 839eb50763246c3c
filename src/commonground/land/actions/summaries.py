"""Summaries of many hazards at once, by the store itself: the set-based twin of `written.summarise` for land with a perimeter."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from commonground.core.land.entries import OPEN, RELEASED, Account, Entry
from commonground.land.models import Hazard, Holding, LedgerEntry, Naming
from commonground.land.queries import digests
from commonground.store.guards import indexes_later
from commonground.store.sets import among, rows, run

HAZARD, HOLDING, ENTRY, NAMING = (m._meta.db_table for m in (Hazard, Holding, LedgerEntry, Naming))


def rewrite(hazards: set[int], new: Iterable[Entry]) -> None:
    """Rewrite the summaries of some hazards from their holdings; of stated areas nothing is said here.

    What is open and released, in whose standing that results, and where most of it lies (the first of equals). First and
    last day and last number only ever widen, since whatever names a hazard counts, in force or not.
    """
    numbers = [e.number for e in new] or [0]
    which, ids = among("h.id", hazards)
    held, some = _held(hazards)
    said, named = _said(hazards, min(numbers), max(numbers))
    largest = f"SELECT x.unit_id FROM {HOLDING} x WHERE x.hazard_id = s.id AND x.book = 'hazard' ORDER BY x.m2 DESC, x.id LIMIT 1"
    with indexes_later(Hazard, len(hazards)):
        run(
            f"UPDATE {HAZARD} SET unknown = %s, open_m2 = s.opened, released_m2 = s.released, standing = CASE "
            "WHEN s.confirmed > 0 THEN 'confirmed' WHEN s.suspected > 0 THEN 'suspected' WHEN s.released > 0 THEN 'released' "
            f"ELSE 'unrecorded' END, unit_id = CASE WHEN s.times > 1 THEN ({largest}) ELSE s.unit_id END, "
            "first_on = CASE WHEN s.first_day < first_on OR first_on IS NULL THEN s.first_day ELSE first_on END, "
            "last_on = CASE WHEN s.last_day > last_on OR last_on IS NULL THEN s.last_day ELSE last_on END, "
            "last_number = CASE WHEN s.number > last_number THEN s.number ELSE last_number END FROM ("
            "SELECT h.id, coalesce(held.confirmed, 0) AS confirmed, coalesce(held.suspected, 0) AS suspected, "
            "coalesce(held.opened, 0) AS opened, coalesce(held.released, 0) AS released, held.unit_id AS unit_id, "
            "coalesce(held.times, 0) AS times, said.first_day, said.last_day, said.number "
            f"FROM {HAZARD} h LEFT JOIN ({held}) held ON held.hazard_id = h.id LEFT JOIN ({said}) said ON said.hazard_id = h.id "
            f"WHERE {which}) s WHERE {HAZARD}.id = s.id",
            [False, *some, *named, *ids],
        )


def _held(hazards: set[int]) -> tuple[str, list[Any]]:
    """SQL (and its parameters) for what the accounts of some hazards hold."""
    clause, params = among("o.hazard_id", hazards)
    sums = {
        "confirmed": (Account.CONFIRMED,), "suspected": (Account.SUSPECTED,), "opened": OPEN, "released": RELEASED,
    }  # fmt: skip
    columns = ", ".join(f"{_sum(accounts)} AS {name}" for name, accounts in sums.items())
    return (
        f"SELECT o.hazard_id, {columns}, max(o.unit_id) AS unit_id, count(*) AS times "
        f"FROM {HOLDING} o WHERE o.book = 'hazard' AND {clause} GROUP BY o.hazard_id",
        params,
    )


def _sum(accounts: Sequence[Account]) -> str:
    names = ", ".join(f"'{a.value}'" for a in accounts)
    return f"coalesce(sum(CASE WHEN o.account IN ({names}) THEN o.m2 END), 0)"


def _said(hazards: set[int], first: int, last: int) -> tuple[str, list[Any]]:
    """SQL (and its parameters) for the days and the last number of some new entries, by hazard."""
    clause, params = among("n.hazard_id", hazards)
    return (
        'SELECT n.hazard_id, min(e."on") AS first_day, max(e."on") AS last_day, max(e.number) AS number '
        f"FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id WHERE e.number BETWEEN %s AND %s AND {clause} GROUP BY n.hazard_id",
        [first, last, *params],
    )


def weigh(hazards: Iterable[int] | None = None) -> None:
    """Keep how grave the findings of some hazards (or all) are, wherever that has changed."""
    _keep("gravity", 0, digests.weights, hazards)


def name_operators(hazards: Iterable[int] | None = None) -> None:
    """Keep whose work the entries in force of some hazards (or all) tell of, wherever that has changed."""
    _keep("operators", "", digests.operators, hazards)


def _keep(column: str, nothing: Any, asked: Any, hazards: Iterable[int] | None) -> None:
    some = None if hazards is None else set(hazards)
    if some is not None and not some:
        return
    fresh = asked(some)
    which, params = among("id", some) if some is not None else ("1 = 1", [])
    kept = dict(rows(f"SELECT id, {column} FROM {HAZARD} WHERE {which} AND NOT ({column} = %s)", [*params, nothing]))
    changed = [(fresh.get(h, nothing), h) for h in fresh.keys() | kept.keys() if fresh.get(h) != kept.get(h)]
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {HAZARD} SET {column} = %s WHERE id = %s", sorted(changed, key=lambda c: c[1]))
