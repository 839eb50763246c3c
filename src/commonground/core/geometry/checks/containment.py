"""A release lies in its hazard: how much of it does not. Shapes on the plane, square metres."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from commonground.core.findings import Finding
from commonground.core.geometry.checks.batch import Floats
from commonground.core.geometry.codes import finding
from commonground.core.geometry.plane import EqualAreaPlane, as_array
from commonground.core.geometry.thresholds import limit


def outside_m2(releases: Any, hazards: Any) -> Floats:
    """Per pair, the square metres of the release that are not in the hazard; NaN where one has no land.

    Both are sequences of valid shapes on the plane (or None) of one length.
    """
    one, two = as_array(releases), as_array(hazards)
    answer = np.full(len(one), np.nan)
    with np.errstate(invalid="ignore"):
        known = np.flatnonzero((shapely.area(one) > 0) & (shapely.area(two) > 0))
    answer[known] = 0.0
    beyond = known[~shapely.covers(two[known], one[known])]
    release, hazard = (shapely.set_precision(side[beyond], 0, mode="pointwise") for side in (one, two))
    answer[beyond] = shapely.area(shapely.difference(release, hazard))
    return answer


def containment(releases: Any, hazards: Any, ids: Sequence[str], plane: EqualAreaPlane) -> list[tuple[int, Finding]]:
    """Findings about releases that leave their hazard by more than a sliver, with their positions in the
    input.

    `ids` name the releases; `at` points into what lies outside.
    """
    release, hazard, names = as_array(releases), as_array(hazards), as_array(ids)
    beyond = outside_m2(release, hazard)
    told = []
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(beyond > limit("containment.sliver"))
    for row in rows:
        area = float(release[row].area)
        rest = shapely.difference(shapely.set_precision(release[row], 0), shapely.set_precision(hazard[row], 0))
        lon, lat = plane.inverse(shapely.get_coordinates(shapely.point_on_surface(rest)))[0]
        at = (round(float(lon), 7), round(float(lat), 7))
        if beyond[row] > area - limit("containment.sliver"):
            news = finding("geometry.containment.outside", str(names[row]), at, area_m2=round(area, 1))
        else:
            facts = {
                "area_m2": round(float(beyond[row]), 1),
                "percent": round(float(beyond[row]) / area * 100, 3),
            }
            news = finding("geometry.containment.beyond", str(names[row]), at, **facts)
        told.append((int(row), news))
    return told
