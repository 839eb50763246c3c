"""Checks of the rings of a shape, point by point and edge by edge, as received in lon/lat degrees."""

import math
from collections import Counter

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from commonground.core.geometry.checks.batch import METRES_PER_DEGREE, Batch, News, Rings, Rows, place
from commonground.core.geometry.codes import finding
from commonground.core.geometry.thresholds import limit

WGS84 = Geod(ellps="WGS84")


def ring_few_points(batch: Batch) -> News:
    """Rings with one or two different points: nothing to walk around."""
    rings = batch.rings
    for ring in np.flatnonzero(rings.different < 3):
        code = "geometry.ring.one-point" if rings.different[ring] == 1 else "geometry.ring.two-points"
        row, at = int(rings.row[ring]), _at(rings, rings.start[ring])
        yield row, finding(code, batch.ids[row], at)


def ring_closed_twice(batch: Batch) -> News:
    """Rings that repeat their first point before the closing one, or their first two (GEO ToolBox)."""
    rings = batch.rings
    for code, ends in zip(("geometry.ring.closed-twice", "geometry.ring.overclosed"), _closings(rings), strict=True):
        for ring in np.flatnonzero(ends):
            row = int(rings.row[ring])
            yield row, finding(code, batch.ids[row], _at(rings, rings.start[ring]))


def ring_repeated_point(batch: Batch) -> News:
    """Points that stand where the one before stands; once per row, with how many and where the first is."""
    rings = batch.rings
    first, second = rings.repeats
    later = second[(second == first + 1) & _enough(rings)[rings.ring[second]]]
    yield from _per_row(batch, "geometry.ring.repeated-point", later)


def ring_revisited_point(batch: Batch) -> News:
    """Places that a ring comes back to later on; the closing points have a check of their own."""
    rings = batch.rings
    first, second = rings.repeats
    following = second == first + 1
    twice, over = _closings(rings)
    ring = rings.ring[second]
    left = rings.count[ring] - 1 - rings.order[second]  # 1 is the last point before the closing one
    closing = (twice[ring] & (left == 1)) | (over[ring] & (left <= 2))
    told = np.isin(second, second[following])
    later = np.unique(second[~following & ~told & ~closing & _enough(rings)[ring]])
    yield from _per_row(batch, "geometry.ring.revisited-point", later)


def ring_spike(batch: Batch) -> News:
    """Points where the perimeter turns back on itself, both arms long enough not to be jitter."""
    rings = batch.rings
    first, second = rings.repeats
    keep = rings.order < rings.count[rings.ring] - 1
    keep[second[second == first + 1]] = False
    vertex = np.flatnonzero(keep)
    if len(vertex) == 0:
        return
    before, after = _neighbours(rings.ring[vertex])
    xy = rings.metres[vertex]
    with np.errstate(invalid="ignore"):
        back, forth = xy[before] - xy, xy[after] - xy
        cross = np.abs(back[:, 0] * forth[:, 1] - back[:, 1] * forth[:, 0])
        along = back[:, 0] * forth[:, 0] + back[:, 1] * forth[:, 1]
        sharp = cross < along * math.tan(math.radians(limit("spike.angle")))
    for i in np.flatnonzero(sharp & _enough(rings)[rings.ring[vertex]]):
        arm = min(math.hypot(*back[i]), math.hypot(*forth[i]))
        if arm <= limit("spike.length"):
            continue
        row = int(rings.row[rings.ring[vertex[i]]])
        angle = math.degrees(math.atan2(cross[i], along[i]))
        facts = {"angle_deg": round(angle, 2), "length_m": round(arm, 1)}
        yield row, finding("geometry.ring.spike", batch.ids[row], _at(rings, vertex[i]), **facts)


def ring_orientation(batch: Batch) -> News:
    """Outlines drawn clockwise or holes counter-clockwise (RFC 7946, 3.1.6); once per row, valid shapes
    only.
    """
    rings = batch.rings
    if len(rings.start) == 0:
        return
    with np.errstate(invalid="ignore"):
        near = rings.xy - rings.xy[rings.start][rings.ring]
        step = np.zeros(len(near))
        step[:-1] = near[:-1, 0] * near[1:, 1] - near[1:, 0] * near[:-1, 1]
        step[rings.start + rings.count - 1] = 0
        signed = np.add.reduceat(step, rings.start)
        against = np.where(rings.hole, signed > 0, signed < 0)
    for row in np.unique(rings.row[against & (batch.repaired.reason == "")[rings.row]]):
        yield int(row), finding("geometry.ring.orientation", batch.ids[row])


def edge_long(batch: Batch) -> News:
    """Edges longer than the limit, the closing edge included (geodesic lengths on WGS84)."""
    rings = batch.rings
    start = rings.edges
    end = start + 1
    with np.errstate(invalid="ignore"):
        lat = np.radians(rings.xy[:, 1])
        east = (rings.xy[end, 0] - rings.xy[start, 0]) * np.cos(lat[start])
        rough = np.hypot(east, rings.xy[end, 1] - rings.xy[start, 1]) * METRES_PER_DEGREE
        # Rough is within 5 % for edges of this length short of the poles; the geodesic decides.
        maybe = rough > 0.9 * limit("edge.longest")
        maybe &= (np.abs(rings.xy[start]) <= (180, 90)).all(1) & (np.abs(rings.xy[end]) <= (180, 90)).all(1)
    start, end = start[maybe], end[maybe]
    if len(start) == 0:
        return
    (x0, y0), (x1, y1) = rings.xy[start].T, rings.xy[end].T
    _, _, length = WGS84.inv(x0, y0, x1, y1)
    for i in np.flatnonzero(length > limit("edge.longest")):
        row = int(rings.row[rings.ring[start[i]]])
        closing = bool(rings.order[end[i]] == rings.count[rings.ring[end[i]]] - 1)
        facts = {"length_m": round(float(length[i]), 1), "limit_m": limit("edge.longest"), "closing": closing}
        at = place((x0[i] + x1[i]) / 2, (y0[i] + y1[i]) / 2)
        yield row, finding("geometry.edge.long", batch.ids[row], at, **facts)


def parts_duplicate(batch: Batch) -> News:
    """The same polygon twice within one record, whatever point it begins with (GEO: duplicate polygons)."""
    rows = np.flatnonzero(shapely.get_num_geometries(batch.lonlat) > 1)
    parts, owner = shapely.get_parts(batch.drawn[rows], return_index=True)
    written = shapely.to_wkb(shapely.normalize(shapely.set_precision(parts, 0, mode="pointwise")))
    seen = Counter(zip(owner.tolist(), list(written), strict=True))
    for (own, shape), times in seen.items():
        if times > 1:
            row = int(rows[own])
            at = batch.places(shapely.get_coordinates(shapely.from_wkb(shape))[:1])[0]
            yield row, finding("geometry.parts.duplicate", batch.ids[row], at, times=times)


def _enough(rings: Rings) -> NDArray[np.bool_]:
    """Per ring: has it three places, so that other checks of its points mean anything?"""
    return rings.different >= 3


def _closings(rings: Rings) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Per ring: is its first point repeated before the closing one, and are its first two repeated there?"""
    first, second = rings.repeats
    size = len(rings.count)
    left = rings.count[rings.ring[second]] - 1 - rings.order[second]
    twice, ante, over = (np.zeros(size, dtype=bool) for _ in range(3))
    twice[rings.ring[second[(rings.order[first] == 0) & (left == 1)]]] = True
    ante[rings.ring[second[(rings.order[first] == 0) & (left == 2)]]] = True
    over[rings.ring[second[(rings.order[first] == 1) & (left == 1)]]] = True
    enough = _enough(rings) & (rings.count > 5)
    return twice & _enough(rings), ante & over & enough & ~twice


def _neighbours(ring: Rows) -> tuple[Rows, Rows]:
    """Positions of the vertex before and after each, around its ring; `ring` is ascending."""
    here = np.arange(len(ring))
    head = np.flatnonzero(np.diff(ring, prepend=-1))
    tail = np.append(head[1:], len(ring)) - 1
    before, after = here - 1, here + 1
    before[head], after[tail] = tail, head
    return before, after


def _per_row(batch: Batch, code: str, vertices: Rows) -> News:
    """One finding per row for some vertices: how many, and where the first of them is."""
    rings = batch.rings
    vertices = np.unique(vertices)
    rows = rings.row[rings.ring[vertices]]
    found, where, times = np.unique(rows, return_index=True, return_counts=True)
    for row, first, count in zip(found, where, times, strict=True):
        at = _at(rings, vertices[first])
        yield int(row), finding(code, batch.ids[row], at, times=int(count))


def _at(rings: Rings, vertex: int | np.intp) -> tuple[float, float] | None:
    """The lon/lat of a vertex."""
    return place(*rings.xy[vertex])
