"""Mined strips: a line with a known width becomes land; without a width it stays a length.

Shapes are in the metres of an `EqualAreaPlane`. Ends are flat: a row of mines of 100 m and a width of 10 m is
1,000 m2, and the half circles that a rounded buffer adds at its ends are nobody's record. Corners are mitred
up to twice the half width, so that the outside of a bend is not cut off. Source: `domain.md` 2.6;
land-accounts.md 3.
"""

import math
from collections.abc import Sequence
from typing import Any

import shapely

from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.refusals import NotUsable

LINES = (1, 5)  # shapely type ids of LineString and MultiLineString
MITRE = 2.0


def strip(line: Any, width_m: float, grid_m: float = 0.01) -> Any:
    """The polygon of a line (or lines) on the plane, `width_m` metres wide over all, on the grid.

    Raises NotUsable: geometry.strip.not-a-line, geometry.strip.width.
    """
    _line(line)
    if not (math.isfinite(width_m) and width_m > 2 * grid_m):
        raise NotUsable("geometry.strip.width", width_m=str(width_m))
    # Off the grid for the buffer, and back on it once, so that the sides are not rounded twice.
    loose = shapely.set_precision(line, 0, mode="pointwise")
    land = shapely.buffer(loose, width_m / 2, cap_style="flat", join_style="mitre", mitre_limit=MITRE)
    return shapely.set_precision(land, grid_m)


def length_m(line: Any) -> float:
    """The length of a line on the plane in metres: what is known of a strip whose width is not.

    An equal-area plane stretches lengths by up to a few parts in ten thousand within a country.
    """
    _line(line)
    return float(shapely.length(line))


def drawn(lonlat: Sequence[tuple[float, float]], plane: EqualAreaPlane) -> Any:
    """A line through positions in degrees, on the plane and its grid; nothing where it has no length."""
    found: Any = plane.to_plane(shapely.linestrings(list(lonlat))) if len(set(lonlat)) > 1 else None
    return found if found is not None and shapely.length(found) > 0 else None


def positions(line: Any) -> list[tuple[float, float]]:
    """The positions of one line, in its order."""
    return [(x, y) for x, y in shapely.get_coordinates(line).tolist()]


def _line(line: Any) -> None:
    """Refuse what is not a line with a length."""
    if shapely.get_type_id(line) not in LINES or not shapely.length(line) > 0:
        raise NotUsable("geometry.strip.not-a-line", kind=getattr(line, "geom_type", "nothing"))
