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
from commonground.geodata.queries.rows import AREA, SIGN, Filter, Signs
from commonground.geodata.queries.stamps import Stamp
from commonground.land.queries import filters

NOW = Times()
TOLD = ("state", "flag", "contamination")  # in the order of `rows.SAID`


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


def _then(asked: Asked, chosen: Filter, stamp: Stamp) -> tuple[list[tuple], Laid, Signs]:
    """Rows of another time: of hazards that nothing happened to since, the tables'; of the others, computed."""
    tile = asked.tile
    other = past.hazards(asked.times, stamp)
    same = Filter(chosen.only, other)
    found, wkb = rows.areas(tile, same)
    marked = rows.markers(tile, same)
    more, shapes, signs = past.rows_of(tile, asked.times, stamp, chosen)
    return found + more, areas(tile, regions([*regions_from_wkb(wkb).tolist(), *shapes])), marked.and_(signs)


def hazard_layers(tile: Tile, found: Sequence[tuple], laid: Laid, marked: Signs) -> list[Layer]:
    """Areas (`AREA`, and how they are laid on the grid) and markers (`SIGN`) as layers."""
    out = []
    if len(found):
        marked = marked.and_(_collapsed(tile, found, np.setdiff1d(np.arange(len(found)), laid.features)))
        _, codes, m2, said = zip(*found, strict=True)
        out.append(Layer("hazards", laid, {"code": codes, "m2": m2}, (Coded(TOLD, *_apart(said)),)))
    if marked.code:
        out.append(_markers(tile, marked))
    return out


def _collapsed(tile: Tile, found: Sequence[tuple], lost: Any) -> list[tuple]:
    """Markers for land so thin that nothing of it is left on the grid, where the marker lies in this tile."""
    first, after = quad_range(tile.z, tile.x, tile.y)
    rows = (dict(zip(AREA, found[i], strict=True)) | {"wide": 0.0, "many": 1} for i in lost.tolist())
    return [tuple(row[name] for name in SIGN) for row in rows if first <= row["quad"] < after]


def _markers(tile: Tile, marked: Signs) -> Layer:
    codes, (parts, which) = marked.code, _apart(marked.said)
    ranks = {state: rank for rank, state in enumerate(dict.fromkeys(p[0] for p in parts))}
    states = np.array([ranks[p[0]] for p in parts])[which]
    some = groups(marked.quad, marked.wide, states, marked.many, tile.z)
    first, alone = some.first.tolist(), some.many == 1
    which = which[some.first]
    if alone.all():
        tags: dict[str, Sequence] = {"code": [codes[i] for i in first]}
    else:  # several are one: what is said of the first is not said of all
        alike = [(p[0], None, None) for p in parts]
        parts, which = [*parts, *alike], np.where(alone, which, which + len(parts))
        tags = {"code": [codes[i] if one else None for i, one in zip(first, alone.tolist(), strict=True)]}
        tags["many"] = [None if one else n for n, one in zip(some.many.tolist(), alone.tolist(), strict=True)]
    tenths, zooms = np.unique(np.rint(until(some.wide) * 10), return_inverse=True)
    coded = (Coded(TOLD, parts, which), Coded(("until",), [(tenth / 10,) for tenth in tenths.tolist()], zooms))
    return Layer("hazard_points", points(tile, centres(marked.quad[some.first])), tags, coded)


def _apart(said: Sequence[str]) -> tuple[list[tuple[str | None, ...]], Any]:
    """What is said of hazards, each different thing once, as `TOLD`, and which of them each hazard has; nothing said is no
    property at all."""
    numbers = {each: i for i, each in enumerate(dict.fromkeys(said))}
    parts = [tuple(part or None for part in each.split("\n", 2)) for each in numbers]
    return parts, np.array(list(map(numbers.__getitem__, said)))
