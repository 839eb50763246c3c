"""Shapes for invented countries: an island, its units, and hazards along lines. Deterministic in the seed.

Everything is made in the plane, in metres, by numpy's own generator; nothing is taken from any real map.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from commonground.core.geometry.overlay import GRID_M, Region, cut, join_all, meet, polygonal

Points = NDArray[np.float64]

# Sizes of hazards in m2 by quantile, as published for a country of 7,971 tasks (planning.md 7 B).
QUANTILES = (0.0, 0.10, 0.25, 0.50, 0.75, 0.90, 0.99, 1.0)
SIZES_M2 = (400.0, 2_300.0, 11_900.0, 44_000.0, 116_000.0, 257_000.0, 826_000.0, 2_400_000.0)


def _wobbly(radius: float, rng: np.random.Generator, points: int, roughness: float) -> Points:
    """A closed outline around the origin whose radius wanders."""
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    r = np.ones(points)
    for k in range(2, 9):
        r += roughness * rng.normal() / k * np.cos(k * angles + rng.uniform(0, 2 * np.pi))
    return np.column_stack([np.cos(angles), np.sin(angles)]) * (radius * np.clip(r, 0.45, 1.8))[:, None]


def island(radius_m: float, rng: np.random.Generator) -> Region:
    """An island's coast."""
    coast = _wobbly(radius_m, rng, 360, 0.35) * np.array([1.25, 0.85])
    jitter = rng.normal(0, radius_m * 0.004, coast.shape)
    return polygonal(shapely.set_precision(polygonal(shapely.make_valid(shapely.polygons(coast + jitter))), GRID_M))


def cells(outline: Region, count: int, rng: np.random.Generator, relax: int = 2) -> list[Region]:
    """Cut an outline into about equal cells (Voronoi, relaxed), in a stable order."""
    seeds = _inside(outline, count, rng)
    parts: list[BaseGeometry] = []
    for _ in range(relax + 1):
        diagram = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=outline)
        parts = [meet(c, outline) for c in shapely.get_parts(diagram)]
        seeds = np.array([shapely.get_coordinates(shapely.centroid(p))[0] for p in parts])
    order = sorted(range(len(parts)), key=lambda i: (round(-seeds[i][1], -4), seeds[i][0]))
    return [parts[i] for i in order]


def _inside(outline: Region, count: int, rng: np.random.Generator) -> Points:
    west, south, east, north = shapely.bounds(outline)
    found: list[Points] = []
    while sum(map(len, found)) < count:
        tried = rng.uniform((west, south), (east, north), (count * 2, 2))
        found.append(tried[shapely.contains_xy(outline, tried[:, 0], tried[:, 1])])
    return np.concatenate(found)[:count]


def front(outline: Region, rng: np.random.Generator) -> Points:
    """A former line of confrontation: a wandering line from coast to coast, a point about every 200 m."""
    west, south, east, north = shapely.bounds(outline)
    angle = rng.uniform(0, np.pi)
    middle = np.array(
        [rng.uniform(0.35, 0.65) * (east - west) + west, rng.uniform(0.35, 0.65) * (north - south) + south]
    )
    along = np.arange(-1.2 * (east - west), 1.2 * (east - west), 200.0)
    sway = np.zeros(len(along))
    for k in (30_000, 12_000, 4_000):
        sway += rng.normal(0, k * 0.22) * np.sin(along / k * 2 * np.pi + rng.uniform(0, 2 * np.pi))
    line = middle + np.column_stack(
        [np.cos(angle) * along - np.sin(angle) * sway, np.sin(angle) * along + np.cos(angle) * sway]
    )
    kept: Points = line[shapely.contains_xy(outline, line[:, 0], line[:, 1])]
    return kept


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented hazard's land."""

    shape: Region
    middle: tuple[float, float]


def hazards(outline: Region, fronts: list[Points], count: int, rng: np.random.Generator) -> list[Invented]:
    """Hazards along fronts: long with the line, of published sizes, some with holes and several parts.

    One in ten may overlap what is there already, as in real registers; the others keep clear of it.
    """
    lengths = np.array([len(f) for f in fronts], dtype=float)
    out: list[Invented] = []
    taken: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}
    while len(out) < count:
        line = fronts[int(rng.choice(len(fronts), p=lengths / lengths.sum()))]
        at = int(rng.integers(1, len(line) - 1))
        ahead = line[at + 1] - line[at - 1]
        turn = np.arctan2(ahead[1], ahead[0]) + rng.normal(0, 0.25)
        middle = line[at] + rng.normal(0, 1_600, 2)
        if not shapely.contains_xy(outline, *middle):
            continue
        size = float(np.interp(rng.uniform(), QUANTILES, np.log(SIZES_M2)))
        shape = _hazard(middle, turn, float(np.exp(size)), rng)
        if not shapely.is_empty(shape) and (_free(shape, taken) or rng.uniform() < 0.1):
            _take(shape, taken)
            out.append(Invented(shape, (float(middle[0]), float(middle[1]))))
    return out


CELL_M = 4_000.0


def _cells_of(shape: Region) -> list[tuple[int, int]]:
    west, south, east, north = (shapely.bounds(shape) // CELL_M).astype(int).tolist()
    return [(i, j) for i in range(west, east + 1) for j in range(south, north + 1)]


def _free(shape: Region, taken: dict[tuple[int, int], list[tuple[float, float, float, float]]]) -> bool:
    """Whether a shape's box meets no earlier one's."""
    a = shapely.bounds(shape).tolist()
    return not any(
        a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
        for cell in _cells_of(shape)
        for b in taken.get(cell, ())
    )


def _take(shape: Region, taken: dict[tuple[int, int], list[tuple[float, float, float, float]]]) -> None:
    for cell in _cells_of(shape):
        taken.setdefault(cell, []).append(tuple(shapely.bounds(shape).tolist()))


def _hazard(middle: Points, turn: float, size_m2: float, rng: np.random.Generator) -> Region:
    parts = [_blob(middle, turn, size_m2, rng)]
    if rng.uniform() < 0.06:
        aside = middle + rng.normal(0, 1, 2) * np.sqrt(size_m2) * 2
        parts.append(_blob(aside, turn, size_m2 * 0.4, rng))
    shape = join_all(parts)
    if rng.uniform() < 0.08 and size_m2 > 10_000:
        shape = cut(shape, _blob(middle, turn, size_m2 * 0.06, rng))
    return shape


def _blob(middle: Points, turn: float, size_m2: float, rng: np.random.Generator) -> Region:
    stretch = rng.uniform(1.0, 2.6)
    ring = _wobbly(1.0, rng, int(rng.integers(5, 18)), 0.28) * np.array([np.sqrt(stretch), 1 / np.sqrt(stretch)])
    c, s = np.cos(turn), np.sin(turn)
    ring = ring @ np.array([[c, s], [-s, c]])
    shape = shapely.make_valid(shapely.polygons(ring))
    scale = np.sqrt(size_m2 / max(float(shapely.area(shape)), 1e-6))
    return polygonal(
        shapely.set_precision(polygonal(shapely.make_valid(shapely.polygons(ring * scale + middle))), GRID_M)
    )


def share_of(shape: Region, share: float, rng: np.random.Generator, beyond: bool = False) -> Region:
    """About this share of a shape, cut off from one side, as a team works through an area; some go a little beyond."""
    west, south, east, north = shapely.bounds(shape)
    turn = rng.uniform(0, np.pi)
    reach = float(np.hypot(east - west, north - south))
    middle = np.array([(west + east) / 2, (south + north) / 2])
    low, high = -reach, reach
    piece = shape
    for _ in range(12):
        cut_at = (low + high) / 2
        corners = np.array(
            [[-2 * reach, -2 * reach], [2 * reach, -2 * reach], [2 * reach, cut_at], [-2 * reach, cut_at]]
        )
        c, s = np.cos(turn), np.sin(turn)
        half = shapely.polygons(corners @ np.array([[c, s], [-s, c]]) + middle)
        piece = meet(shape, half)
        if shapely.area(piece) < share * shapely.area(shape):
            low = cut_at
        else:
            high = cut_at
    if beyond:
        piece = shapely.buffer(piece, 6.0, cap_style="square", join_style="mitre")
    return polygonal(shapely.set_precision(piece, GRID_M))
