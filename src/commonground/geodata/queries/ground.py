"""The quiet part of a tile: units and settlements by name. Kept in memory until somebody brings others."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection

from commonground.core.geometry.mercator import from_lonlat, from_plane, inside_points, pixel
from commonground.core.geometry.mvt import Layer
from commonground.core.geometry.outline import border_lines
from commonground.core.geometry.overlay import regions
from commonground.core.geometry.tiling import Tile, lines, points
from commonground.geodata.queries.stamps import Version
from commonground.places import queries as places

# From which zoom on units are drawn, highest level first, and named.
UNIT_ZOOMS = (0, 7, 9, 11)
NAME_ZOOMS = (5, 8, 10, 11)
# From how many inhabitants on a settlement is named; all of them from zoom 11.
SETTLEMENT_ZOOMS = {6: 100_000, 7: 50_000, 8: 20_000, 9: 8_000, 10: 2_000}
FINE_ZOOMS = (6, 8, 10, 14)  # borders are simplified to half a pixel at the first of these that is not passed


@dataclass(slots=True)
class Ground:
    """Units and settlements of one version of the places, in Web Mercator."""

    units: list[tuple[str, str, int]]  # key, name, rank of the level from above
    unit_points: Any
    shapes: Any
    settlements: list[tuple[str, str, int | None]]
    settlement_points: Any
    borders: dict[int, Any] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    def named(self, key: str, name: str, language: str) -> str:
        """A place's name in the reader's script, else as the map it came from has it."""
        if language not in self.names:
            self.names[language] = _names(language)
        return self.names[language].get(key, name)


def layers(tile: Tile, language: str, version: Version) -> list[Layer]:
    """Borders and names of a tile."""
    ground = _ground(connection.settings_dict["NAME"], version)
    return [*_units(ground, tile, language), *_settlements(ground, tile, language)]


def _units(ground: Ground, tile: Tile, language: str) -> list[Layer]:
    if not ground.units:
        return []
    ranks = np.array([rank for _, _, rank in ground.units])
    drawn = np.array([tile.z >= UNIT_ZOOMS[min(r, 3)] for r in ranks.tolist()])
    fine = next((z for z in FINE_ZOOMS if tile.z <= z), FINE_ZOOMS[-1])
    if fine not in ground.borders:
        ground.borders[fine] = border_lines(ground.shapes, 0.5 * pixel(fine))
    laid = lines(tile, np.where(drawn, ground.borders[fine], None))
    named = (
        drawn & np.array([tile.z >= NAME_ZOOMS[min(r, 3)] for r in ranks.tolist()]) & _inside(tile, ground.unit_points)
    )
    some = np.flatnonzero(named)
    words = [ground.named(*ground.units[i][:2], language) for i in some]
    level = ranks.tolist()
    return [
        Layer("units", laid, {"level": level}),
        Layer("units", points(tile, ground.unit_points[some]), {"name": words, "level": [level[i] for i in some]}),
    ]


def _settlements(ground: Ground, tile: Tile, language: str) -> list[Layer]:
    if not ground.settlements or tile.z < min(SETTLEMENT_ZOOMS):
        return []
    least = SETTLEMENT_ZOOMS.get(tile.z, 0)
    large = np.array([(people or 0) >= least for _, _, people in ground.settlements])
    some = np.flatnonzero(large & _inside(tile, ground.settlement_points))
    words = [ground.named(*ground.settlements[i][:2], language) for i in some]
    return [Layer("settlements", points(tile, ground.settlement_points[some]), {"name": words})]


def _inside(tile: Tile, xy: Any) -> Any:
    x0, y0, x1, y1 = tile.box
    return (xy[:, 0] >= x0) & (xy[:, 0] < x1) & (xy[:, 1] > y0) & (xy[:, 1] <= y1)


@lru_cache(maxsize=2)
def _ground(database: str, version: Version) -> Ground:
    """`version` is only the key: other places have another."""
    found = [(card, shape) for card, shape in places.boundaries() if not shape.is_empty]
    ranks = {level: rank for rank, level in enumerate(sorted({card.level for card, _ in found}))}
    shapes = from_plane(places.programme().plane, regions([s for _, s in found])) if found else regions([])
    towns = places.settlements()
    return Ground(
        [(f"unit:{c.level}:{c.code}", c.name, ranks[c.level]) for c, _ in found],
        inside_points(shapes) if found else np.empty((0, 2)),
        shapes,
        [(f"settlement:{code}", name, people) for code, name, _, _, people in towns],
        from_lonlat(np.array([(lon, lat) for _, _, lon, lat, _ in towns]).reshape(-1, 2)),
    )


def _names(language: str) -> dict[str, str]:
    """Names in a language: of the language at large, then of the language in this script."""
    base, _, script = language.partition("-")
    out: dict[str, str] = {}
    for tag in (base, f"{base}-{script}" if script else "", SCRIPTS.get(language, "")):
        if tag:
            out |= places.names(tag)
    return out


SCRIPTS = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}
