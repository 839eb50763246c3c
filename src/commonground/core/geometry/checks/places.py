"""Checks of where a shape lies: in its country, in its stated unit, and if not, which slip would explain
it.
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.findings import Finding
from commonground.core.geometry.checks.batch import Batch, Floats, News, Rows
from commonground.core.geometry.codes import finding
from commonground.core.geometry.plane import Geometries
from commonground.core.geometry.thresholds import limit

# How an entered (lon, lat) is turned, and what is then said of it. Swapping goes first: it is the commonest.
TURNS: tuple[tuple[str, str, tuple[int, int], tuple[int, int]], ...] = (
    ("geometry.place.swapped", "", (1, 0), (1, 1)),
    ("geometry.place.mirrored", "longitude", (0, 1), (-1, 1)),
    ("geometry.place.mirrored", "latitude", (0, 1), (1, -1)),
    ("geometry.place.mirrored", "longitude and latitude", (0, 1), (-1, -1)),
)


def place_country(batch: Batch) -> News:
    """Rows that are not in the country: swapped, mirrored, wholly outside, or across its line.

    One finding per row, the first that explains it. Needs `country`; without it nothing is said.
    """
    if batch.country is None or shapely.is_empty(batch.country):
        return
    shapely.prepare(batch.country)
    here = ~shapely.is_missing(batch.shapes) & ~shapely.is_empty(batch.shapes)
    rows = np.flatnonzero(here)
    inside = shapely.covers(batch.country, batch.shapes[rows])
    astray = rows[~inside]
    away = shapely.disjoint(batch.country, batch.shapes[astray])
    lost = np.flatnonzero(shapely.is_missing(batch.shapes) & (batch.kinds >= 0))
    suspects = np.sort(np.concatenate([astray[away], lost]))
    turned, told = _turned(batch, suspects)
    yield from told
    outside = np.array([row for row in astray[away] if row not in turned], dtype=np.intp)
    yield from _outside(batch, outside, _distances(batch.shapes[outside], batch.country))
    country = shapely.set_precision(batch.country, 0, mode="pointwise")
    targets = np.full(len(astray[~away]), country, dtype=object)
    yield from _across(batch, astray[~away], targets, "geometry.place.across-border")


def place_unit(batch: Batch) -> News:
    """Rows that are not in the unit they state: wholly outside it, or across its line."""
    if batch.units is None:
        return
    known = ~shapely.is_missing(batch.units) & ~shapely.is_missing(batch.shapes)
    rows = np.flatnonzero(known & ~shapely.is_empty(batch.shapes))
    shapely.prepare(batch.units)
    inside = shapely.covers(batch.units[rows], batch.shapes[rows])
    rows = rows[~inside]
    away = shapely.disjoint(batch.units[rows], batch.shapes[rows])
    gone = rows[away]
    distance = np.asarray(shapely.distance(batch.shapes[gone], batch.units[gone]), dtype=float)
    yield from _outside(batch, gone, distance, "geometry.place.outside-unit")
    across = rows[~away]
    targets = shapely.set_precision(batch.units[across], 0, mode="pointwise")
    yield from _across(batch, across, targets, "geometry.place.across-unit")


def _outside(batch: Batch, rows: Rows, distance: Floats, code: str = "geometry.place.outside-country") -> News:
    """Tell of each row that it lies outside, how far off, pointing at its middle."""
    middles = batch.places(shapely.get_coordinates(shapely.centroid(batch.shapes[rows])))
    for row, metres, at in zip(rows, distance, middles, strict=True):
        yield int(row), finding(code, batch.ids[row], at, distance_m=round(float(metres), 1))


def _distances(shapes: Geometries, country: Any) -> Floats:
    """How far each shape is from the country, through a tree of its border: it may have 50,000 corners."""
    if len(shapes) == 0:
        return np.empty(0)
    coords, line = shapely.get_coordinates(shapely.get_parts(shapely.boundary(country)), return_index=True)
    step = np.flatnonzero(line[:-1] == line[1:])
    border = shapely.linestrings(np.stack([coords[step], coords[step + 1]], axis=1))
    found, distance = shapely.STRtree(border).query_nearest(shapes, return_distance=True, all_matches=False)
    answer = np.full(len(shapes), np.nan)
    answer[found[0]] = distance
    return answer


def _across(batch: Batch, rows: Rows, targets: Geometries, code: str) -> News:
    """Tell how much of each row lies outside its target, where it is more than a sliver."""
    if len(rows) == 0:
        return
    beyond = shapely.difference(batch.loose(rows), targets)
    area = shapely.area(beyond)
    much = area > limit("boundary.sliver")
    points = shapely.get_coordinates(shapely.point_on_surface(beyond[much]))
    for row, m2, at in zip(rows[much], area[much], batch.places(points), strict=True):
        percent = round(float(m2 / batch.area_m2[row]) * 100, 3)
        yield (
            int(row),
            finding(code, batch.ids[row], at, area_m2=round(float(m2), 1), percent=percent),
        )


def _turned(batch: Batch, rows: Rows) -> tuple[set[int], list[tuple[int, Finding]]]:
    """Which of some rows lie in the country once swapped or mirrored (all their points), and the news of
    it.
    """
    told: list[tuple[int, Finding]] = []
    left = rows
    for code, axis, order, sign in TURNS:
        if len(left) == 0:
            break
        coords, owner = shapely.get_coordinates(batch.lonlat[left], return_index=True)
        fits = _within(batch, coords[:, order] * sign)
        here = np.bincount(owner, weights=fits, minlength=len(left)) == np.bincount(owner, minlength=len(left))
        for row in left[here]:
            facts: dict[str, Any] = {"axis": axis} if axis else {}
            told.append((int(row), finding(code, batch.ids[row], batch.middles(np.array([row]))[0], **facts)))
        left = left[~here]
    return {row for row, _ in told}, told


def _within(batch: Batch, lonlat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which lon/lat lie in the country; no number and no place on earth lie nowhere."""
    with np.errstate(invalid="ignore"):
        possible = (np.abs(lonlat[:, 0]) <= 180) & (np.abs(lonlat[:, 1]) <= 90)
    xy = batch.plane.forward(lonlat[possible])
    xy[~np.isfinite(xy).all(axis=1)] = np.nan
    answer = np.zeros(len(lonlat), dtype=bool)
    answer[possible] = shapely.contains_xy(batch.country, xy[:, 0], xy[:, 1])
    return answer
