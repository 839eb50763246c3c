"""GeoJSON (RFC 7946) and its newline-delimited form (RFC 8142), feature by feature:
a bad one costs only itself."""

import json
import re
from typing import Any

from commonground.core.refusals import NotUsable
from commonground.core.tables import encodings, wkb
from commonground.intake.gateway.order import EVERY, Order, Progress
from commonground.intake.gateway.readers.text import tell_encoding
from commonground.intake.gateway.table import Draft

SHAPES = {
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
}
DEFAULT_CRS = "EPSG:4326"  # RFC 7946, 4: longitude and latitude on WGS 84, in that order
ABSENT = object()


class UnreadableError(Exception):
    """A geometry that is no geometry; the text says why."""


def read(order: Order, data: bytes, progress: Progress) -> Draft:
    """A file of GeoJSON as a table: properties are columns, features are rows."""
    text, guess, escaped = _text(data)
    features, notes, crs, numbers = _features(text, order)
    draft = Draft("GeoJSON" if numbers is None else "GeoJSON, newline-delimited", crs=crs)
    draft.numbers = numbers
    tell_encoding(draft, guess, told=not escaped)
    for code, facts in notes:
        draft.note(code, **facts)
    _table(draft, features, order, progress)
    return draft


def _text(data: bytes) -> tuple[str, encodings.Guess, bool]:
    """The text; bytes that are no UTF-8 in a file that otherwise is are kept aside for `clean` to judge."""
    guess = encodings.detect(data)
    if guess.encoding.startswith(("utf-16", "utf-32")):
        return data.decode(guess.encoding, "replace").removeprefix("\ufeff"), guess, False
    body = data[3:] if guess.mark else data
    if guess.encoding == "utf-8" and guess.certain and not guess.mark:
        return body.decode("utf-8"), guess, False
    return body.decode("utf-8", "surrogateescape"), guess, not guess.certain


def _loads(text: str) -> Any:
    return json.loads(text, parse_int=_integer)


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 400 else float(digits)


def _features(
    text: str, order: Order
) -> tuple[list[Any], list[tuple[str, dict[str, Any]]], str | None, list[int] | None]:
    """The features of a file, what was odd about it, its coordinate system,
    and line numbers where it has them."""
    try:
        whole = _loads(text.strip().lstrip("\x1e"))
    except json.JSONDecodeError as error:
        lines = _lines(text)
        if lines is None:
            raise NotUsable(
                "intake.json.broken", file=order.file, line=error.lineno, column=error.colno, reason=error.msg
            ) from error
        return [item for _, item in lines], [], DEFAULT_CRS, [number for number, _ in lines]
    except RecursionError as error:
        raise NotUsable("intake.file.too-deep", file=order.file, most=order.limits.depth) from error
    if isinstance(whole, list) and whole and all(isinstance(i, dict) and i.get("type") == "Feature" for i in whole):
        return (
            whole,
            [("intake.json.not-in-standard", {"what": "a bare list of features"})],
            DEFAULT_CRS,
            None,
        )
    kind = whole.get("type") if isinstance(whole, dict) else None
    if kind == "FeatureCollection" and isinstance(whole.get("features"), list):
        crs = _crs(whole)
        notes = [] if crs == DEFAULT_CRS else [("intake.json.not-in-standard", {"what": "its own coordinate system"})]
        return whole["features"], notes, crs, None
    if kind == "Feature":
        return [whole], [], _crs(whole), None
    if isinstance(kind, str) and kind in SHAPES:
        return [{"type": "Feature", "properties": {}, "geometry": whole}], [], _crs(whole), None
    found = str(kind) if kind is not None else ("a list" if isinstance(whole, list) else "no type")
    if isinstance(whole, dict) and "rings" in str(whole.get("features", ""))[:2000]:
        found = "Esri JSON"
    raise NotUsable("intake.json.not-geojson", file=order.file, found=found[:80])


def _lines(text: str) -> list[tuple[int, Any]] | None:
    """The features of a newline-delimited file with line numbers; None where it is something else, broken."""
    items: list[tuple[int, Any]] = []
    proper = 0
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip().lstrip("\x1e").strip()
        if not bare:
            continue
        try:
            item = _loads(bare)
            proper += isinstance(item, dict) and str(item.get("type")) in SHAPES | {"Feature"}
        except (json.JSONDecodeError, RecursionError) as error:
            item = f"not JSON: {error.msg}" if isinstance(error, json.JSONDecodeError) else "nested too deep"
        items.append((number, item))
    return items if proper and proper * 2 >= len(items) else None


def _crs(holder: dict[str, Any]) -> str | None:
    """The coordinate system that an old file (GeoJSON 2008) names."""
    if "crs" not in holder or holder["crs"] == {}:
        return DEFAULT_CRS
    crs = holder["crs"]
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if re.search(r"CRS:?84$", name):
        return DEFAULT_CRS
    code = re.search(r"EPSG:+(?:[\d.]*:)?(\d{4,6})$", name)
    return f"EPSG:{code.group(1)}" if code else None


def _table(draft: Draft, features: list[Any], order: Order, progress: Progress) -> None:
    if len(features) > order.limits.rows:
        raise NotUsable("intake.file.too-many-rows", file=order.file, most=order.limits.rows)
    columns: dict[str, list[Any]] = {}
    for row, feature in enumerate(features):
        if not row % EVERY:
            progress(row)
        properties, identity, geometry = _parts(draft, row, feature)
        draft.shapes.append(_shape(draft, row, geometry))
        for name, value in ([("id", identity)] if identity is not None else []) + list(properties.items()):
            cells = columns.get(name)
            if cells is None:
                if len(columns) >= order.limits.columns:
                    raise NotUsable(
                        "intake.file.too-many-columns",
                        file=order.file,
                        columns=len(columns) + 1,
                        most=order.limits.columns,
                    )
                cells = columns[name] = []
            if len(cells) < row:
                cells.extend([None] * (row - len(cells)))
            if len(cells) == row:  # a property called "id" beside the id of the feature: the first stands
                cells.append(_cell(value))
    for name, cells in columns.items():
        cells.extend([None] * (len(features) - len(cells)))
        draft.columns.append(name)
        draft.cells.append(cells)


def _parts(draft: Draft, row: int, feature: Any) -> tuple[dict[str, Any], Any, Any]:
    """Properties, id and geometry of one item of a file, whatever it is."""
    if isinstance(feature, dict) and str(feature.get("type")) in SHAPES:
        return {}, None, feature
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        reason = feature if isinstance(feature, str) else "not a GeoJSON feature"
        draft.fault(row, "intake.row.unreadable", reason=reason)
        return {}, None, ABSENT
    properties, identity = feature.get("properties"), feature.get("id")
    if properties is not None and not isinstance(properties, dict):
        draft.fault(row, "intake.row.unreadable", reason="its properties are no object")
        properties = None
    if isinstance(identity, bool | dict | list):
        identity = None
    if properties and "id" in properties:
        identity = None
    return properties or {}, identity, feature.get("geometry")


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _shape(draft: Draft, row: int, geometry: Any) -> bytes | None:
    if geometry is None or geometry is ABSENT:
        return None
    try:
        return _binary(geometry, draft, 20)
    except UnreadableError as why:
        draft.fault(row, "intake.shape.unreadable", reason=str(why))
    except (TypeError, KeyError, IndexError, OverflowError, ValueError):
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        draft.fault(row, "intake.shape.unreadable", reason=f"its coordinates are not those of a {kind}")
    return None


def _binary(geometry: Any, draft: Draft, depth: int) -> bytes:
    if not isinstance(geometry, dict):
        raise UnreadableError("not a GeoJSON geometry")
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in SHAPES:
        raise UnreadableError(f"a geometry of type {str(kind)[:40]}")
    if kind == "GeometryCollection":
        if depth <= 0:
            raise UnreadableError("nested too deep")
        return wkb.gathered(wkb.COLLECTION, [_binary(part, draft, depth - 1) for part in geometry["geometries"]])
    at = geometry["coordinates"]
    if not isinstance(at, list):
        raise UnreadableError("its coordinates are no list")
    if kind == "Point":
        if not at:
            return wkb.gathered(wkb.COLLECTION, [])
        return wkb.point(*_positions([at], draft)[0])
    if kind == "LineString":
        return wkb.line(_positions(at, draft))
    if kind == "Polygon":
        return wkb.polygon([_positions(ring, draft) for ring in at])
    if kind == "MultiPoint":
        return wkb.gathered(wkb.MULTIPOINT, [wkb.point(x, y) for x, y in _positions(at, draft)])
    if kind == "MultiLineString":
        return wkb.gathered(wkb.MULTILINE, [wkb.line(_positions(part, draft)) for part in at])
    return wkb.gathered(wkb.MULTIPOLYGON, [wkb.polygon([_positions(ring, draft) for ring in part]) for part in at])


def _positions(at: Any, draft: Draft) -> list[tuple[float, float]]:
    """Positions as pairs; what is not a number is not a position, `null` (NaN of some programs) included."""
    if not isinstance(at, list):
        raise UnreadableError("a ring or line that is no list")
    out = []
    for position in at:
        x, y, *more = position
        if more:
            draft.note("intake.shape.height-dropped")
        if x.__class__ not in (int, float) or y.__class__ not in (int, float):
            raise UnreadableError(f"a position that is not two numbers: {json.dumps(position)[:60]}")
        out.append((float(x), float(y)))
    return out
