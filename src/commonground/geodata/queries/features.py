"""Hazards as GeoJSON features."""

from typing import Any

from commonground.core.dates import Times
from commonground.core.geometry.geojson import geometries
from commonground.core.geometry.overlay import regions
from commonground.core.viewers import Viewer
from commonground.land.queries import shapes as land
from commonground.places import queries as places


def hazard(viewer: Viewer, code: str, times: Times) -> dict[str, Any]:
    """One hazard's land by account at two times. Raises NotThere."""
    card, lands = land.hazard_lands(viewer, code, times)
    some = [x for x in lands if not x.shape.is_empty]
    shapes = geometries(places.programme().plane.to_lonlat(regions([x.shape for x in some]))) if some else []
    said = {"code": card.code, "contamination": card.contamination, **({"flag": card.flag} if card.flag else {})}
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {**said, "state": x.account, "m2": x.m2}, "geometry": shape}
            for x, shape in zip(some, shapes, strict=True)
        ],
    }
