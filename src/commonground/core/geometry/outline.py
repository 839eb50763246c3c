"""How land is drawn when it is small on the screen: which of it, and how simply.

The rule, for every tile of every zoom: **every hazard has a sign.** Land less than fourteen pixels wide has a marker;
land at least seven pixels wide is drawn as an area, narrower land would lie wholly under its own marker at every scale
at which the tile is shown. Up to zoom 9, markers of one state within the same eight pixels, which would cover one another,
are one marker that says how many it stands for. Up to zoom 10 areas are simplified by less than half a pixel.
Nothing is left out.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.geometry.mercator import QUAD_ZOOM, pixel, quads
from commonground.core.geometry.plane import Geometries

AREA_PX = 7.0  # narrower land is a marker only: a tile is shown at up to twice its scale, a marker is 14 pixels wide
MARKER_PX = 14.0  # wider land needs no marker
MERGE_UNTIL = 9  # the last zoom at which markers are merged
CELL_ZOOMS = 6  # eight pixels are a quadrant so many zooms further in; the smallest marker is 13 pixels wide
CROWD_ZOOMS = (6, 8)  # markers up to these zooms come from a table that is merged already
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


def cell_shift(z: int) -> int:
    """How far a quadrant key is shifted to give the eight pixels of a zoom that it lies in."""
    return 2 * (QUAD_ZOOM - z - CELL_ZOOMS)


def cells(quad: NDArray[np.int64], z: int) -> NDArray[np.int64]:
    """Which eight pixels of a zoom each marker is in."""
    return quad >> cell_shift(z)


@dataclass(frozen=True, slots=True)
class Groups:
    """Markers drawn as one: the first of each group, how many it stands for, and the least width among them."""

    first: NDArray[np.int64]
    many: NDArray[np.int64]
    wide: Floats


def groups(quad: NDArray[np.int64], wide: Floats, states: NDArray[np.int64], many: NDArray[np.int64], z: int) -> Groups:
    """Far out, markers of one state within the same eight pixels; close by only those on the very same spot, which are
    hazards without a perimeter at the point of their unit."""
    if z <= MERGE_UNTIL:
        keys = cells(quad, z) * 16 + states
    else:
        spot = wide == 0
        if not spot.any():
            return Groups(np.arange(len(quad)), many, wide)
        keys = np.where(spot, quad * 16 + states, -1 - np.arange(len(quad)))
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.concatenate(([True], np.diff(keys[order]) != 0)))
    return Groups(order[starts], np.add.reduceat(many[order], starts), np.minimum.reduceat(wide[order], starts))


@dataclass(frozen=True, slots=True)
class Outlined:
    """A shape as it is drawn small: its rings, and a point inside."""

    rings: list[list[tuple[float, float]]]
    inside: tuple[float, float]


def outlined(shapes: Geometries, pixels: float = 600) -> list[Outlined]:
    """Shapes that share borders, simplified together for a picture so many pixels wide, so that no gap opens between them."""
    if not len(shapes):
        return []
    boxes = shapely.bounds(shapes)
    tolerance = float(max(np.nanmax(boxes[:, 2:]) - np.nanmin(boxes[:, :2]), 1.0)) / pixels
    simple = shapely.coverage_simplify(shapes, tolerance)
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    return [
        Outlined(
            [
                [(round(x, 1), round(y, 1)) for x, y in shapely.get_coordinates(ring).tolist()]
                for part in shapely.get_parts(shape)
                for ring in shapely.get_rings(part)
            ],
            (float(point[0]), float(point[1])),
        )
        for shape, point in zip(simple, inside, strict=True)
    ]
