"""The cells of a square grid that land lies in: a coarse footprint that is never smaller than the land itself.

Cells are named by the metres of their lower left corner in an equal-area plane, divided by their side. A shape that moves
within its cells has the same footprint, so that a cell says no more than it seems to.
"""

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.geometry.overlay import Region, Regions

MOST = 4_096  # cells of one footprint; larger land is told in larger cells
HANDFUL = 64  # cells up to which footprints are worked out many at a time

Cells = tuple[int, list[tuple[int, int]]]


def touched(shape: Region, side_m: int) -> Cells:
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


def touched_each(shapes: Regions, side_m: int) -> list[Cells]:
    """`touched`, shape by shape: the same cells."""
    out: list[Cells] = [(side_m, []) for _ in shapes]
    first, across = _ranges(shapes, side_m)
    counts = across[:, 0] * across[:, 1]
    few = np.flatnonzero((counts > 0) & (counts <= HANDFUL))
    for i in np.flatnonzero(counts > HANDFUL):
        out[i] = touched(shapes[i], side_m)
    owner, x, y = _listed(first[few], across[few])
    several = counts[few][owner] > 1  # one alone holds all of the land
    boxes = shapely.box(*(side_m * each[several] for each in (x, y, x + 1, y + 1)))
    hit = np.ones(len(owner), dtype=bool)
    hit[several] = shapely.relate_pattern(shapes[few][owner[several]], boxes, "T********")
    for i, column, line in zip(few[owner[hit]].tolist(), x[hit].tolist(), y[hit].tolist(), strict=True):
        out[i][1].append((column, line))
    return out


def _ranges(shapes: Regions, side_m: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each shape the first column and line of cells that its box reaches, and how many of both; none of what is empty."""
    bounds = np.floor(shapely.bounds(shapes) / side_m)
    there = np.isfinite(bounds).all(axis=1)
    bounds[~there] = (0, 0, -1, -1)
    whole = bounds.astype(np.int64)
    return whole[:, :2], whole[:, 2:] - whole[:, :2] + 1


def _listed(first: NDArray[np.int64], across: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Every cell of some ranges, column by column: whose it is, and its two numbers."""
    counts = across[:, 0] * across[:, 1]
    owner = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    column, line = place // across[owner, 1], place % across[owner, 1]
    return owner, first[owner, 0] + column, first[owner, 1] + line


def fills_its_box(shape_bounds: tuple[float, float, float, float], side_m: int, cells: list[tuple[int, int]]) -> bool:
    """Whether cells are all that a box reaches: then they hold whatever lies in it."""
    x0, y0, x1, y1 = (math.floor(each / side_m) for each in shape_bounds)
    return len(cells) >= (x1 - x0 + 1) * (y1 - y0 + 1) and {
        (x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)
    } <= set(cells)


def _across(least: float, most: float, side_m: int) -> int:
    return math.floor(most / side_m) - math.floor(least / side_m) + 1


def ground(side_m: int, cells: list[tuple[int, int]]) -> Region:
    """The land of some cells as one shape in the plane."""
    return shapely.union_all(_boxes(side_m, cells))


def each_has_land(shape: Region, side_m: int, cells: list[tuple[int, int]]) -> bool:
    """Whether none of some cells lies apart from an area, or only borders on it."""
    return bool(shapely.relate_pattern(shape, _boxes(side_m, cells), "T********").all())


def _boxes(side_m: int, cells: list[tuple[int, int]]) -> Regions:
    corners = np.array(cells, dtype=float).reshape(-1, 2) * side_m
    return np.asarray(shapely.box(*corners.T, *(corners + side_m).T))
