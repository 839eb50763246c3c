"""Dividing ground along a line: the land on its one side, and on its other."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.geometry.overlay import GRID_M, Region, box_of
from commonground.core.refusals import NotUsable

ROOM_M = 1_000.0  # around the land, so that both grounds hold all of it with room to spare


def sides(line: Sequence[tuple[float, float]], land: Region) -> tuple[Region, Region]:
    """The ground on the left and on the right of a line in the plane, around some land; both ends of the line run on
    straight until they have left it. Raises NotUsable for a line that crosses itself or has no length."""
    corners = np.array([p for i, p in enumerate(line) if i == 0 or tuple(p) != tuple(line[i - 1])], dtype=float)
    if len(corners) < 2:
        raise NotUsable("land.split.no-line")
    min_x, min_y, max_x, max_y = box_of(shapely.union(land, shapely.linestrings(corners)))
    far = 2 * (max_x - min_x + max_y - min_y) + 4 * ROOM_M
    head, tail = _unit(corners[0] - corners[1]), _unit(corners[-1] - corners[-2])
    drawn = shapely.linestrings(np.vstack([corners[0] + head * far, corners[1:-1], corners[-1] + tail * far]))
    if not shapely.is_simple(drawn):
        raise NotUsable("land.split.crosses-itself")
    room = shapely.box(min_x - ROOM_M, min_y - ROOM_M, max_x + ROOM_M, max_y + ROOM_M)
    inside = shapely.intersection(drawn, room)
    faces = shapely.get_parts(shapely.polygonize([shapely.union(shapely.boundary(room), inside)]))
    if len(faces) != 2:
        raise NotUsable("land.split.crosses-itself")
    one, other = (shapely.set_precision(f, GRID_M, mode="pointwise") for f in _left_first(faces, inside))
    return shapely.set_precision(one, 0, mode="pointwise"), shapely.set_precision(other, 0, mode="pointwise")


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vector / np.hypot(*vector), dtype=float)


def _left_first(faces: Sequence[Region], line: Region) -> list[Region]:
    """The face that lies to the left of a line first."""
    start, end = shapely.get_coordinates(line)[:2]
    middle, along = (start + end) / 2, _unit(end - start)
    left = shapely.points(middle + np.array([-along[1], along[0]]) * GRID_M * 10)
    return sorted(faces, key=lambda face: not shapely.covers(face, left))
