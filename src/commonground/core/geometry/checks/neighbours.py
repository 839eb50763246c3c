"""Checks of shapes against each other: recorded twice, or covering the same land. Square metres on the
plane.
"""

import numpy as np
import shapely

from commonground.core.geometry.checks.batch import Batch, News
from commonground.core.geometry.codes import finding
from commonground.core.geometry.thresholds import limit


def shape_duplicate(batch: Batch) -> News:
    """Rows whose perimeter is another row's, exactly or within 1 % of the area; told of both rows.

    Exact is the same point set after mending, whatever point or direction a ring begins with. Shapes without
    any land are compared as they were received.
    """
    first, second, shared = batch.pairs
    larger = np.maximum(batch.area_m2[first], batch.area_m2[second])
    apart = np.clip(batch.area_m2[first] + batch.area_m2[second] - 2 * shared, 0, None) / larger * 100
    near = apart <= limit("duplicate.share")
    first, second, apart = first[near], second[near], apart[near]
    same = shapely.equals(batch.loose(first), batch.loose(second))
    for one, two, percent, exact in zip(first, second, apart, same, strict=True):
        at = batch.middles(np.array([one]))[0]
        for row, other in ((int(one), int(two)), (int(two), int(one))):
            facts = {"other": batch.ids[other], "other_row": other}
            if exact:
                yield row, finding("geometry.shape.duplicate", batch.ids[row], at, **facts)
            else:
                facts["percent"] = round(float(percent), 3)
                yield row, finding("geometry.shape.near-duplicate", batch.ids[row], at, **facts)


def records_overlap(batch: Batch) -> News:
    """Rows that cover more than 1 m2 of another row's land; told of both. Touching is no overlap."""
    first, second, shared = batch.pairs
    much = shared > limit("overlap.records")
    first, second, shared = first[much], second[much], shared[much]
    if len(first) == 0:
        return
    # The middle of where the boxes meet is near enough to point at, and spares the overlay.
    one, two = shapely.bounds(batch.shapes[first]), shapely.bounds(batch.shapes[second])
    low, high = np.maximum(one[:, :2], two[:, :2]), np.minimum(one[:, 2:], two[:, 2:])
    places = batch.places((low + high) / 2)
    for a, b, m2, at in zip(first, second, shared, places, strict=True):
        for row, other in ((int(a), int(b)), (int(b), int(a))):
            facts = {"other": batch.ids[other], "other_row": other, "area_m2": round(float(m2), 1)}
            yield row, finding("geometry.overlap.records", batch.ids[row], at, **facts)
