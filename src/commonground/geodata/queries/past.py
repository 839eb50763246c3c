"""Outlines of another day, or as they were known at an earlier number, computed from the entries.

Only hazards that something happened to since are computed; the others stand in the tables as they stood then. What
is computed is kept for the next tile of the same times, until anything is booked.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import replace
from threading import Lock

import numpy as np

from commonground.core.dates import Times
from commonground.core.geometry import mercator
from commonground.core.geometry.outline import band, draw, least_wide, most_marked
from commonground.core.geometry.overlay import regions
from commonground.core.geometry.tiling import Tile
from commonground.geodata.queries import rows
from commonground.geodata.queries.rows import AREA, SIGN, Filter, said
from commonground.geodata.queries.stamps import Stamp
from commonground.geodata.queries.unit_points import UnitPoints
from commonground.land.queries import shapes as land
from commonground.places import queries as places

KEPT = 4  # so many pairs of times are kept

# Tiles of less zoom hold half the world or more: no plane has such a box, and every hazard is in one of them anyway.
TOO_WIDE = 3


class Then:
    """What is known of one pair of times."""

    def __init__(self, times: Times) -> None:
        self.times = times
        self.others = frozenset(_others(times))
        self.done: set[int] = set()
        self.made: dict[int, list[dict]] = {}
        self.standing: dict[int, str] = {}
        self.units = UnitPoints()
        self.stated = {c.id: c for c in land.cards(self.others)}
        self.lock = Lock()

    def compute(self, wanted: set[int]) -> None:
        """Draw some hazards as they were."""
        wanted = wanted - self.done
        if not wanted:
            return
        lands, standing = land.held_at(wanted, self.times)
        made: dict[int, list[dict]] = {}
        if lands:
            drawn = draw(mercator.from_plane(places.programme().plane, regions([x.shape for x in lands])))
            for i, x in enumerate(lands):
                made.setdefault(x.hazard, []).append(self._row(x, drawn, i))
        for hazard, now in standing.items():
            point = self.units.point(self.stated[hazard].stated_unit) if hazard not in made else None
            if point:
                made[hazard] = [self._sign(hazard, "none" if now == "released" else "unknown", point)]
        self.standing |= standing
        self.made |= made
        self.done |= wanted

    def _row(self, x: land.Land, drawn, i: int) -> dict:
        px, py = drawn.points[i].tolist()
        shapes = {"shape": drawn.shapes[i], **{name: column[i] for name, column in drawn.bands.items()}}
        return self.said(x.hazard) | {
            "state": x.account, "m2": x.m2, "x": px, "y": py, "wide": float(drawn.wide[i]), "box": drawn.boxes[i], **shapes,
        }  # fmt: skip

    def _sign(self, hazard: int, state: str, point: tuple[float, float]) -> dict:
        return self.said(hazard) | {
            "state": state, "m2": 0, "x": point[0], "y": point[1], "wide": 0.0, "box": np.array([*point, *point]),
        }  # fmt: skip

    def said(self, hazard: int) -> dict:
        card = self.stated[hazard]
        return {
            "hazard": hazard, "code": card.code, "contamination": card.contamination, "flag": card.flag, "unit_id": card.unit,
        }  # fmt: skip


_kept: OrderedDict[tuple, Then] = OrderedDict()
_lock = Lock()


def _then(times: Times, stamp: Stamp) -> Then:
    key = (times, stamp.edition, stamp.places)
    with _lock:
        if key not in _kept:
            _kept[key] = Then(times)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return _kept[key]


def _others(times: Times) -> set[int]:
    changed = land.touched_since(times.known) if times.known is not None else set()
    return changed | (land.dated_after(times.on) if times.on else set())


def hazards(times: Times, stamp: Stamp) -> frozenset[int]:
    """Hazards that may have stood otherwise at these times than they do now."""
    return _then(times, stamp).others


def rows_of(tile: Tile, times: Times, stamp: Stamp, chosen: Filter) -> tuple[list[tuple], list, list[tuple]]:
    """Areas, their shapes, and markers of a tile among the hazards that stood otherwise."""
    then = _then(times, stamp)
    here = set(then.others) if tile.z < TOO_WIDE else _near(tile, then.others)
    here |= {h for h, card in then.stated.items() if card.stated_unit}
    with then.lock:
        then.compute(here)
        found = [row for h in sorted(here) for row in then.made.get(h, ()) if _wanted(row, chosen)]
    return (*_areas(tile, found), _signs(tile, found))


def _near(tile: Tile, others: Collection[int]) -> set[int]:
    box = places.programme().plane.bounds_to_plane(mercator.tile_lonlat(tile.z, tile.x, tile.y, 0.02))
    return {h for h in land.near(box) if h in others}


def _wanted(row: dict, chosen: Filter) -> bool:
    return chosen.only is None or row["hazard"] in chosen.only


def _areas(tile: Tile, found: list[dict]) -> tuple[list[tuple], list]:
    x0, y0, x1, y1 = tile.wide_box
    some = [
        r for r in found
        if r["wide"] >= least_wide(tile.z) and r["box"][0] <= x1 and r["box"][2] >= x0 and r["box"][1] <= y1 and r["box"][3] >= y0
    ]  # fmt: skip
    return [tuple(r[name] for name in AREA) for r in _quoted(some)], [r[band(tile.z)] for r in some]


def _signs(tile: Tile, found: list[dict]) -> list[tuple]:
    first, after = mercator.quad_range(tile.z, tile.x, tile.y)
    some = _quoted([r for r in found if r["wide"] < most_marked(tile.z)])
    return [tuple(r[name] for name in SIGN) for r in some if first <= r["quad"] < after]


def _quoted(some: list[dict]) -> list[dict]:
    """Rows as the tables have them: with the quadrant of each, and what is said of it as one."""
    quads = mercator.quads(np.array([(r["x"], r["y"]) for r in some]).reshape(-1, 2)).tolist()
    return [
        r | {"quad": q, "many": 1, "said": said(r["state"], r["flag"], r["contamination"])}
        for r, q in zip(some, quads, strict=True)
    ]


def unplaced(times: Times, stamp: Stamp, chosen: Filter) -> int:
    """Hazards of which nobody knew the place at these times: on no map, so they are counted beside it."""
    if times.is_now:
        return rows.unplaced(chosen)
    then = _then(times, stamp)
    stated = land.without_perimeter(then.others)
    with then.lock:
        then.compute(stated)
        hidden = [then.said(h) for h in stated if h in then.standing and h not in then.made]
    return rows.unplaced(replace(chosen, without=then.others)) + sum(_wanted(row, chosen) for row in hidden)


def forget() -> None:
    """Keep nothing of what was computed."""
    with _lock:
        _kept.clear()
