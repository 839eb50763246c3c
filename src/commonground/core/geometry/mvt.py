"""Mapbox Vector Tiles 2.1, written with numpy: no loop over features or points.

A feature of a tile is nothing but varints, from its header to its last coordinate. So a whole layer is one array
of numbers, turned into bytes in one go.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.core.geometry.tiling import EXTENT, LINE, POINT, POLYGON, Ints, Laid

MOVE, DRAW, CLOSE = 9, 2, 15  # MoveTo of one point, LineTo (the count goes on top), ClosePath

Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Layer:
    """A named layer: paths on the tile's grid, and per property a value for each shape that was laid; None is left out."""

    name: str
    laid: Laid
    properties: dict[str, Sequence[Any]]


def encode(layers: Iterable[Layer]) -> bytes:
    """A tile. Layers of one name are one layer, for shapes of several kinds; one without a feature is left out.

    A tile without a layer is no bytes at all, which is a tile too.
    """
    named: dict[str, list[Layer]] = {}
    for layer in layers:
        if len(layer.laid.sizes):
            named.setdefault(layer.name, []).append(layer)
    return b"".join(_field(3, _layer(name, some)) for name, some in named.items())


def _layer(name: str, some: list[Layer]) -> bytes:
    keys = list(dict.fromkeys(key for layer in some for key in layer.properties))
    values: list[bytes] = []
    out = [b"\x78\x02", _field(1, name.encode())]
    for layer in some:
        paths = layer.laid.features
        first = np.flatnonzero(np.concatenate(([True], paths[1:] != paths[:-1])))
        tags, present = _tags(layer.properties, paths[first], keys, values)
        out.append(_features(layer.laid, first, tags, present))
    out += [_field(3, key.encode()) for key in keys]
    out += values
    return b"".join((*out, b"\x28", _varint(EXTENT)))


def _tags(
    properties: dict[str, Sequence[Any]], which: Ints, keys: list[str], values: list[bytes]
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Per feature the pairs (key, value) of its properties, and which of them it has; new values are added."""
    tags = np.zeros((len(which), 2 * len(properties)), np.uint64)
    present = np.ones(tags.shape, bool)
    listed = which.tolist()
    for place, (key, column) in enumerate(properties.items()):
        said = column if len(column) == len(listed) else [column[i] for i in listed]
        different = dict.fromkeys(said)
        missing = None in different
        different.pop(None, None)
        seen: dict[Any, int] = dict(zip(different, range(len(values), len(values) + len(different)), strict=True))
        if missing:
            seen[None] = 0
            present[:, 2 * place] = present[:, 2 * place + 1] = [value is not None for value in said]
        tags[:, 2 * place] = keys.index(key)
        tags[:, 2 * place + 1] = list(map(seen.__getitem__, said))
        values += _values(list(different))
    return tags, present


def _features(laid: Laid, first: Ints, tags: Numbers, present: NDArray[np.bool_]) -> bytes:
    """Every feature: header, tags, type, geometry; all of it as one array of numbers."""
    geometry, path_sizes = _commands(laid, first)
    geometry_sizes = np.add.reduceat(path_sizes, first)
    geometry_starts = np.cumsum(geometry_sizes) - geometry_sizes
    tag_counts = present.sum(axis=1)
    counts = 8 + tag_counts + geometry_sizes
    starts = np.cumsum(counts) - counts
    out = np.empty(counts.sum(), np.uint64)
    tag_bytes = (_width(tags) * present).sum(axis=1)
    geometry_bytes = np.add.reduceat(_width(geometry), geometry_starts)
    body = 1 + _width(tag_bytes) + tag_bytes + 3 + _width(geometry_bytes) + geometry_bytes
    for place, number in enumerate((0x12, body, 0x12, tag_bytes)):
        out[starts + place] = number
    rank = np.cumsum(present, axis=1) - 1
    out[((starts + 4)[:, None] + rank)[present]] = tags[present]
    after = starts + 4 + tag_counts
    for place, number in enumerate((0x18, laid.kind, 0x22, geometry_bytes)):
        out[after + place] = number
    step = np.arange(len(geometry)) - np.repeat(geometry_starts, geometry_sizes)
    out[np.repeat(after + 4, geometry_sizes) + step] = geometry
    return _varints(out)


def _commands(laid: Laid, first: Ints) -> tuple[Numbers, Ints]:
    """Drawing commands of all paths, and how many numbers each path takes. The pen moves on from path to path."""
    starts, sizes = laid.starts, laid.sizes
    before = np.zeros_like(laid.xy)
    before[1:] = laid.xy[:-1]
    before[starts[first]] = 0
    delta = laid.xy - before
    zigzag = ((delta << 1) ^ (delta >> 63)).astype(np.uint64)
    if laid.kind == POINT:
        out = np.full((len(sizes), 3), MOVE, np.uint64)
        out[:, 1:] = zigzag
        return out.ravel(), np.full(len(sizes), 3)
    counts = 2 * sizes + (3 if laid.kind == POLYGON else 2)
    heads = np.cumsum(counts) - counts
    out = np.empty(counts.sum(), np.uint64)
    out[heads] = MOVE
    out[heads + 3] = (sizes - 1) << 3 | DRAW
    if laid.kind != LINE:
        out[heads + counts - 1] = CLOSE
    step = np.arange(len(zigzag)) - np.repeat(starts, sizes)
    place = np.repeat(heads, sizes) + np.where(step == 0, 1, 2 + 2 * step)
    out[place] = zigzag[:, 0]
    out[place + 1] = zigzag[:, 1]
    return out, counts


def _width(numbers: NDArray[Any]) -> Ints:
    """How many bytes each number takes as a varint."""
    wide = np.ones(numbers.shape, np.int64)
    for bits in (7, 14, 21, 28):
        wide += numbers >= (1 << bits)
    return wide


def _varints(numbers: Numbers) -> bytes:
    """Numbers below 2^35 as varints."""
    wide = _width(numbers)
    place = np.cumsum(wide) - wide
    out = np.empty(int(wide.sum()), np.uint8)
    left, at, more = numbers, place, wide > 1
    while True:
        out[at] = (left & np.uint64(0x7F)) | (more.astype(np.uint64) << np.uint64(7))
        if not more.any():
            return out.tobytes()
        left, at, wide = left[more] >> np.uint64(7), at[more] + 1, wide[more] - 1
        more = wide > 1


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


# The beginning of a short text among the values, by its length in bytes.
TEXT = [bytes((0x22, n + 2, 0x0A, n)) for n in range(126)]


def _values(some: list[Any]) -> list[bytes]:
    """Properties' values as fields of a layer; texts, of which there may be one for each feature, the quick way."""
    if some and isinstance(some[0], str):
        texts = [value.encode() for value in some]
        return [TEXT[len(t)] + t if len(t) < 126 else _field(4, _field(1, t)) for t in texts]
    return [_field(4, _value(value)) for value in some]


def _value(value: Any) -> bytes:
    """A property's value: truth, a whole number, or another number in single precision."""
    if isinstance(value, bool):
        return b"\x38\x01" if value else b"\x38\x00"
    if isinstance(value, int):
        return b"\x28" + _varint(value) if value >= 0 else b"\x30" + _varint(value << 1 ^ -1)
    return b"\x15" + np.float32(value).tobytes()
