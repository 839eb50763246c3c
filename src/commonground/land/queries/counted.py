"""How many hazards, entries and documents: counted from the atoms, so that the two times hold for counts as for areas."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from commonground.core.dates import Period, Times
from commonground.land.models import Atom, LedgerEntry
from commonground.store.sets import among, rows

ATOM, ENTRY = Atom._meta.db_table, LedgerEntry._meta.db_table
NOW = Times()
HAZARDS = ("hazards.open", "hazards.confirmed", "hazards.suspected", "hazards.released")


def _change(of: str, what: str) -> str:
    """SQL: what of an atom came into some accounts, less what left them."""
    return (
        f"(CASE WHEN a.target IN ({of}) THEN {what} ELSE 0 END - CASE WHEN a.source IN ({of}) THEN {what} ELSE 0 END)"
    )


SIZE = "(a.m2 + a.unknown)"  # a hazard of unknown size moves as one hazard, without square metres
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


def hazards(end: date, times: Times = NOW, units: Iterable[int | None] | None = None) -> dict[str, int]:
    """How many hazards stand how at the end of a day, of those with land in some lowest units (everywhere unless said)."""
    where, params = _when(end, times)
    inside, more = _in_units(units)
    found = rows(f"SELECT {COUNTS} FROM ({_standing(f'{where} {inside}', 'a.hazard_id')}) s", [*params, *more])[0]
    return dict(zip(HAZARDS, (int(n or 0) for n in found), strict=True))


def _in_units(units: Iterable[int | None] | None) -> tuple[str, list[Any]]:
    if units is None:
        return "", []
    listed = list(units)
    clause, params = among("a.unit_id", [u for u in listed if u is not None])
    return f"AND ({clause}{' OR a.unit_id IS NULL' if None in listed else ''})", params


def _standing(where: str, group: str) -> str:
    return (
        f"SELECT {group}, {STANDINGS} FROM {ATOM} a "
        f"WHERE a.book IN ('both', 'hazard', 'stated', 'length') AND {where} GROUP BY {group}"
    )


def by_unit(
    end: date, times: Times = NOW, group: Mapping[int | None, int | None] | None = None
) -> dict[int | None, dict[str, int]]:
    """The same by lowest unit, or by the unit that `group` puts it in. A hazard with land in several counts in each."""
    where, params = _when(end, times)
    found: dict[tuple[int, int | None], list[int]] = {}
    if group is None:
        counted = rows(
            f"SELECT unit_id, {COUNTS} FROM ({_standing(where, 'a.hazard_id, a.unit_id')}) s GROUP BY unit_id", params
        )
        return {unit: dict(zip(HAZARDS, map(int, n), strict=True)) for unit, *n in counted}
    for hazard, unit, *sizes in rows(_standing(where, "a.hazard_id, a.unit_id"), params):
        key = (hazard, group.get(unit, unit))
        held = found.setdefault(key, [0, 0, 0])
        for i, size in enumerate(sizes):
            held[i] += int(size)
    out: dict[int | None, dict[str, int]] = {}
    for (_, unit), (confirmed, suspected, released) in found.items():
        counts = out.setdefault(unit, dict.fromkeys(HAZARDS, 0))
        counts["hazards.open"] += confirmed > 0 or suspected > 0
        counts["hazards.confirmed"] += confirmed > 0
        counts["hazards.suspected"] += confirmed <= 0 < suspected
        counts["hazards.released"] += confirmed <= 0 and suspected <= 0 < released
    return out


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
    books = "a.book IN ('both', 'hazard', 'stated', 'length')"
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
