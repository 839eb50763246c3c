"""Shapes as files hold them, read without giving up: one bad record costs only itself.

Readers return lon/lat shapes (or whatever system the file is in: nothing is projected here) and findings with
the row they belong to. A ring that does not end where it began is closed and told; a ring of one or two
points is kept for the checks to tell. Sources: RFC 7946 (GeoJSON), OGC 06-103r4 (WKB).
"""

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from math import isfinite
from typing import Any

import numpy as np
import shapely

from commonground.core.findings import Finding
from commonground.core.geometry.codes import finding
from commonground.core.geometry.plane import Geometries, as_array, on_earth

News = list[tuple[int, Finding]]


def from_wkb(items: Sequence[bytes | None], ids: Sequence[str]) -> tuple[Geometries, News]:
    """Shapes from WKB or EWKB, None from None; unclosed rings are closed. Raises nothing on any bytes."""
    given = as_array(items)
    told: News = []
    shapes = as_array(shapely.from_wkb(given, on_invalid="ignore"))
    bad = np.flatnonzero(shapely.is_missing(shapes) & np.array([item is not None for item in given], bool))
    fixed = as_array(shapely.from_wkb(given[bad], on_invalid="ignore" if len(bad) == 0 else "fix"))
    for row, shape in zip(bad, fixed, strict=True):
        if shape is None:
            told.append((int(row), finding("geometry.shape.unreadable", ids[int(row)], reason="not WKB")))
        else:
            told.append((int(row), finding("geometry.ring.not-closed", ids[int(row)])))
            shapes[row] = shape
    return shapes, told


def points_of(lonlat: Geometries) -> list[tuple[float, float] | None]:
    """Lon/lat of the rows that are one point; None of the others."""
    out: list[tuple[float, float] | None] = [None] * len(lonlat)
    rows = np.flatnonzero((shapely.get_type_id(lonlat) == 0) & ~shapely.is_empty(lonlat))
    for row, x, y in zip(rows, shapely.get_x(lonlat[rows]), shapely.get_y(lonlat[rows]), strict=True):
        out[int(row)] = (float(x), float(y))
    return out


def written(lonlat: Geometries) -> list[str]:
    """Each polygon as GeoJSON text; "" for what encloses no land."""
    out = [""] * len(lonlat)
    rows = np.flatnonzero(np.isin(shapely.get_type_id(lonlat), (3, 6)) & ~shapely.is_empty(lonlat))
    for row, text in zip(rows, shapely.to_geojson(lonlat[rows]), strict=True):
        out[int(row)] = str(text)
    return out


def from_geojson(items: Sequence[Mapping[str, Any] | None], ids: Sequence[str]) -> tuple[Geometries, News]:
    """Shapes from GeoJSON geometry objects, None from None. Raises nothing on any object."""
    told: News = []
    shapes, usual = _usual(items)
    rest = np.array(
        [None if item is None or i in usual else json.dumps(item) for i, item in enumerate(items)], dtype=object
    )
    unusual = np.flatnonzero(rest != None)  # noqa: E711 (each of an array)
    shapes[unusual] = shapely.from_geojson(rest[unusual], on_invalid="ignore")
    for row in np.flatnonzero(shapely.is_missing(shapes)):
        item = items[int(row)]
        if item is None:
            continue
        about = ids[int(row)]
        try:
            shapes[row], closed = _by_hand(item)
        except (TypeError, ValueError, KeyError, IndexError, shapely.errors.GEOSException):
            reason = f"not a GeoJSON {item.get('type', 'geometry')}" if isinstance(item, Mapping) else "not GeoJSON"
            told.append((int(row), finding("geometry.shape.unreadable", about, reason=reason)))
            continue
        if closed:
            told.append((int(row), finding("geometry.ring.not-closed", about)))
    return shapes, told


def _usual(items: Sequence[Mapping[str, Any] | None]) -> tuple[Geometries, set[int]]:
    """Polygons of closed rings of two plain numbers to a corner, as nearly all are, made at once out of their numbers; and which
    these are. GEOS would read each from a text that would have to be written first."""
    shapes, rows = np.full(len(items), None, dtype=object), []
    corners: list[Any] = []
    rings, polygons = [0], [0]
    for i, item in enumerate(items):
        if item.__class__ is not dict or item.keys() != {"type", "coordinates"} or item["type"] != "Polygon":
            continue
        found = item["coordinates"]
        if not _are_rings(found):
            continue
        rows.append(i)
        for ring in found:
            corners += ring
            rings.append(len(corners))
        polygons.append(len(rings) - 1)
    if rows:
        flat = np.fromiter(chain.from_iterable(corners), float, 2 * len(corners)).reshape(-1, 2)
        made = shapely.from_ragged_array(shapely.GeometryType.POLYGON, flat, (np.array(rings), np.array(polygons)))
        shapes[rows] = made
    return shapes, set(rows)


def _are_rings(found: Any) -> bool:
    """Whether these are rings as they should be: lists of four corners at least, each of two finite numbers, the last as the first."""
    if found.__class__ is not list or not found:
        return False
    for ring in found:
        if ring.__class__ is not list or len(ring) < 4 or set(map(type, ring)) != {list} or ring[0] != ring[-1]:
            return False
        if set(map(len, ring)) != {2}:
            return False
        numbers = list(chain.from_iterable(ring))
        if set(map(type, numbers)) != {float} or not all(map(isfinite, numbers)):
            return False
    return True


def _by_hand(item: Mapping[str, Any]) -> tuple[Any, bool]:
    """A polygon that GEOS would not read, ring by ring, and whether one had to be closed."""
    kind, coordinates = item["type"], item["coordinates"]
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(kind)
    closed = False
    polygons = []
    for part in [coordinates] if kind == "Polygon" else coordinates:
        rings = []
        for ring in part:
            points = [(float(point[0]), float(point[1])) for point in ring]
            if not points:
                continue
            if points[0] != points[-1]:
                closed = True
                points.append(points[0])
            # GEOS wants four positions; a ring of fewer is the business of the checks
            points += [points[0]] * (4 - len(points))
            rings.append(points)
        polygons.append(shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon())
    return (polygons[0] if kind == "Polygon" else shapely.MultiPolygon(polygons)), closed


def is_sound(item: Mapping[str, Any], corners: int) -> bool:
    """Whether a GeoJSON geometry object is one area or several in lon/lat degrees, without any fault, and of no more corners."""
    return are_sound([item], corners)[0]


def are_sound(items: Sequence[Mapping[str, Any]], corners: int) -> list[bool]:
    """The same of each of some objects."""
    shapes, told = from_geojson(items, [""] * len(items))
    good = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    good &= shapely.get_num_coordinates(shapes) <= corners
    good[[row for row, _ in told]] = False
    good[good] = on_earth(shapes[good])
    good[good] = shapely.is_valid(shapes[good])
    out: list[bool] = good.tolist()
    return out
