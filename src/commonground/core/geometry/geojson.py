"""Shapes as GeoJSON geometry objects: WGS84, seven decimals (a centimetre), rings wound as RFC 7946 wants them."""

import json
from typing import Any

import numpy as np
import shapely

from commonground.core.geometry.overlay import mended
from commonground.core.geometry.plane import Geometries, as_array

DECIMALS = 7
MENDINGS = 6  # a mended shape is rounded again


def geometries(lonlat: Geometries) -> list[dict[str, Any]]:
    """Geometry objects of shapes in lon/lat degrees."""
    return [json.loads(text) for text in shapely.to_geojson(_rounded(lonlat))]


def areas(lonlat: Geometries) -> list[dict[str, Any]]:
    """The same of areas, for who refuses one with a fault: where rounded corners let rings cross or touch, it is mended."""
    rounded = _rounded(lonlat)
    for again in range(MENDINGS):
        faulty = np.flatnonzero(~shapely.is_valid(rounded))
        if not len(faulty):
            break
        # A centimetre more each time, where mending alone is undone by rounding again.
        grown = shapely.buffer(mended(rounded[faulty]), again * 10.0**-DECIMALS, quad_segs=1, join_style="mitre")
        rounded[faulty] = _rounded(grown)
    return [json.loads(text) for text in shapely.to_geojson(rounded)]


def _rounded(lonlat: Geometries) -> Geometries:
    wound = shapely.orient_polygons(lonlat)
    return as_array(shapely.transform(wound, lambda coords: np.round(coords, DECIMALS)))
