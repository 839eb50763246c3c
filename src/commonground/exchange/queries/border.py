"""Both sides of the line: what others share with us and where it lies, what of it overlaps with ours, and what only one side knows.

Everything is bounded: a map shows so many shapes and counts the rest where they lie, a list has pages. Nothing that was once said to be
dangerous is left out for want of room.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Floor

from commonground.core.exchange import places
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.standing import Fresh
from commonground.core.exchange.totals import TABLES
from commonground.core.exchange.vocabulary import TALK
from commonground.core.geometry.overlay import area, is_nothing, join_all, meet, pairs_sharing_land, regions
from commonground.core.geometry.received import from_geojson
from commonground.exchange.models import Acceptance, AgreementText, ForeignRecord
from commonground.exchange.queries import feeds, overview, tables
from commonground.land.queries import shapes
from commonground.places import queries as programme

MAP, PAGE, STEPS = 1_500, 50, 40  # shapes on a map, rows of a page, squares across a map that is too full
NEAR, AROUND = 25, 1_000  # hazards of ours that one foreign record is held against, and a page of them
LOOKED_AT = 400  # hazards of ours that are held against what others show
OPEN = ("suspected", "confirmed")


@dataclass(frozen=True, slots=True)
class Sought:
    """Which foreign records are looked at."""

    partner: str = ""
    agreement: str = ""
    standing: str = ""
    status: str = ""
    box: places.Box | None = None
    over: frozenset[int] = frozenset()  # feeds of which nothing stands as of today (`feeds.over`)


@dataclass(frozen=True, slots=True)
class Row:
    """A foreign record as a list shows it."""

    feed: int
    ident: str
    partner: str
    agreement: str
    version: int
    rev: int
    collection: str
    standing: str
    day: str
    body: dict[str, Any] | None
    footprints: list[dict[str, Any]]
    reason: str
    fresh: Fresh
    accepted: tuple[str, ...] = ()
    ours: tuple[tuple[str, int], ...] = ()  # hazards of ours in the same place, and how many m² both hold

    @property
    def is_known(self) -> bool:
        """Whether what stands here is what they say today; all else has to be taken as hazardous."""
        return self.standing == "shared"


@dataclass(slots=True)
class Page:
    """Some rows of many."""

    rows: list[Row]
    total: int
    number: int
    pages: int
    counts: dict[str, int] = field(default_factory=dict)


def _found(sought: Sought) -> QuerySet[ForeignRecord]:
    """What a list and a map show. Figures lie nowhere; an area whose figures are told no more is a warning like any other."""
    found = ForeignRecord.objects.exclude(collection__in=TALK)
    return _narrowed(found.filter(~Q(collection__in=TABLES) | Q(pk__in=tables.silent_zones(sought.over))), sought)


def _narrowed(found: QuerySet[ForeignRecord], sought: Sought) -> QuerySet[ForeignRecord]:
    over = When(standing="shared", feed__in=sought.over, then=Value("ended"))
    found = found.annotate(stands=Case(over, default=F("standing")))
    if sought.partner:
        found = found.filter(feed__partner__name=sought.partner)
    if sought.agreement:
        found = found.filter(feed__agreement=sought.agreement)
    if sought.standing == "gone":
        found = found.exclude(stands="shared")
    elif sought.standing:
        found = found.filter(stands=sought.standing)
    if sought.status:  # what is no longer shown has none, and no filter takes it off the map
        found = found.filter(Q(body__status=sought.status) | ~Q(stands="shared"))
    if sought.box is not None:
        west, south, east, north = sought.box
        found = found.filter(east__gte=west, west__lte=east, north__gte=south, south__lte=north)
    return found


class _Known:
    """What rows are read with, each looked up once: agreements by feed and version, freshness by feed."""

    def __init__(self, now: datetime) -> None:
        standings = feeds.standings(now.date())
        self.fresh = {one.number: overview.fresh_of(one, now) for one in standings}
        self.over = {one.number for one in standings if one.over}
        self.texts: dict[tuple[str, int], Agreement] = {}
        self.held: dict[str, list[Agreement]] = {}
        self.drawn: dict[tuple[str, str], dict[str, Any] | None] = {}

    def agreement(self, code: str, version: int) -> Agreement:
        key = (code, version)
        if key not in self.texts:
            self.texts[key] = feeds.understood(AgreementText.objects.get(agreement=code, version=version))
        return self.texts[key]

    def warned(self, row: Row) -> dict[str, Any] | None:
        """Everything that was ever said of where a record lies, under whichever version; the same words are drawn once."""
        key = (row.agreement, json.dumps(row.footprints))
        if key not in self.drawn:
            if row.agreement not in self.held:
                kept = AgreementText.objects.filter(agreement=row.agreement, holds=True).order_by("-version")
                self.held[row.agreement] = [feeds.understood(text) for text in kept]
            held = self.held[row.agreement] or [self.agreement(row.agreement, row.version)]
            planes = [one.plane for i, one in enumerate(held) if one.plane not in [o.plane for o in held[:i]]]
            annexes = {name: shape for one in held for name, shape in one.annexes.items()}
            self.drawn[key] = places.warned(row.footprints, planes, annexes)
        return self.drawn[key]

    def row(self, one: ForeignRecord) -> Row:
        feed = one.feed
        stands = "ended" if one.standing == "shared" and feed.pk in self.over else one.standing
        return Row(feed.pk, one.ident, feed.partner.name, feed.agreement, one.version, one.rev, one.collection, stands, one.day,
                   one.body, one.footprints, one.reason, self.fresh[feed.pk])  # fmt: skip


def page(sought: Sought, number: int, now: datetime, *, with_ours: bool) -> Page:
    """A page of the list, the unknown first; with what of ours lies in the same place."""
    found = _found(sought)
    counts = dict(found.order_by().values_list("stands").annotate(n=Count("pk")))
    total = sum(counts.values())
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    # Sorted by what is small, and the bodies read of one page only.
    first = Case(When(stands="shared", then=1), default=0)
    keys = list(
        found.order_by(first, "feed", "ident").values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE]
    )
    some = ForeignRecord.objects.select_related("feed__partner").in_bulk(keys)
    known = _Known(now)
    rows = [known.row(some[key]) for key in keys if key in some]
    return Page(_with(rows, known, with_ours=with_ours), total, number, pages, counts)


def _with(rows: list[Row], known: _Known, *, with_ours: bool) -> list[Row]:
    """The rows with what became of them here: accepted, and what of ours lies in the same place."""
    accepted = _accepted(rows)
    ours = _ours(rows, known) if with_ours else [()] * len(rows)
    return [
        replace(row, accepted=tuple(accepted.get((row.feed, row.ident), ())), ours=found)
        for row, found in zip(rows, ours, strict=True)
    ]


def _accepted(rows: list[Row]) -> dict[tuple[int, str], list[str]]:
    out: dict[tuple[int, str], list[str]] = {}
    for feed, ident, hazard in Acceptance.objects.filter(ident__in=[r.ident for r in rows]).values_list(
        "feed", "ident", "hazard"
    ):
        out.setdefault((feed, ident), []).append(hazard)
    return out


def _ours(rows: list[Row], known: _Known) -> list[tuple[tuple[str, int], ...]]:
    """Of each row the open hazards of ours that share land with it: with its perimeter, or with the squares that it lies in. They are
    looked for around all rows at once; where that is half the country, around each."""
    plane = programme.programme().plane
    drawn, _ = from_geojson(_drawn(rows, known), [row.ident for row in rows])
    lands = list(plane.to_plane(drawn))
    there = [i for i, land in enumerate(lands) if land is not None and not is_nothing(land)]
    out: list[tuple[tuple[str, int], ...]] = [()] * len(rows)
    around = [lands[i].bounds for i in there]
    if not around:
        return out
    whole = (min(b[0] for b in around), min(b[1] for b in around), max(b[2] for b in around), max(b[3] for b in around))
    near = shapes.near(whole)
    if len(near) <= AROUND:
        _shared(out, there, lands, sorted(near))
    else:
        for i in there:
            _shared(out, [i], lands, sorted(shapes.near(lands[i].bounds))[:NEAR])
    return out


def _shared(out: list[tuple[tuple[str, int], ...]], some: list[int], lands: list[Any], near: list[int]) -> None:
    """Fill in what some rows share with some hazards of ours."""
    ours = list(_open_land(near).items())
    codes = {card.id: card.code for card in shapes.cards(near)} if ours else {}
    if not ours:
        return
    pairs = pairs_sharing_land(regions([land for _, land in ours]), regions([lands[i] for i in some]))
    for theirs, mine in zip(*pairs, strict=True):
        i, (hazard, land) = some[int(theirs)], ours[int(mine)]
        m2 = round(area(meet(land, lands[i])))
        if m2:
            out[i] = tuple(sorted((*out[i], (codes[hazard], m2))))


def _drawn(rows: list[Row], known: _Known) -> list[dict[str, Any] | None]:
    """Where each is drawn: what is shared by its place, where it says one; else all footprints that were ever said."""
    out: list[dict[str, Any] | None] = [None] * len(rows)
    by_text: dict[tuple[str, int], list[int]] = {}
    for i, row in enumerate(rows):
        if row.is_known and place_of(row).get("kind") in ("shape", "cells"):
            by_text.setdefault((row.agreement, row.version), []).append(i)
        else:
            out[i] = known.warned(row)
    for (code, version), some in by_text.items():
        agreement = known.agreement(code, version)
        said = [place_of(rows[i]) for i in some]
        for i, shape in zip(some, places.outlines(said, agreement.plane, agreement.annexes), strict=True):
            out[i] = shape
    return out


def place_of(row: Row) -> dict[str, Any]:
    """What a record says of where it lies; nothing where it says nothing."""
    return (row.body or {}).get("geometry") or {}


def state_of(row: Row) -> str:
    """How a record is drawn. Released land is drawn as such only by its own perimeter and as of today: a square that a released hazard
    touched, or a whole border zone, is not released land."""
    status = str((row.body or {}).get("status") or "unknown")
    if status != "released":
        return status
    return "cleared" if place_of(row).get("kind") == "shape" and row.fresh.is_current else "unknown"


def features(sought: Sought, now: datetime) -> list[dict[str, Any]]:
    """What is on the map; where there is more than it can show, how many lie in each square of it."""
    found = _found(sought).exclude(west=None)
    if found[: MAP + 1].count() > MAP:
        return _crowded(found, sought.box)
    known = _Known(now)
    rows = [known.row(one) for one in found.select_related("feed__partner").order_by("pk")[:MAP]]
    return [_feature(row, shape) for row, shape in zip(rows, _drawn(rows, known), strict=True) if shape is not None]


def _feature(row: Row, shape: dict[str, Any]) -> dict[str, Any]:
    said = {
        "kind": "theirs" if row.is_known else "gone", "code": row.ident, "feed": row.feed, "partner": row.partner,
        "standing": row.standing, "state": state_of(row), "fresh": row.fresh.code.value,
        "since": row.fresh.day.isoformat() if row.fresh.day else "",
    }  # fmt: skip
    return {"type": "Feature", "properties": said, "geometry": shape}


def _crowded(found: QuerySet[ForeignRecord], box: places.Box | None) -> list[dict[str, Any]]:
    west, _south, east, _north = box or (-180.0, -90.0, 180.0, 90.0)
    step = max((east - west) / STEPS, 0.0005)
    squares = (
        found.order_by()
        .annotate(gx=Floor((F("west") + F("east")) / 2 / step), gy=Floor((F("south") + F("north")) / 2 / step))
        .values("gx", "gy")
        .annotate(n=Count("pk"), gone=Count("pk", filter=~Q(stands="shared")))
    )
    out = []
    for one in squares[: STEPS * STEPS * 4]:
        x, y = one["gx"] * step, one["gy"] * step
        ring = [[x, y], [x + step, y], [x + step, y + step], [x, y + step], [x, y]]
        said = {"kind": "many", "number": one["n"], "gone": one["gone"]}
        out.append({"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    return out


def unplaced(sought: Sought) -> int:
    """How many say no place at all: they are in the list and nowhere on the map."""
    return _found(sought).filter(west=None).count()


def zones() -> list[dict[str, Any]]:
    """The agreed areas of every agreement that holds, once each."""
    out: dict[str, Any] = {}
    for text in AgreementText.objects.filter(holds=True):
        for name, shape in feeds.understood(text).annexes.items():
            out.setdefault(
                name, {"type": "Feature", "properties": {"kind": "zone", "code": name[:8]}, "geometry": dict(shape)}
            )
    return list(out.values())


def bounds() -> places.Box | None:
    """The box around everything that others shared."""
    found = ForeignRecord.objects.exclude(west=None).exclude(collection__in=TALK)
    edges = [
        found.order_by(o).values_list(o.strip("-"), flat=True).first() for o in ("west", "south", "-east", "-north")
    ]
    return None if edges[0] is None else (edges[0], edges[1], edges[2], edges[3])


def every(sought: Sought, now: datetime) -> Iterator[tuple[Row, dict[str, Any] | None]]:
    """All rows with where they are drawn, for a file; in batches."""
    known = _Known(now)
    found = _found(sought).select_related("feed__partner").order_by("pk")
    last, batch = 0, 500
    while rows_ := list(found.filter(pk__gt=last)[:batch]):
        last = rows_[-1].pk
        rows = [known.row(one) for one in rows_]
        yield from zip(rows, _drawn(rows, known), strict=True)


def one(feed: int, ident: str, now: datetime, *, with_ours: bool) -> tuple[Row, dict[str, Any] | None] | None:
    """One foreign record and where it is drawn."""
    found = (
        ForeignRecord.objects.filter(feed=feed, ident=ident)
        .exclude(collection__in=TALK)
        .select_related("feed__partner")
        .first()
    )
    if found is None:
        return None
    known = _Known(now)
    row = known.row(found)
    return _with([row], known, with_ours=with_ours)[0], _drawn([row], known)[0]


@dataclass(frozen=True, slots=True)
class Ours:
    """Open hazards of ours in agreed areas that no partner shows anything of; how many were held against what others say."""

    rows: list[tuple[str, str, int]]  # code, standing, open m²
    looked_at: int
    total: int


def only_ours() -> Ours:
    """What only we know, by boxes: a hazard beside one of theirs is not named."""
    plane, near = programme.programme().plane, set()
    drawn = [zone["geometry"] for zone in zones()]
    annexed, _ = from_geojson(drawn, [""] * len(drawn))
    for shape in plane.to_plane(annexed):
        near |= shapes.near(tuple(shape.bounds))
    cards = {c.id: c for c in shapes.cards(sorted(near)[:LOOKED_AT]) if c.standing in OPEN} if near else {}
    out, records = [], ForeignRecord.objects.exclude(collection__in=(*TALK, *TABLES))
    for hazard, land in _open_land(list(cards)).items():
        if not _narrowed(records, Sought(box=tuple(plane.to_lonlat(land).bounds))).exists():
            out.append((cards[hazard].code, cards[hazard].standing, cards[hazard].open_m2))
    return Ours(sorted(out), min(len(near), LOOKED_AT), len(near))


def _open_land(hazards: list[int]) -> dict[int, Any]:
    lands: dict[int, list[Any]] = {}
    for land in shapes.held(hazards) if hazards else ():
        if land.account in OPEN and land.shape is not None:
            lands.setdefault(land.hazard, []).append(land.shape)
    return {hazard: join_all(some) for hazard, some in lands.items()}
