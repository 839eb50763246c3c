"""Adding and subtracting areas in the programme's plane, on its fixed grid.

Everything here takes shapely polygons (or arrays of them) in metres of one equal-area plane, and gives polygons
back: lines and points that an intersection leaves behind are no land and are dropped here (they are kept as
evidence where shapes come in, see `repair`). The grid makes overlay robust and the same on every machine with the
same GEOS; square metres are exact because the plane is equal-area.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Region: TypeAlias = BaseGeometry
Regions: TypeAlias = NDArray[Any]

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
    """The land that is in both."""
    return polygonal(shapely.intersection(a, b, grid_size=GRID_M))


def cut(a: Region, b: Region) -> Region:
    """The land of `a` that is not in `b`."""
    return polygonal(shapely.difference(a, b, grid_size=GRID_M))


def join(a: Region, b: Region) -> Region:
    """The land that is in either."""
    if shapely.is_empty(a):
        return b
    if shapely.is_empty(b):
        return a
    return polygonal(shapely.union(a, b, grid_size=GRID_M))


def join_all(shapes: Iterable[Region]) -> Region:
    """The land that is in any of them."""
    some = [s for s in shapes if not shapely.is_empty(s)]
    if not some:
        return NOTHING
    return some[0] if len(some) == 1 else polygonal(shapely.union_all(some, grid_size=GRID_M))


def area(shape: Region) -> float:
    """Square metres."""
    return float(shapely.area(shape))


def is_nothing(shape: Region) -> bool:
    """Whether no land is left."""
    return bool(shapely.is_empty(shape))


def meets(a: Region, b: Region) -> bool:
    """Whether two areas share land, not merely a border."""
    return bool(shapely.intersects(a, b)) and bool(shapely.relate_pattern(a, b, "T********"))


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


def boxes(shapes: Regions) -> NDArray[np.float64]:
    """Bounds of each, shape (n, 4)."""
    out: NDArray[np.float64] = shapely.bounds(shapes)
    return out


def _tidy(shapes: Regions) -> Regions:
    odd = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), _POLYGONAL))
    for i in odd:
        shapes[i] = polygonal(shapes[i])
    return shapes


def cut_each(a: Regions, b: Regions) -> Regions:
    """`cut`, pair by pair. Pairs where `b` covers `a` whole, or misses it, cost almost nothing."""
    return _tidy(shapely.difference(a, b, grid_size=GRID_M))


def meet_each(a: Regions, b: Regions) -> Regions:
    """`meet`, pair by pair."""
    return _tidy(shapely.intersection(a, b, grid_size=GRID_M))


def pairs_sharing_land(shapes: Regions, others: Regions | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Index pairs (i, j) whose areas overlap; within one array each pair once, with i < j.

    Areas that only touch along a border do not count.
    """
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes if others is None else others, predicate="intersects")
    first = shapes if others is None else others
    if others is None:
        keep = left < right
        left, right = left[keep], right[keep]
    if len(left):
        real = shapely.relate_pattern(first[left], shapes[right], "T********")
        left, right = left[real], right[real]
    return left, right
