"""Shapes judged as bytes: made little-endian and flat, counted, and told about. Nothing is mended here.

Most shapes of most files are points and polygons of one ring; those are judged many at a time by numpy, the
rest one by one.
"""

import struct
from dataclasses import dataclass

import numpy as np

from commonground.core.refusals import NotUsable
from commonground.core.tables.wkb import LINE, MULTILINE, MULTIPOINT, MULTIPOLYGON, NAMES, POINT, POLYGON
from commonground.intake.gateway.table import Draft, Limits

CHUNK = 20_000
# what a shape of several parts may hold
PARTS = {MULTIPOINT: {POINT}, MULTILINE: {LINE}, MULTIPOLYGON: {POLYGON}, 7: set(NAMES)}
DEGREES = {"EPSG:4326", "EPSG:4258", "OGC:CRS84"}


class UnreadableError(Exception):
    """These bytes are no shape; the text says why."""


@dataclass(slots=True)
class Seen:
    """What was noticed while one shape was walked through."""

    points: int = 0
    height: bool = False
    not_finite: bool = False
    out_of_range: bool = False
    open_rings: int = 0
    short_ring: int = -1  # how many positions the shortest ring has, where that is too few
    changed: bool = False


def judge(draft: Draft, limits: Limits, *, expected: bool = True) -> None:
    """Replace every shape of a draft by its flat little-endian form, and tell what is wrong with it."""
    degrees = draft.crs in DEGREES
    total = 0
    for start in range(0, len(draft.shapes), CHUNK):
        rest, points = _quick(draft.shapes[start : start + CHUNK], degrees, limits)
        total += points
        for place in rest:
            total += _one(draft, start + place, degrees, limits, expected)
        if total > limits.all_vertices:
            raise NotUsable("intake.file.too-many-points", most=limits.all_vertices)


def _quick(shapes: list[bytes | None], degrees: bool, limits: Limits) -> tuple[list[int], int]:
    """Which shapes need a closer look, and how many positions the others have: the faultless plain ones."""
    groups: dict[tuple[int, int], list[int]] = {}
    rest: list[int] = []
    for place, shape in enumerate(shapes):
        header = _plain_header(shape)
        if header:
            groups.setdefault((header, 0), []).append(place)
        else:
            rest.append(place)
    total = 0
    for (header, _), places in groups.items():
        bad, points = _many([shapes[place] for place in places], header, degrees, limits)  # type: ignore[misc]
        rest += [places[index] for index in bad]
        total += points
    rest.sort()
    return rest, total


def _plain_header(shape: bytes | None) -> int:
    """The length of the header of a point or a polygon of one ring (or a multipolygon of one such);
    0 for others."""
    if shape is None or len(shape) < 21:
        return 0
    start = shape[:9]
    if start == b"\x01\x03\x00\x00\x00\x01\x00\x00\x00":
        return 13 if len(shape) == 13 + 16 * int.from_bytes(shape[9:13], "little") > 29 else 0
    if start == b"\x01\x06\x00\x00\x00\x01\x00\x00\x00":
        if shape[9:18] != b"\x01\x03\x00\x00\x00\x01\x00\x00\x00":
            return 0
        return 22 if len(shape) == 22 + 16 * int.from_bytes(shape[18:22], "little") > 38 else 0
    return 5 if start[:5] == b"\x01\x01\x00\x00\x00" and len(shape) == 21 else 0


def _many(shapes: list[bytes], header: int, degrees: bool, limits: Limits) -> tuple[list[int], int]:
    flat = np.frombuffer(b"".join([shape[header:] for shape in shapes]), "<f8").reshape(-1, 2)
    counts = np.array([len(shape) - header for shape in shapes]) // 16
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    fine = np.isfinite(flat).all(axis=1)
    if degrees:
        with np.errstate(invalid="ignore"):
            fine &= (np.abs(flat[:, 0]) <= 180) & (np.abs(flat[:, 1]) <= 90)
    good = np.logical_and.reduceat(fine, first)
    if header != 5:
        good &= (flat[first] == flat[first + counts - 1]).all(axis=1) & (counts >= 4) & (counts <= limits.vertices)
    return np.flatnonzero(~good).tolist(), int(counts[good].sum())


def _one(draft: Draft, row: int, degrees: bool, limits: Limits, expected: bool) -> int:
    """One shape by hand; how many positions it has."""
    given = draft.shapes[row]
    if given is None:
        if expected and not any(f.code.startswith("intake.shape.") for f in draft.faults.get(row, ())):
            draft.fault(row, "intake.shape.absent")
        return 0
    seen = Seen()
    try:
        flat, end = _walk(given, 0, seen, degrees, limits.depth)
    except UnreadableError as why:
        draft.fault(row, "intake.shape.unreadable", reason=str(why))
        draft.shapes[row] = None
        return 0
    if end != len(given):
        draft.fault(row, "intake.shape.unreadable", reason=f"{len(given) - end} bytes left over")
        draft.shapes[row] = None
        return 0
    draft.shapes[row] = flat
    if seen.height:
        draft.note("intake.shape.height-dropped")
    _tell(draft, row, seen, limits)
    return seen.points


def _tell(draft: Draft, row: int, seen: Seen, limits: Limits) -> None:
    if seen.points > limits.vertices:
        draft.fault(row, "intake.shape.too-many-points", points=seen.points, most=limits.vertices)
        draft.shapes[row] = None
    if seen.points == 0:
        draft.fault(row, "intake.shape.empty")
    if seen.not_finite:
        draft.fault(row, "intake.shape.not-finite")
    if seen.out_of_range:
        draft.fault(row, "intake.shape.out-of-range")
    if seen.short_ring >= 0:
        draft.fault(row, "intake.shape.short-ring", points=seen.short_ring)
    if seen.open_rings:
        draft.fault(row, "intake.shape.not-closed", rings=seen.open_rings)


def _walk(data: bytes, at: int, seen: Seen, degrees: bool, depth: int) -> tuple[bytes, int]:
    """One shape from `at`, flat and little-endian, and where it ends."""
    if depth <= 0:
        raise UnreadableError("nested too deep")
    if len(data) < at + 5:
        raise UnreadableError("it breaks off")
    if data[at] not in (0, 1):
        raise UnreadableError("not WKB")
    order = "<" if data[at] == 1 else ">"
    (code,) = struct.unpack_from(order + "I", data, at + 1)
    at += 5
    if code & 0x20000000:  # PostGIS' own: the number of the coordinate system
        at += 4
    kind, extra = (code & 0xFFFF) % 1000, (code & 0xFFFF) // 1000
    size = 2 + ((extra in (1, 3)) | bool(code & 0x80000000)) + ((extra in (2, 3)) | bool(code & 0x40000000))
    if kind not in NAMES or extra > 3:
        raise UnreadableError(f"a kind of shape that is not taken ({code & 0xFFFF})")
    seen.height |= size > 2
    if kind == POINT:
        flat, at = _coordinates(data, at, 1, order, size)
        if flat.tobytes().count(b"\xf8\x7f") == 2 and np.isnan(flat).all():
            return struct.pack("<BI", 1, POINT) + flat.tobytes(), at  # the way to write an empty point
        _look(flat, seen, degrees)
        return struct.pack("<BI", 1, POINT) + flat.tobytes(), at
    count, at = _count(data, at, order)
    if kind == LINE:
        flat, at = _coordinates(data, at, count, order, size)
        _look(flat, seen, degrees)
        return struct.pack("<BII", 1, LINE, count) + flat.tobytes(), at
    parts = [struct.pack("<BII", 1, kind, count)]
    if count > (len(data) - at) // 4:
        raise UnreadableError(f"it states {count} parts and does not hold them")
    for _ in range(count):
        if kind == POLYGON:
            many, at = _count(data, at, order)
            flat, at = _coordinates(data, at, many, order, size)
            _look(flat, seen, degrees)
            _ring(flat, seen)
            parts.append(struct.pack("<I", many) + flat.tobytes())
        else:
            inner, end = _walk(data, at, seen, degrees, depth - 1)
            if inner[1] not in PARTS[kind]:
                raise UnreadableError(f"a {NAMES[inner[1]]} inside a {NAMES[kind]}")
            parts.append(inner)
            at = end
    return b"".join(parts), at


def _count(data: bytes, at: int, order: str) -> tuple[int, int]:
    if len(data) < at + 4:
        raise UnreadableError("it breaks off")
    return struct.unpack_from(order + "I", data, at)[0], at + 4


def _coordinates(data: bytes, at: int, count: int, order: str, size: int) -> tuple["np.ndarray", int]:
    end = at + 8 * size * count
    if end > len(data):
        raise UnreadableError(f"it states {count} points and does not hold them")
    numbers = np.frombuffer(data, order + "f8", size * count, at).reshape(-1, size)
    return np.ascontiguousarray(numbers[:, :2], "<f8"), end


def _look(flat: "np.ndarray", seen: Seen, degrees: bool) -> None:
    seen.points += len(flat)
    if not np.isfinite(flat).all():
        seen.not_finite = True
    elif degrees and len(flat) and (np.abs(flat).max(axis=0) > (180, 90)).any():
        seen.out_of_range = True


def _ring(flat: "np.ndarray", seen: Seen) -> None:
    """A ring needs three different corners and to end where it began."""
    count = len(flat)
    closed = count > 1 and bool((flat[0] == flat[-1]).all())
    if count and count - closed < 3:
        seen.short_ring = count if seen.short_ring < 0 else min(count, seen.short_ring)
    elif count and not closed and np.isfinite(flat).all():
        seen.open_rings += 1
