"""Shapes cut to a tile and laid on its grid: valid before, valid after.

Coordinates become whole units of the tile, y downwards. Repeated points go; a ring that collapses goes; a shape whose
rings would cross or touch wrongly on the grid is laid on it by snap rounding instead, so that what is
drawn never turns inside out. Outer rings run clockwise as seen on the screen, inner ones the other way (Mapbox Vector Tile
Specification 2.1, section 4.3.4.4).
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.geometry.mercator import WORLD, tile_box
from commonground.core.geometry.plane import Bounds, Geometries

EXTENT = 4096
BUFFER = 64  # units beyond the tile's edge, so that outlines do not end on it
POINT, LINE, POLYGON = 1, 2, 3  # the specification's geometry types

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Laid:
    """Paths on a tile's grid: rings without their closing point, lines, or single points; grouped by feature."""

    kind: int
    xy: Ints  # (n, 2)
    sizes: Ints  # points per path
    features: Ints  # which of the given shapes each path belongs to, ascending

    @property
    def starts(self) -> Ints:
        """Where each path begins in `xy`."""
        return np.concatenate(([0], np.cumsum(self.sizes)[:-1])) if len(self.sizes) else self.sizes


@dataclass(frozen=True, slots=True)
class Rings:
    """Closed rings, grouped by shape: of each part the outer one first, then its holes."""

    xy: Floats  # (n, 2)
    sizes: Ints  # points per ring
    outer: NDArray[np.bool_]
    owner: Ints  # which of the given shapes each ring belongs to, ascending


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the usual scheme: Web Mercator, y from the north."""

    z: int
    x: int
    y: int

    @property
    def unit(self) -> float:
        """What one unit of the grid measures, in Web Mercator metres."""
        return float(WORLD / 2**self.z / EXTENT)

    @property
    def box(self) -> Bounds:
        """The tile itself, in Web Mercator metres."""
        return tile_box(self.z, self.x, self.y)

    @property
    def wide_box(self) -> Bounds:
        """The tile with its buffer."""
        more = BUFFER * self.unit
        x0, y0, x1, y1 = self.box
        return x0 - more, y0 - more, x1 + more, y1 + more

    def on_grid(self, coords: Floats) -> Floats:
        """Coordinates in units of the grid, not yet rounded."""
        x0, _, _, y1 = self.box
        return np.asarray((coords - (x0, y1)) / (self.unit, -self.unit))


def points(tile: Tile, xy: Floats) -> Laid:
    """Single points, one per feature."""
    grid = np.rint(tile.on_grid(xy)).astype(np.int64)
    one = np.ones(len(grid), np.int64)
    return Laid(POINT, grid, one, np.arange(len(grid)))


def lines(tile: Tile, shapes: Geometries) -> Laid:
    """Lines, cut to the tile and its buffer."""
    parts, owner = shapely.get_parts(_cut(tile, shapes), return_index=True)
    straight = shapely.get_type_id(parts) == 1
    parts, owner = parts[straight], owner[straight]
    grid, path = _rounded(tile, parts)
    sizes = np.bincount(path, minlength=len(parts))
    keep = sizes >= 2
    return Laid(LINE, grid[keep[path]], sizes[keep], owner[keep])


def areas(tile: Tile, shapes: Geometries) -> Laid:
    """Areas, cut to the tile and its buffer, valid on the grid. What collapses on it is left out."""
    cut = _cut(tile, shapes)
    rings = _rings(cut)
    laid, broken = _on_grid(rings, tile.on_grid(rings.xy))
    if not len(broken):
        return laid
    snapped = _rings(_snapped(tile, cut[broken]))
    mended, _ = _on_grid(snapped, snapped.xy, check=False)
    return _merged(laid, np.isin(laid.features, broken), mended, broken)


def _cut(tile: Tile, shapes: Geometries) -> Geometries:
    """Shapes cut to the tile and its buffer; those wholly inside are not touched."""
    x0, y0, x1, y1 = box = tile.wide_box
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        over = (bounds[:, 0] < x0) | (bounds[:, 1] < y0) | (bounds[:, 2] > x1) | (bounds[:, 3] > y1)
    if not over.any():
        return shapes
    out: Geometries = shapes.copy()
    out[over] = shapely.clip_by_rect(shapes[over], *box)
    return out


def _rounded(tile: Tile, parts: Geometries) -> tuple[Ints, Ints]:
    """Whole coordinates of single paths without repeated points, and the path each belongs to."""
    coords, path = shapely.get_coordinates(parts, return_index=True)
    grid = np.rint(tile.on_grid(coords)).astype(np.int64)
    new = np.empty(len(grid), bool)
    new[:1] = True
    new[1:] = (path[1:] != path[:-1]) | (grid[1:] != grid[:-1]).any(axis=1)
    return grid[new], path[new]


def _rings(shapes: Geometries) -> Rings:
    """The rings of areas."""
    # A collection that clipping left behind holds areas beside lines and points, which are no land.
    parts, owner = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_type_id(parts) == 3
    if not flat.all():
        parts, owner = parts[flat], owner[flat]
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    outer = np.ones(len(rings), bool)
    outer[1:] = part[1:] != part[:-1]
    return Rings(xy, np.bincount(ring, minlength=len(rings)), outer, owner[part])


def _on_grid(rings: Rings, xy: Floats, check: bool = True) -> tuple[Laid, Ints]:
    """Rings in whole units of the grid, and the features that these do not make valid."""
    grid = np.rint(xy).astype(np.int64)
    sizes, outer, owner = rings.sizes, rings.outer, rings.owner
    new = np.empty(len(grid), bool)
    new[1:] = (grid[1:] != grid[:-1]).any(axis=1)
    new[np.cumsum(sizes) - sizes] = True
    if not new.all():
        ring = np.repeat(np.arange(len(sizes)), sizes)[new]
        grid, sizes = grid[new], np.bincount(ring, minlength=len(sizes))
    keep = sizes >= 4
    if not keep.all():
        part = np.cumsum(outer) - 1
        keep &= keep[np.flatnonzero(outer)][part]  # a ring goes with the one around it
        grid, sizes, outer, owner = grid[np.repeat(keep, sizes)], sizes[keep], outer[keep], owner[keep]
    broken = _invalid(grid, sizes, outer, owner) if check and len(sizes) else np.empty(0, np.int64)
    return _wound(grid, sizes, outer, owner), broken


def _invalid(grid: Ints, sizes: Ints, outer: NDArray[np.bool_], owner: Ints) -> Ints:
    """Features that their rings do not make valid."""
    begins = np.ones(len(owner), bool)
    begins[1:] = owner[1:] != owner[:-1]
    feature = np.cumsum(begins) - 1
    sound = (np.bincount(feature) == 1) & _around_a_point(grid, sizes)[begins]
    ask = ~sound[feature]
    if not ask.any():
        return np.empty(0, np.int64)
    grid, sizes, outer, owner = grid[np.repeat(ask, sizes)], sizes[ask], outer[ask], owner[ask]
    first_of_part = np.flatnonzero(outer)
    owner_of_part = owner[first_of_part]
    first_of_feature = np.flatnonzero(np.concatenate(([True], owner_of_part[1:] != owner_of_part[:-1])))
    rebuilt = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON,
        grid.astype(float),
        (
            np.concatenate(([0], np.cumsum(sizes))),
            np.append(first_of_part, len(sizes)),
            np.append(first_of_feature, len(first_of_part)),
        ),
    )
    return np.asarray(owner_of_part[first_of_feature][~shapely.is_valid(rebuilt)])


def _around_a_point(grid: Ints, sizes: Ints) -> NDArray[np.bool_]:
    """Which closed rings run once around the middle of their corners, ever onwards: these cannot cross themselves.

    Most land is of this kind, and a handful of sums tells so in whole numbers; of the rest nothing is said.
    """
    starts = np.cumsum(sizes) - sizes
    middle = np.add.reduceat(grid, starts, axis=0) // sizes[:, None]
    x, y = (grid - np.repeat(middle, sizes, axis=0)).T
    turn = np.empty(len(grid), np.int64)
    turn[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    rises = np.zeros(len(grid), np.int64)
    rises[:-1] = (y[:-1] < 0) & (y[1:] >= 0)
    last = starts + sizes - 1  # from one ring's end to the next one's start is no side
    turn[last] = turn[starts]
    rises[last] = 0
    onwards = (np.minimum.reduceat(turn, starts) > 0) | (np.maximum.reduceat(turn, starts) < 0)
    return np.asarray(onwards & (np.add.reduceat(rises, starts) == 1))


def _wound(grid: Ints, sizes: Ints, outer: NDArray[np.bool_], owner: Ints) -> Laid:
    """Rings without their closing points, turned the way the specification wants them."""
    if not len(sizes):
        return Laid(POLYGON, grid.reshape(0, 2), sizes, owner)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    x, y = grid[:, 0], grid[:, 1]
    cross = np.zeros(len(grid), np.int64)
    cross[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    cross[starts + sizes - 1] = 0  # from one ring's end to the next one's start
    backwards = (np.add.reduceat(cross, starts) > 0) != outer
    sizes = sizes - 1
    step = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    first, turned = np.repeat(starts, sizes), np.repeat(backwards, sizes)
    order = first + np.where(turned, np.repeat(sizes, sizes) - 1 - step, step)
    return Laid(POLYGON, grid[order], sizes, owner)


def _snapped(tile: Tile, shapes: Geometries) -> Geometries:
    """Areas on the grid by snap rounding, valid whatever they were."""
    scaled = shapely.transform(shapely.make_valid(shapes, method="structure"), tile.on_grid)
    return np.asarray(shapely.set_precision(scaled, 1.0))


def _merged(laid: Laid, drop: NDArray[np.bool_], mended: Laid, numbers: Ints) -> Laid:
    """The rings that were good, and those mended, in the order of their features."""
    owner = np.concatenate((laid.features[~drop], numbers[mended.features]))
    sizes = np.concatenate((laid.sizes[~drop], mended.sizes))
    xy = np.concatenate((laid.xy[np.repeat(~drop, laid.sizes)], mended.xy))
    order = np.argsort(owner, kind="stable")
    starts = (np.cumsum(sizes) - sizes)[order]
    sizes = sizes[order]
    step = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return Laid(POLYGON, xy[np.repeat(starts, sizes) + step], sizes, owner[order])
