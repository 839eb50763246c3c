"""Hazards as a neighbour may be told of them: what is said of each, and the land that it holds, in batches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commonground.core.dates import Times
from commonground.core.geometry.overlay import Region, area, join_all, regions
from commonground.land.models import FormerCard, Hazard, LedgerEntry, Naming
from commonground.land.queries import called, shapes
from commonground.places import queries as places
from commonground.store.sets import among, rows

HAZARD, FORMER, ENTRY, NAMING = (m._meta.db_table for m in (Hazard, FormerCard, LedgerEntry, Naming))
BATCH = 5_000
OPEN = ("suspected", "confirmed")


@dataclass(frozen=True, slots=True)
class Told:
    """A hazard: its number that never changes, what is said of it, days as ISO 8601, and its land in lon/lat degrees (WGS84).

    The land is what is open; where nothing is, what was released.
    """

    id: int
    code: str
    name: str
    standing: str
    contamination: str
    flag: str
    unit: str
    first_on: str | None
    last_on: str | None
    open_m2: int
    land: Region | None


def every(hazards: Iterable[int] | None = None) -> Iterator[Told]:
    """Some hazards as they are now, or all of them, by their numbers."""
    chosen = sorted(set(hazards)) if hazards is not None else numbers()
    units = {u.id: u.code for u in places.units()}
    plane = places.programme().plane if chosen else None
    for start in range(0, len(chosen), BATCH):
        some = chosen[start : start + BATCH]
        clause, params = among("id", some)
        said = rows(
            "SELECT id, code, name, standing, contamination, flag, unit_id, first_on, last_on, open_m2 "
            f"FROM {HAZARD} WHERE {clause} ORDER BY id",
            params,
        )
        lands = _lands(some)
        found = [lands.get(row[0]) for row in said]
        assert plane is not None
        moved = plane.to_lonlat(regions(found))
        for (key, code, name, standing, kind, flag, unit, first, last, m2), shape in zip(said, moved, strict=True):
            yield Told(
                key,
                code,
                name,
                standing,
                kind,
                flag,
                units.get(unit, ""),
                first and str(first)[:10],
                last and str(last)[:10],
                m2,
                shape,
            )


def then(hazards: Iterable[int] | None, known: int) -> Iterator[Told]:
    """The same as it was known at a ledger number, from the entries up to it and nothing else; a hazard that had none is left out.

    What lies in which unit is said by the boundaries of today: they are the programme's own and no news of a hazard.
    """
    chosen = sorted(set(hazards)) if hazards is not None else numbers()
    codes, units = {u.id: u.code for u in places.units()}, places.lowest_units()
    table, asked = called.hazards(known)
    for start in range(0, len(chosen), BATCH):
        some = chosen[start : start + BATCH]
        held, standing = shapes.held_at(set(some), Times(None, known))
        lands, days = _open(held), _days(some, known)
        clause, params = among("h.id", standing)
        said = rows(
            f"SELECT h.id, h.code, h.name, h.contamination, h.flag FROM {table} h WHERE {clause} ORDER BY h.id",
            [*asked, *params],
        )
        found = [lands.get(row[0]) for row in said]
        moved = places.programme().plane.to_lonlat(regions(found))
        for (key, code, name, kind, flag), land, shape in zip(said, found, moved, strict=True):
            m2 = sum(one.m2 for one in held if one.hazard == key and one.account in OPEN)
            parts = [(area(part), unit) for unit, part in units.divide([land])[0] if unit] if land is not None else []
            unit = codes.get(max(parts)[1], "") if parts else ""
            first, last = days.get(key, (None, None))
            yield Told(key, code, name, standing[key], kind, flag, unit, first, last, m2, shape)


def _days(hazards: list[int], known: int) -> dict[int, tuple[str, str]]:
    """The first and the last day that entries up to a number say of some hazards."""
    clause, params = among("n.hazard_id", hazards)
    found = rows(
        f'SELECT n.hazard_id, min(e."on"), max(e."on") FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id '
        f"WHERE e.number <= %s AND e.kind <> 'void' AND {clause} GROUP BY n.hazard_id",
        [known, *params],
    )
    return {r[0]: (str(r[1])[:10], str(r[2])[:10]) for r in found}


def _lands(hazards: list[int]) -> dict[int, Region]:
    return _open(shapes.held(hazards))


def _open(lands: Iterable[shapes.Land]) -> dict[int, Region]:
    """The open land of each hazard, joined; where nothing is open, what was released."""
    held: dict[int, list[shapes.Land]] = {}
    for one in lands:
        held.setdefault(one.hazard, []).append(one)
    out = {}
    for hazard, some in held.items():
        chosen = [x.shape for x in some if x.account in OPEN] or [x.shape for x in some if x.account != "unrecorded"]
        if chosen:
            out[hazard] = chosen[0] if len(chosen) == 1 else join_all(chosen)
    return out


def numbers() -> list[int]:
    """Every hazard by its number."""
    return [r[0] for r in rows(f"SELECT id FROM {HAZARD} ORDER BY id")]


def changed_since(number: int) -> set[int]:
    """Hazards whose land an entry after a ledger number may have changed, or of which something else was said."""
    return shapes.touched_since(number) | {
        r[0] for r in rows(f"SELECT DISTINCT hazard_id FROM {FORMER} WHERE until >= %s", [number])
    }


def number_of(code: str) -> int | None:
    """A hazard's number by its code."""
    found = rows(f"SELECT id FROM {HAZARD} WHERE code = %s", [code])
    return found[0][0] if found else None
