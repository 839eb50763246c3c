"""Well-known binary by hand: shapes of rows written as received, also those an engine would refuse.

Little-endian, two dimensions. Source: OGC 06-103r4, part 1, 8.2.
"""

import struct
from collections.abc import Sequence

POINT, LINE, POLYGON, MULTIPOINT, MULTILINE, MULTIPOLYGON, COLLECTION = 1, 2, 3, 4, 5, 6, 7
NAMES = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon",
         7: "GeometryCollection"}  # fmt: skip
Position = Sequence[float]


def _positions(positions: Sequence[Position]) -> bytes:
    flat = [number for position in positions for number in (position[0], position[1])]
    return struct.pack(f"<I{len(flat)}d", len(positions), *flat)


def point(x: float, y: float) -> bytes:
    """One position."""
    return struct.pack("<BIdd", 1, POINT, x, y)


def line(positions: Sequence[Position]) -> bytes:
    """A line, however short."""
    return struct.pack("<BI", 1, LINE) + _positions(positions)


def polygon(rings: Sequence[Sequence[Position]]) -> bytes:
    """A polygon, its rings as given: unclosed ones stay unclosed."""
    return struct.pack("<BII", 1, POLYGON, len(rings)) + b"".join(map(_positions, rings))


def gathered(kind: int, parts: Sequence[bytes]) -> bytes:
    """Several shapes as one: a multi-shape, or a collection."""
    return struct.pack("<BII", 1, kind, len(parts)) + b"".join(parts)
