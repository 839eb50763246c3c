"""Web Mercator (EPSG:3857), for display only: nothing is ever measured here.

At 44 degrees north a square metre of Web Mercator is about half a square metre of land, and further north less.
Areas and distances come from the programme's equal-area plane; this module exists because every map on a screen is cut
into tiles of this projection.

Source: EPSG guidance note 7-2, method 1024 (spherical formulas on the WGS84 semi-major axis).
"""

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.geometry.plane import Bounds, EqualAreaPlane, Geometries, as_array

RADIUS = 6378137.0
HALF = math.pi * RADIUS  # the world reaches from -HALF to HALF both ways
WORLD = 2 * HALF
TILE_PX = 512  # what one tile measures on a screen at its own zoom
QUAD_ZOOM = 26  # quadrant keys are cut this fine: 0.6 m
# The projection ends where the square of the world does.
LAST_LATITUDE = math.degrees(math.atan(math.sinh(math.pi)))

Floats = NDArray[np.float64]


def from_lonlat(lonlat: Floats) -> Floats:
    """Coordinates (n, 2) from lon/lat degrees; latitudes beyond the end of the projection come to its end."""
    lat = np.radians(np.clip(lonlat[:, 1], -LAST_LATITUDE, LAST_LATITUDE))
    return np.column_stack([RADIUS * np.radians(lonlat[:, 0]), RADIUS * np.arcsinh(np.tan(lat))])


def to_lonlat(metres: Floats) -> Floats:
    """Coordinates (n, 2) from Web Mercator to lon/lat degrees."""
    return np.column_stack([np.degrees(metres[:, 0] / RADIUS), np.degrees(np.arctan(np.sinh(metres[:, 1] / RADIUS)))])


def from_plane(plane: EqualAreaPlane, shapes: Any) -> Geometries:
    """Shapes from a programme's plane, for display. None stays None."""
    loose = shapely.set_precision(as_array(shapes), 0, mode="pointwise")
    coords = shapely.get_coordinates(loose)
    if not len(coords):
        return as_array(loose)
    return as_array(shapely.set_coordinates(loose, from_lonlat(plane.inverse(coords))))


def tile_box(z: int, x: int, y: int) -> Bounds:
    """(min_x, min_y, max_x, max_y) of a tile, y counted from the north."""
    size = WORLD / 2**z
    west, north = x * size - HALF, HALF - y * size
    return west, north - size, west + size, north


def tile_lonlat(z: int, x: int, y: int, buffer: float = 0.0) -> Bounds:
    """West, south, east, north of a tile in degrees, widened by a share of its side, never past the world's edge."""
    min_x, min_y, max_x, max_y = tile_box(z, x, y)
    more = buffer * (max_x - min_x)
    corners = np.array([[min_x - more, min_y - more], [max_x + more, max_y + more]]).clip(-HALF, HALF)
    (west, south), (east, north) = to_lonlat(corners).tolist()
    return west, south, east, north


def quads(points: Floats) -> NDArray[np.int64]:
    """Quadrant keys of points (n, 2): a tile's points are a range of keys, so that an ordinary index finds them."""
    cells = 2**QUAD_ZOOM
    column = np.clip((points[:, 0] + HALF) / WORLD * cells, 0, cells - 1).astype(np.uint64)
    line = np.clip((HALF - points[:, 1]) / WORLD * cells, 0, cells - 1).astype(np.uint64)
    return (_spread(column) | _spread(line) << np.uint64(1)).astype(np.int64)


def quad_range(z: int, x: int, y: int) -> tuple[int, int]:
    """The first quadrant key of a tile and the first after it."""
    key = int((_spread(np.array([x], np.uint64)) | _spread(np.array([y], np.uint64)) << np.uint64(1))[0])
    step = 4 ** (QUAD_ZOOM - z)
    return key * step, (key + 1) * step


def centres(keys: NDArray[np.int64]) -> Floats:
    """The middles (n, 2) of quadrants by their keys: where a point with such a key lies, to 0.3 m."""
    bits = keys.astype(np.uint64)
    cells = np.column_stack([_gathered(bits), _gathered(bits >> np.uint64(1))]).astype(float) + 0.5
    metres = cells * (WORLD / 2**QUAD_ZOOM)
    return np.column_stack([metres[:, 0] - HALF, HALF - metres[:, 1]])


def _gathered(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every other bit of each number, without the gaps: `_spread` undone."""
    out = numbers & np.uint64(0x5555555555555555)
    for shift, mask in (
        (1, 0x3333333333333333),
        (2, 0x0F0F0F0F0F0F0F0F),
        (4, 0x00FF00FF00FF00FF),
        (8, 0x0000FFFF0000FFFF),
        (16, 0x00000000FFFFFFFF),
    ):
        out = (out | out >> np.uint64(shift)) & np.uint64(mask)
    return out


def _spread(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The bits of each number with a gap between them."""
    out = numbers.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        out = (out | out << np.uint64(shift)) & np.uint64(mask)
    return out


def pixel(z: float) -> float:
    """What one pixel of the screen measures at a zoom, in Web Mercator metres."""
    return float(WORLD / (TILE_PX * 2.0**z))


def inside_points(shapes: Geometries) -> Floats:
    """A point inside each shape, (n, 2)."""
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(shapes)))
