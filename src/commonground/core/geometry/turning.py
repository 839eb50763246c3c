"""The turning points of a piece of land in a grid that people work with: a table, and rings to draw.

Bearings are from grid north, in degrees, of the leg to the next point; distances are in the grid, in metres.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from commonground.core.geometry.overlay import Region, join_all
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.systems import System

STRAIGHT_M = 0.05  # a point nearer than this to the line between its neighbours turns nothing
Point = tuple[float, float]  # easting, northing
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A corner of a perimeter. `part` counts the perimeter's rings from 1; an inner ring is a hole."""

    part: int
    inner: bool
    number: int  # within the whole table
    easting: float
    northing: float
    bearing_deg: float  # to the next point of the ring
    distance_m: float


def outline(shapes: Iterable[Region]) -> Region:
    """The land of some shapes as one, without the points that an overlay has left on straight edges."""
    return shapely.simplify(join_all(shapes), STRAIGHT_M)


def middle(shape: Region, plane: EqualAreaPlane) -> Point:
    """Lon/lat degrees (WGS84) of a point inside a shape of the plane."""
    inside = plane.to_lonlat(shapely.point_on_surface(shape))
    return float(shapely.get_x(inside)), float(shapely.get_y(inside))


def rings(shape: Region, plane: EqualAreaPlane, system: System) -> list[tuple[Ring, bool]]:
    """The rings of a shape of the plane in a grid, closed; each with whether it bounds a hole."""
    found: list[tuple[Ring, bool]] = []
    for part in shapely.get_parts(plane.to_lonlat(shape)):
        if shapely.is_empty(part):
            continue
        for i, ring in enumerate(shapely.get_rings(part)):
            lonlat = shapely.get_coordinates(ring)
            east, north = system.convert(lonlat[:, 0], lonlat[:, 1], inverse=True)
            found.append((list(zip(east.tolist(), north.tolist(), strict=True)), i > 0))
    return found


def turning_points(shape: Region, plane: EqualAreaPlane, system: System) -> list[TurningPoint]:
    """Every corner of a shape of the plane, ring by ring, northernmost first and clockwise (holes the other way)."""
    out: list[TurningPoint] = []
    for part, (ring, inner) in enumerate(rings(shape, plane, system), start=1):
        corners = _turned(ring, inner)
        for (east, north), (to_east, to_north) in zip(corners, [*corners[1:], corners[0]], strict=True):
            bearing = math.degrees(math.atan2(to_east - east, to_north - north)) % 360
            distance = math.hypot(to_east - east, to_north - north)
            out.append(TurningPoint(part, inner, len(out) + 1, east, north, bearing, distance))
    return out


def _turned(ring: Sequence[Point], inner: bool) -> Ring:
    corners = np.asarray(ring[:-1])
    east, north = corners[:, 0], corners[:, 1]
    doubled = float(np.sum(east * np.roll(north, -1) - np.roll(east, -1) * north))
    ordered = list(ring[:-1])
    if (doubled > 0) != inner:  # counter-clockwise
        ordered.reverse()
    start = max(range(len(ordered)), key=lambda i: (ordered[i][1], -ordered[i][0]))
    return ordered[start:] + ordered[:start]


def box(shape: Region) -> tuple[float, float, float, float]:
    """(min_x, min_y, max_x, max_y) in metres of the plane, a quarter wider each way, for what lies around."""
    min_x, min_y, max_x, max_y = shapely.bounds(shape).tolist()
    wide = max(max_x - min_x, max_y - min_y) / 4
    return min_x - wide, min_y - wide, max_x + wide, max_y + wide
