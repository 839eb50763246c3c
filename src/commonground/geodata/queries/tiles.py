"""A tile of the map: hazards as areas and markers, over the quiet ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from commonground.core.dates import Times
from commonground.core.geometry.mercator import quads
from commonground.core.geometry.mvt import Layer, encode
from commonground.core.geometry.outline import until
from commonground.core.geometry.overlay import regions, regions_from_wkb
from commonground.core.geometry.tiling import Tile, areas, points
from commonground.geodata.queries import ground, past, rows
from commonground.geodata.queries.choices import rows_by
from commonground.geodata.queries.crowds import merged
from commonground.geodata.queries.rows import AREA, MARKER, Filter
from commonground.geodata.queries.stamps import Stamp
from commonground.land.queries import filters

NOW = Times()
AREA_TAGS = ("code", "state", "contamination", "flag", "m2")


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a tile's bytes depend on besides the stamp and the viewer's rights."""

    tile: Tile
    times: Times = NOW
    chosen: filters.Filter = filters.ALL
    language: str = "en"


def tile_bytes(asked: Asked, stamp: Stamp) -> bytes:
    """The tile as the outlines have it at this moment; `stamp` says which places lie under it."""
    tile = asked.tile
    chosen = rows_by(asked.chosen, asked.times, stamp)
    if asked.times.is_now:
        found, wkb = rows.areas(tile, chosen)
        hazards = hazard_layers(tile, found, regions_from_wkb(wkb), rows.markers(tile, chosen))
    else:
        hazards = hazard_layers(tile, *_then(asked, chosen, stamp))
    return encode([*ground.layers(tile, asked.language, stamp.places), *hazards])


def _then(asked: Asked, chosen: Filter, stamp: Stamp) -> tuple[list[tuple], Any, list[tuple]]:
    """Rows of another time: of hazards that nothing happened to since, the tables'; of the others, computed."""
    tile = asked.tile
    other = past.hazards(asked.times, stamp)
    same = Filter(chosen.only, other)
    found, wkb = rows.areas(tile, same)
    marked = rows.markers(tile, same)
    more, shapes, signs = past.rows_of(tile, asked.times, stamp, chosen)
    return found + more, regions([*regions_from_wkb(wkb).tolist(), *shapes]), marked + signs


def hazard_layers(tile: Tile, found: Sequence[tuple], shapes: Any, marked: list[tuple]) -> list[Layer]:
    """Areas (`AREA`, with their shapes in Web Mercator) and markers (`MARKER`) as layers."""
    out = []
    if len(found):
        laid = areas(tile, shapes)
        marked = marked + _collapsed(tile, found, np.setdiff1d(np.arange(len(found)), laid.features))
        columns = dict(zip(AREA, zip(*found, strict=True), strict=True))
        tags = {name: _said(columns[name]) for name in AREA_TAGS}
        out.append(Layer("hazards", laid, tags))
    if marked:
        out.append(_markers(tile, marked))
    return out


def _collapsed(tile: Tile, found: Sequence[tuple], lost: Any) -> list[tuple]:
    """Markers for land so thin that nothing of it is left on the grid, where the marker lies in this tile."""
    x0, y0, x1, y1 = tile.box
    out = []
    for i in lost.tolist():
        row = dict(zip(AREA, found[i], strict=True))
        if x0 <= row["x"] < x1 and y0 < row["y"] <= y1:
            row |= {"wide": 0.0, "many": 1, "quad": int(quads(np.array([(row["x"], row["y"])]))[0])}
            out.append(tuple(row[name] for name in MARKER))
    return out


def _markers(tile: Tile, marked: list[tuple]) -> Layer:
    columns = dict(zip(MARKER, zip(*marked, strict=True), strict=True))
    some = merged(columns, tile.z)
    listed, many = some.first.tolist(), some.many.tolist()
    tags: dict[str, Sequence]
    if listed == list(range(len(marked))) and max(many) == 1:  # each stands for one hazard
        tags = {"state": columns["state"], **{n: _said(columns[n]) for n in ("contamination", "flag", "code")}}
    else:
        tags = {"state": [columns["state"][i] for i in listed]}
        for name in ("contamination", "flag", "code"):
            column = columns[name]
            tags[name] = [None if n > 1 or column[i] == "" else column[i] for i, n in zip(listed, many, strict=True)]
        tags["many"] = [n if n > 1 else None for n in many]
    tags["until"] = until(some.wide).tolist()
    xy = np.array([columns["x"], columns["y"]]).T
    return Layer("hazard_points", points(tile, xy[some.first]), tags)


def _said(column: Sequence[Any]) -> list[Any]:
    """Nothing said is no property at all."""
    if "" not in column:
        return list(column)
    return [None if value == "" else value for value in column]
