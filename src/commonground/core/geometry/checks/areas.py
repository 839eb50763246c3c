"""Checks of areas: recorded against computed, and sizes that cannot be meant. Square metres on the plane."""

import math

import numpy as np
import shapely

from commonground.core.geometry.checks.batch import Batch, News
from commonground.core.geometry.codes import finding
from commonground.core.geometry.thresholds import limit

# Factors by which a recorded area is off when the figure was right in another unit.
UNITS = {
    "hectares": 1e-4,
    "square kilometres": 1e-6,
    "square feet": 10.76391,
    "acres": 1 / 4046.8564224,
    "dunams": 1e-3,
}
SAME_FACTOR = 0.02


def area_differs(batch: Batch) -> News:
    """Recorded areas more than 5 % and more than 50 m2 from what the perimeter encloses.

    The share is of the computed area. Where the factor between the two is that of a unit or of the Mercator
    projection at that latitude (1 / cos^2), `likely` says so.
    """
    computed, stated = batch.area_m2, batch.stated_m2
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.abs(stated - computed)
        share = apart / computed * 100
        off = (share > limit("area.share")) & (apart > limit("area.floor")) & (computed > 0) & (stated >= 0)
    for row in np.flatnonzero(off):
        at = batch.middles(np.array([row]))[0]
        facts = {
            "stated_m2": round(float(stated[row]), 1),
            "computed_m2": round(float(computed[row]), 1),
            "percent": round(float(share[row]), 1),
            "likely": _likely(float(stated[row] / computed[row]), at[1] if at else 0.0),
        }
        yield int(row), finding("geometry.area.differs", batch.ids[row], at, **facts)


def area_not_positive(batch: Batch) -> News:
    """Recorded areas of nought or less; what is not known should be blank."""
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(batch.stated_m2 <= 0)
    for row in rows:
        stated = float(batch.stated_m2[row])
        yield int(row), finding("geometry.area.not-positive", batch.ids[row], stated_m2=stated)


def area_implausible(batch: Batch) -> News:
    """Perimeters that enclose next to nothing, or half a district."""
    for code, name, wrong in (
        ("geometry.area.too-small", "area.least", np.less),
        ("geometry.area.too-large", "area.most", np.greater),
    ):
        rows = batch.with_land[wrong(batch.area_m2[batch.with_land], limit(name))]
        for row, at in zip(rows, batch.middles(rows), strict=True):
            facts = {"computed_m2": round(float(batch.area_m2[row]), 1), "limit_m2": limit(name)}
            yield int(row), finding(code, batch.ids[row], at, **facts)


def parts_overlap(batch: Batch) -> News:
    """Records whose own parts cover the same land: (sum - union) / union of the parts, in percent.

    Each part is mended first, or a broken part would hide the overlap (geocheck leaves invalid ones out).
    """
    rows = np.flatnonzero(shapely.get_num_geometries(batch.drawn) > 1)
    if len(rows) == 0:
        return
    parts, owner = shapely.get_parts(batch.drawn[rows], return_index=True)
    parts = shapely.set_precision(parts, 0, mode="pointwise")
    broken = ~shapely.is_valid(parts)
    parts[broken] = shapely.make_valid(parts[broken], method="structure", keep_collapsed=False)
    total = np.bincount(owner, weights=shapely.area(parts), minlength=len(rows))
    united = batch.area_m2[rows]
    with np.errstate(invalid="ignore", divide="ignore"):
        percent = (total - united) / united * 100
    for i in np.flatnonzero(percent > limit("overlap.parts")):
        row = int(rows[i])
        own = parts[owner == i]
        first, second = shapely.STRtree(own).query(own, predicate="intersects")
        once = first < second
        common = shapely.intersection(own[first[once]], own[second[once]])
        most = common[int(np.argmax(shapely.area(common)))]
        at = batch.places(shapely.get_coordinates(shapely.point_on_surface(most)))[0]
        facts = {"percent": round(float(percent[i]), 3), "area_m2": round(float(total[i] - united[i]), 1)}
        yield row, finding("geometry.parts.overlap", batch.ids[row], at, **facts)


def _likely(factor: float, lat: float) -> str:
    """The unit or projection that explains recorded / computed, or ""."""
    mercator = 1 / math.cos(math.radians(lat)) ** 2
    # Near the equator Mercator explains nothing that a slip of the pen does not.
    if mercator > 1.1 and abs(factor / mercator - 1) < SAME_FACTOR:
        return "Mercator"
    return next((name for name, unit in UNITS.items() if abs(factor / unit - 1) < SAME_FACTOR), "")
