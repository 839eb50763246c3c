"""The shape of a report as somebody typed, pasted or handed it in, as land in the programme's plane.

What was entered stays beside what was made of it, with the system, the operation and its accuracy. Three ways of
writing are told apart by the text itself: GeoJSON, well-known text, and one position to a line. Turning points by
bearing and distance come as a table, one leg to a line.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.core.findings import Finding, Severity
from commonground.core.geometry import checks, lines
from commonground.core.geometry.coordinates import read as read_position
from commonground.core.geometry.coordinates import reproject
from commonground.core.geometry.overlay import Region, area, is_nothing
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.received import from_geojson, from_wkb
from commonground.core.geometry.traverse import BearingUnit, Leg, North, Traverse, close
from commonground.core.refusals import NotUsable, Refusal
from commonground.core.tables import numbers, wkb, wkt

NORTHS = {north.value: north for north in North}
MOST = 2_000_000  # characters of a pasted or handed-in shape
OF_FILES = frozenset({"geometry.ring.orientation"})  # what only a file has to keep to, and nobody who types
FATAL = frozenset(
    {"geometry.shape.unreadable", "geometry.shape.empty", "geometry.shape.collapsed", "geometry.ring.one-point",
     "geometry.ring.two-points", "geometry.coordinate.not-a-number", "geometry.coordinate.out-of-range",
     "geometry.coordinate.zero", "geometry.place.swapped", "geometry.place.mirrored"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entered:
    """A shape as it was entered. `how` is "coordinates" or "bearings"."""

    text: str = ""
    system: str = "wgs84"
    how: str = "coordinates"
    start: str = ""  # bearings: the position they start from, in `system`
    north: str = "true"
    unit: str = "degrees"
    declination: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Entered":
        """From what was kept of it."""
        return cls(**{k: str(v) for k, v in kept.items() if k in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Read:
    """What became of it: land in the plane, or why there is none."""

    shape: Region | None = None
    m2: int | None = None
    operation: str = ""
    accuracy_m: float | None = None
    findings: tuple[Finding, ...] = ()
    refusal: Refusal | None = None
    facts: dict[str, Any] = field(default_factory=dict)  # of a traverse: how well it closes


def read_shape(entered: Entered, plane: EqualAreaPlane, outline: Region | None = None) -> Read:
    """Read a shape, mend it, and check it where it lies. Raises nothing: what cannot be read is a refusal inside."""
    if not entered.text.strip():
        return Read()
    if len(entered.text) > MOST:
        return Read(refusal=NotUsable("fieldwork.shape.long", most=MOST))
    try:
        if entered.how == "bearings":
            return _bearings(entered, plane, outline)
        lonlat, operation, accuracy, told = _lonlat(entered)
    except Refusal as refusal:
        return Read(refusal=refusal)
    return _made(lonlat, operation, accuracy, told, plane, outline)


def read_line(entered: Entered, plane: EqualAreaPlane) -> Read:
    """Read a line: positions, one to a line; a GeoJSON line; well-known text. Raises nothing, like `read_shape`."""
    if not entered.text.strip():
        return Read()
    if len(entered.text) > MOST:
        return Read(refusal=NotUsable("fieldwork.shape.long", most=MOST))
    try:
        places, operation, accuracy = _along(entered)
    except Refusal as refusal:
        return Read(refusal=refusal)
    line = lines.drawn(places, plane)
    if line is None:
        return Read(refusal=NotUsable("land.split.no-line"))
    return Read(line, None, operation, accuracy)


def _along(entered: Entered) -> tuple[list[tuple[float, float]], str, float]:
    """The positions of a line in degrees."""
    text = entered.text.strip()
    if text.startswith("{"):
        found = _geometry(text, "LineString")
        if found.get("type") != "LineString":
            raise NotUsable("fieldwork.line.none")
        try:
            return (
                [(float(x), float(y)) for x, y, *_ in found["coordinates"]],
                "WGS84 longitude and latitude, as received",
                0.0,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise NotUsable("fieldwork.line.none") from error
    if wkt.looks_like(text):
        bare = re.fullmatch(r"(?:SRID=4326;)?LINESTRING\s*(?:Z\s*)?\(([^()]*)\)", text, re.IGNORECASE)
        pairs = [p.split() for p in bare[1].split(",")] if bare else []
        try:
            return [(float(p[0]), float(p[1])) for p in pairs], "WGS84 longitude and latitude, as received", 0.0
        except (IndexError, ValueError) as error:
            raise NotUsable("fieldwork.line.none") from error
    parts, operation, accuracy = _read_positions(text, entered.system or "wgs84")
    if len(parts) > 1:
        raise NotUsable("fieldwork.line.none")
    return parts[0] if parts else [], operation, accuracy


def _made(
    lonlat: Any, operation: str, accuracy: float | None, told: list[Finding], plane: EqualAreaPlane, outline: Region | None,
    facts: dict[str, Any] | None = None,
) -> Read:  # fmt: skip
    batch = checks.Batch.of(["shape"], lonlat, plane, country=outline)
    found = [f for f in (*told, *checks.run(batch)[0]) if f.code not in OF_FILES]
    shape = batch.shapes[0]
    fatal = next((f for f in found if f.code in FATAL), None)
    if fatal is None and shape is not None and is_nothing(shape):
        fatal = Finding("geometry.shape.collapsed", Severity.ERROR, "shape")
    if shape is None or fatal is not None:
        code, why = (fatal.code, fatal.facts) if fatal else ("geometry.shape.empty", {})
        return Read(None, None, operation, accuracy, tuple(found), NotUsable(code, **why), facts or {})
    return Read(shape, round(area(shape)), operation, accuracy, tuple(found), None, facts or {})


def _lonlat(entered: Entered) -> tuple[Any, str, float | None, list[Finding]]:
    text = entered.text.strip()
    if text.startswith("{"):
        shapes, told = from_geojson([_geometry(text)], ["shape"])
        return shapes, "WGS84 longitude and latitude, as received", 0.0, [f for _, f in told]
    if wkt.looks_like(text):
        parsed = wkt.parse(text)
        if parsed.finding is not None:
            raise NotUsable(parsed.finding.code, **parsed.finding.facts)
        shapes, told = from_wkb([parsed.shape], ["shape"])
        news = [f for _, f in told]
        if parsed.srid in (None, 4326) and entered.system in ("", "wgs84"):
            return shapes, "WGS84 longitude and latitude, as received", 0.0, news
        moved = reproject(shapes, parsed.srid if parsed.srid is not None else entered.system)
        return moved.shapes, moved.operation, moved.accuracy_m, news
    return _positions(text, entered.system or "wgs84")


def _geometry(text: str, wanted: str = "Polygon") -> dict[str, Any]:
    """The geometry in a GeoJSON text: its own, that of a feature, or all those of a collection in one."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotUsable("fieldwork.shape.not-json") from error
    if isinstance(said, dict) and said.get("type") == "FeatureCollection":
        found = [f.get("geometry") for f in said.get("features") or [] if isinstance(f, dict)]
        parts: list[dict[str, Any]] = [p for p in found if isinstance(p, dict)]
        alone = [p for p in parts if p.get("type") == wanted]
        if wanted != "Polygon" and len(alone) == 1:
            return alone[0]
        rings: list[Any] = []
        for part in parts:
            if part.get("type") == "Polygon":
                rings.append(part.get("coordinates"))
            elif part.get("type") == "MultiPolygon":
                rings += part.get("coordinates") or []
        if not rings:
            raise NotUsable("fieldwork.shape.no-polygon")
        return (
            {"type": "MultiPolygon", "coordinates": rings}
            if len(rings) > 1
            else {"type": "Polygon", "coordinates": rings[0]}
        )
    if isinstance(said, dict) and said.get("type") == "Feature":
        said = said.get("geometry")
    if not isinstance(said, dict):
        raise NotUsable("fieldwork.shape.no-polygon")
    return said


def _read_positions(text: str, system: str) -> tuple[list[list[tuple[float, float]]], str, float]:
    """One position to a line, in any system that positions are read in; an empty line begins another part."""
    rings: list[list[tuple[float, float]]] = [[]]
    operation, accuracy = "", 0.0
    for number, line in enumerate(text.splitlines(), 1):
        bare = re.sub(r"^\s*(?:[A-Za-z]{0,3}\d{1,3}[.):]\s+)", "", line).strip()  # "TP3: ", as lists are numbered
        if not bare:
            if rings[-1]:
                rings.append([])
            continue
        try:
            place = read_position(bare, system)
        except NotUsable as wrong:
            raise NotUsable("fieldwork.shape.line", line=number, found=bare[:60], why=wrong.code) from wrong
        rings[-1].append((place.lon, place.lat))
        operation, accuracy = place.operation, max(accuracy, place.accuracy_m)
    return [ring for ring in rings if ring], operation, accuracy


def _positions(text: str, system: str) -> tuple[Any, str, float | None, list[Finding]]:
    rings, operation, accuracy = _read_positions(text, system)
    short = next((ring for ring in rings if len(set(ring)) < 3), None)
    if short is not None or not rings:
        raise NotUsable("tables.points.too-few", points=len(set(short or ())))
    polygons = [wkb.polygon([[*ring, ring[0]] if ring[0] != ring[-1] else ring]) for ring in rings]
    shape = polygons[0] if len(polygons) == 1 else wkb.gathered(wkb.MULTIPOLYGON, polygons)
    shapes, told = from_wkb([shape], ["shape"])
    return shapes, operation, accuracy, [f for _, f in told]


def _bearings(entered: Entered, plane: EqualAreaPlane, outline: Region | None) -> Read:
    """A table of legs, "bearing distance" to a line, from a start point around and back to it."""
    start = read_position(entered.start, entered.system or "wgs84")
    legs: list[Leg] = []
    for number, line in enumerate(entered.text.splitlines(), 1):
        cells = [c for c in re.split(r"[;\t]|\s+", line.strip().removesuffix("m").strip()) if c]
        if not cells:
            continue
        bearing = numbers.parse(cells[0].rstrip("°")).value if len(cells) == 2 else None
        distance = numbers.parse(cells[1]).value if len(cells) == 2 else None
        if bearing is None or distance is None:
            raise NotUsable("fieldwork.shape.leg", line=number, found=line.strip()[:60])
        legs.append(Leg(float(bearing), float(distance)))
    declination = numbers.parse(entered.declination).value if entered.declination.strip() else None
    closed = close(
        Traverse(
            (start.lon, start.lat), tuple(legs),
            unit=BearingUnit.MILS if entered.unit == "mils" else BearingUnit.DEGREES,
            north=NORTHS.get(entered.north, North.TRUE),
            declination_deg=None if declination is None else float(declination),
            grid=entered.system if entered.north == "grid" else "",
        ),
        "shape",
    )  # fmt: skip
    facts = {"misclosure_m": round(closed.misclosure_m, 3), "length_m": round(closed.length_m, 1), "legs": len(legs),
             "ratio": None if closed.ratio is None else round(closed.ratio)}  # fmt: skip
    if not closed.accepted:
        wrong = next(f for f in closed.findings if f.severity is Severity.ERROR)
        return Read(
            None, None, start.operation, start.accuracy_m, closed.findings, NotUsable(wrong.code, **wrong.facts), facts
        )
    return _made([closed.perimeter], start.operation, start.accuracy_m, list(closed.findings), plane, outline, facts)
