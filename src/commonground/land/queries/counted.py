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
    if units is not None:
        listed = list(units)
        clause, more = among("a.unit_id", [u for u in listed if u is not None])
        where = f"{where} AND ({clause}{' OR a.unit_id IS NULL' if None in listed else ''})"
        params += more
    found = rows(f"SELECT {COUNTS} FROM ({_standing(where, 'a.hazard_id')}) s", params)[0]
    return dict(zip(HAZARDS, (int(n or 0) for n in found), strict=True))


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


def changed(end: date, old: int, new: int, standing: str) -> list[tuple[int, int]]:
    """Later-known entries that changed how many hazards stand in a way on a day: (ledger number, change).

    Each hazard is followed through the numbers at which it changed, so that the changes make the difference exactly.
    """
    inner = (
        f'SELECT DISTINCT a.hazard_id FROM {ATOM} a WHERE a.known > %s AND a.known <= %s AND a."on" <= %s '
        "AND a.book IN ('both', 'hazard', 'stated', 'length')"
    )
    found = rows(
        f"SELECT a.hazard_id, CASE WHEN a.known <= %s THEN 0 ELSE a.known END AS at, {STANDINGS} FROM {ATOM} a "
        "WHERE a.book IN ('both', 'hazard', 'stated', 'length') AND a.\"on\" <= %s AND a.known <= %s "
        f"AND a.hazard_id IN ({inner}) GROUP BY a.hazard_id, CASE WHEN a.known <= %s THEN 0 ELSE a.known END ORDER BY 1, 2",
        [old, end.isoformat(), new, old, new, end.isoformat(), old],
    )
    changes: dict[int, int] = {}
    hazard, held = None, [0, 0, 0]
    for this, at, *sizes in found:
        if this != hazard:
            hazard, held = this, [0, 0, 0]
        before = _stands(standing, held)
        held = [a + int(b) for a, b in zip(held, sizes, strict=True)]
        if at:
            changes[at] = changes.get(at, 0) + _stands(standing, held) - before
    return sorted((n, c) for n, c in changes.items() if c)


def _stands(standing: str, sizes: list[int]) -> int:
    confirmed, suspected, released = (size > 0 for size in sizes)
    return int({
        "hazards.open": confirmed or suspected, "hazards.confirmed": confirmed,
        "hazards.suspected": suspected and not confirmed, "hazards.released": released and not (confirmed or suspected),
    }[standing])  # fmt: skip
