"""The rows that a run of checks looks at, with what several checks share worked out once."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.findings import Finding
from commonground.core.geometry.plane import EqualAreaPlane, Geometries, as_array
from commonground.core.geometry.repair import POLYGONAL, Repaired, repair
from commonground.core.geometry.thresholds import limit

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]
News = Iterator[tuple[int, Finding]]
Check = Callable[["Batch"], News]

METRES_PER_DEGREE = 111_195.0  # of a sphere of 6,371,008.8 m; for comparing sizes and angles, never for areas


@dataclass(frozen=True)
class Rings:
    """Every ring of every polygonal row, laid end to end, as received (lon/lat degrees, closing point
    included).

    Arrays over vertices: `xy` (n, 2), `ring` (which ring), `order` (0.. within its ring). Arrays over rings:
    `row`, `part` (which polygon of the row), `hole`, `start`, `count` (of vertices).
    """

    xy: Floats
    ring: Rows
    order: Rows
    row: Rows
    part: Rows
    hole: NDArray[np.bool_]
    start: Rows
    count: Rows

    @cached_property
    def edges(self) -> Rows:
        """The vertices that have a successor in their ring: vertex i begins the edge i -> i + 1."""
        return np.flatnonzero(self.ring[:-1] == self.ring[1:])

    @cached_property
    def metres(self) -> Floats:
        """Vertices in rough local metres, for angles: one scale for a whole ring, or its sides would bend."""
        lat = np.radians(np.clip(self.xy[:, 1], -89, 89))
        scale = np.cos(lat[self.start])[self.ring] if len(self.start) else lat
        return np.column_stack([self.xy[:, 0] * scale, self.xy[:, 1]]) * METRES_PER_DEGREE

    @cached_property
    def repeats(self) -> tuple[Rows, Rows]:
        """Pairs of vertices (earlier, later) of one ring at one place, the closing vertex left out.

        One place is closer than `point.same` degrees in both directions. Found by sorting along longitude and
        looking ahead until nothing is near any more, which is exact where rounding to cells would not be.
        """
        near = limit("point.same")
        open_ = np.flatnonzero(self.order < self.count[self.ring] - 1)
        x, y, ring = self.xy[open_, 0], self.xy[open_, 1], self.ring[open_]
        key = ring + np.nan_to_num(np.clip((x + 180) / 361, 0, 0.999))
        along = np.argsort(key, kind="stable")
        x, y, ring, vertex = x[along], y[along], ring[along], open_[along]
        firsts, seconds = [], []
        ahead = np.arange(len(x))
        step = 1
        while len(ahead := ahead[ahead + step < len(x)]):
            other = ahead + step
            with np.errstate(invalid="ignore"):
                # the sort key resolves 1e-7 degrees at worst: hence the slack before giving up on a vertex
                ahead = ahead[(ring[other] == ring[ahead]) & (x[other] - x[ahead] <= near + 3e-7)]
                other = ahead + step
                same = (np.abs(x[other] - x[ahead]) <= near) & (np.abs(y[other] - y[ahead]) <= near)
            firsts.append(vertex[ahead[same]])
            seconds.append(vertex[other[same]])
            step += 1
        one, two = (
            np.concatenate([*firsts, []]).astype(np.intp),
            np.concatenate([*seconds, []]).astype(np.intp),
        )
        return np.minimum(one, two), np.maximum(one, two)

    @cached_property
    def different(self) -> Rows:
        """Per ring, how many different places it has."""
        later = np.unique(self.repeats[1])
        return self.count - 1 - np.bincount(self.ring[later], minlength=len(self.count)).astype(np.intp)


@dataclass(frozen=True)
class Batch:
    """Rows to check; all arrays have one entry per row.

    `ids`: what the record is called. `lonlat`: shapes as received, WGS84 degrees, None where there is none.
    `drawn`: the same on the plane before mending (None where the coordinates are no place on earth).
    `repaired`: the outcome of mending. `stated_m2`: recorded areas, NaN where not known. `country`: its
    (valid) shape on the plane, or None. `units`: per row the (valid) shape of its stated unit on the plane,
    or None.
    """

    ids: NDArray[np.object_]
    lonlat: Geometries
    plane: EqualAreaPlane
    drawn: Geometries
    repaired: Repaired
    stated_m2: Floats
    country: Any = None
    units: Geometries | None = None

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        lonlat: Any,
        plane: EqualAreaPlane,
        *,
        on_the_plane: tuple[Geometries, Repaired] | None = None,
        stated_m2: Any = None,
        country: Any = None,
        units: Any = None,
    ) -> "Batch":
        """Project and mend shapes in lon/lat degrees, and hold them ready; `country`, `units` on the
        plane. `on_the_plane` is the outcome of `project`, where that was called before.
        """
        shapes = as_array(lonlat)
        drawn, repaired = on_the_plane or project(shapes, plane)
        stated = np.full(len(shapes), np.nan) if stated_m2 is None else np.asarray(stated_m2, dtype=float)
        return cls(
            ids=as_array([str(name) for name in ids]),
            lonlat=shapes,
            plane=plane,
            drawn=drawn,
            repaired=repaired,
            stated_m2=stated,
            country=country,
            units=None if units is None else as_array(units),
        )

    def __len__(self) -> int:
        return len(self.lonlat)

    @property
    def shapes(self) -> Geometries:
        """The mended shapes on the plane."""
        return self.repaired.shapes

    @cached_property
    def nothing(self) -> NDArray[np.bool_]:
        """Whether there is a mended shape that holds no land."""
        return np.asarray(shapely.is_empty(self.shapes), dtype=bool)

    @cached_property
    def kinds(self) -> NDArray[np.int32]:
        """The shapely type id of every shape as received, -1 for None."""
        return np.asarray(shapely.get_type_id(self.lonlat), dtype=np.int32)

    @cached_property
    def area_m2(self) -> Floats:
        """The area of every mended shape; NaN where there is none."""
        return np.asarray(shapely.area(self.shapes), dtype=float)

    @cached_property
    def with_land(self) -> Rows:
        """The rows whose mended shape encloses something."""
        with np.errstate(invalid="ignore"):
            return np.flatnonzero(self.area_m2 > 0)

    def loose(self, rows: Rows) -> Geometries:
        """Mended shapes without their grid, so that overlay is quick; for comparing, not for the books."""
        return as_array(shapely.set_precision(self.shapes[rows], 0, mode="pointwise"))

    @cached_property
    def coordinates(self) -> tuple[Floats, Rows]:
        """Every coordinate as received and the row it belongs to; a ring's closing point counts once more."""
        coords, owner = shapely.get_coordinates(self.lonlat, return_index=True)
        return coords, owner

    @cached_property
    def rings(self) -> Rings:
        """The rings of every polygonal row."""
        return _rings(self.lonlat, self.kinds)

    @cached_property
    def pairs(self) -> tuple[Rows, Rows, Floats]:
        """Pairs of rows (first < second) whose mended shapes share land, and how many m2."""
        land = self.shapes[self.with_land]
        first, second = shapely.STRtree(land).query(land, predicate="intersects")
        once = first < second
        first, second = self.with_land[first[once]], self.with_land[second[once]]
        common = shapely.intersection(self.loose(first), self.loose(second))
        shared = np.asarray(shapely.area(common), dtype=float)
        some = shared > 0
        return first[some], second[some], shared[some]

    def places(self, metres: Floats) -> list[tuple[float, float]]:
        """Lon/lat of points on the plane (n, 2), for `Finding.at`."""
        return [(round(float(lon), 7), round(float(lat), 7)) for lon, lat in self.plane.inverse(metres)]

    def middles(self, rows: Rows) -> list[tuple[float, float] | None]:
        """Lon/lat of the middle of the box around each row as received; None where that is no place."""
        boxes = shapely.bounds(self.lonlat[rows])
        return [place((b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in boxes]


HALVES = 10_000  # rows from which projecting and mending are shared between two threads: GEOS and PROJ let them run


def project(shapes: Geometries, plane: EqualAreaPlane) -> tuple[Geometries, Repaired]:
    """Shapes on the plane as drawn, and mended; of many rows each half in a thread of its own."""

    def one(some: Geometries) -> tuple[Geometries, Repaired]:
        drawn = plane.to_plane(some)
        return drawn, repair(drawn, plane.grid_m)

    if len(shapes) < HALVES:
        return one(shapes)
    middle = len(shapes) // 2
    with ThreadPoolExecutor(2) as pool:
        (left, first), (right, second) = pool.map(one, (shapes[:middle], shapes[middle:]))
    return np.concatenate([left, right]), Repaired(
        **{f.name: np.concatenate([getattr(first, f.name), getattr(second, f.name)]) for f in fields(Repaired)}
    )


def place(lon: float, lat: float) -> tuple[float, float] | None:
    """A lon/lat for `Finding.at`, or None where it is no place on earth."""
    if abs(lon) <= 180 and abs(lat) <= 90:
        return round(float(lon), 7), round(float(lat), 7)
    return None


def _rings(lonlat: Geometries, kinds: NDArray[np.int32]) -> Rings:
    """Take shapes apart; a polygon without holes is its own ring, which spares most of the work."""
    simple = np.flatnonzero((kinds == POLYGONAL[0]) & (shapely.get_num_interior_rings(lonlat) == 0))
    simple = simple[~shapely.is_empty(lonlat[simple])]
    other = np.setdiff1d(np.flatnonzero(np.isin(kinds, (*POLYGONAL, 7))), simple, assume_unique=True)
    parts, owner = shapely.get_parts(lonlat[other], return_index=True)
    polygons = shapely.get_type_id(parts) == POLYGONAL[0]
    parts, owner = parts[polygons], owner[polygons]
    rings, part = shapely.get_rings(parts, return_index=True)
    if not len(rings):
        rings = np.empty(0, dtype=object)
    whole = as_array(list(lonlat[simple]) + list(rings))
    xy, ring = shapely.get_coordinates(whole, return_index=True)
    count = np.bincount(ring, minlength=len(whole)).astype(np.intp)
    start = np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.intp) if len(whole) else count
    parts_before = np.searchsorted(owner, owner) if len(owner) else owner
    ordinal = np.arange(len(parts)) - parts_before
    zeros = np.zeros(len(simple), dtype=np.intp)
    return Rings(
        xy=xy,
        ring=ring.astype(np.intp),
        order=(np.arange(len(xy)) - start[ring]).astype(np.intp),
        row=np.concatenate([simple, other[owner[part]]]).astype(np.intp),
        part=np.concatenate([zeros, ordinal[part]]).astype(np.intp),
        hole=np.concatenate([zeros.astype(bool), np.diff(part, prepend=-1) == 0]),
        start=start,
        count=count,
    )
