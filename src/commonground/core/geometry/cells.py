"""The cells of a square grid that land lies in: a coarse footprint that is never smaller than the land itself.

Cells are named by the metres of their lower left corner in an equal-area plane, divided by their side. A shape that moves
within its cells has the same footprint, so that a cell says no more than it seems to.
"""

import math

import numpy as np
import shapely

from commonground.core.geometry.overlay import Region

MOST = 4_096  # cells of one footprint; larger land is told in larger cells


def touched(shape: Region, side_m: int) -> tuple[int, list[tuple[int, int]]]:
    """The side in metres, doubled until the cells are few enough, and every cell that an area in the plane has land in, in
    order. An empty shape has none.
    """
    if shapely.is_empty(shape):
        return side_m, []
    x0, y0, x1, y1 = shapely.bounds(shape).tolist()
    while _across(x0, x1, side_m) * _across(y0, y1, side_m) > MOST:
        side_m *= 2
    columns = np.arange(math.floor(x0 / side_m), math.floor(x1 / side_m) + 1)
    lines = np.arange(math.floor(y0 / side_m), math.floor(y1 / side_m) + 1)
    x, y = (each.ravel() for each in np.meshgrid(columns, lines))
    boxes = shapely.box(x * side_m, y * side_m, (x + 1) * side_m, (y + 1) * side_m)
    shapely.prepare(shape)
    hit = shapely.intersects(shape, boxes)
    hit[hit] = shapely.relate_pattern(
        shape, boxes[hit], "T********"
    )  # a cell that only borders on the land holds none of it
    return side_m, sorted(zip(x[hit].tolist(), y[hit].tolist(), strict=True))


def _across(least: float, most: float, side_m: int) -> int:
    return math.floor(most / side_m) - math.floor(least / side_m) + 1


def ground(side_m: int, cells: list[tuple[int, int]]) -> Region:
    """The land of some cells as one shape in the plane."""
    found = [shapely.box(x * side_m, y * side_m, (x + 1) * side_m, (y + 1) * side_m) for x, y in cells]
    return shapely.union_all(found)
