"""Shapes as GeoJSON geometry objects: WGS84, seven decimals (a centimetre), rings wound as RFC 7946 wants them."""

import json
from typing import Any

import numpy as np
import shapely

from commonground.core.geometry.plane import Geometries

DECIMALS = 7


def geometries(lonlat: Geometries) -> list[dict[str, Any]]:
    """Geometry objects of shapes in lon/lat degrees."""
    wound = shapely.orient_polygons(lonlat)
    rounded = shapely.transform(wound, lambda coords: np.round(coords, DECIMALS))
    return [json.loads(text) for text in shapely.to_geojson(rounded)]
