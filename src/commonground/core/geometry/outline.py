"""How land is drawn when it is small on the screen: which of it, and how simply.

The rule, for every tile of every zoom: **every hazard has a sign.** Land at least two pixels wide at the tile's zoom is
drawn as an area. Land less than fourteen pixels wide has a marker, so that what is too small to be seen is
pointed at, and where both are drawn the marker stands on the area. Up to zoom 9, markers of one state within the
same two pixels are one marker that says how many it stands for. Up to zoom 10 areas are simplified by less than
half a pixel. Nothing is left out.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.geometry.mercator import QUAD_ZOOM, pixel, quads
from commonground.core.geometry.plane import Geometries

AREA_PX = 2.0  # narrower land is a marker only
MARKER_PX = 14.0  # wider land needs no marker
MERGE_UNTIL = 9  # the last zoom at which markers are merged
CELL_PX = 8.0  # the smallest marker is 13 pixels wide: closer ones would cover one another
# name, last zoom it serves, tolerance in Web Mercator metres: 0.4 of a pixel at that zoom
BANDS = tuple((name, last, 0.4 * pixel(last)) for name, last in (("far", 6), ("middle", 8), ("near", 10)))

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Many shapes made ready for tiles; arrays of equal length."""

    shapes: Geometries
    boxes: Floats  # (n, 4)
    points: Floats  # (n, 2) inside the shapes
    wide: Floats
    quads: NDArray[np.int64]
    bands: dict[str, Geometries]  # None where too small to be an area in that band


def draw(shapes: Geometries) -> Drawn:
    """Boxes, markers and simplified versions of shapes in Web Mercator."""
    boxes = shapely.bounds(shapes)
    wide = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    bands = {}
    for name, last, tolerance in BANDS:
        simple = np.full(len(shapes), None, dtype=object)
        big = np.flatnonzero(wide >= AREA_PX * pixel(last))
        simple[big] = shapely.simplify(shapes[big], tolerance, preserve_topology=True)
        bands[name] = simple
    return Drawn(shapes, boxes, points, wide, quads(points), bands)


def band(z: int) -> str:
    """Which version of the shapes serves a zoom."""
    return next((name for name, last, _ in BANDS if z <= last), "shape")


def least_wide(z: int) -> float:
    """From which width land is drawn as an area, in Web Mercator metres."""
    return AREA_PX * pixel(z)


def most_marked(z: int) -> float:
    """Up to which width land has a marker in the tiles of a zoom."""
    return MARKER_PX * pixel(z)


def until(wide: Floats) -> Floats:
    """The zoom from which land of a width speaks for itself, to a tenth; 24 for a place."""
    with np.errstate(divide="ignore"):
        zoom = np.log2(MARKER_PX * pixel(0) / wide)
    return np.round(np.clip(zoom, 0, 24), 1)


def border_lines(shapes: Geometries, tolerance: float) -> Geometries:
    """The borders of units as lines, simplified."""
    return np.asarray(shapely.simplify(shapely.boundary(shapes), tolerance, preserve_topology=False))


def groups(
    points: Floats, wide: Floats, states: NDArray[np.int64], z: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Markers drawn as one: the first of each group, and how many it stands for.

    Far out these are the markers of one state within the same eight pixels; close by only those that have the very
    same place, which are hazards without a perimeter at the point of their unit.
    """
    size = CELL_PX * pixel(z)
    single = np.zeros(len(points), bool)
    if z > MERGE_UNTIL:
        size, single = pixel(QUAD_ZOOM), wide > 0
    column, line = np.floor(points / size).astype(np.int64).T
    own = np.where(single, np.arange(1, len(points) + 1), 0)
    keys = np.stack([column, line, states, own])
    order = np.lexsort(keys)
    new = np.ones(len(order), bool)
    new[1:] = (keys[:, order[1:]] != keys[:, order[:-1]]).any(axis=0)
    starts = np.flatnonzero(new)
    return order[starts], np.diff(np.append(starts, len(order)))
