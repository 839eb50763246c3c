"""Adding and subtracting areas in the programme's plane, on its fixed grid.

Everything here takes shapely polygons (or arrays of them) in metres of one equal-area plane, and gives polygons
back: lines and points that an intersection leaves behind are no land and are dropped here (they are kept as
evidence where shapes come in, see `repair`). Every shape stands on the grid, so that overlay is robust and the same
on every machine with the same GEOS; square metres are exact because the plane is equal-area.

How a shape gets onto the grid. GEOS can overlay on a grid (snap rounding), which takes four times as long as overlay
in floating numbers. So the overlay is made in floating numbers, its corners are rounded to the grid, and only where
that does not give a valid area (2 in 10,000 of real pairs) is it made again by snap rounding.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Region: TypeAlias = BaseGeometry
Regions: TypeAlias = NDArray[Any]
Operation: TypeAlias = Callable[..., Any]
Places: TypeAlias = NDArray[np.int64]  # places in an array of regions

GRID_M = 0.01  # one centimetre: far below what any survey measures, far above floating noise
NOTHING: Region = shapely.from_wkt("POLYGON EMPTY")
_POLYGONAL = (3, 6)


def polygonal(shape: Region) -> Region:
    """The areas of a shape, without the lines and points that may have come with them."""
    kind = shapely.get_type_id(shape)
    if kind in _POLYGONAL:
        return shape
    parts = shapely.get_parts(shape)
    parts = parts[np.isin(shapely.get_type_id(parts), _POLYGONAL)]
    return shapely.union_all(parts, grid_size=GRID_M) if len(parts) else NOTHING


def meet(a: Region, b: Region) -> Region:
    """The land that is in both. Land that `b` covers whole is given back as it is."""
    a, b = _loose(a), _loose(b)
    return a if shapely.covers(b, a) else _on_grid(shapely.intersection, a, b)


def cut(a: Region, b: Region) -> Region:
    """The land of `a` that is not in `b`."""
    a, b = _loose(a), _loose(b)
    return NOTHING if shapely.covers(b, a) else _on_grid(shapely.difference, a, b)


def _loose(shape: Region) -> Region:
    """The same coordinates without a grid attached to them, which GEOS would take for an order to round by itself."""
    return shape if shapely.get_precision(shape) == 0 else shapely.set_precision(shape, 0, mode="pointwise")


def _on_grid(operation: Operation, a: Region, b: Region) -> Region:
    try:
        rounded = _rounded(_polygons(operation(a, b)))
    except shapely.GEOSException:
        rounded = None  # floating numbers were not enough for this pair
    if rounded is not None and shapely.is_valid(rounded):
        return rounded
    return _loose(polygonal(operation(a, b, grid_size=GRID_M)))


def _rounded(shape: Any) -> Any:
    """Corners on the grid, each for itself; one shape or an array of them."""
    return shapely.set_precision(shapely.set_precision(shape, GRID_M, mode="pointwise"), 0, mode="pointwise")


def _polygons(shape: Region) -> Region:
    """The areas among the parts of one overlay, which share no land."""
    if shapely.get_type_id(shape) in _POLYGONAL:
        return shape
    parts = [p for part in shapely.get_parts(shape) for p in shapely.get_parts(part) if shapely.get_type_id(p) == 3]
    return NOTHING if not parts else parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def join(a: Region, b: Region) -> Region:
    """The land that is in either."""
    if is_nothing(a):
        return b
    if is_nothing(b):
        return a
    return _loose(polygonal(shapely.union(a, b, grid_size=GRID_M)))


def join_all(shapes: Iterable[Region]) -> Region:
    """The land that is in any of them."""
    some = [s for s in shapes if not is_nothing(s)]
    if not some:
        return NOTHING
    return some[0] if len(some) == 1 else _loose(polygonal(shapely.union_all(some, grid_size=GRID_M)))


def area(shape: Region) -> float:
    """Square metres."""
    return 0.0 if shape is NOTHING else float(shapely.area(shape))


def is_nothing(shape: Region) -> bool:
    """Whether no land is left. Asked so often of what was never there that this is looked at first."""
    return shape is NOTHING or bool(shapely.is_empty(shape))


def meets(a: Region, b: Region) -> bool:
    """Whether two areas share land, not merely a border."""
    return bool(shapely.intersects(a, b)) and bool(shapely.relate_pattern(a, b, "T********"))


def reaches(shape: Region, x: float, y: float, metres: float) -> bool:
    """Whether a point of the plane lies in a shape, or no further from it than so many metres."""
    return bool(shapely.dwithin(shape, shapely.Point(x, y), max(metres, 0.0)))


def same(a: Region, b: Region) -> bool:
    """Whether two shapes are the same, point by point."""
    return a is b or bool(shapely.equals_exact(a, b))


def from_wkb(data: bytes | None) -> Region | None:
    """A shape from the store."""
    return None if data is None else shapely.from_wkb(data)


def to_wkb(shape: Region | None) -> bytes | None:
    """A shape for the store: little-endian WKB, two dimensions."""
    return None if shape is None else shapely.to_wkb(shape, output_dimension=2, byte_order=1)


def box_of(shape: Region) -> tuple[float, float, float, float]:
    """(min_x, min_y, max_x, max_y) in metres."""
    min_x, min_y, max_x, max_y = shapely.bounds(shape).tolist()
    return min_x, min_y, max_x, max_y


# Many at once -------------------------------------------------------------------------------------------------


def regions(shapes: Sequence[Region | None]) -> Regions:
    """A numpy object array, which the functions below take."""
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


def regions_from_wkb(data: Sequence[bytes | None]) -> Regions:
    """Many shapes from the store at once."""
    column = np.empty(len(data), dtype=object)
    column[:] = data
    out: Regions = shapely.from_wkb(column)
    return out


def wkbs(shapes: Regions) -> list[bytes | None]:
    """Many shapes for the store at once."""
    out: list[bytes | None] = shapely.to_wkb(shapes, output_dimension=2, byte_order=1).tolist()
    return out


def areas(shapes: Regions) -> NDArray[np.float64]:
    """Square metres of each."""
    out: NDArray[np.float64] = shapely.area(shapes)
    return out


def are_nothing(shapes: Regions) -> NDArray[np.bool_]:
    """Whether no land is left of each; not of None."""
    out: NDArray[np.bool_] = shapely.is_empty(shapes)
    return out


def mended(shapes: Regions) -> Regions:
    """Shapes whose rings cross or touch, which is so where corners were rounded one by one, as areas without a fault."""
    out = _all_loose(shapes).copy()
    for i in np.flatnonzero(~shapely.is_missing(out) & ~shapely.is_valid(out)):
        out[i] = polygonal(shapely.make_valid(out[i], method="structure", keep_collapsed=False))
    return out


def apart_m2(a: Region, b: Region) -> float:
    """The square metres that lie in one of two areas only."""
    return float(shapely.area(shapely.symmetric_difference(a, b)))


def are_land(shapes: Regions) -> NDArray[np.bool_]:
    """Whether there is any land of each; none of what is None."""
    out: NDArray[np.bool_] = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return out


def meet_one(shapes: Regions, other: Region) -> NDArray[np.bool_]:
    """`meets` of each with one other area: quickly where that is large, and most lie whole in it or apart from it."""
    shapely.prepare(other)
    out: NDArray[np.bool_] = shapely.intersects(other, shapes)
    near = np.flatnonzero(out)
    edge = near[~shapely.contains_properly(other, shapes[near])]
    out[edge] = shapely.relate_pattern(shapes[edge], other, "T********")
    return out


def alike_each(a: Regions, b: Regions, metres: float) -> NDArray[np.bool_]:
    """Pair by pair, whether two areas have the same corners, none of them further apart than so many metres. A no may be wrong
    where rings begin elsewhere."""
    out: NDArray[np.bool_] = shapely.equals_exact(shapely.normalize(a), shapely.normalize(b), tolerance=metres)
    return out


def boxes(shapes: Regions) -> NDArray[np.float64]:
    """Bounds of each, shape (n, 4)."""
    out: NDArray[np.float64] = shapely.bounds(shapes)
    return out


def cut_each(a: Regions, b: Regions) -> Regions:
    """`cut`, pair by pair: the same shapes to the last digit."""
    return _each(shapely.difference, a, b, keeps=False)


def meet_each(a: Regions, b: Regions) -> Regions:
    """`meet`, pair by pair: the same shapes to the last digit."""
    return _each(shapely.intersection, a, b, keeps=True)


def _each(operation: Operation, a: Regions, b: Regions, *, keeps: bool) -> Regions:
    a, b = _all_loose(a), _all_loose(b)
    out = np.empty(len(a), dtype=object)
    whole = shapely.covers(b, a)
    out[whole] = a[whole] if keeps else NOTHING
    rest = np.flatnonzero(~whole)
    try:
        raw = operation(a[rest], b[rest])
    except shapely.GEOSException:
        out[rest] = [_on_grid(operation, a[i], b[i]) for i in rest]
        return out
    for i in np.flatnonzero(~np.isin(shapely.get_type_id(raw), _POLYGONAL)):
        raw[i] = _polygons(raw[i])
    rounded = _rounded(raw)
    for i in np.flatnonzero(~shapely.is_valid(rounded)):
        rounded[i] = _loose(polygonal(operation(a[rest[i]], b[rest[i]], grid_size=GRID_M)))
    out[rest] = rounded
    return out


def _all_loose(shapes: Regions) -> Regions:
    bound = shapely.get_precision(shapes) != 0
    return np.where(bound, shapely.set_precision(shapes, 0, mode="pointwise"), shapes) if bound.any() else shapes


def pairs_sharing_land(
    shapes: Regions, others: Regions | None = None, wanted: Callable[[Places, Places], NDArray[np.bool_]] | None = None
) -> tuple[Places, Places]:
    """Index pairs (i, j) whose areas overlap; within one array each pair once, with i < j.

    Areas that only touch along a border do not count. `wanted` is asked, of pairs whose boxes and borders meet, which of
    them matter: the others are not looked at closely, and left out.
    """
    tree = shapely.STRtree(shapes)
    first = shapes if others is None else others
    left, right = tree.query(first, predicate="intersects")
    if others is None or wanted is not None:
        keep = left < right if others is None else np.ones(len(left), bool)
        if wanted is not None:
            keep[keep] = wanted(left[keep], right[keep])
        left, right = left[keep], right[keep]
    if len(left):
        real = shapely.relate_pattern(first[left], shapes[right], "T********")
        left, right = left[real], right[real]
    return left, right
