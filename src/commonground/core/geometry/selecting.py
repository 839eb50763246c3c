"""Which shapes a drawn area meets: boxes first, and the shapes themselves only where a box does not settle it."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.geometry.overlay import NOTHING, Region, Regions, polygonal
from commonground.core.geometry.plane import EqualAreaPlane


def drawn(corners: Sequence[tuple[float, float]], plane: EqualAreaPlane) -> Region:
    """The area inside some corners (longitude, latitude) in the plane; where its border crosses itself, all of its loops."""
    points = plane.forward(np.array(corners, dtype=float))
    if len(points) < 3 or not np.isfinite(points).all():
        return NOTHING
    return polygonal(shapely.make_valid(shapely.polygons(points)))


def settled(area: Region, boxes: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For boxes (n, 4): which lie wholly inside the area, and which meet its border, so that the shape has to be asked."""
    shapely.prepare(area)
    some = shapely.box(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3])
    inside = shapely.covers(area, some)
    return inside, shapely.intersects(area, some) & ~inside


def meeting(area: Region, shapes: Regions) -> NDArray[np.bool_]:
    """Which shapes meet the area; one that merely touches its border does."""
    shapely.prepare(area)
    met: NDArray[np.bool_] = shapely.intersects(area, shapes)
    return met
