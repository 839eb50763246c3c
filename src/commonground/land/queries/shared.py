"""Hazards as a neighbour may be told of them: what is said of each, and the land that it holds, in batches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commonground.core.geometry.overlay import Region, join_all, regions
from commonground.land.models import FormerCard, Hazard
from commonground.land.queries import shapes
from commonground.places import queries as places
from commonground.store.sets import among, rows

HAZARD, FORMER = Hazard._meta.db_table, FormerCard._meta.db_table
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


def _lands(hazards: list[int]) -> dict[int, Region]:
    held: dict[int, list[shapes.Land]] = {}
    for one in shapes.held(hazards):
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
