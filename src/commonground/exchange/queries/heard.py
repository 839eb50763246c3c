"""Everything that countries tell us on a day, ready to be added up: each thing once, and what is not known kept beside it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonground.core.exchange import agreements as rules
from commonground.core.exchange import region
from commonground.core.exchange.agreements import PLANE, Agreement, Geometry
from commonground.core.exchange.lines import Op
from commonground.core.exchange.received import Standing
from commonground.core.exchange.region import Hazard, Released
from commonground.core.geometry.cells import ground
from commonground.core.geometry.overlay import Region, meets
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.received import from_geojson
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line, Node
from commonground.exchange.queries import feeds, tables
from commonground.exchange.queries.tables import Figures

SQUARE_M = 10_000  # of the map of the region
HAZARDS, RELEASES = "hazard", "release"
DETAIL = list(Geometry)  # exact first


@dataclass(frozen=True, slots=True)
class Heard:
    """What is told to us, by country. `unknown` are countries that tell less than all of their hazards, or nothing yet; `nowhere`
    those with a hazard that says no place, so that it may lie in any zone."""

    agreements: dict[str, list[Agreement]]
    zones: dict[str, Region]
    hazards: list[Hazard] = field(default_factory=list)
    released: dict[str, list[Released]] = field(default_factory=dict)
    unsafe: dict[str, int] = field(default_factory=dict)
    gone: dict[tuple[str, str], int] = field(default_factory=dict)  # hazards told no more, by country and zone
    no_longer: dict[str, int] = field(default_factory=dict)  # releases told no more
    squares: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    nowhere: set[str] = field(default_factory=set)
    not_added: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # (collection, agreement)
    figures: dict[str, Figures] = field(default_factory=dict)  # open land, of those that tell it in figures
    typed: list[Hazard] = field(default_factory=list)  # the same by type of contamination
    inside: dict[tuple[str, str], list[Hazard]] = field(
        default_factory=dict
    )  # by country and zone, where figures say it
    inside_released: dict[tuple[str, str], list[Released]] = field(default_factory=dict)
    results: dict[str, list[Released]] = field(default_factory=dict)  # releases by donor, where figures say them
    others: dict[str, list[tuple[str, Figures]]] = field(
        default_factory=dict
    )  # what is shown and not added up, by table
    as_at: dict[str, date] = field(default_factory=dict)  # the oldest day that figures of a country are of


def hear(day: date) -> Heard:
    """What is told under the versions that count on a day."""
    agreements = _in_force(day)
    heard = Heard(agreements, _areas(agreements))
    found = _Feeds(agreements, day)
    for name, some in agreements.items():
        hazards = found.choose(heard, name, some, HAZARDS)
        releases = found.choose(heard, name, some, RELEASES, beside=hazards)
        told = _figures(heard, name, some, found)
        heard.others[name] = [(table, one) for table, one in sorted(told.items()) if table in tables.SHOWN]
        if tables.OPEN in told and (hazards is None or found.is_over(hazards)):
            _take_open(heard, name, told)
            hazards = None
        elif hazards is None or HAZARDS not in hazards.collections or not found.is_whole(hazards.id):
            heard.unknown.add(name)
        elif hazards.collections[HAZARDS].rows is not None and HAZARDS in {c for c, _ in heard.not_added.get(name, ())}:
            heard.unknown.add(name)  # it shows a part, and another agreement may show another part
        if hazards is not None:
            _take_hazards(heard, name, hazards, found)
        if releases is not None and found.is_whole(releases.id):
            _take_releases(heard, name, releases, found)
        elif tables.RELEASED in told:
            _take_released(heard, name, told[tables.RELEASED])
        for one in some:
            _take_squares(heard, name, found.live.get(one.id))
    return heard


def _figures(heard: Heard, name: str, some: Iterable[Agreement], found: "_Feeds") -> dict[str, Figures]:
    """The figures of a country, each table from one agreement; what others tell of the same is named, not added."""
    by_table: dict[str, list[Figures]] = {}
    for one in some:
        feed = found.live.get(one.id)
        if one.is_aggregate and feed is not None and found.is_whole(one.id) and not found.is_over(one):
            for table, told in tables.latest(feed, one).items():
                by_table.setdefault(table, []).append(told)
    out = {}
    for table, several in by_table.items():
        chosen = tables.best(several)
        if chosen is not None:
            out[table] = chosen
            rest = [(table, one.agreement.id) for one in several if one is not chosen]
            if rest:
                heard.not_added.setdefault(name, []).extend(rest)
    return out


def _take_open(heard: Heard, name: str, told: Mapping[str, Figures]) -> None:
    """Open land in figures, whole and in zones. A zone of which nothing is told, or in which land without a place may lie, stays open."""
    figures = told[tables.OPEN]
    heard.figures[name] = figures
    _as_at(heard, name, figures)
    heard.hazards.extend(tables.land(name, figures))
    heard.typed.extend(tables.by_type(name, figures) or tables.land(name, figures))
    if figures.doubt:
        heard.unknown.add(name)
    inside, gone = told.get(tables.ZONE_LAND), told.get(tables.ZONE_RELEASED)
    bare = any(one.without for one in tables.land(name, figures))
    if inside is None or inside.doubt or bare:
        heard.nowhere.add(name)
    for zone in inside.agreed.zones if inside is not None else ():
        heard.inside[name, zone] = tables.land(name, inside, zone)
    for zone in gone.agreed.zones if gone is not None and not gone.doubt else ():
        heard.inside_released[name, zone] = tables.released_in(name, gone, zone)


def _take_released(heard: Heard, name: str, told: Figures) -> None:
    found, by_donor = tables.released(name, told, "activity"), tables.released(name, told, "activity", "donor")
    if found is not None and by_donor is not None:
        heard.released[name], heard.results[name] = found, by_donor
        _as_at(heard, name, told)
        if told.doubt:
            heard.no_longer[name] = heard.no_longer.get(name, 0) + 1


def _as_at(heard: Heard, name: str, told: Figures) -> None:
    heard.as_at[name] = min(told.as_at, heard.as_at.get(name, told.as_at))


def _in_force(day: date) -> dict[str, list[Agreement]]:
    """By country, every agreement whose first day has come, in the version that counts."""
    mine = Node.objects.first()
    texts: dict[tuple[str, str], list[Agreement]] = {}
    for text in AgreementText.objects.filter(holds=True, recipient=mine.name if mine else "").order_by("agreement"):
        texts.setdefault((text.publisher, text.agreement), []).append(feeds.understood(text))
    out: dict[str, list[Agreement]] = {}
    for (publisher, _), versions in texts.items():
        counts = rules.in_force(versions, day)
        if counts is not None:
            out.setdefault(publisher, []).append(counts)
    return out


class _Feeds:
    """The feeds that come in: of every agreement the last that was told whole, and those before it."""

    def __init__(self, agreements: Mapping[str, Iterable[Agreement]], day: date) -> None:
        self.day = day
        found = list(Feed.objects.filter(outgoing=False, partner__name__in=list(agreements)).order_by("epoch"))
        epochs = feeds.live(found)
        self.live = {one.agreement: one for one in found if one.epoch == epochs[one.agreement, False]}
        self.former = [one for one in found if one.epoch < epochs[one.agreement, False]]
        told = ForeignRecord.objects.filter(feed__in=list(self.live.values()), collection__in=(HAZARDS, RELEASES))
        self.over = feeds.over(day)
        self.told = set(told.order_by().values_list("feed__agreement", "collection").distinct())

    def is_whole(self, code: str) -> bool:
        """Whether everything that is told under an agreement was heard once."""
        return code in self.live and self.live[code].version > 0

    def is_over(self, one: Agreement) -> bool:
        """Whether nothing is told under an agreement any more."""
        feed = self.live.get(one.id)
        return one.valid_until < self.day or (feed is not None and feed.revoked)

    def choose(
        self, heard: Heard, name: str, some: Iterable[Agreement], collection: str, beside: Agreement | None = None
    ) -> Agreement | None:
        """The one agreement of a country whose records of a collection are added up; the same land is in the others, too."""
        able = [one for one in some if collection in one.collections or (one.id, collection) in self.told]
        able.sort(key=lambda one: self._order(one, collection, beside))
        if able[1:]:
            heard.not_added.setdefault(name, []).extend((collection, one.id) for one in able[1:])
        return able[0] if able else None

    def _order(self, one: Agreement, collection: str, beside: Agreement | None) -> tuple[Any, ...]:
        """What still tells before what does not, everything before a part, the exact before the coarse, then the first by id."""
        shared = one.collections.get(collection)
        return (
            shared is None, not self.is_whole(one.id), self.is_over(one), beside is not None and beside.id != one.id,
            shared is None or shared.rows is not None, DETAIL.index(shared.geometry) if shared else 0, one.id,
        )  # fmt: skip

    def records(self, code: str, collection: str) -> Iterable[ForeignRecord]:
        """The records of the feed that counts; of those before it only what was told no more already then: the rest was told again."""
        feed = self.live.get(code)
        if feed is not None:
            told = ForeignRecord.objects.filter(feed=feed, collection=collection)
            for one in told.order_by("ident").iterator():
                if feed.pk in self.over and one.standing == Standing.SHARED.value:
                    one.standing = Standing.ENDED.value
                yield one
        for one in self.former:
            if one.agreement == code:
                yield from _gone(one, collection)


def _gone(feed: Feed, collection: str) -> Iterable[ForeignRecord]:
    """What a former feed itself told no more: what was told again in the next one, under another id, is withdrawn by no line of it."""
    lines = Line.objects.filter(feed=feed, line__contains=f'"op":"{Op.WITHDRAW.value}"').values_list("line", flat=True)
    withdrawn = {json.loads(one)["id"] for one in lines.iterator()}
    gone = (Standing.WITHDRAWN.value, Standing.ERASED.value)
    for one in ForeignRecord.objects.filter(feed=feed, collection=collection, standing__in=gone).order_by("ident"):
        if one.standing == Standing.ERASED.value or one.ident in withdrawn:
            yield one


def _take_hazards(heard: Heard, name: str, agreement: Agreement, found: _Feeds) -> None:
    for one in found.records(agreement.id, HAZARDS):
        body = one.body if one.standing == Standing.SHARED.value else None
        land, exact = _land(body["geometry"], agreement.plane) if body is not None else (None, False)
        within = _around(heard, one.footprints, agreement.plane) if land is None else _meeting(heard, land)
        if within is None:
            heard.nowhere.add(name)
        if body is None:
            heard.unsafe[name] = heard.unsafe.get(name, 0) + 1
            for zone in within or ():
                heard.gone[name, zone] = heard.gone.get((name, zone), 0) + 1
            continue
        heard.hazards.append(
            Hazard(name, one.ident, body.get("status") or "unknown", body.get("contamination") or "", region.span_of(body.get("open_m2")),
                   frozenset((body.get("same_as") or "").split()), within or frozenset(), land if exact else None)
        )  # fmt: skip


def _take_releases(heard: Heard, name: str, agreement: Agreement, found: _Feeds) -> None:
    out = heard.released.setdefault(name, [])
    for one in found.records(agreement.id, RELEASES):
        if one.standing != Standing.SHARED.value or one.body is None:
            heard.no_longer[name] = heard.no_longer.get(name, 0) + 1
            continue
        body = one.body
        day, m2 = body.get("day"), region.span_of(body.get("m2"))
        if day and m2 is not None:
            out.append(
                Released(name, body.get("activity") or "", int(day[:4]), m2, body.get("hazard") or "", body.get("donor") or "")
            )  # fmt: skip


def _take_squares(heard: Heard, name: str, feed: Feed | None) -> None:
    """Where hazards were told of, under every agreement: what is not added up is shown all the same."""
    if feed is not None:
        squares = heard.squares.setdefault(name, set())
        found = ForeignRecord.objects.filter(feed=feed, collection=HAZARDS).values_list("footprints", flat=True)
        for some in found.iterator():
            for one in some:
                squares.update(
                    (x * one["side_m"] // SQUARE_M, y * one["side_m"] // SQUARE_M) for x, y in one.get("cells", ())
                )


def _land(said: Mapping[str, Any], plane: EqualAreaPlane) -> tuple[Region | None, bool]:
    """The land of a body in the plane of the region, and whether it is exact."""
    if said["kind"] == "shape":
        shapes, _ = from_geojson([said["shape"]], [""])
        return PLANE.to_plane(shapes[0]), True
    if said["kind"] == "cells":
        return _cells(said, plane), False
    return None, False


def _cells(said: Mapping[str, Any], plane: EqualAreaPlane) -> Region:
    land = ground(said["side_m"], [(x, y) for x, y in said["cells"]])
    return land if plane == PLANE else PLANE.to_plane(plane.to_lonlat(land))


def _meeting(heard: Heard, land: Region) -> frozenset[str]:
    return frozenset(zone for zone, shape in heard.zones.items() if meets(land, shape))


def _around(heard: Heard, footprints: Iterable[Mapping[str, Any]], plane: EqualAreaPlane) -> frozenset[str] | None:
    """The zones that footprints touch; None where they say no place at all."""
    found: set[str] = set()
    placed = False
    for one in footprints:
        if one.get("cells"):
            placed = True
            found |= _meeting(heard, _cells(one, plane)) if heard.zones else set()
        elif one.get("annex"):
            placed = True
            found |= {one["annex"]} & set(heard.zones)
    return frozenset(found) if placed else None


def _areas(agreements: Mapping[str, list[Agreement]]) -> dict[str, Region]:
    annexes = {name: shape for some in agreements.values() for one in some for name, shape in one.annexes.items()}
    if not annexes:
        return {}
    shapes, _ = from_geojson(list(annexes.values()), list(annexes))
    return dict(zip(annexes, PLANE.to_plane(shapes), strict=True))
