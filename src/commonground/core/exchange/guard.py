"""The last look before a line leaves: written from the agreement, not from the projection, so that one fault does not pass both.

It shares no function with `projection`: it knows what an agreed body looks like and holds every value of it against the record.
Whatever it does not expect is withheld.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from commonground.core.exchange import figures_guard
from commonground.core.exchange.agreements import Agreement, Geometry, Shared
from commonground.core.exchange.feed import Said
from commonground.core.exchange.lines import LARGEST_BODY, Malformed, Op, body_hash, plain, read
from commonground.core.exchange.projection import Record
from commonground.core.exchange.vocabulary import COLLECTIONS, Nature, Way
from commonground.core.geometry.cells import each_has_land, fills_its_box, ground
from commonground.core.geometry.overlay import (
    Region,
    Regions,
    alike_each,
    apart_m2,
    area,
    box_of,
    cut,
    is_nothing,
    meet_one,
    mended,
    regions,
)
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.received import from_geojson

# Places, numbers of telephones and letters' addresses in a text that people wrote.
COORDINATES = r"\d{1,3}[.,]\d{3,}|\d{1,3}\s*°|\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{4,10}\b"
TELEPHONE, ADDRESS = r"\+?\d[\d\s/-]{7,}\d", r"[\w.+-]+@[\w-]+\.\w+"
SAYS_A_PLACE = re.compile(f"{COORDINATES}|{TELEPHONE}|{ADDRESS}", re.I)
# What may stand in figures beside a perimeter, and is no telephone: its corners, days, and from which year to which.
IN_FIGURES = re.compile(rf"{COORDINATES}|\b(?:19|20)\d\d[-/](?:(?:19|20)\d\d|[01]\d(?:[-/][0-3]\d)?)\b", re.I)
LONGEST_TEXT = 300
CORNER = 0.05  # metres
ROUNDING = 0.005  # of an area, and a few square metres of a small one: corners are said to the centimetre


def faults(
    said: Said, agreement: Agreement, record: Record | None, shared_ids: Container[str] = frozenset()
) -> list[str]:
    """Why a line must not leave, in codes; empty where it may. `shared_ids` are those of our records that the other side has."""
    return faults_each([(said, record)], agreement, shared_ids)[0]


def faults_each(
    some: Sequence[tuple[Said, Record | None]], agreement: Agreement, shared_ids: Container[str] = frozenset()
) -> list[list[str]]:
    """The same of each of some lines with their records, looked at side by side."""
    out: list[list[str]] = []
    looked: list[_Looked] = []
    for said, record in some:
        found = _before_places(said, agreement, record, shared_ids)
        out.append(found if isinstance(found, list) else found.faults)
        if isinstance(found, _Looked):
            looked.append(found)
    _look_at_places(looked, agreement)
    return out


@dataclass(slots=True)
class _Looked:
    """A body that is well made, beside its record; what is wrong with it is added to its faults."""

    said: Said
    record: Record
    shared: Shared
    body: Mapping[str, Any]
    faults: list[str]


def _before_places(
    said: Said, agreement: Agreement, record: Record | None, shared_ids: Container[str]
) -> list[str] | _Looked:
    """What can be seen of a line without looking at places: its faults where that is all there is to see."""
    line = said.line
    try:
        if read(said.raw) != line:
            return ["line"]
    except Malformed as error:
        return [f"line-{error.code}"]
    if line.agreement != agreement.version:
        return ["another-version"]
    if (
        line.op is not Op.REVOKE
        and not agreement.valid_from.isoformat() <= line.day <= agreement.valid_until.isoformat()
    ):
        return ["another-time"]
    if line.op is Op.POLICY:
        return [] if line.policy == agreement.sha256 else ["another-agreement"]
    if line.op in (Op.LINK, Op.PROPOSE, Op.DECIDE):
        return _talk_faults(said, agreement, shared_ids)
    if line.op is not Op.PUT:
        return ["body-of-nothing"] if said.body else []
    shared = agreement.collections.get(line.collection)
    is_figure = line.collection in agreement.totals
    if (shared is None and not is_figure) or record is None or record.collection != line.collection:
        return ["collection"]
    try:
        body = plain(said.body, LARGEST_BODY)
    except Malformed as error:
        return [f"body-{error.code}"]
    out = [] if body_hash(said.salt, said.body) == line.body else ["hash"]
    if shared is None:
        fp = line.footprint or {}
        return out + figures_guard.faults(line.collection, body, fp, record.values, line.day, agreement)
    if set(body) != {n for n, (way, _) in shared.ways.items() if way is not Way.DROP} | {"geometry"}:
        return [*out, "fields"]
    out += [f"field-{name}" for name in shared.ways if not _fits(name, line.collection, body[name], record, shared)]
    return _Looked(said, record, shared, body, out)


def _look_at_places(looked: Sequence[_Looked], agreement: Agreement) -> None:
    """Rows, shapes and footprints of bodies beside the land of their records."""
    plane = agreement.plane
    lands = mended(plane.to_plane(regions([one.record.shape for one in looked])))
    zones = _zones(looked, lands, agreement)
    shapes = _same_shapes(looked, lands, plane)
    for i, (one, land) in enumerate(zip(looked, lands, strict=True)):
        if one.shared.rows is not None and _answers(one.shared.rows, one.record, lambda name: zones[name][i]) != {True}:  # noqa: B023
            one.faults.append("rows")
        if not _place_fits(one.body["geometry"], one.shared, land, one.record, shapes[i]):
            one.faults.append("geometry")
        if not _footprint_fits(one.said.line.footprint or {}, one.shared, land):
            one.faults.append("footprint")


def _zones(looked: Sequence[_Looked], lands: Regions, agreement: Agreement) -> dict[str, list[set[bool]]]:
    """By every annexed polygon: whether each land shares ground with it; both answers where that is not known."""
    out = {}
    for name, annex in agreement.annexes.items():
        annexed, _ = from_geojson([annex], [""])
        met = meet_one(lands, agreement.plane.to_plane(annexed[0]))
        out[name] = [{True, False} if _is_nowhere(land) else {bool(one)} for land, one in zip(lands, met, strict=True)]
    return out


def _same_shapes(looked: Sequence[_Looked], lands: Regions, plane: EqualAreaPlane) -> list[bool]:
    """Whether the shape of each body is its record's own, but for the rounding of its corners; no where there is none."""
    said = [one.body["geometry"].get("shape") if isinstance(one.body["geometry"], dict) else None for one in looked]
    given = [one if isinstance(one, dict) else None for one in said]
    shapes, told = from_geojson(given, [""] * len(given))
    shown = mended(plane.to_plane(shapes))
    bad = {row for row, _ in told}
    out: list[bool] = alike_each(shown, lands, CORNER).tolist()
    for i, (a, b) in enumerate(zip(shown, lands, strict=True)):
        if i in bad or a is None or b is None:
            out[i] = False
        elif not out[i]:
            out[i] = apart_m2(a, b) <= ROUNDING * (area(b) + 1_000)
    return out


def is_plain(text: str, *, exact: bool) -> bool:
    """Whether a text that people wrote may leave: it is short, and says no telephone, no address, and no place where places are
    coarse. Who shares the perimeter may name its corners: coordinates are looked past there, and what stands around them is not."""
    if len(text) > LONGEST_TEXT or re.search(ADDRESS, text):
        return False
    return re.search(TELEPHONE, IN_FIGURES.sub(";", text)) is None if exact else SAYS_A_PLACE.search(text) is None


def says_too_much(values: Mapping[str, Any], *, exact: bool) -> list[str]:
    """Which values of a proposal are texts that may not leave: people typed them, also where a field is a code."""
    return [name for name, value in values.items() if isinstance(value, str) and not is_plain(value, exact=exact)]


STATEMENTS: dict[Op, dict[str, type | tuple[type, ...]]] = {
    Op.LINK: {"collection": str, "mine": str, "yours": dict, "kind": str, "confidence": str, "reason": str},
    Op.PROPOSE: {"collection": str, "yours": dict, "base": int, "values": dict, "shape": (dict, type(None)), "reason": str},
    Op.DECIDE: {"proposal": dict, "rev": int, "decision": str, "new_rev": (int, type(None)), "reason": str},
}  # fmt: skip
KINDS = re.compile(r"same|overlap|adjacent|not-same"), re.compile(r"low|medium|high"), re.compile(r"accepted|rejected")


def _talk_faults(said: Said, agreement: Agreement, shared_ids: Container[str]) -> list[str]:
    """A link, a proposal or an answer: named in the agreement, of the words that it has, and no way round what is shared."""
    line, op = said.line, said.line.op
    try:
        body = plain(said.body, LARGEST_BODY)
    except Malformed as error:
        return [f"body-{error.code}"]
    out = [] if body_hash(said.salt, said.body) == line.body else ["hash"]
    if op.value not in agreement.talk:
        return [*out, "talk"]
    words = STATEMENTS[op]
    if body.keys() != words.keys() or any(not isinstance(body[w], kind) for w, kind in words.items()):
        return [*out, "fields"]
    named = body["proposal"] if op is Op.DECIDE else body["yours"]
    if sorted(named) != ["feed", "id"] or not str(named["feed"]).startswith(f"{agreement.recipient}/smx/"):
        out.append("of-another")
    shared = agreement.collections.get(body.get("collection", ""))
    if op is not Op.DECIDE and shared is None:
        return [*out, "collection"]
    if op is Op.LINK and body["mine"] not in shared_ids:
        out.append("not-shared")
    for pattern, word in zip(KINDS, ("kind", "confidence", "decision"), strict=True):
        if word in body and not pattern.fullmatch(body[word]):
            out.append(f"field-{word}")
    coarse = shared is None or shared.geometry is not Geometry.EXACT
    if op is Op.PROPOSE and shared is not None:
        out += [f"field-{name}" for name in body["values"] if shared.ways.get(name) != (Way.AS_IT_IS, ())]
        out += ["geometry"] if coarse and body["shape"] is not None else []
        out += ["text"] if says_too_much(body["values"], exact=not coarse) else []
    if not is_plain(body["reason"], exact=not coarse):
        out.append("text")
    return out


def _fits(name: str, collection: str, value: Any, record: Record, shared: Shared) -> bool:
    """Whether a value says what was agreed and no more."""
    way, bounds = shared.ways[name]
    mine = record.values.get(name)
    if value is None or mine is None:
        return value is None and mine is None
    if way is Way.MONTH:
        return re.fullmatch(r"\d{4}-\d{2}", str(value)) is not None and str(mine).startswith(str(value))
    if way is Way.BUCKET:
        edges = [0, *bounds, None]
        inside = [{"from": a, "below": b} for a, b in pairwise(edges)]
        return value in inside and value["from"] <= mine and (value["below"] is None or mine < value["below"])
    if COLLECTIONS[collection][name].nature is Nature.RECORD:
        return re.fullmatch(r"[a-z2-7]{24}", str(value)) is not None and value != mine
    if value != mine:
        return False
    if COLLECTIONS[collection][name].nature is not Nature.TEXT:
        return True
    exact = shared.geometry is Geometry.EXACT  # who shares the perimeter may share a name that says where it is
    if exact and name == "code":  # a number that looks like a telephone is one of ours all the same
        return len(str(value)) <= LONGEST_TEXT
    return is_plain(str(value), exact=exact)


def _place_fits(said: Any, shared: Shared, land: Region | None, record: Record, is_own: bool) -> bool:
    if not isinstance(said, dict):
        return False
    kind = said.get("kind")
    if kind == "none":
        return set(said) == {"kind"} and (_is_nowhere(land) or shared.geometry is Geometry.NONE)
    if shared.geometry is Geometry.UNIT:
        return kind == "unit" and set(said) == {"kind", "unit"} and said["unit"] == record.values.get("unit")
    if shared.geometry is Geometry.GRID:
        return kind == "cells" and land is not None and _covers(said, shared.grid_m, land)
    return shared.geometry is Geometry.EXACT and kind == "shape" and set(said) == {"kind", "shape"} and is_own


def _footprint_fits(said: Mapping[str, Any], shared: Shared, land: Region | None) -> bool:
    """No finer than was agreed, and nowhere smaller than the land."""
    coarse = shared.footprint
    if coarse.annex:
        return dict(said) == {"kind": "annex", "annex": coarse.annex}
    if land is None or is_nothing(land):
        return dict(said) == {"kind": "none"}
    return said.get("kind") == "cells" and _covers(said, coarse.grid_m, land)


def _covers(said: Mapping[str, Any], least_m: int, land: Region) -> bool:
    """Whether cells are of the agreed side or a doubled one, hold all of the land, and none of them lies apart from it."""
    side, cells = said["side_m"], [(int(x), int(y)) for x, y in said["cells"]]
    doubled = side // least_m
    if side % least_m or doubled & (doubled - 1) or not cells or len(set(cells)) != len(cells):
        return False
    if not fills_its_box(box_of(land), side, cells) and area(cut(land, ground(side, cells))) != 0:
        return False
    return len(cells) == 1 or each_has_land(land, side, cells)


def _is_nowhere(land: Region | None) -> bool:
    return land is None or is_nothing(land)


def _answers(said: Mapping[str, Any], record: Record, zone: Callable[[str], set[bool]]) -> set[bool]:
    """Whether the record is one of the rows: said once more, with sets of possible answers instead of three values."""
    op, args = said["op"], said["args"]
    if op == "not":
        return {not one for one in _answers(args[0], record, zone)}
    if op in ("and", "or"):
        each = [_answers(one, record, zone) for one in args]
        out = each[0]
        for more in each[1:]:
            out = {(a and b) if op == "and" else (a or b) for a in out for b in more}
        return out
    if op == "s_intersects":
        return zone(args[1]["annex"])
    mine = record.values.get(args[0]["property"])
    if op == "isNull":
        return {mine is None}
    if mine is None:
        return {True, False}
    if op == "between":
        low, high = args[1], args[2]
        return {not (mine < low or mine > high)}
    return {mine in (args[1] if op == "in" else [args[1]])}
