"""Mapbox Vector Tiles 2.1, written with numpy: no loop over features or points.

A feature of a tile is nothing but varints, from its header to its last coordinate. So a whole layer is one array
of numbers, turned into bytes in one go.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.core.geometry.tiling import EXTENT, LINE, POINT, POLYGON, Ints, Laid

MOVE, DRAW, CLOSE = 9, 2, 15  # MoveTo of one point, LineTo (the count goes on top), ClosePath

FEW = 128  # fewer values are written one by one
SEVEN = np.uint32(0x7F)

Numbers = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Coded:
    """Properties that go together and of which there are few different ones: their names, the different ones, and for each shape
    which of them it has."""

    names: Sequence[str]
    values: Sequence[Sequence[Any]]
    which: Ints


@dataclass(frozen=True, slots=True)
class Layer:
    """A named layer: paths on the tile's grid, and per property a value for each shape that was laid; None is left out."""

    name: str
    laid: Laid
    properties: Mapping[str, Sequence[Any]]
    coded: Sequence[Coded] = ()


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
    keys = list(
        dict.fromkeys(key for layer in some for key in (*layer.properties, *(n for c in layer.coded for n in c.names)))
    )
    values = _Values()
    out = [b"\x78\x02", _field(1, name.encode())]
    for layer in some:
        paths = layer.laid.features
        first = np.flatnonzero(np.concatenate(([True], paths[1:] != paths[:-1])))
        tags, present = _tags(layer, paths[first], keys, values)
        out.append(_features(layer.laid, first, tags, present))
    out += [_field(3, key.encode()) for key in keys]
    out += values.parts
    return b"".join((*out, b"\x28", _varint(EXTENT)))


class _Values:
    """The different values of a layer's properties, as bytes and how many they are."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.count = 0

    def add(self, some: Collection[Any]) -> int:
        """Add some; the number of the first of them."""
        first = self.count
        self.parts.append(_values(list(some)))
        self.count += len(some)
        return first


def _tags(layer: Layer, which: Ints, keys: list[str], values: _Values) -> tuple[Numbers, NDArray[np.bool_]]:
    """Per feature the pairs (key, value) of its properties, and which of them it has; new values are added."""
    wide = len(layer.properties) + sum(len(c.names) for c in layer.coded)
    tags = np.zeros((len(which), 2 * wide), np.uint32)
    present = np.ones(tags.shape, bool)
    place = 0
    for coded in layer.coded:  # first, so that what most features say has the small numbers
        after = place + 2 * len(coded.names)
        each, says = _pairs(coded, keys, values)
        codes = coded.which if len(coded.which) == len(which) else coded.which[which]
        tags[:, place:after] = each[codes]
        present[:, place:after] = says[codes]
        place = after
    listed = which.tolist()
    for key, column in layer.properties.items():
        said = column if len(column) == len(listed) else [column[i] for i in listed]
        different: dict[Any, int] = dict.fromkeys(said, 0)
        tags[:, place] = keys.index(key)
        if None in different:
            present[:, place] = present[:, place + 1] = [value is not None for value in said]
            del different[None]
        first = values.add(different)
        if len(different) == len(said):  # each has its own, in this order
            tags[:, place + 1] = np.arange(first, first + len(said))
        else:
            seen = dict(zip(different, range(first, first + len(different)), strict=True)) | {None: 0}
            tags[:, place + 1] = list(map(seen.__getitem__, said))
        place += 2
    return tags, present


def _pairs(coded: Coded, keys: list[str], values: _Values) -> tuple[Numbers, NDArray[np.bool_]]:
    """The pairs of each of the different ones, and which of them say anything."""
    out: list[list[int]] = [[] for _ in coded.values]
    for place, name in enumerate(coded.names):
        different: dict[Any, int] = dict.fromkeys((value[place] for value in coded.values), 0)
        different.pop(None, None)
        first, key = values.add(different), keys.index(name)
        seen = dict(zip(different, range(first, first + len(different)), strict=True)) | {None: -1}
        for pairs, value in zip(out, coded.values, strict=True):
            pairs += (key, seen[value[place]])
    numbers = np.array(out, np.int64).reshape(len(out), -1)
    says = np.repeat(numbers[:, 1::2] >= 0, 2, axis=1)
    return np.where(says, numbers, 0).astype(np.uint32), says


def _features(laid: Laid, first: Ints, tags: Numbers, present: NDArray[np.bool_]) -> bytes:
    """Every feature: header, tags, type, geometry; all of it as one array of numbers."""
    geometry, path_sizes = _commands(laid, first)
    geometry_sizes = np.add.reduceat(path_sizes, first)
    geometry_starts = np.cumsum(geometry_sizes) - geometry_sizes
    # What comes before the geometry takes as many numbers in each feature, but for what is not said.
    head = np.empty((len(first), tags.shape[1] + 8), np.uint32)
    head[:, 4:-4] = tags
    told = np.ones(head.shape, bool)
    told[:, 4:-4] = present
    tag_bytes = (_width(tags) * present).sum(axis=1, dtype=np.int64)
    geometry_bytes = np.add.reduceat(_width(geometry), geometry_starts, dtype=np.int64)
    body = 1 + _width(tag_bytes) + tag_bytes + 3 + _width(geometry_bytes) + geometry_bytes
    for place, number in (
        (0, 0x12),
        (1, body),
        (2, 0x12),
        (3, tag_bytes),
        (-4, 0x18),
        (-3, laid.kind),
        (-2, 0x22),
        (-1, geometry_bytes),
    ):
        head[:, place] = number
    if len(geometry) == 3 * len(first):  # single points: as many numbers each
        told = np.hstack((told, np.ones((len(first), 3), bool)))
        return _varints(np.hstack((head, geometry.reshape(-1, 3)))[told])
    head_sizes = told.sum(axis=1)
    counts = head_sizes + geometry_sizes
    is_head = np.repeat(np.tile([True, False], len(first)), np.column_stack((head_sizes, geometry_sizes)).ravel())
    out = np.empty(counts.sum(), np.uint32)
    out[is_head], out[~is_head] = head[told], geometry
    return _varints(out)


def _commands(laid: Laid, first: Ints) -> tuple[Numbers, Ints]:
    """Drawing commands of all paths, and how many numbers each path takes. The pen moves on from path to path."""
    starts, sizes = laid.starts, laid.sizes
    before = np.zeros_like(laid.xy)
    before[1:] = laid.xy[:-1]
    before[starts[first]] = 0
    delta = laid.xy - before
    zigzag = ((delta << 1) ^ (delta >> 63)).astype(np.uint32)
    if laid.kind == POINT:
        out = np.full((len(sizes), 3), MOVE, np.uint32)
        out[:, 1:] = zigzag
        return out.ravel(), np.full(len(sizes), 3)
    counts = 2 * sizes + (3 if laid.kind == POLYGON else 2)
    heads = np.cumsum(counts) - counts
    out = np.empty(counts.sum(), np.uint32)
    out[heads] = MOVE
    out[heads + 3] = (sizes - 1) << 3 | DRAW
    if laid.kind != LINE:
        out[heads + counts - 1] = CLOSE
    step = np.arange(len(zigzag)) - np.repeat(starts, sizes)
    place = np.repeat(heads, sizes) + np.where(step == 0, 1, 2 + 2 * step)
    out[place] = zigzag[:, 0]
    out[place + 1] = zigzag[:, 1]
    return out, counts


def _width(numbers: NDArray[Any]) -> NDArray[np.uint8]:
    """How many bytes each number takes as a varint."""
    wide = np.ones(numbers.shape, np.uint8)
    most = int(numbers.max()) if numbers.size else 0
    for bits in (7, 14, 21, 28):
        if most >> bits:
            wide += numbers >= (1 << bits)
    return wide


def _varints(numbers: Numbers) -> bytes:
    """Numbers below 2^32 as varints."""
    most = int(numbers.max()) if len(numbers) else 0
    if most < 128:
        return numbers.astype(np.uint8).tobytes()
    # Each number gets the room of the longest, and what it does not need is left out.
    room = (most.bit_length() + 6) // 7
    out, used = np.empty((len(numbers), room), np.uint8), np.zeros((len(numbers), room), bool)
    out[:, 0], used[:, 0] = numbers & SEVEN, True
    at, left = np.flatnonzero(numbers > SEVEN), numbers
    for place in range(1, room):
        out[at, place - 1] |= 0x80
        left = left[at] >> np.uint32(7) if place == 1 else left >> np.uint32(7)
        out[at, place], used[at, place] = left & SEVEN, True
        more = left > SEVEN
        at, left = at[more], left[more]
    return out[used].tobytes()


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _values(some: list[Any]) -> bytes:
    """Properties' values as fields of a layer; texts and whole numbers, of which there may be one for each feature, the quick way."""
    if len(some) >= FEW and set(map(type, some)) == {str}:
        return _texts(some)
    if len(some) >= FEW and set(map(type, some)) == {int} and min(some) >= 0 and max(some) < 1 << 32:
        numbers = np.full((len(some), 4), (0x22, 0, 0x28, 0), np.uint32)
        numbers[:, 3] = some
        numbers[:, 1] = 1 + _width(numbers[:, 3])
        return _varints(numbers.ravel())
    return b"".join(_field(4, _value(value)) for value in some)


def _texts(some: list[str]) -> bytes:
    """Texts as values: short ones all at once."""
    joined = np.frombuffer("\0".join((*some, "")).encode(), np.uint8)
    ends = np.flatnonzero(joined == 0)
    sizes = np.diff(ends, prepend=-1) - 1
    if len(ends) != len(some) or sizes.max() > 125:
        return b"".join(_field(4, _field(1, text.encode())) for text in some)
    starts = np.cumsum(sizes + 4) - sizes - 4
    out, is_text = np.empty(int(sizes.sum()) + 4 * len(some), np.uint8), np.ones(int(sizes.sum()) + 4 * len(some), bool)
    head: tuple[Any, ...] = (0x22, sizes + 2, 0x0A, sizes)
    for place, number in enumerate(head):
        out[starts + place] = number
        is_text[starts + place] = False
    out[is_text] = joined[joined != 0]
    return out.tobytes()


def _value(value: Any) -> bytes:
    """A property's value: truth, a text, a whole number, or another number in single precision."""
    if isinstance(value, bool):
        return b"\x38\x01" if value else b"\x38\x00"
    if isinstance(value, str):
        return _field(1, value.encode())
    if isinstance(value, int):
        return b"\x28" + _varint(value) if value >= 0 else b"\x30" + _varint(value << 1 ^ -1)
    return b"\x15" + np.float32(value).tobytes()
