"""Markers that would cover one another, as one."""

from collections.abc import Iterable

import numpy as np

from commonground.core.geometry.outline import cell_shift, cells, groups
from commonground.geodata.queries.rows import MARKER, crowded


def cells_of(quads: Iterable[int], zoom: int) -> set[int]:
    """The cells of some markers."""
    shift = cell_shift(zoom)
    return {q >> shift for q in quads}


def crowds(zoom: int, only: set[int] | None) -> list[tuple]:
    """Rows of the table of crowds (zoom, cell, then `MARKER`): of some cells, or all."""
    found = crowded(zoom, only)
    if not found:
        return []
    columns = dict(zip(MARKER, zip(*found, strict=True), strict=True))
    numbers = {state: i for i, state in enumerate(dict.fromkeys(columns["state"]))}
    quad = np.array(columns["quad"])
    states = np.array(list(map(numbers.__getitem__, columns["state"])))
    some = groups(quad, np.array(columns["wide"]), states, np.array(columns["many"]), zoom)
    cell = cells(quad, zoom)[some.first].tolist()
    out = []
    for i, c, many, wide in zip(some.first.tolist(), cell, some.many.tolist(), some.wide.tolist(), strict=True):
        quad, x, y, _, state, contamination, flag, code, _ = found[i]
        out.append((zoom, c, quad, x, y, wide, state, contamination, flag, code, many))
    return out
