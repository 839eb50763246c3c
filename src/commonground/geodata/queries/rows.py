"""Outlines of a tile, straight from the tables: columns, no objects."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.core.geometry.mercator import quad_range
from commonground.core.geometry.outline import CROWD_ZOOMS, band, cell_shift, least_wide, most_marked
from commonground.core.geometry.tiling import Tile
from commonground.geodata.models import Crowd, Outline
from commonground.store.fields import as_wkb
from commonground.store.sets import among, columns, outside, rows
from commonground.store.spatial import rows_in_box

OUTLINE, CROWD = Outline._meta.db_table, Crowd._meta.db_table
FEW_WIDE = 7  # up to this zoom so few areas are wide enough that their widths find them faster than their places
MARKER = ("quad", "x", "y", "wide", "state", "contamination", "flag", "code", "many")
SINGLE = ", ".join((*MARKER[:-1], "1"))
# What a tile says of a hazard, as one text: many hazards say the same, and fewer columns are read sooner.
SAID = "state || '\n' || flag || '\n' || contamination"
SIGN = ("quad", "wide", "many", "said", "code")
SINGLES = f"quad, wide, 1, {SAID}, code"
MILLIMETRES = "CAST(wide * 1000 AS bigint)"
AREA = ("quad", "code", "m2", "said")


def said(state: str, flag: str, contamination: str) -> str:
    """The same as `SAID` in SQL."""
    return f"{state}\n{flag}\n{contamination}"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which hazards a tile shows; None means all."""

    only: frozenset[int] | None = None  # these hazards
    without: frozenset[int] = frozenset()  # hazards that are drawn otherwise

    def sql(self) -> tuple[str, list]:
        tests, params = [], []
        if self.only is not None:
            clause, more = among("hazard", self.only)
            tests.append(clause)
            params += more
        if self.without:
            clause, more = outside("hazard", self.without)
            tests.append(clause)
            params += more
        return "".join(f" AND {t}" for t in tests), params


ALL = Filter()


@dataclass(frozen=True, slots=True)
class Signs:
    """Markers as columns: `SIGN`."""

    quad: NDArray[np.int64]
    wide: NDArray[np.float64]
    many: NDArray[np.int64]
    said: list[str]
    code: list[str]

    @classmethod
    def of(cls, found: Iterable[tuple]) -> "Signs":
        """The same from rows."""
        quad, wide, many, said, code = zip(*found, strict=True)  # at least one
        return cls(np.array(quad), np.array(wide, float), np.array(many), list(said), list(code))

    def and_(self, more: list[tuple]) -> "Signs":
        """With rows of others."""
        if not more:
            return self
        others = Signs.of(more)
        numbers = (np.concatenate(pair) for pair in ((getattr(self, n), getattr(others, n)) for n in SIGN[:3]))
        return Signs(*numbers, self.said + others.said, self.code + others.code)


def markers(tile: Tile, chosen: Filter = ALL) -> Signs:
    """What needs a marker in a tile."""
    first, after = quad_range(tile.z, tile.x, tile.y)
    zoom = next((z for z in CROWD_ZOOMS if tile.z <= z), None)
    if zoom is not None and chosen == ALL:
        shift = cell_shift(zoom)
        crowds = f"FROM {CROWD} WHERE zoom = %s AND cell >= %s AND cell < %s"
        wider = f"SELECT {SINGLES} FROM {OUTLINE} WHERE wide >= %s AND wide < %s AND quad >= %s AND quad < %s"
        single = rows(wider, [most_marked(zoom), most_marked(tile.z), first, after])
        return _signs("many", crowds, [zoom, first >> shift, after >> shift]).and_(single)
    clause, params = chosen.sql()
    source = f"FROM {OUTLINE} WHERE quad >= %s AND quad < %s AND wide < %s{clause}"
    return _signs("1", source, [first, after, most_marked(tile.z), *params])


def _signs(many: str, source: str, params: list) -> Signs:
    """The markers of a query; widths come in whole millimetres, which are read sooner."""
    numbers = ("quad", MILLIMETRES) if many == "1" else ("quad", MILLIMETRES, many)
    found = columns(numbers, (SAID, "code"), source, params)
    if found is None:
        return Signs.of(rows(f"SELECT quad, wide, {many}, {SAID}, code {source}", params))
    (quad, wide, *several), (said, code) = found
    return Signs(quad, wide / 1000, several[0] if several else np.ones(len(quad), np.int64), said, code)


def crowded(zoom: int, cells: Iterable[int] | None) -> list[tuple]:
    """Markers that may be merged up to a zoom, `MARKER`: all of them, or those of some cells."""
    sql = f"SELECT {SINGLE} FROM {OUTLINE} WHERE wide < %s AND quad >= %s AND quad < %s ORDER BY quad, id"
    shift = cell_shift(zoom)
    ranges = [(0, 1 << 62)] if cells is None else [(c << shift, c + 1 << shift) for c in sorted(cells)]
    return [row for low, high in ranges for row in rows(sql, [most_marked(zoom), low, high])]


def areas(tile: Tile, chosen: Filter = ALL) -> tuple[list[tuple], list[bytes | None]]:
    """What is drawn as an area in a tile: `AREA`, and the shapes as WKB."""
    name = band(tile.z)
    wanted = f"t.quad, code, m2, {SAID}, t.{name}"
    clause, params = chosen.sql()
    least = least_wide(tile.z)
    if tile.z <= FEW_WIDE:
        x0, y0, x1, y1 = tile.wide_box
        found = rows(
            f"SELECT {wanted} FROM {OUTLINE} t WHERE wide >= %s AND min_x <= %s AND max_x >= %s AND min_y <= %s AND max_y >= %s"
            f"{clause} ORDER BY +t.id",  # not in the order of the table: then all of it would be read
            [least, x1, x0, y1, y0, *params],
        )
    else:
        tail = f"t.wide >= %s{clause} ORDER BY t.id"
        found = rows_in_box(Outline, wanted, tile.wide_box, tail, [least, *params], side=least)
    return [r[:-1] for r in found], [as_wkb(r[-1]) for r in found]


def unplaced(chosen: Filter = ALL) -> int:
    """Hazards of which nobody knows the place: not on any map, so they are counted beside it."""
    clause, params = chosen.sql()
    return rows(f"SELECT count(*) FROM {OUTLINE} WHERE quad IS NULL{clause}", params)[0][0]
