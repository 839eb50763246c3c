"""Outlines of the world on a plane: coasts and borders to know a place by, drawn coarsely and measured by nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.squares import Box, boxes_in_degrees

Line = list[tuple[float, float]]


def within(world: Sequence[Mapping[str, Any]], plane: EqualAreaPlane, box_m: Box, coarse_m: float) -> list[Line]:
    """Lines of some GeoJSON features (lon/lat) that lie in a box of the plane, in metres; polygons are their edges.

    Corners that make no difference of `coarse_m` are left out. Nothing is guaranteed about areas.
    """
    box = boxes_in_degrees(plane, [box_m])[0]
    out: list[Line] = []
    for one in world:
        shape = shapely.geometry.shape(one["geometry"])
        edges = shape.boundary if shape.geom_type in ("Polygon", "MultiPolygon") else shape
        for part in shapely.get_parts(shapely.clip_by_rect(edges, *box)):
            if part.geom_type != "LineString" or part.is_empty:
                continue
            metres = plane.forward(shapely.get_coordinates(part))
            line = shapely.simplify(shapely.LineString(metres[np.isfinite(metres).all(axis=1)]), coarse_m)
            out.append([(float(x), float(y)) for x, y in shapely.get_coordinates(line)])
    return [line for line in out if len(line) > 1]
