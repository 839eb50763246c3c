"""Every limit that a check or a computation of this package compares with, with where it comes from.

The limits are data so that a programme can read them, and so that no number hides in a function. Sources:
"GEO" is the geocheck SQL of the GICHD as read in `domain.md` 3.1; "domain 2.6" is the reference on describing
a polygon; "own" is a judgement of this project, with its reason beside it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """One limit: `value` in `unit`, the `source` it was taken from, and `why` it stands where it does."""

    value: float
    unit: str
    source: str
    why: str


THRESHOLDS: dict[str, Threshold] = {
    "repair.share": Threshold(
        5, "percent", "domain 2.6", "the share by which a recorded and a computed area may differ unremarked"
    ),
    "repair.area": Threshold(50, "m2", "domain 2.6", "below this a share says more about rounding than about land"),
    "area.share": Threshold(5, "percent", "domain 2.6", "warn where recorded and computed area differ by more"),
    "area.floor": Threshold(50, "m2", "domain 2.6", "and by more than this, so that small areas are left alone"),
    "area.least": Threshold(
        10,
        "m2",
        "own",
        "less than a room; a slip of the pen, or one item that should be a point",
    ),
    "area.most": Threshold(
        100_000_000,
        "m2",
        "own",
        "100 km2; the largest single areas on the books of the region are tens of km2",
    ),
    "edge.longest": Threshold(5_000, "m", "GEO", "consecutive vertices further apart are advised upon by geocheck"),
    "overlap.parts": Threshold(0.9, "percent", "GEO", "(sum - union) / union of the parts of one record"),
    "overlap.records": Threshold(
        1, "m2", "own", "the books count whole square metres; less than one cannot be booked twice"
    ),
    "duplicate.share": Threshold(
        1, "percent", "own", "two tracings of one map sheet agree better; two neighbouring hazards never do"
    ),
    "point.same": Threshold(
        1e-6,
        "degree",
        "GEO",
        "ToolBox tolerance for the closing vertex, about 0.11 m; used for every point test",
    ),
    "spike.angle": Threshold(
        3,
        "degree",
        "own",
        "out and back along one bearing; a corner that a deminer could mark is never this sharp",
    ),
    "spike.length": Threshold(
        5, "m", "own", "both arms longer than this: shorter ones are the jitter of a hand-held receiver"
    ),
    "vertices.most": Threshold(
        10_000,
        "vertices",
        "own",
        "perimeters are marked by people on foot; more is a raster or a river traced",
    ),
    "boundary.sliver": Threshold(
        1, "m2", "own", "boundary files are snapped to the same grid; less than this outside is rounding"
    ),
    "containment.sliver": Threshold(
        1, "m2", "own", "a release may share its hazard's line; less than a square metre outside is that line"
    ),
    "closure.reject": Threshold(50, "perimeter/misclosure", "domain 2.6", "reject closure worse than 1:50"),
    "closure.warn": Threshold(100, "perimeter/misclosure", "domain 2.6", "warn of closure worse than 1:100"),
    "points.intermediate": Threshold(
        50, "m", "domain 2.6", "turning points further apart need intermediate survey markers between them"
    ),
}


def limit(name: str) -> float:
    """The value of one threshold; a name that is not in the table is a bug."""
    return THRESHOLDS[name].value
