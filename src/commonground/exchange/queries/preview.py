"""What the other side would receive today under a text that nobody has signed yet: by the same road as a feed, and past the same guard.

Much is looked at in batches, and no more than a stated number of records: what was not looked at is counted and said.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from commonground.core.exchange import feed as feeds
from commonground.core.exchange import guard, places, rows, totals
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.comparing import Change, change
from commonground.core.exchange.feed import Said
from commonground.core.exchange.projection import Projection, Record, Shown
from commonground.core.geometry.overlay import boxes, regions
from commonground.core.geometry.received import from_geojson
from commonground.exchange.queries import figures, records
from commonground.exchange.queries.figures import When
from commonground.land.queries import entries as ledger
from commonground.land.queries import shapes
from commonground.places import queries as programme

LOOKED_AT = 20_000  # records; a border zone has fewer
BATCH = 2_000
TABLE, MAP = 100, 2_000  # rows and shapes that a page shows
FURTHER = 5_000.0  # metres around an area
SECRET = b"a preview has no feed and its ids lead nowhere"


@dataclass(frozen=True, slots=True)
class Line:
    """A record as the other side would see it, or would see it no longer."""

    code: str
    collection: str
    change: Change
    body: Mapping[str, Any] | None


@dataclass(slots=True)
class Preview:
    """What would be received, counted; as many rows and shapes of it as a page can show."""

    received: int = 0
    looked_at: int = 0
    left_out: int = 0  # records that nobody looked at
    changes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)
    features: list[dict[str, Any]] = field(default_factory=list)
    is_figures: bool = False  # cells of tables, and no records
    unplaced: int = 0  # of those that could be drawn, how many say no place

    @property
    def drawn(self) -> int:
        return len(self.features)


def preview(agreement: Agreement, before: Agreement | None = None, *, at: datetime) -> Preview:
    """What would be received under a text, beside the version that holds."""
    if agreement.is_aggregate:
        return _of_figures(agreement, before, at)
    out = Preview()
    keys = _keys(agreement, before)
    out.left_out = max(0, len(keys) - LOOKED_AT)
    some = keys if not out.left_out else keys[:: -(-len(keys) // LOOKED_AT)]
    out.looked_at, out.left_out = len(some), len(keys) - len(some)
    known = ledger.known_by(at - timedelta(days=agreement.delay_days)) if agreement.delay_days else None
    now, then = Projection(agreement, SECRET), before and Projection(before, SECRET)
    for start in range(0, len(some), BATCH):
        _look(out, records.some(some[start : start + BATCH], known), now, then)
    return out


def _of_figures(agreement: Agreement, before: Agreement | None, at: datetime) -> Preview:
    """The cells of the month that would be cut today, or was cut already; beside those of the version that holds."""
    out, moment = Preview(is_figures=True), at - timedelta(days=agreement.delay_days)
    (month,) = totals.due(moment.date())
    row = next((one for one in figures.cuts(agreement.id) if one.month == month), None)
    known = ledger.known_by(moment) if agreement.delay_days else ledger.head()
    when = When(month, row.known, row.at) if row else When(month, known, moment)
    held, now = row.tables if row else {}, Projection(agreement, SECRET)
    some = figures.of_cut(agreement, month, figures.cut(agreement, when, held))
    day = max(agreement.valid_from, at.date()).isoformat()
    said = feeds.next_lines(now, some, (), {}, size=0, day=day)
    _guarded(out, said, agreement)
    new = _shown(now, some)
    old: dict[Any, Shown | None] = {}
    if before is not None and before.is_aggregate:
        old = _shown(Projection(before, SECRET), figures.of_cut(before, month, figures.cut(before, when, held)))
    for key in [*new, *(key for key in old if key not in new)]:
        was, now_ = old.get(key), new.get(key)
        found = (change(was, now_) if before is not None else None) or Change.NEW
        out.changes[found.value] += 1
        out.received += found is not Change.GONE
        one = now_ or was
        out.lines.append(Line("", key[0], found, one.body if one else None))
    out.looked_at = len(out.lines)
    out.lines = out.lines[: TABLE * len(agreement.totals)]
    return out


def _shown(projection: Projection, some: list[Record]) -> dict[Any, Shown | None]:
    return {(r.collection, r.key): one for r, one in zip(some, projection.shown_each(some), strict=True)}


def _keys(agreement: Agreement, before: Agreement | None) -> list[Any]:
    """The records that can be shown at all: where only an area is agreed, those near it."""
    found = records.keys(agreement)
    near: set[int] = set()
    for one in (agreement, before):
        zones = _zones(one) if one is not None else set()
        if zones is None:
            return found
        if one is not None and zones:
            annexed, _ = from_geojson([dict(one.annexes[name]) for name in sorted(zones)], sorted(zones))
            plane = programme.programme().plane
            for west, south, east, north in boxes(regions(list(plane.to_plane(annexed)))).tolist():
                more = FURTHER + (east - west + north - south) / 20  # edges bend between one plane and another
                near |= shapes.near((west - more, south - more, east + more, north + more))
    return [key for key in found if _hazard_of(key) in near]


def _hazard_of(key: Any) -> int:
    """The hazard that a record is, or is of."""
    collection, name = key
    return int(name.split(".")[1] if collection == records.RELEASE else name)


def _zones(agreement: Agreement) -> set[str] | None:
    """The areas outside of which nothing is shown; None where records elsewhere may be, too."""
    out: set[str] = set()
    for shared in agreement.collections.values():
        parts = [] if shared.rows is None else shared.rows["args"] if shared.rows["op"] == "and" else [shared.rows]
        inside = set().union(*(rows.annexes_of(p) for p in parts if p["op"] == "s_intersects"), set())
        if not inside:
            return None
        out |= inside
    return out


def _look(out: Preview, some: list[Record], now: Projection, then: Projection | None) -> None:
    said = feeds.next_lines(now, some, (), {}, size=0, day=now.agreement.valid_from.isoformat())
    shown = {one.record.key: one for one in said if one.record is not None}
    _guarded(out, said, now.agreement)
    old = dict(zip((r.key for r in some), then.shown_each(some), strict=True)) if then else {}
    new = dict(zip((r.key for r in some), now.shown_each(some), strict=True)) if then else {}
    places_of: list[tuple[Line, Mapping[str, Any]]] = []
    for record in some:
        one = shown.get(record.key)
        found = change(old.get(record.key), new.get(record.key)) if then else (Change.NEW if one else None)
        if found is None:
            continue
        out.changes[found.value] += 1
        out.received += found is not Change.GONE
        line = Line(str(record.values.get("code") or record.key), record.collection, found, _body(one))
        if len(out.lines) < TABLE:
            out.lines.append(line)
        if out.drawn + len(places_of) < MAP:
            places_of.append((line, _place(line, old.get(record.key))))
    _draw(out, places_of, now.agreement)


def _guarded(out: Preview, said: list[Said], agreement: Agreement) -> None:
    for faults in guard.faults_each([(one, one.record) for one in said], agreement):
        out.faults.update(faults)


def _body(one: Said | None) -> Mapping[str, Any] | None:
    return None if one is None else json.loads(one.body)


def _place(line: Line, before: Shown | None) -> Mapping[str, Any]:
    """Where it is drawn: as it would be told; what would be told no longer by the footprint that stays."""
    if line.body is not None:
        return dict(line.body["geometry"])
    return dict(before.footprint) if before is not None else {"kind": "none"}


def _draw(out: Preview, some: list[tuple[Line, Mapping[str, Any]]], agreement: Agreement) -> None:
    found = places.outlines([place for _, place in some], agreement.plane, agreement.annexes)
    for (line, _), shape in zip(some, found, strict=True):
        if shape is None:
            out.unplaced += 1
            continue
        status = (line.body or {}).get("status")
        said = {"kind": "gone" if line.change is Change.GONE else "theirs", "code": line.code,
                "state": {"released": "cleared"}.get(str(status), status or "unknown")}  # fmt: skip
        out.features.append({"type": "Feature", "properties": said, "geometry": shape})
