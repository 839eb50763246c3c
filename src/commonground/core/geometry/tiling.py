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
    laid, valid = _rings(tile, cut)
    broken = np.flatnonzero(~valid)
    if not len(broken):
        return laid
    mended, _ = _rings(tile, _snapped(tile, cut[broken]), scaled=True)
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


def _rounded(tile: Tile, parts: Geometries, scaled: bool = False) -> tuple[Ints, Ints]:
    """Whole coordinates of single paths without repeated points, and the path each belongs to."""
    coords, path = shapely.get_coordinates(parts, return_index=True)
    grid = np.rint(coords if scaled else tile.on_grid(coords)).astype(np.int64)
    new = np.empty(len(grid), bool)
    new[:1] = True
    new[1:] = (path[1:] != path[:-1]) | (grid[1:] != grid[:-1]).any(axis=1)
    return grid[new], path[new]


def _rings(tile: Tile, shapes: Geometries, scaled: bool = False) -> tuple[Laid, NDArray[np.bool_]]:
    """The rings of areas on the grid, and which of the shapes are valid there."""
    # A collection that clipping left behind holds areas beside lines and points, which are no land.
    parts, owner = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_type_id(parts) == 3
    if not flat.all():
        parts, owner = parts[flat], owner[flat]
    rings, part = shapely.get_rings(parts, return_index=True)
    grid, ring = _rounded(tile, rings, scaled)
    sizes = np.bincount(ring, minlength=len(rings))
    outer = np.ones(len(rings), bool)
    outer[1:] = part[1:] != part[:-1]
    keep = sizes >= 4
    gone = np.zeros(len(parts), bool)
    gone[part[outer & ~keep]] = True
    keep &= ~gone[part]
    grid, sizes, outer, part = grid[keep[ring]], sizes[keep], outer[keep], part[keep]
    owner = owner[part]
    valid = np.ones(len(shapes), bool)
    if not scaled:
        valid = _valid(grid, sizes, part, owner, len(shapes))
    return _wound(grid, sizes, outer, owner), valid


def _valid(grid: Ints, sizes: Ints, part: Ints, owner: Ints, count: int) -> NDArray[np.bool_]:
    """Which features the rings make valid."""
    answer = np.ones(count, bool)
    if not len(sizes):
        return answer
    ends = np.concatenate(([0], np.cumsum(sizes)))
    first_of_part = np.flatnonzero(np.concatenate(([True], part[1:] != part[:-1])))
    owner_of_part = owner[first_of_part]
    first_of_feature = np.flatnonzero(np.concatenate(([True], owner_of_part[1:] != owner_of_part[:-1])))
    rebuilt = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON,
        grid.astype(float),
        (ends, np.append(first_of_part, len(sizes)), np.append(first_of_feature, len(first_of_part))),
    )
    answer[owner_of_part[first_of_feature]] = shapely.is_valid(rebuilt)
    return answer


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
