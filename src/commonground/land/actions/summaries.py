"""Summaries of many hazards at once, by the store itself: the set-based twin of `written.summarise` for land with a perimeter."""

from collections.abc import Iterable

from commonground.core.land.entries import OPEN, RELEASED, Account, Entry
from commonground.land.models import Hazard, Holding, LedgerEntry, Naming
from commonground.store.guards import indexes_later
from commonground.store.sets import among, run

HAZARD, HOLDING, ENTRY, NAMING = (m._meta.db_table for m in (Hazard, Holding, LedgerEntry, Naming))


def rewrite(hazards: set[int], new: Iterable[Entry]) -> None:
    """Rewrite the summaries of some hazards from their holdings; of stated areas nothing is said here.

    First and last day and last number only ever widen, since whatever names a hazard counts, in force or not.
    """
    numbers = [e.number for e in new]
    with indexes_later(Hazard, len(hazards)):
        _balances(hazards)
        if numbers:
            _spans(hazards, min(numbers), max(numbers))


def _balances(hazards: set[int]) -> None:
    """How much is open and released, in whose standing that results, and where most of it lies: the first of equals."""
    clause, params = among("o.hazard_id", hazards)
    confirmed, suspected = _sum(Account.CONFIRMED), _sum(Account.SUSPECTED)
    opened, released = _sum(*OPEN), _sum(*RELEASED)
    which, some = among("id", hazards)
    run(
        f"UPDATE {HAZARD} SET standing = 'unrecorded', open_m2 = 0, released_m2 = 0, unknown = %s, unit_id = NULL "
        "WHERE (unknown OR standing <> 'unrecorded' OR open_m2 <> 0 OR released_m2 <> 0 OR unit_id IS NOT NULL) "
        f"AND {which} AND NOT EXISTS (SELECT 1 FROM {HOLDING} o WHERE o.hazard_id = {HAZARD}.id AND o.book = 'hazard')",
        [False, *some],
    )
    run(
        f"UPDATE {HAZARD} SET unknown = %s, open_m2 = held.opened, released_m2 = held.released, standing = CASE "
        "WHEN held.confirmed > 0 THEN 'confirmed' WHEN held.suspected > 0 THEN 'suspected' "
        "WHEN held.released > 0 THEN 'released' ELSE 'unrecorded' END, unit_id = CASE WHEN held.times = 1 THEN held.unit_id ELSE "
        f"(SELECT x.unit_id FROM {HOLDING} x WHERE x.hazard_id = held.hazard_id AND x.book = 'hazard' ORDER BY x.m2 DESC, x.id LIMIT 1) END "
        f"FROM (SELECT o.hazard_id, {confirmed} AS confirmed, {suspected} AS suspected, {opened} AS opened, "
        f"{released} AS released, max(o.unit_id) AS unit_id, count(*) AS times "
        f"FROM {HOLDING} o WHERE o.book = 'hazard' AND {clause} GROUP BY o.hazard_id) held WHERE {HAZARD}.id = held.hazard_id",
        [False, *params],
    )


def _sum(*accounts: Account) -> str:
    """SQL for what some accounts hold, by the greatest of each where one is asked for."""
    names = ", ".join(f"'{a.value}'" for a in accounts)
    return f"coalesce(sum(CASE WHEN o.account IN ({names}) THEN o.m2 END), 0)"


def _spans(hazards: set[int], first: int, last: int) -> None:
    clause, params = among("n.hazard_id", hazards)
    run(
        f"UPDATE {HAZARD} SET "
        "first_on = CASE WHEN first_on IS NULL OR first_on > said.first_day THEN said.first_day ELSE first_on END, "
        "last_on = CASE WHEN last_on IS NULL OR last_on < said.last_day THEN said.last_day ELSE last_on END, "
        "last_number = CASE WHEN last_number < said.number THEN said.number ELSE last_number END "
        'FROM (SELECT n.hazard_id, min(e."on") AS first_day, max(e."on") AS last_day, max(e.number) AS number '
        f"FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id WHERE e.number BETWEEN %s AND %s AND {clause} "
        f"GROUP BY n.hazard_id) said WHERE {HAZARD}.id = said.hazard_id",
        [first, last, *params],
    )
