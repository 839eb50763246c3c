"""What the whole map holds: its corners and what it can be filtered by."""

from functools import lru_cache

import numpy as np
from django.db import connection

from commonground.core.geometry.mercator import to_lonlat
from commonground.core.geometry.overlay import box_of, join_all
from commonground.geodata.models import Outline
from commonground.geodata.queries.stamps import Stamp, Version
from commonground.places import queries as places
from commonground.store.sets import rows

OUTLINE = Outline._meta.db_table
Degrees = tuple[float, float, float, float]


def bounds(stamp: Stamp, units: tuple[int, ...] | None) -> Degrees | None:
    """West, south, east, north of the chosen units, else of all hazards, else of the country."""
    return _bounds(connection.settings_dict["NAME"], stamp.version, units)


def contaminations(stamp: Stamp) -> list[str]:
    """The types of contamination that there are."""
    return _contaminations(connection.settings_dict["NAME"], stamp.version)


@lru_cache(maxsize=64)
def _bounds(database: str, version: Version, units: tuple[int, ...] | None) -> Degrees | None:
    if units:
        shapes = [shape for card, shape in places.boundaries() if card.id in units and not shape.is_empty]
        return _of_plane(join_all(shapes[:1])) if shapes else None
    found = rows(f"SELECT min(min_x), min(min_y), max(max_x), max(max_y) FROM {OUTLINE}")[0]
    if found[0] is not None:
        (west, south), (east, north) = to_lonlat(np.array([found[:2], found[2:]], dtype=float)).tolist()
        return west, south, east, north
    outline = places.programme().outline if places.has_programme() else None
    return _of_plane(outline) if outline is not None else None


def _of_plane(shape) -> Degrees:
    x0, y0, x1, y1 = box_of(shape)
    lonlat = places.programme().plane.inverse(np.array([[x0, y0], [x0, y1], [x1, y0], [x1, y1]]))
    (west, south), (east, north) = lonlat.min(axis=0).tolist(), lonlat.max(axis=0).tolist()
    return west, south, east, north


@lru_cache(maxsize=8)
def _contaminations(database: str, version: Version) -> list[str]:
    return [r[0] for r in rows(f"SELECT DISTINCT contamination FROM {OUTLINE} ORDER BY contamination")]
