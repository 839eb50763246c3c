"""The corners of what is on the map: all of it, a unit, or what a filter leaves."""

from functools import lru_cache

import numpy as np
from django.db import connection

from commonground.core.geometry.mercator import to_lonlat
from commonground.core.geometry.overlay import box_of, join_all
from commonground.geodata.models import Outline
from commonground.geodata.queries.rows import ALL, Filter
from commonground.geodata.queries.stamps import Stamp, Version
from commonground.places import queries as places
from commonground.store.sets import rows

OUTLINE = Outline._meta.db_table
Degrees = tuple[float, float, float, float]


def bounds(stamp: Stamp, unit: str = "", *, country: bool = False) -> Degrees | None:
    """West, south, east, north of a unit, else of all hazards (or not of these), else of the country."""
    found = _bounds(connection.settings_dict["NAME"], stamp.version, unit) if unit or not country else None
    return _country() if found is None and country else found


def seen(chosen: Filter, stamp: Stamp) -> Degrees | None:
    """West, south, east, north of what somebody sees; where they see no hazard, of the country, not of the others."""
    return bounds(stamp) if chosen == ALL else bounds_of(chosen) or _country()


def bounds_of(chosen: Filter) -> Degrees | None:
    """West, south, east, north of what a filter leaves on the map; nothing where it leaves none there."""
    clause, params = chosen.sql()
    return _lonlat(
        rows(
            f"SELECT min(min_x), min(min_y), max(max_x), max(max_y) FROM {OUTLINE} WHERE quad IS NOT NULL{clause}",
            params,
        )[0]
    )


@lru_cache(maxsize=64)
def _bounds(database: str, version: Version, unit: str) -> Degrees | None:
    """`database` and `version` are only the key."""
    shapes = [shape for card, shape in places.boundaries() if card.code == unit and not shape.is_empty] if unit else []
    if unit:
        return _of_plane(join_all(shapes[:1])) if shapes else None
    found = _lonlat(rows(f"SELECT min(min_x), min(min_y), max(max_x), max(max_y) FROM {OUTLINE}")[0])
    if found is not None:
        return found
    return _country()


def _country() -> Degrees | None:
    outline = places.programme().outline if places.has_programme() else None
    return _of_plane(outline) if outline is not None else None


def _lonlat(box: tuple) -> Degrees | None:
    if box[0] is None:
        return None
    (west, south), (east, north) = to_lonlat(np.array([box[:2], box[2:]], dtype=float)).tolist()
    return west, south, east, north


def _of_plane(shape) -> Degrees:
    x0, y0, x1, y1 = box_of(shape)
    lonlat = places.programme().plane.inverse(np.array([[x0, y0], [x0, y1], [x1, y0], [x1, y1]]))
    (west, south), (east, north) = lonlat.min(axis=0).tolist(), lonlat.max(axis=0).tolist()
    return west, south, east, north
