"""What the map's address asks for: a place, and how places are written."""

import math

from django.http import QueryDict

from commonground.core.fieldwork.shapes import Entered
from commonground.core.geometry.spoken import WAYS
from commonground.core.refusals import NotUsable


def way_of(asked: QueryDict) -> str:
    """How places are to be written; degrees where nothing known is said."""
    way = asked.get("in", "")
    return way if way in WAYS else WAYS[0]


def place_of(asked: QueryDict) -> tuple[float, float]:
    """Longitude and latitude as the map sends them. Raises NotUsable."""
    text = f"{asked.get('lat', '')[:30]} {asked.get('lon', '')[:30]}"
    try:
        lon, lat = float(asked.get("lon", "")[:30]), float(asked.get("lat", "")[:30])
    except ValueError as error:
        raise NotUsable("geometry.position.not-understood", text=text) from error
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise NotUsable("geometry.position.not-understood", text=text)
    return lon, lat


def entered_of(asked) -> Entered:
    """A shape as it was typed, pasted or drawn."""
    names = {"text": "shape-text", "system": "shape-system", "how": "shape-how", "start": "shape-start"}
    names |= {"north": "shape-north", "unit": "shape-unit", "declination": "shape-declination"}
    return Entered.of({name: asked[field] for name, field in names.items() if asked.get(field)})
