"""How many hazards, entries and documents: counted from the atoms, so that the two times hold for counts as for areas."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from commonground.core.dates import Period, Times
from commonground.land.models import Atom, LedgerEntry
from commonground.land.queries import called
from commonground.store.sets import among, paired, rows

ATOM, ENTRY = Atom._meta.db_table, LedgerEntry._meta.db_table
NOW = Times()
HAZARDS = ("hazards.open", "hazards.confirmed", "hazards.suspected", "hazards.released")


def _change(of: str, what: str) -> str:
    """SQL: what of an atom came into some accounts, less what left them."""
    return (
        f"(CASE WHEN a.target IN ({of}) THEN {what} ELSE 0 END - CASE WHEN a.source IN ({of}) THEN {what} ELSE 0 END)"
    )


SIZE = "(a.m2 + a.unknown)"  # a hazard of unknown size moves as one hazard, without square metres
BOOKS = "('both', 'hazard', 'stated', 'length')"
STANDINGS = (
    f"sum({_change(repr('confirmed'), SIZE)}) AS confirmed, sum({_change(repr('suspected'), SIZE)}) AS suspected, "
    f"sum({_change(repr('cancelled') + ', ' + repr('reduced') + ', ' + repr('cleared'), SIZE)}) AS released"
)
COUNTS = (
    "sum(CASE WHEN confirmed > 0 OR suspected > 0 THEN 1 ELSE 0 END), sum(CASE WHEN confirmed > 0 THEN 1 ELSE 0 END), "
    "sum(CASE WHEN confirmed <= 0 AND suspected > 0 THEN 1 ELSE 0 END), "
    "sum(CASE WHEN confirmed <= 0 AND suspected <= 0 AND released > 0 THEN 1 ELSE 0 END)"
)


def _when(end: date, times: Times) -> tuple[str, list[Any]]:
    last = min(end, times.on) if times.on else end
    if times.known is None:
        return 'a."on" <= %s', [last.isoformat()]
    return 'a."on" <= %s AND a.known <= %s', [last.isoformat(), times.known]


def _of_type(contamination: str | None, known: int | None) -> tuple[str, list[Any]]:
    """SQL: the atoms of hazards of one type of contamination as known at a number; of all where none is named."""
    if contamination is None:
        return "", []
    table, params = called.hazards(known)
    return f" AND a.hazard_id IN (SELECT id FROM {table} n WHERE contamination = %s)", [*params, contamination]


def standings(
    end: date,
    times: Times = NOW,
    group: Mapping[int | None, int | None] | None = None,
    contamination: str | None = None,
) -> tuple[dict[str, int], dict[int | None, dict[str, int]]]:
    """How many hazards stand how at the end of a day: in the programme, and by lowest unit or the unit that `group` puts it in.

    A hazard with land in several units counts in each, and once in the programme; so the units need not make the whole.
    """
    where, params = _when(end, times)
    of_type, of_types = _of_type(contamination, times.known)
    unit, join, more = "a.unit_id", "", []
    if group is not None:
        table, more = paired({u: upper for u, upper in group.items() if u is not None})
        unit, join = "g.other", f"LEFT JOIN ({table}) g ON g.value = a.unit_id"
    found = rows(
        f"WITH s AS MATERIALIZED (SELECT a.hazard_id, {unit} AS unit, {STANDINGS} FROM {ATOM} a {join} "
        f"WHERE a.book IN {BOOKS} AND {where}{of_type} GROUP BY 1, 2) "
        f"SELECT 1, unit, {COUNTS} FROM s GROUP BY unit UNION ALL SELECT 0, NULL, {COUNTS} FROM (SELECT hazard_id, "
        "sum(confirmed) AS confirmed, sum(suspected) AS suspected, sum(released) AS released FROM s GROUP BY hazard_id) w",
        [*more, *params, *of_types],
    )
    told = {(part, at): dict(zip(HAZARDS, (int(n or 0) for n in counts), strict=True)) for part, at, *counts in found}
    return told.pop((0, None)), {at: counts for (_, at), counts in told.items()}


def _standing(where: str, group: str) -> str:
    return f"SELECT {group}, {STANDINGS} FROM {ATOM} a WHERE a.book IN {BOOKS} AND {where} GROUP BY {group}"


def _in_units(units: Iterable[int | None] | None) -> tuple[str, list[Any]]:
    if units is None:
        return "", []
    listed = list(units)
    clause, params = among("a.unit_id", [u for u in listed if u is not None])
    return f"AND ({clause}{' OR a.unit_id IS NULL' if None in listed else ''})", params


def booked(period: Period, times: Times = NOW) -> dict[str, int]:
    """Entries dated in a period, and the documents that they rest on, as known."""
    end = min(period.end, times.on) if times.on else period.end
    where, params = '"on" >= %s AND "on" <= %s', [period.start.isoformat(), end.isoformat()]
    if times.known is not None:
        where += " AND number <= %s"
        params.append(times.known)
    entries, documents = rows(f"SELECT count(*), count(DISTINCT document_id) FROM {ENTRY} WHERE {where}", params)[0]
    return {"entries.booked": entries, "documents.booked": documents}


def changed(end: date, old: int, new: int, units: Iterable[int | None] | None = None) -> dict[str, dict[int, int]]:
    """Later-known entries that changed how many hazards stand how on a day, by figure: {ledger number: change}.

    Each hazard is followed through the numbers at which it changed, so that the changes make the difference exactly.
    """
    books = f"a.book IN {BOOKS}"
    where, more = _in_units(units)
    at = "CASE WHEN a.known <= %s THEN 0 ELSE a.known END"
    found = rows(
        f'SELECT a.hazard_id, {at} AS at, {STANDINGS} FROM {ATOM} a WHERE {books} AND a."on" <= %s AND a.known <= %s {where} '
        f'AND a.hazard_id IN (SELECT a.hazard_id FROM {ATOM} a WHERE a.known > %s AND a.known <= %s AND a."on" <= %s AND {books}) '
        "GROUP BY 1, 2 ORDER BY 1, 2",
        [old, end.isoformat(), new, *more, old, new, end.isoformat()],
    )
    changes: dict[str, dict[int, int]] = {name: {} for name in HAZARDS}
    hazard, held = None, [0, 0, 0]
    for this, number, *sizes in found:
        if this != hazard:
            hazard, held = this, [0, 0, 0]
        before = _stands(held)
        held = [a + int(b) for a, b in zip(held, sizes, strict=True)]
        if number:
            for name, is_so, was_so in zip(HAZARDS, _stands(held), before, strict=True):
                changes[name][number] = changes[name].get(number, 0) + is_so - was_so
    return {name: {n: c for n, c in sorted(by.items()) if c} for name, by in changes.items()}


def _stands(sizes: list[int]) -> tuple[bool, bool, bool, bool]:
    confirmed, suspected, released = (size > 0 for size in sizes)
    is_open = confirmed or suspected
    return is_open, confirmed, suspected and not confirmed, released and not is_open


def booked_later(period: Period, old: int, new: int) -> dict[str, dict[int, int]]:
    """Later-known entries dated in a period, and those of them that are the first known of their document."""
    found = rows(
        f'SELECT number, document_id FROM {ENTRY} WHERE "on" >= %s AND "on" <= %s AND number <= %s ORDER BY number',
        [period.start.isoformat(), period.end.isoformat(), new],
    )
    seen: set[int] = set()
    entries, documents = {}, {}
    for number, document in found:
        if number > old:
            entries[number] = 1
            if document not in seen:
                documents[number] = 1
        seen.add(document)
    return {"entries.booked": entries, "documents.booked": documents}


def baseline(end: date, times: Times = NOW) -> dict[str, int]:
    """How well open hazards are known: how many have open land by perimeter, a type of contamination, improvised devices."""
    where, params = _when(end, times)
    by_perimeter = _standing(f"{where} AND a.book IN ('both', 'hazard')", "a.hazard_id")
    found = rows(f"SELECT count(*) FROM ({by_perimeter}) s WHERE confirmed > 0 OR suspected > 0", params)[0][0]
    table, called_at = called.hazards(times.known)
    types = rows(
        f"SELECT h.contamination, count(*) FROM ({_standing(where, 'a.hazard_id')}) s JOIN {table} h ON h.id = s.hazard_id "
        "WHERE confirmed > 0 OR suspected > 0 GROUP BY h.contamination",
        [*params, *called_at],
    )
    by_type = dict(types)
    return {
        "hazards.with-perimeter": int(found), "hazards.open": int(sum(by_type.values())),
        "hazards.classified": int(sum(n for kind, n in by_type.items() if kind not in ("", "unknown"))),
        "hazards.improvised": int(by_type.get("ied", 0)),
    }  # fmt: skip
