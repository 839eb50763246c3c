"""KML (OGC 12-007r2) and GPX 1.1 as tables: one row for each placemark, waypoint, route and track."""

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from commonground.core.refusals import NotUsable
from commonground.core.tables import encodings, wkb
from commonground.intake.gateway.order import EVERY, Order, Progress
from commonground.intake.gateway.readers.text import tell_encoding
from commonground.intake.gateway.table import Draft

DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
PLAIN = ("name", "description", "address", "phoneNumber", "Snippet", "styleUrl")


class UnreadableError(Exception):
    """A geometry that is none; the text says why."""


def read(order: Order, data: bytes, progress: Progress) -> Draft:
    """A file of KML or GPX as a table."""
    draft = Draft("KML" if order.kind == "kml" else "GPX", crs="EPSG:4326")
    rows: list[dict[str, Any]] = []
    try:
        for element, path in _elements(_proper(draft, order, data), order):
            row = _placemark(element, path) if order.kind == "kml" else _gpx(element)
            shape = row.pop("", None)
            if element.tag.endswith("NetworkLink"):
                draft.note("intake.kml.link-not-followed")
                continue
            rows.append(row)
            if len(rows) > order.limits.rows:
                raise NotUsable("intake.file.too-many-rows", file=order.file, most=order.limits.rows)
            if isinstance(shape, str):
                draft.fault(len(rows) - 1, "intake.shape.unreadable", reason=shape)
            draft.shapes.append(shape if isinstance(shape, bytes) else None)
            if not len(rows) % EVERY:
                progress(len(rows))
    except DefusedXmlException as error:
        raise NotUsable("intake.xml.declares-entities", file=order.file) from error
    except (ParseError, ValueError, LookupError) as error:
        line, column = getattr(error, "position", (0, 0))
        raise NotUsable(
            "intake.xml.broken", file=order.file, line=line, column=column, reason=str(error)[:150]
        ) from error
    _columns(draft, rows, order)
    return draft


def _columns(draft: Draft, rows: list[dict[str, Any]], order: Order) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > order.limits.columns:
        raise NotUsable("intake.file.too-many-columns", file=order.file, columns=len(names), most=order.limits.columns)
    draft.columns = names
    draft.cells = [[row.get(name) for row in rows] for name in names]


def _proper(draft: Draft, order: Order, data: bytes) -> bytes:
    """The bytes as UTF-8 where what the file says of its encoding does not fit its bytes."""
    head = data[:200]
    guess = encodings.detect(data)
    if guess.encoding.startswith(("utf-16", "utf-32")):
        text = data.decode(guess.encoding, "replace").removeprefix("\ufeff")
    elif (b"encoding" in head and not re.search(rb"encoding=.(utf-?8)", head, re.IGNORECASE)) or (
        guess.encoding == "utf-8" and guess.certain
    ):
        return data
    else:
        decoded = encodings.decode(data)
        text, guess = decoded.text, decoded.guess
        tell_encoding(draft, guess)
        if decoded.others:
            draft.note(
                "intake.encoding.mixed",
                lines=len(decoded.others),
                encoding=next(iter(decoded.others.values())),
            )
    return DECLARED.sub("", text).encode("utf-8")


def _elements(data: bytes, order: Order) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """The elements that are rows, each with the folders it is in; what was read is let go at once."""
    wanted = {"Placemark", "NetworkLink"} if order.kind == "kml" else {"wpt", "rte", "trk"}
    folders: list[str] = []
    stack: list[Element] = []
    root = ""
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        tag = _tag(element)
        if event == "start":
            root = root or tag
            if root != order.kind:
                raise NotUsable("intake.xml.not-expected", file=order.file, expected=order.kind, found=root[:60])
            if len(stack) > order.limits.depth:
                raise NotUsable("intake.file.too-deep", file=order.file, most=order.limits.depth)
            stack.append(element)
            if tag in {"Folder", "Document"}:
                folders.append("")
            continue
        stack.pop()
        if tag == "name" and stack and _tag(stack[-1]) in {"Folder", "Document"}:
            folders[-1] = (element.text or "").strip()
        if tag in {"Folder", "Document"}:
            folders.pop()
        if tag in wanted and not any(_tag(e) in wanted for e in stack):
            yield element, tuple(filter(None, folders))
            if stack:
                stack[-1].remove(element)


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Element, tag: str) -> Element | None:
    return next((child for child in element if _tag(child) == tag), None)


def _text(element: Element | None) -> str | None:
    return None if element is None else ("".join(element.itertext()).strip() or None)


# --- KML


def _placemark(element: Element, folders: tuple[str, ...]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    if element.get("id"):
        row["id"] = element.get("id")
    for tag in PLAIN:
        if (found := _child(element, tag)) is not None:
            row[tag] = _text(found)
    if folders:
        row["folder"] = " / ".join(folders)
    for part in element.iter():
        tag = _tag(part)
        if tag == "Data" and part.get("name"):
            row.setdefault(str(part.get("name")), _text(_child(part, "value")))
        elif tag == "SimpleData" and part.get("name"):
            row.setdefault(str(part.get("name")), _text(part))
        elif tag in {"when", "begin", "end"}:
            row.setdefault(tag, _text(part))
    try:
        shapes = [_kml(child) for child in element if _tag(child) in KML]
        row[""] = shapes[0] if shapes else None
    except UnreadableError as why:
        row[""] = str(why)
    return row


KML = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model"}
MULTI = {wkb.POINT: wkb.MULTIPOINT, wkb.LINE: wkb.MULTILINE, wkb.POLYGON: wkb.MULTIPOLYGON}


def _kml(element: Element) -> bytes:
    tag = _tag(element)
    if tag == "MultiGeometry":
        parts = [_kml(child) for child in element if _tag(child) in KML]
        kinds = {part[1] for part in parts}
        return wkb.gathered(MULTI.get(kinds.pop(), wkb.COLLECTION) if len(kinds) == 1 else wkb.COLLECTION, parts)
    if tag == "Polygon":
        rings = [
            _coordinates(ring)
            for side in element
            if _tag(side) in {"outerBoundaryIs", "innerBoundaryIs"}
            for ring in side
            if _tag(ring) == "LinearRing"
        ]
        return wkb.polygon(rings)
    if tag == "Point":
        at = _coordinates(element)
        if len(at) != 1:
            raise UnreadableError(f"a point of {len(at)} positions")
        return wkb.point(*at[0])
    if tag in {"LineString", "LinearRing"}:
        return wkb.line(_coordinates(element))
    raise UnreadableError(f"a {tag}, which is not taken")


def _coordinates(element: Element) -> list[tuple[float, float]]:
    text = _text(_child(element, "coordinates")) or ""
    out = []
    for position in re.sub(r"\s*,\s*", ",", text).split():
        numbers = position.split(",")
        try:
            out.append((float(numbers[0]), float(numbers[1])))
        except (ValueError, IndexError) as error:
            raise UnreadableError(f"a position that is not two numbers: {position[:60]}") from error
    return out


# --- GPX


def _gpx(element: Element) -> dict[str, Any]:
    kind = {"wpt": "waypoint", "rte": "route", "trk": "track"}[_tag(element)]
    row: dict[str, Any] = {"kind": kind}
    for child in element:
        if _tag(child) not in {"rtept", "trkseg", "extensions", "link"} and len(child) == 0:
            row.setdefault(_tag(child), _text(child))
    try:
        if kind == "waypoint":
            row[""] = wkb.point(*_at(element))
        elif kind == "route":
            row[""] = wkb.line([_at(p) for p in element if _tag(p) == "rtept"])
        else:
            parts = [[_at(p) for p in s if _tag(p) == "trkpt"] for s in element if _tag(s) == "trkseg"]
            lines = [wkb.line(part) for part in parts]
            row[""] = lines[0] if len(lines) == 1 else wkb.gathered(wkb.MULTILINE, lines)
    except UnreadableError as why:
        row[""] = str(why)
    return row


def _at(element: Element) -> tuple[float, float]:
    try:
        return float(element.get("lon", "")), float(element.get("lat", ""))
    except ValueError as error:
        found = f"{element.get('lon')}, {element.get('lat')}"
        raise UnreadableError(f"a position that is not two numbers: {found[:60]}") from error
