"""A tile of the map: hazards as areas and markers, over the quiet ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from commonground.core.dates import Times
from commonground.core.geometry.mercator import centres, quad_range
from commonground.core.geometry.mvt import Coded, Layer, encode
from commonground.core.geometry.outline import groups, until
from commonground.core.geometry.overlay import regions, regions_from_wkb
from commonground.core.geometry.tiling import Laid, Tile, areas, points
from commonground.geodata.queries import ground, past, rows
from commonground.geodata.queries.choices import rows_by
from commonground.geodata.queries.rows import AREA, SIGN, Filter
from commonground.geodata.queries.stamps import Stamp
from commonground.land.queries import filters

NOW = Times()
TENTHS = [tenth / 10 for tenth in range(241)]  # zooms from which land speaks for itself


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
        hazards = hazard_layers(tile, found, areas(tile, regions_from_wkb(wkb)), rows.markers(tile, chosen))
    else:
        hazards = hazard_layers(tile, *_then(asked, chosen, stamp))
    return encode([*ground.layers(tile, asked.language, stamp.places), *hazards])


def _then(asked: Asked, chosen: Filter, stamp: Stamp) -> tuple[list[tuple], Laid, list[tuple]]:
    """Rows of another time: of hazards that nothing happened to since, the tables'; of the others, computed."""
    tile = asked.tile
    other = past.hazards(asked.times, stamp)
    same = Filter(chosen.only, other)
    found, wkb = rows.areas(tile, same)
    marked = rows.markers(tile, same)
    more, shapes, signs = past.rows_of(tile, asked.times, stamp, chosen)
    return found + more, areas(tile, regions([*regions_from_wkb(wkb).tolist(), *shapes])), marked + signs


def hazard_layers(tile: Tile, found: Sequence[tuple], laid: Laid, marked: list[tuple]) -> list[Layer]:
    """Areas (`AREA`, and how they are laid on the grid) and markers (`SIGN`) as layers."""
    out = []
    if len(found):
        marked = marked + _collapsed(tile, found, np.setdiff1d(np.arange(len(found)), laid.features))
        _, codes, m2, said = zip(*found, strict=True)
        parts, which = _apart(said)
        tags = {"code": codes, "state": Coded([p[0] for p in parts], which), **_columns(parts, which), "m2": m2}
        out.append(Layer("hazards", laid, tags))
    if marked:
        out.append(_markers(tile, marked))
    return out


def _collapsed(tile: Tile, found: Sequence[tuple], lost: Any) -> list[tuple]:
    """Markers for land so thin that nothing of it is left on the grid, where the marker lies in this tile."""
    first, after = quad_range(tile.z, tile.x, tile.y)
    rows = (dict(zip(AREA, found[i], strict=True)) | {"wide": 0.0, "many": 1} for i in lost.tolist())
    return [tuple(row[name] for name in SIGN) for row in rows if first <= row["quad"] < after]


def _markers(tile: Tile, marked: list[tuple]) -> Layer:
    quads, wides, manies, said, codes = zip(*marked, strict=True)
    quad, parts, which = np.array(quads), *_apart(said)
    ranks = {state: rank for rank, state in enumerate(dict.fromkeys(p[0] for p in parts))}
    states = np.array([ranks[p[0]] for p in parts])[which]
    some = groups(quad, np.array(wides), states, np.array(manies), tile.z)
    first, alone = some.first, some.many == 1
    tags: dict[str, Sequence | Coded] = {"state": Coded([p[0] for p in parts], which[first])}
    if alone.all():
        tags |= _columns(parts, which[first]) | {"code": [codes[i] for i in first.tolist()]}
    else:  # several are one: what is said of the first is not said of all
        tags |= _columns([*parts, ("", "", "")], np.where(alone, which[first], len(parts)))
        tags["code"] = [codes[i] if one else None for i, one in zip(first.tolist(), alone.tolist(), strict=True)]
        tags["many"] = [None if one else n for n, one in zip(some.many.tolist(), alone.tolist(), strict=True)]
    tags["until"] = Coded(TENTHS, np.rint(until(some.wide) * 10).astype(np.int64))
    return Layer("hazard_points", points(tile, centres(quad[first])), tags)


def _apart(said: Sequence[str]) -> tuple[list[list[str]], Any]:
    """What is said of hazards, each different thing once as state, flag and contamination; and which of them each hazard has."""
    numbers = {each: i for i, each in enumerate(dict.fromkeys(said))}
    return [each.split("\n", 2) for each in numbers], np.array(list(map(numbers.__getitem__, said)))


def _columns(parts: Sequence[Sequence[str]], which: Any) -> dict[str, Coded]:
    """Contamination and flag; nothing said is no property at all."""
    return {name: Coded([p[i] or None for p in parts], which) for name, i in (("contamination", 2), ("flag", 1))}
