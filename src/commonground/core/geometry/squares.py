"""Boxes around rectangles of a plane, in degrees: for finding what lies near, not for measuring."""

from collections.abc import Sequence

import numpy as np

from commonground.core.geometry.plane import EqualAreaPlane

Box = tuple[float, float, float, float]
BEND = 0.02  # edges of a rectangle bend on their way into degrees


def boxes_in_degrees(plane: EqualAreaPlane, rectangles: Sequence[Box]) -> list[Box]:
    """West, south, east, north of each rectangle (x0, y0, x1, y1), a little larger than it is."""
    if not rectangles:
        return []
    x0, y0, x1, y1 = np.array(rectangles, dtype=float).T
    corners = np.concatenate([np.column_stack(one) for one in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))])
    degrees = plane.inverse(corners).reshape(4, len(rectangles), 2)
    low, high = degrees.min(axis=0), degrees.max(axis=0)
    more = (high - low) * BEND
    return [(*a, *b) for a, b in zip((low - more).tolist(), (high + more).tolist(), strict=True)]
