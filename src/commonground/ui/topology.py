"""World outlines: Natural Earth as the world-atlas package carries it (TopoJSON), made into plain GeoJSON.

The land once, as an area to fill, and every border between two countries once, as a line. No names:
those come from the programme's own units and settlements.
"""

import json
from itertools import accumulate
from typing import Any

Line = list[list[float]]


def arcs_of(topology: dict[str, Any]) -> list[Line]:
    """Every arc in degrees: undo the quantisation (steps from point to point) and round to about 100 m."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        xs, ys = accumulate(p[0] for p in arc), accumulate(p[1] for p in arc)
        lines.append([[round(x * kx + dx, 3), round(y * ky + dy, 3)] for x, y in zip(xs, ys, strict=True)])
    return lines


def ring(indexes: list[int], arcs: list[Line]) -> Line:
    """Arcs joined end to end; a negative index means the arc backwards."""
    points: Line = []
    for index in indexes:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += part[1:] if points else part
    return points


def polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    kind = geometry["type"]
    if kind == "Polygon":
        return [geometry["arcs"]]
    if kind == "MultiPolygon":
        return geometry["arcs"]
    return []


def outlines(topology: dict[str, Any]) -> str:
    """The land and the borders as a small GeoJSON text."""
    arcs = arcs_of(topology)
    countries = topology["objects"]["countries"]["geometries"]
    land = [
        [ring(r, arcs) for r in polygon]
        for geometry in topology["objects"]["land"]["geometries"]
        for polygon in polygons(geometry)
    ]
    users: dict[int, set[int]] = {}
    for number, country in enumerate(countries):
        for polygon in polygons(country):
            for indexes in polygon:
                for index in indexes:
                    users.setdefault(index if index >= 0 else ~index, set()).add(number)
    borders = [arcs[index] for index, who in sorted(users.items()) if len(who) > 1]

    def feature(kind: str, geometry: str, coordinates: list) -> dict[str, Any]:
        return {
            "type": "Feature",
            "properties": {"kind": kind},
            "geometry": {"type": geometry, "coordinates": coordinates},
        }

    world = {
        "type": "FeatureCollection",
        "features": [feature("land", "MultiPolygon", land), feature("border", "MultiLineString", borders)],
    }
    return json.dumps(world, separators=(",", ":"))
