"""Where what was shared lies, as shapes for a map: perimeters as they came, squares drawn out of their grid, agreed areas.

A footprint is drawn as large as it was said and never smaller: it stands for danger that is known to be somewhere in it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from commonground.core.geometry.cells import ground
from commonground.core.geometry.geojson import geometries
from commonground.core.geometry.overlay import join_all, regions
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.received import from_geojson
from commonground.core.geometry.squares import boxes_in_degrees

Box = tuple[float, float, float, float]  # west, south, east, north


def outlines(
    said: Sequence[Mapping[str, Any]], plane: EqualAreaPlane, annexes: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any] | None]:
    """The GeoJSON of each place; None where it says no place (nothing, or a unit by its name alone)."""
    out: list[dict[str, Any] | None] = [None] * len(said)
    squares: list[int] = []
    for i, one in enumerate(said):
        match one.get("kind"):
            case "shape":
                out[i] = dict(one["shape"])
            case "annex":
                shape = annexes.get(one["annex"])
                out[i] = dict(shape) if shape is not None else None
            case "cells":
                squares.append(i)
    if squares:
        lands = regions([_ground(said[i]) for i in squares])
        for i, shape in zip(squares, geometries(plane.to_lonlat(lands)), strict=True):
            out[i] = shape
    return out


TILE = 100_000  # metres


def is_ground(said: Mapping[str, Any], plane: EqualAreaPlane) -> bool:
    """Whether the squares of a place lie where the plane shows the earth; other places have none."""
    if said.get("kind") != "cells":
        return True
    side = said["side_m"]
    ends = {(x + i, y + j) for x, y in said["cells"] for i, j in ((0, 0), (0, 1), (1, 0), (1, 1))}
    return all(_is_earth(plane, *one) for one in {(x * side // TILE, y * side // TILE) for x, y in ends})


@lru_cache(maxsize=4_096)
def _is_earth(plane: EqualAreaPlane, column: int, row: int) -> bool:
    if max(abs(column), abs(row)) > 10**6:
        return False
    corners = [((column + i) * TILE, (row + j) * TILE) for i, j in ((0, 0), (0, 1), (1, 0), (1, 1))]
    return bool(np.isfinite(plane.inverse(np.array(corners, dtype=float))).all())


def _ground(said: Mapping[str, Any]) -> Any:
    return ground(said["side_m"], [(x, y) for x, y in said["cells"]])


def warned(
    footprints: Sequence[Mapping[str, Any]], planes: Sequence[EqualAreaPlane], annexes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """All land that was ever said of a record, as one GeoJSON; None where no place was ever said.

    `planes` and `annexes` are those of every version there was: a later version may name other areas, and which plane an older
    footprint was said in stands in no line, so that squares are drawn in each.
    """
    base, lands = planes[0], []
    for one in footprints:
        if one.get("kind") == "cells":
            lands += [
                _ground(one) if plane == base else base.to_plane(plane.to_lonlat(_ground(one))) for plane in planes
            ]
        elif one.get("kind") == "annex" and one["annex"] in annexes:
            shapes, _ = from_geojson([annexes[one["annex"]]], [one["annex"]])
            lands.append(base.to_plane(shapes[0]))
    some = [land for land in lands if land is not None]
    return geometries(base.to_lonlat(regions([join_all(some)])))[0] if some else None


def box_of(shapes: Sequence[Mapping[str, Any] | None]) -> Box | None:
    """The box around some GeoJSON; None where there is none."""
    corners: list[Any] = []
    for shape in shapes:
        if shape is not None:
            corners += _corners(shape.get("coordinates", []))
    if not corners:
        return None
    lons, lats = [c[0] for c in corners], [c[1] for c in corners]
    return min(lons), min(lats), max(lons), max(lats)


def _corners(part: Any) -> list[Any]:
    if part and isinstance(part[0], int | float):
        return [part]
    if part and part[0] and isinstance(part[0][0], int | float):  # a ring
        return list(part)
    return [corner for one in part for corner in _corners(one)]


def boxes(
    said: Sequence[Sequence[Mapping[str, Any]]], plane: EqualAreaPlane, annexes: Mapping[str, Mapping[str, Any]]
) -> list[Box | None]:
    """The box around all places of each record, in degrees; None where it says none."""
    squares = [(i, _rectangle(one)) for i, places in enumerate(said) for one in places if one.get("kind") == "cells"]
    around = boxes_in_degrees(plane, [rectangle for _, rectangle in squares])
    found: dict[int, list[Box]] = {}
    for (i, _), box in zip(squares, around, strict=True):
        found.setdefault(i, []).append(box)
    areas = {name: box_of([shape]) for name, shape in annexes.items()}
    for i, places in enumerate(said):
        for one in places:
            drawn = box_of([one["shape"]]) if one.get("kind") == "shape" else areas.get(one.get("annex", ""))
            if drawn is not None:
                found.setdefault(i, []).append(drawn)
    return [_around(found[i]) if i in found else None for i in range(len(said))]


def _rectangle(said: Mapping[str, Any]) -> Box:
    side = said["side_m"]
    xs, ys = [x for x, _ in said["cells"]], [y for _, y in said["cells"]]
    return min(xs) * side, min(ys) * side, (max(xs) + 1) * side, (max(ys) + 1) * side


def _around(some: Sequence[Box]) -> Box:
    return min(b[0] for b in some), min(b[1] for b in some), max(b[2] for b in some), max(b[3] for b in some)
