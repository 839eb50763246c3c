"""Points in the programme's plane: which areas they lie in, and how far they are from the nearest."""

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.geometry.overlay import Region, Regions


def points(metres: NDArray[np.float64]) -> Regions:
    """Points of coordinates (n, 2)."""
    return np.asarray(shapely.points(metres), dtype=object)


def inside(spots: Regions, shapes: Regions) -> list[tuple[int, int]]:
    """Which points lie in which areas, borders included, as pairs of their places in the rows."""
    if not len(spots) or not len(shapes):
        return []
    which, where = shapely.STRtree(shapes).query(spots, predicate="intersects")
    return sorted(zip(which.tolist(), where.tolist(), strict=True))


def nearest(spots: Regions, shapes: Regions) -> list[tuple[int, float] | None]:
    """For each point the nearest area and how many metres away it is; None where there is no area."""
    usable = [i for i, shape in enumerate(shapes) if not shapely.is_empty(shape)]
    if not usable or not len(spots):
        return [None] * len(spots)
    tree = shapely.STRtree(shapes[usable])
    out: list[tuple[int, float] | None] = [None] * len(spots)
    pairs, metres = tree.query_nearest(spots, return_distance=True, all_matches=False)
    for spot, shape, distance in zip(*pairs.tolist(), metres.tolist(), strict=True):
        out[spot] = (usable[shape], float(distance))
    return out


def meets_disc(shape: Region, x: float, y: float, radius: float) -> bool:
    """Whether an area comes within so many metres of a point."""
    return bool(shapely.dwithin(shape, shapely.Point(x, y), radius))
