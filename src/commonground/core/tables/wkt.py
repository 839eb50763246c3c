"""Well-known text in a cell as well-known binary, by hand: rings that an engine would refuse come through.

Source: OGC 06-103r4, part 1, 7. Heights and measures are dropped; EWKT's number of the system is handed back.
"""

import re
import struct
from dataclasses import dataclass
from typing import Any

from commonground.core.findings import Finding
from commonground.core.tables import wkb
from commonground.core.tables.codes import finding
from commonground.core.tables.unknowns import is_unknown

TOKEN = re.compile(r"\s*([A-Za-z]+|[(),]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
SRID = re.compile(r"^\s*SRID\s*=\s*(\d{1,6})\s*;", re.IGNORECASE)
START = re.compile(
    r"^\s*(?:SRID\s*=\s*\d+\s*;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|^\s*GEOMETRYCOLLECTION",
    re.IGNORECASE,
)
KINDS = {
    "POINT": wkb.POINT,
    "LINESTRING": wkb.LINE,
    "POLYGON": wkb.POLYGON,
    "MULTIPOINT": wkb.MULTIPOINT,
    "MULTILINESTRING": wkb.MULTILINE,
    "MULTIPOLYGON": wkb.MULTIPOLYGON,
    "GEOMETRYCOLLECTION": wkb.COLLECTION,
}
NAMES = {number: name for name, number in KINDS.items()}
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Read:
    """A shape, the EPSG number that the text names, or why there is none."""

    shape: bytes | None
    srid: int | None = None
    finding: Finding | None = None


class _TextError(Exception):
    """This is no well-known text; the message says why."""


class _Words:
    """The words of a text, one after the other."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def take(self) -> str:
        found = TOKEN.match(self.text, self.at)
        if found is None:
            rest = self.text[self.at :].strip()
            raise _TextError(f"unexpected {rest[:20]}" if rest else "it breaks off")
        self.at = found.end()
        return found.group(1).upper()

    def peek(self) -> str:
        found = TOKEN.match(self.text, self.at)
        return found.group(1).upper() if found else ""

    def expect(self, word: str) -> None:
        given = self.take()
        if given != word:
            raise _TextError(f"{given[:20]} where {word} is expected")


def looks_like(cell: Any) -> bool:
    """Whether a cell begins like well-known text."""
    return isinstance(cell, str) and START.match(cell) is not None


def parse(cell: Any) -> Read:
    """A cell as a shape. Raises nothing."""
    if is_unknown(cell):
        return Read(None)
    text = str(cell)
    found = SRID.match(text)
    srid = int(found.group(1)) if found else None
    words = _Words(text[found.end() :] if found else text)
    try:
        shape = _shape(words, DEEPEST)
        if words.text[words.at :].strip(" ;\n\r\t"):
            raise _TextError(f"unexpected {words.text[words.at :].strip()[:20]}")
    except _TextError as why:
        return Read(None, srid, finding("tables.wkt.unreadable", reason=str(why), found=text[:40]))
    return Read(shape, srid)


def _shape(words: _Words, depth: int) -> bytes:
    name = words.take()
    for ending in ("ZM", "Z", "M"):  # POLYGONZ, written together
        if name not in KINDS and name.endswith(ending):
            name = name[: -len(ending)]
    kind = KINDS.get(name)
    if kind is None or depth <= 0:
        raise _TextError("nested too deep" if kind else f"no kind of shape: {name[:20]}")
    if words.peek() in {"Z", "M", "ZM"}:
        words.take()
    if words.peek() == "EMPTY":
        words.take()
        return wkb.gathered(kind if kind != wkb.POINT else wkb.COLLECTION, [])
    if kind == wkb.COLLECTION:
        return wkb.gathered(kind, _several(words, lambda: _shape(words, depth - 1)))
    if kind == wkb.POINT:
        return wkb.point(*_only(_several(words, lambda: _position(words))))
    if kind == wkb.LINE:
        return wkb.line(_several(words, lambda: _position(words)))
    if kind == wkb.POLYGON:
        return _polygon(words)
    if kind == wkb.MULTIPOINT:
        return wkb.gathered(kind, [wkb.point(*p) for p in _several(words, lambda: _bracketed(words))])
    if kind == wkb.MULTILINE:
        return wkb.gathered(kind, _several(words, lambda: wkb.line(_several(words, lambda: _position(words)))))
    return wkb.gathered(kind, _several(words, lambda: _polygon(words)))


def _polygon(words: _Words) -> bytes:
    return wkb.polygon(_several(words, lambda: _several(words, lambda: _position(words))))


def _several(words: _Words, one: Any) -> list[Any]:
    words.expect("(")
    found = [one()]
    while words.peek() == ",":
        words.take()
        found.append(one())
    words.expect(")")
    return found


def _only(found: list[Any]) -> Any:
    if len(found) != 1:
        raise _TextError(f"a point of {len(found)} positions")
    return found[0]


def _bracketed(words: _Words) -> tuple[float, float]:
    if words.peek() != "(":
        return _position(words)
    only: tuple[float, float] = _only(_several(words, lambda: _position(words)))
    return only


def _position(words: _Words) -> tuple[float, float]:
    numbers: list[float] = []
    while words.peek() not in {",", ")", ""}:
        try:
            numbers.append(float(words.take()))
        except ValueError as error:
            raise _TextError("a position that is not numbers") from error
    if len(numbers) < 2:
        raise _TextError(f"a position of {len(numbers)} numbers")
    return numbers[0], numbers[1]


# --- the other way round, for tables that go out


def written(shape: bytes) -> str:
    """Flat little-endian well-known binary of our own as text,
    with as many digits as tell two numbers apart."""
    text, _ = _text_of(shape, 0)
    return text


def _text_of(shape: bytes, at: int) -> tuple[str, int]:
    kind = shape[at + 1]
    body, end = _body(shape, at, kind)
    return f"{NAMES[kind]} {body}", end


def _body(shape: bytes, at: int, kind: int) -> tuple[str, int]:
    if kind == wkb.POINT:
        x, y = struct.unpack_from("<dd", shape, at + 5)
        return (f"({x!r} {y!r})" if x == x else "EMPTY"), at + 21
    (count,) = struct.unpack_from("<I", shape, at + 5)
    at += 9
    if count == 0:
        return "EMPTY", at
    if kind == wkb.LINE:
        return _positions_of(shape, at, count)
    parts: list[str] = []
    for _ in range(count):
        if kind == wkb.POLYGON:
            (many,) = struct.unpack_from("<I", shape, at)
            part, at = _positions_of(shape, at + 4, many)
        elif kind == wkb.COLLECTION:
            part, at = _text_of(shape, at)
        else:
            part, at = _body(shape, at, shape[at + 1])
        parts.append(part)
    return f"({', '.join(parts)})", at


def _positions_of(shape: bytes, at: int, count: int) -> tuple[str, int]:
    flat = struct.unpack_from(f"<{2 * count}d", shape, at)
    pairs = zip(flat[::2], flat[1::2], strict=True)
    return f"({', '.join(f'{x!r} {y!r}' for x, y in pairs)})", at + 16 * count
