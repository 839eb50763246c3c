"""Hazards as a neighbour may be told of them: what is said of each, and the land that it holds, in batches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commonground.core.dates import Times
from commonground.core.geometry.overlay import Region, area, join_all, regions
from commonground.core.land.statement import OUT_OF
from commonground.land.models import Atom, FormerCard, Hazard, LedgerEntry, Naming
from commonground.land.queries import called, entries, shapes
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
            first, last = days.get(key, (None, None))
            yield Told(key, code, name, standing[key], kind, flag, _unit_of(land), first, last, m2, shape)


def _unit_of(land: Region | None) -> str:
    """The unit in which most of some land lies."""
    shares = places.lowest_units().divide([land])[0] if land is not None else []
    parts = [(area(part), unit) for unit, part in shares if unit]
    return next((u.code for u in places.units() if parts and u.id == max(parts)[1]), "")


def _days(hazards: list[int], known: int) -> dict[int, tuple[str, str]]:
    """The first and the last day that entries up to a number say of some hazards."""
    clause, params = among("n.hazard_id", hazards)
    found = rows(
        f'SELECT n.hazard_id, min(e."on"), max(e."on") FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id '
        f"WHERE e.number <= %s AND e.kind <> 'void' AND {clause} GROUP BY n.hazard_id",
        [known, *params],
    )
    return {r[0]: (str(r[1])[:10], str(r[2])[:10]) for r in found}


def number_of(code: str) -> int | None:
    """The number of a hazard that never changes; None where there is none of that code."""
    found = rows(f"SELECT id FROM {HAZARD} WHERE code = %s", [code])
    return found[0][0] if found else None


def codes(hazards: Iterable[int]) -> dict[int, str]:
    """What some hazards are called, by their numbers."""
    clause, params = among("id", sorted(set(hazards)))
    return dict(rows(f"SELECT id, code FROM {HAZARD} WHERE {clause}", params))


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


# --- releases: what an entry released of a hazard, by activity, as the programme's figures count it ---

ATOM = Atom._meta.db_table
COUNTED = f"a.book IN ('both', 'programme') AND a.line IN ({', '.join(repr(one) for one in OUT_OF)})"


@dataclass(frozen=True, slots=True)
class Released:
    """Square metres that an entry released of a hazard by one activity; its ground in lon/lat degrees, where it has one."""

    entry: int
    hazard: int
    activity: str
    day: str
    m2: int
    operator: str
    donor: str
    method: str
    unit: str
    land: Region | None


def releases(since: int | None = None) -> list[tuple[int, int, str]]:
    """What was ever booked as released, by (entry, hazard, activity); or what may have changed after a ledger number."""
    late, params = ("", []) if since is None else (" AND a.known > %s", [since])
    found = f"SELECT DISTINCT a.entry, a.hazard_id, a.line FROM {ATOM} a WHERE {COUNTED}{late} ORDER BY 1, 2, 3"
    return [(r[0], r[1], r[2]) for r in rows(found, params)]


def released(some: Iterable[tuple[int, int, str]], known: int | None = None) -> Iterator[Released]:
    """Some releases as they are now, or as they were known at a ledger number; what was taken back whole is left out."""
    chosen = sorted(set(some))
    clause, params = among("a.entry", sorted({one[0] for one in chosen}))
    if known is not None:
        clause, params = f"{clause} AND a.known <= %s", [*params, known]
    found = rows(
        f'SELECT a.entry, a.hazard_id, a.line, sum(a.m2), e."on", e.operator, e.donor, e.method, h.unit_id FROM {ATOM} a '
        f"JOIN {ENTRY} e ON e.number = a.entry JOIN {HAZARD} h ON h.id = a.hazard_id WHERE {COUNTED} AND {clause} "
        'GROUP BY a.entry, a.hazard_id, a.line, e."on", e.operator, e.donor, e.method, h.unit_id ORDER BY 1, 2, 3',
        params,
    )
    units, wanted = {u.id: u.code for u in places.units()}, set(chosen)
    kept = [r for r in found if (r[0], r[1], r[2]) in wanted and r[3] > 0]
    shapes_ = {one.number: one.shape for one in entries.numbered({r[0] for r in kept})}
    bare = {r[1] for r in kept if shapes_.get(r[0]) is None}
    whole = _lands(sorted(bare)) if known is None else _open(shapes.held_at(bare, Times(None, known))[0])
    lands = [shapes_.get(r[0]) if shapes_.get(r[0]) is not None else whole.get(r[1]) for r in kept]
    moved = places.programme().plane.to_lonlat(regions(lands)) if kept else []
    for row, ground, land in zip(kept, lands, moved, strict=True):
        entry, hazard, line, m2, on, operator, donor, method, unit = row
        where = units.get(unit, "") if known is None else _unit_of(ground)
        yield Released(entry, hazard, line, str(on)[:10], int(m2), operator, donor, method, where, land)
