"""Agreements between two programmes: plain JSON that both sides sign, in which an unknown word makes the whole unusable.

What is not named is not shared. A version names the hash of the one before it, so that nobody can slip another in between.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import rfc8785

from commonground.core.exchange import rows
from commonground.core.exchange import totals as tables
from commonground.core.exchange.rows import wrong
from commonground.core.exchange.vocabulary import COLLECTIONS, TALK, WAYS, Nature, Way
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.received import is_sound
from commonground.core.refusals import NotUsable

VERSION = 1
CORNERS = 20_000  # of an annexed polygon
LARGEST = 2_000_000  # bytes of an agreement with its annexes
NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?")
IDENTIFIER = re.compile(r"[a-z0-9-]{1,64}")
HASH = re.compile(r"[0-9a-f]{64}")
CELLS = (100, 250, 500, 1_000, 2_000, 5_000, 10_000)  # metres of a grid's side that can be agreed
# LAEA Europe (EPSG:3035) on WGS84: the plane of grids where none other is named.
PLANE = EqualAreaPlane(
    "laea-europe", "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +datum=WGS84 +units=m", 0.01
)


class Geometry(StrEnum):
    """How a record's land leaves."""

    EXACT = "exact"
    GRID = "grid"  # the cells that it touches
    UNIT = "unit"  # the administrative unit that most of it lies in
    NONE = "none"


class AtEnd(StrEnum):
    """What the receiver does with what it has when an agreement ends. The coarse footprint stays either way."""

    PURGE = "purge"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Coarse:
    """A footprint that survives everything: cells of a grid, or a polygon that both sides hold."""

    grid_m: int = 0
    annex: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """What is shared of one collection."""

    rows: Mapping[str, Any] | None  # None: all of them
    ways: Mapping[str, tuple[Way, tuple[int, ...]]]  # every field that leaves, with the bounds of its buckets
    geometry: Geometry
    grid_m: int
    footprint: Coarse


@dataclass(frozen=True, slots=True)
class Agreement:
    """A version of an agreement, read and understood word by word; dates are days in UTC."""

    id: str
    version: int
    previous: str  # the SHA-256 of the version before; empty for the first
    publisher: str
    recipient: str
    purpose: str
    legal_ref: str
    valid_from: date
    valid_until: date
    delay_days: int
    max_silence_days: int
    onward: tuple[str, ...]
    at_end: AtEnd
    within_days: int
    plane: EqualAreaPlane
    collections: Mapping[str, Shared]
    annexes: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    sha256: str = ""
    talk: tuple[str, ...] = ()  # links, proposals and answers that may travel in the feed
    totals: Mapping[str, tables.Agreed] = field(
        default_factory=lambda: MappingProxyType({})
    )  # tables, in the place of records

    @property
    def is_aggregate(self) -> bool:
        """Whether figures are shared under it, and no records."""
        return bool(self.totals)

    def purge_by(self, ended: date) -> date | None:
        """By which day the receiver has forgotten the bodies, after an end on a day; None where it may keep them."""
        last = min(ended.toordinal() + self.within_days, date.max.toordinal())
        return date.fromordinal(last) if self.at_end is AtEnd.PURGE else None

    def is_in_force(self, day: date) -> bool:
        """Whether it is in force on a day; the last day is one of them."""
        return self.valid_from <= day <= self.valid_until


WORDS = frozenset(
    ("v", "id", "version", "prev_sha256", "publisher", "recipient", "kind", "purpose", "legal_ref", "valid_from", "valid_until",
     "delay_days", "max_silence_days", "onward", "at_end", "plane", "collections", "annexes")
)  # fmt: skip
# Words that came later: an agreement that was signed without them says no to what they name.
LATER = frozenset(("talk",))
RECORDS, AGGREGATE = "records", "aggregate"
# An agreement about figures names tables where another one names collections, and nothing is said of records under it.
OF_FIGURES = WORDS - {"collections"} | {"totals"}


def read(said: Any) -> Agreement:
    """An agreement from its plain JSON. Raises NotUsable naming the first word that is missing, unknown or not allowed there."""
    figures = isinstance(said, dict) and said.get("kind") == AGGREGATE
    _words(
        said, OF_FIGURES if figures else WORDS | (LATER & set(said) if isinstance(said, dict) else set()), "agreement"
    )
    raw = _canonical(said)
    if said["v"] != VERSION or said["kind"] not in (RECORDS, AGGREGATE):
        raise wrong(said["v"] if said["v"] != VERSION else said["kind"], "unknown-word")
    annexes = _annexes(said["annexes"])
    _words(said["at_end"], {"mode", "within_days"}, "at_end")
    shared = said["totals" if figures else "collections"]
    if not isinstance(shared, dict) or not shared:
        raise wrong("totals" if figures else "collections", "nothing-shared")
    found = Agreement(
        _match(said, "id", IDENTIFIER), _number(said, "version", 1, 10_000), _previous(said), _match(said, "publisher", NAME),
        _match(said, "recipient", NAME), _text(said, "purpose"), _text(said, "legal_ref"), _day(said, "valid_from"),
        _day(said, "valid_until"), _number(said, "delay_days", 0, 3_650), _number(said, "max_silence_days", 1, 366),
        _onward(said["onward"]), _at_end(said["at_end"]["mode"]), _number(said["at_end"], "within_days", 0, 366),
        _plane(said["plane"]), MappingProxyType({} if figures else {c: _shared(c, one, annexes) for c, one in shared.items()}),
        MappingProxyType(annexes), hashlib.sha256(raw).hexdigest(), _talk(said.get("talk", [])),
        MappingProxyType({name: tables.read(name, one, annexes) for name, one in shared.items()} if figures else {}),
    )  # fmt: skip
    if found.publisher == found.recipient:
        raise wrong(found.recipient, "with-itself")
    if found.valid_until < found.valid_from:
        raise wrong(said["valid_until"], "ends-before")
    return found


def _canonical(said: Any) -> bytes:
    try:
        raw = rfc8785.dumps(said)
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise wrong("agreement", "not-plain") from error
    if len(raw) > LARGEST:
        raise wrong("agreement", "too-large")
    return raw


def canonical(said: Any) -> bytes:
    """The bytes of an agreement that are signed (RFC 8785). Raises NotUsable for what is no agreement."""
    read(said)
    return _canonical(said)


def _words(said: Any, known: frozenset[str] | set[str], where: str) -> None:
    """Every word that there must be, and no other."""
    if not isinstance(said, dict):
        raise wrong(where, "not-plain")
    for word in sorted(set(said) - known, key=str):
        raise wrong(word, "unknown-word", where=where)
    for word in sorted(known - set(said)):
        raise wrong(word, "missing-word", where=where)


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said[name]
    if not isinstance(value, str) or not value.strip() or len(value) > 500 or any(ord(c) < 0x20 for c in value):
        raise wrong(name, "value", field=name)
    return value


def _match(said: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = said[name]
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise wrong(value, "value", field=name)
    return value


def _number(said: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = said[name]
    if type(value) is not int or not least <= value <= most:
        raise wrong(value, "value", field=name)
    return value


def _day(said: Mapping[str, Any], name: str) -> date:
    value = said[name]
    try:
        found = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise wrong(value, "value", field=name) from error
    if found.isoformat() != value:
        raise wrong(value, "value", field=name)
    return found


def _at_end(value: Any) -> AtEnd:
    if value not in [one.value for one in AtEnd]:
        raise wrong(value, "unknown-word", where="at_end")
    return AtEnd(value)


def _previous(said: Mapping[str, Any]) -> str:
    value = said["prev_sha256"]
    first = said["version"] == 1
    if not isinstance(value, str) or (value != "" if first else not HASH.fullmatch(value)):
        raise wrong(value, "value", field="prev_sha256")
    return value


def _onward(said: Any) -> tuple[str, ...]:
    if not isinstance(said, list) or any(not isinstance(one, str) or not NAME.fullmatch(one) for one in said):
        raise wrong(said, "value", field="onward")
    return tuple(said)


def _talk(said: Any) -> tuple[str, ...]:
    if not isinstance(said, list):
        raise wrong("talk", "not-plain")
    for word in said:
        if word not in TALK or said.count(word) > 1:
            raise wrong(word, "unknown-word", where="talk")
    return tuple(said)


def _plane(said: Any) -> EqualAreaPlane:
    _words(said, {"code", "definition", "grid_m", "operation"}, "plane")
    try:
        return EqualAreaPlane.from_dict(said)
    except NotUsable as error:
        raise wrong(said.get("code"), "plane") from error


def _annexes(said: Any) -> dict[str, Mapping[str, Any]]:
    """Polygons by the hash of their canonical writing; one that is not what its name says makes the agreement unusable."""
    if not isinstance(said, dict):
        raise wrong("annexes", "not-plain")
    for name, shape in said.items():
        if (
            not isinstance(shape, dict)
            or shape.get("type") not in ("Polygon", "MultiPolygon")
            or set(shape) != {"type", "coordinates"}
        ):
            raise wrong(name, "annex")
        if annex_name(shape) != name or not is_sound(shape, CORNERS):
            raise wrong(name, "annex")
    return dict(said)


def annex_name(shape: Mapping[str, Any]) -> str:
    """What an annexed polygon is called: the SHA-256 of its canonical writing."""
    return hashlib.sha256(_canonical(dict(shape))).hexdigest()


def _shared(collection: str, said: Any, annexes: Mapping[str, Any]) -> Shared:
    if collection not in COLLECTIONS:
        raise wrong(collection, "unknown-word", where="collections")
    _words(said, {"rows", "fields", "geometry", "footprint"}, collection)
    fields = COLLECTIONS[collection]
    if said["rows"] is not None:
        rows.check(said["rows"], fields, set(annexes))
    geometry, grid_m = _geometry(said["geometry"])
    if not isinstance(said["fields"], dict):
        raise wrong("fields", "not-plain")
    ways = {}
    for name, way in said["fields"].items():
        if name not in fields:
            raise wrong(name, "unknown-field")
        ways[name] = _way(name, way, collection)
        if fields[name].places and ways[name][0] is Way.AS_IT_IS and geometry is not Geometry.EXACT:
            raise wrong(name, "finds-the-place", field=name)
    footprint = _footprint(said["footprint"], annexes)
    if footprint.grid_m and (geometry in (Geometry.UNIT, Geometry.NONE) or footprint.grid_m < grid_m):
        raise wrong("footprint", "finer-than-geometry")
    kept = {name: way for name, way in ways.items() if way[0] is not Way.DROP}
    return Shared(said["rows"], MappingProxyType(kept), geometry, grid_m, footprint)


def _way(name: str, said: Any, collection: str) -> tuple[Way, tuple[int, ...]]:
    nature = COLLECTIONS[collection][name].nature
    if isinstance(said, dict):
        _words(said, {"bucket"}, name)
        bounds = said["bucket"]
        if (
            nature is not Nature.NUMBER or not isinstance(bounds, list) or not 1 <= len(bounds) <= 20
            or any(type(b) is not int or b < 1 for b in bounds) or sorted(set(bounds)) != bounds
        ):  # fmt: skip
            raise wrong(name, "bucket", field=name)
        return Way.BUCKET, tuple(bounds)
    if said not in [w.value for w in WAYS[nature] if w is not Way.BUCKET]:
        raise wrong(said, "way", field=name)
    return Way(said), ()


def _geometry(said: Any) -> tuple[Geometry, int]:
    if isinstance(said, dict):
        _words(said, {"grid"}, "geometry")
        return Geometry.GRID, _cell(said["grid"])
    if said not in (Geometry.EXACT.value, Geometry.UNIT.value, Geometry.NONE.value):
        raise wrong(said, "unknown-word", where="geometry")
    return Geometry(said), 0


def _footprint(said: Any, annexes: Mapping[str, Any]) -> Coarse:
    """There is always one: what is no longer shared must not look safe."""
    if isinstance(said, dict) and set(said) == {"grid"}:
        return Coarse(grid_m=_cell(said["grid"]))
    if isinstance(said, dict) and set(said) == {"annex"}:
        if said["annex"] not in annexes:
            raise wrong(said["annex"], "annex-missing")
        return Coarse(annex=said["annex"])
    raise wrong("footprint", "footprint")


def _cell(said: Any) -> int:
    if type(said) is not int or said not in CELLS:
        raise wrong(said, "cell", cells=", ".join(map(str, CELLS)))
    return said


def in_force(versions: Iterable[Agreement], day: date) -> Agreement | None:
    """The version that counts on a day: the highest of those that both sides signed whose first day has come, also where its last
    day is over. One that was signed ahead does not silence the one before. None where no day has come yet."""
    come = [one for one in versions if one.valid_from <= day]
    return max(come, key=lambda one: one.version, default=None)
