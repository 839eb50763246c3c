"""Checks of a shape as a whole: is there one, is it a polygon, is it valid, what did mending do to it."""

import re

import numpy as np
import shapely

from commonground.core.geometry.checks.batch import Batch, News, place
from commonground.core.geometry.codes import finding
from commonground.core.geometry.repair import POLYGONAL
from commonground.core.geometry.thresholds import limit

KINDS = {0: "point", 1: "line", 2: "ring", 4: "set of points", 5: "set of lines", 7: "mixture"}

# What GEOS says (TopologyValidationError.cpp) and what it is called here.
REASONS = {
    "Self-intersection": "geometry.ring.self-crossing",
    "Ring Self-intersection": "geometry.ring.self-touching",
    "Hole lies outside shell": "geometry.ring.hole-outside",
    "Holes are nested": "geometry.ring.holes-nested",
    "Interior is disconnected": "geometry.ring.pinched",
    "Nested shells": "geometry.parts.nested",
    "Duplicate Rings": "geometry.parts.crossing",
}
# Told by checks of their own, with more to say.
TOLD_ELSEWHERE = frozenset({"Too few points in geometry component", "Invalid Coordinate"})
SAID = re.compile(r"^(?P<what>[^\[]*)(\[(?P<x>\S+) (?P<y>\S+?)\])?$")


def shape_absent(batch: Batch) -> News:
    """Rows without any shape: a hazard whose perimeter is lost is still a hazard."""
    for row in np.flatnonzero(batch.kinds == -1):
        yield int(row), finding("geometry.shape.absent", batch.ids[row])


def shape_empty(batch: Batch) -> News:
    """Rows whose shape has no point."""
    for row in np.flatnonzero(shapely.is_empty(batch.lonlat)):
        yield int(row), finding("geometry.shape.empty", batch.ids[row])


def shape_not_polygon(batch: Batch) -> News:
    """Rows that are points or lines, or mix them with polygons."""
    rows = np.flatnonzero(~np.isin(batch.kinds, (*POLYGONAL, -1)) & ~shapely.is_empty(batch.lonlat))
    for row, at in zip(rows, batch.middles(rows), strict=True):
        mixed = batch.shapes[row] is not None and not batch.shapes[row].is_empty
        code = "geometry.shape.mixed" if mixed else "geometry.shape.not-polygon"
        facts = {} if mixed else {"kind": KINDS[int(batch.kinds[row])]}
        yield int(row), finding(code, batch.ids[row], at, **facts)


def shape_invalid(batch: Batch) -> News:
    """Polygons that GEOS calls invalid, by its reason, at the place in lon/lat where it stumbled."""
    # Of a ring without any area it is told that it collapsed; that the line lies on itself is no more news.
    polygonal = np.isin(batch.kinds, POLYGONAL) & ~(batch.area_m2 == 0)
    rows = np.flatnonzero(polygonal & ~shapely.is_valid(batch.lonlat))
    for row, said in zip(rows, shapely.is_valid_reason(batch.lonlat[rows]), strict=True):
        match = SAID.match(said)
        what = match["what"].strip() if match else str(said)
        if what in TOLD_ELSEWHERE:
            continue
        at = place(float(match["x"]), float(match["y"])) if match and match["x"] else None
        code = REASONS.get(what, "geometry.shape.invalid")
        # Parts that are sound one by one cross each other, and no ring crosses itself.
        if batch.kinds[row] == POLYGONAL[1] and what.endswith("elf-intersection"):
            sound = bool(shapely.is_valid(shapely.get_parts(batch.lonlat[row])).all())
            code = "geometry.parts.crossing" if sound else code
        facts = {"reason": what} if code == "geometry.shape.invalid" else {}
        yield int(row), finding(code, batch.ids[row], at, **facts)


def shape_many_points(batch: Batch) -> News:
    """Shapes with more points than anybody walks."""
    points = shapely.get_num_coordinates(batch.lonlat)
    rows = np.flatnonzero(points > limit("vertices.most"))
    for row, at in zip(rows, batch.middles(rows), strict=True):
        facts = {"points": int(points[row]), "limit": int(limit("vertices.most"))}
        yield int(row), finding("geometry.shape.many-points", batch.ids[row], at, **facts)


def shape_collapsed(batch: Batch) -> News:
    """Polygons of which nothing encloses land once they are mended."""
    lost = np.isin(batch.kinds, POLYGONAL) & ~shapely.is_empty(batch.lonlat) & shapely.is_empty(batch.shapes)
    rows = np.flatnonzero(lost)
    for row, at in zip(rows, batch.middles(rows), strict=True):
        yield int(row), finding("geometry.shape.collapsed", batch.ids[row], at)


def repair_waits(batch: Batch) -> News:
    """Mendings too large to be believed unseen, and what mending left over."""
    done = batch.repaired
    mended = done.waits & (batch.area_m2 > 0)
    for row in np.flatnonzero(mended):
        facts = {
            "changed_m2": round(float(done.changed_m2[row]), 1),
            "percent": round(float(done.share[row]) * 100, 1),
            "measure": str(done.measure[row]),
        }
        at = batch.middles(np.array([row]))[0]
        yield int(row), finding("geometry.repair.waits", batch.ids[row], at, **facts)
    left = ~shapely.is_missing(done.evidence) & (batch.area_m2 > 0)
    for row in np.flatnonzero(left):
        rest = done.evidence[row]
        at = batch.places(shapely.get_coordinates(rest)[:1])[0]
        length = round(float(rest.length), 2)
        yield int(row), finding("geometry.repair.evidence", batch.ids[row], at, length_m=length)
