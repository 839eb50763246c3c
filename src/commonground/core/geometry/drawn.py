"""Shapes of a file as somebody would write them down: positions, one to a line, or GeoJSON where that cannot say it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from commonground.core.geometry.geojson import geometries
from commonground.core.refusals import NotUsable

POINTS, LINES, AREAS = (0, 4), (1, 2, 5), (3, 6)


def as_text(lonlat: Sequence[Any]) -> str:
    """Areas where there are any, else each line or track as a ring of its own, else all points in their order as one ring.

    Raises NotUsable where there is none of them.
    """
    some = [s for s in lonlat if s is not None and not shapely.is_empty(s)]
    parts = [p for s in some for p in shapely.get_parts(s)]
    areas = [p for p in parts if shapely.get_type_id(p) in AREAS]
    if areas:
        return _areas(areas)
    lines = [p for p in parts if shapely.get_type_id(p) in LINES]
    rings = [shapely.get_coordinates(line) for line in lines]
    if not rings:
        points = [p for p in parts if shapely.get_type_id(p) in POINTS]
        rings = [shapely.get_coordinates(points)] if points else []
    if not rings:
        raise NotUsable("geodata.drawing.nothing-in-file")
    return "\n\n".join("\n".join(f"{lat:.7f}, {lon:.7f}" for lon, lat in ring.tolist()) for ring in rings)


def _areas(areas: Sequence[Any]) -> str:
    if all(shapely.get_num_interior_rings(a) == 0 for a in areas):
        rings = [shapely.get_coordinates(a)[:-1] for a in areas]
        return "\n\n".join("\n".join(f"{lat:.7f}, {lon:.7f}" for lon, lat in ring.tolist()) for ring in rings)
    (found,) = geometries(np.array([shapely.multipolygons(areas) if len(areas) > 1 else areas[0]], dtype=object))
    inside = str(found["coordinates"]).replace("(", "[").replace(")", "]")
    return f'{{"type": "{found["type"]}", "coordinates": {inside}}}'
