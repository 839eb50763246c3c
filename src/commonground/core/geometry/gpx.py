"""Perimeters as GPX 1.1, for the receivers that people carry: a waypoint inside each area, its rings as tracks."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

import numpy as np
import shapely

from commonground.core.geometry.plane import Geometries

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Commonground" xmlns="http://www.topografix.com/GPX/1/1">\n'


def written(names: Iterable[str], notes: Iterable[str], lonlat: Geometries) -> Iterator[str]:
    """The file piece by piece: all waypoints, then all tracks, as the format wants it. What has no place is left out."""
    names, notes = list(names), list(notes)
    points = shapely.point_on_surface(lonlat)
    yield HEAD
    for name, note, point in zip(names, notes, points, strict=True):
        if point is not None and not shapely.is_empty(point):
            x, y = shapely.get_coordinates(point)[0]
            yield f'<wpt lat="{y:.7f}" lon="{x:.7f}"><name>{escape(name)}</name><desc>{escape(note)}</desc></wpt>\n'
    for name, shape in zip(names, lonlat, strict=True):
        if shape is not None and not shapely.is_empty(shape):
            yield f"<trk><name>{escape(name)}</name>{''.join(_segments(shape))}</trk>\n"
    yield "</gpx>\n"


def _segments(shape: shapely.Geometry) -> Iterator[str]:
    for part in shapely.get_parts(shape):
        for ring in shapely.get_rings(part):
            corners: np.ndarray[tuple[int, int], np.dtype[np.float64]] = shapely.get_coordinates(ring)
            points = "".join(f'<trkpt lat="{y:.7f}" lon="{x:.7f}"/>' for x, y in corners.tolist())
            yield f"<trkseg>{points}</trkseg>"
