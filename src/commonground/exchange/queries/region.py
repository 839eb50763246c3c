"""The region as a council sees it, and results as a fund does: from what countries shared, as each agreement lets it be seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from commonground.core.exchange import region
from commonground.core.exchange.agreements import PLANE, Agreement
from commonground.core.exchange.received import Standing
from commonground.core.exchange.region import Balance, Countdown, Hazard, Joint, Released, Span
from commonground.core.exchange.standing import Fresh, Freshness
from commonground.core.geometry import outlines
from commonground.core.geometry.cells import ground
from commonground.core.geometry.overlay import Region, meets
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.received import from_geojson
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Node, RegionalTerm
from commonground.exchange.queries import feeds, overview
from commonground.ui.outlines import world

TERMS: dict[str, tuple[str, ...]] = {
    "contamination": ("ap-mines", "av-mines", "mines", "cluster-munitions", "erw", "ied", "unknown")
}
SQUARE_M = 10_000  # of the map of the region
RELEASES = "release"


@dataclass(frozen=True, slots=True)
class Country:
    """What one country shares with us: how fresh it is, its balance, and how long its open land may take."""

    name: str
    fresh: Fresh
    agreements: tuple[str, ...]
    balance: Balance
    countdown: Countdown | None  # None where releases are not shared
    by_year: Mapping[int, int]
    unsafe: int  # records of which nothing is known any more: assume hazardous
    squares: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Zone:
    """An agreed area, and the open land that countries told in it."""

    name: str
    countries: tuple[str, ...]
    open: Span
    hazards: int
    countdown: Countdown | None


@dataclass(frozen=True, slots=True)
class Term:
    """A code of a country and what it is in the region; "" where nobody said."""

    country: str
    field: str
    code: str
    term: str
    hazards: int


@dataclass(frozen=True, slots=True)
class Seen:
    """The region on a day."""

    day: date
    year: int
    countries: tuple[Country, ...]
    total: Balance
    countdown: Countdown | None
    by_term: Mapping[str, Span]
    zones: tuple[Zone, ...]
    joints: tuple[Joint, ...]
    terms: tuple[Term, ...]

    @property
    def stale(self) -> list[str]:
        return [one.name for one in self.countries if not one.fresh.is_current]


@dataclass(frozen=True, slots=True)
class Result:
    """What was released for a donor in a country by one activity."""

    country: str
    donor: str
    activity: str
    m2: Span
    pieces: int


@dataclass(frozen=True, slots=True)
class _Heard:
    """Everything that is told to us, by country."""

    agreements: dict[str, list[Agreement]]
    hazards: list[Hazard]
    released: dict[str, list[Released]]
    unsafe: dict[str, int]
    squares: dict[str, set[tuple[int, int]]]


def seen(now: datetime, year: int | None = None) -> Seen:
    """The region as it is told now; releases of a year."""
    year = year or now.year
    heard = _heard()
    fresh = {p.name: p for p in overview.partners(now)}
    countries = tuple(
        _country(name, heard, _freshest(fresh[name]), year, now.year) for name in sorted(heard.agreements)
    )
    told = all(name in heard.released for name in heard.agreements)
    released = [one for some in heard.released.values() for one in some]
    total = region.balance(heard.hazards, released if told and countries else None, year)
    terms = {
        (t.partner.name, t.code): t.term
        for t in RegionalTerm.objects.select_related("partner").filter(field="contamination")
    }
    still = [one for one in heard.hazards if one.status in region.OPEN]
    return Seen(
        now.date(), year, countries, total, region.countdown(total.open, region.yearly(released), now.year) if told and countries else None,
        region.by_term(heard.hazards, terms), _zones(heard, now.year), tuple(region.joints(still)), _terms(heard.hazards, terms),
    )  # fmt: skip


@lru_cache(maxsize=8)
def outlines_around(left: int, low: int, right: int, high: int) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Coasts and borders in a box of squares, in sides of a square."""
    box = (left * SQUARE_M, low * SQUARE_M, right * SQUARE_M, high * SQUARE_M)
    lines = outlines.within(world(), PLANE, box, SQUARE_M / 8)
    return tuple(tuple((x / SQUARE_M, y / SQUARE_M) for x, y in line) for line in lines)


def results(since: int | None, until: int | None) -> tuple[list[Result], int | None, int | None]:
    """Released land by country, donor and activity, as far as countries share it, of some years; and of which. A year that is not
    said is the first or the last of which somebody told."""
    told = _heard().released
    years = [one.year for some in told.values() for one in some]
    first, last = since or min(years, default=None), until or max(years, default=None)
    found: dict[tuple[str, str, str], tuple[Span, int]] = {}
    for name, some in told.items():
        for one in some:
            if (first or one.year) <= one.year <= (last or one.year):
                key = (name, one.donor, one.activity)
                before, pieces = found.get(key, (Span(), 0))
                found[key] = (before + one.m2, pieces + 1)
    return [Result(*key, m2, pieces) for key, (m2, pieces) in sorted(found.items())], first, last


def _freshest(card: overview.PartnerCard) -> Fresh:
    """How fresh a country is: as its least fresh feed."""
    order = [Freshness.TODAY, Freshness.FRESH, Freshness.STALE, Freshness.ENDED, Freshness.STOPPED, Freshness.NEVER]
    return max((f.fresh for f in card.incoming), key=lambda f: order.index(f.code), default=Fresh(Freshness.NEVER))


def _country(name: str, heard: _Heard, fresh: Fresh, year: int, this_year: int) -> Country:
    mine = [one for one in heard.hazards if one.country == name]
    released = heard.released.get(name)
    found = region.balance(mine, released, year)
    by_year = region.yearly(released or ())
    return Country(
        name, fresh, tuple(a.id for a in heard.agreements[name]), found,
        None if released is None else region.countdown(found.open, by_year, this_year), by_year, heard.unsafe.get(name, 0),
        frozenset(heard.squares.get(name, ())),
    )  # fmt: skip


def _heard() -> _Heard:
    mine = Node.objects.first()
    newest: dict[str, AgreementText] = {}
    for text in AgreementText.objects.filter(holds=True, recipient=mine.name if mine else "").order_by("version"):
        newest[text.agreement] = text
    agreements: dict[str, list[Agreement]] = {}
    for text in newest.values():
        agreements.setdefault(text.publisher, []).append(feeds.understood(text))
    zones = _areas(agreements)
    out = _Heard(agreements, [], {}, {}, {})
    for name, some in agreements.items():
        if any(RELEASES in one.collections for one in some):
            out.released[name] = []
    planes = {one.id: one.plane for some in agreements.values() for one in some}
    for feed in _live(agreements):
        _take(out, feed, zones, planes[feed.agreement])
    return out


def _live(agreements: Iterable[str]) -> list[Feed]:
    """The last feed under every agreement: what was told in one before it stands there too, or was withdrawn."""
    found = Feed.objects.filter(outgoing=False, partner__name__in=list(agreements)).select_related("partner")
    last: dict[str, Feed] = {}
    for one in found.order_by("epoch"):
        last[one.agreement] = one
    return list(last.values())


def _take(out: _Heard, feed: Feed, zones: Mapping[str, Region], plane: EqualAreaPlane) -> None:
    name = feed.partner.name
    for one in (
        ForeignRecord.objects.filter(feed=feed, collection__in=("hazard", RELEASES)).order_by("ident").iterator()
    ):
        if one.collection == "hazard":
            squares = out.squares.setdefault(name, set())
            squares.update(_squares(one.footprints))
        if one.standing != Standing.SHARED.value or one.body is None:
            if one.collection == "hazard":
                out.unsafe[name] = out.unsafe.get(name, 0) + 1
            continue
        body = one.body
        if one.collection == RELEASES:
            day, m2 = body.get("day"), region.span_of(body.get("m2"))
            if day and m2 is not None:
                out.released[name].append(
                    Released(
                        name,
                        body.get("activity") or "",
                        int(day[:4]),
                        m2,
                        body.get("hazard") or "",
                        body.get("donor") or "",
                    )
                )
            continue
        land, exact = _land(body["geometry"], plane)
        within = frozenset(z for z, shape in zones.items() if land is not None and meets(land, shape))
        out.hazards.append(
            Hazard(name, one.ident, body.get("status") or "unknown", body.get("contamination") or "", region.span_of(body.get("open_m2")),
                   frozenset((body.get("same_as") or "").split()), within, land if exact else None)
        )  # fmt: skip


def _land(said: Mapping[str, Any], plane: EqualAreaPlane) -> tuple[Region | None, bool]:
    """The land of a body in the plane of the region, and whether it is exact."""
    if said["kind"] == "shape":
        shapes, _ = from_geojson([said["shape"]], [""])
        return PLANE.to_plane(shapes[0]), True
    if said["kind"] == "cells":
        land = ground(said["side_m"], [(x, y) for x, y in said["cells"]])
        return (land if plane == PLANE else PLANE.to_plane(plane.to_lonlat(land))), False
    return None, False


def _squares(footprints: Iterable[Mapping[str, Any]]) -> set[tuple[int, int]]:
    found = set()
    for one in footprints:
        for x, y in one.get("cells", ()):
            found.add((x * one["side_m"] // SQUARE_M, y * one["side_m"] // SQUARE_M))
    return found


def _areas(agreements: Mapping[str, list[Agreement]]) -> dict[str, Region]:
    annexes = {name: shape for some in agreements.values() for one in some for name, shape in one.annexes.items()}
    if not annexes:
        return {}
    shapes, _ = from_geojson(list(annexes.values()), list(annexes))
    return dict(zip(annexes, PLANE.to_plane(shapes), strict=True))


def _zones(heard: _Heard, this_year: int) -> tuple[Zone, ...]:
    """Border zones, from open land in them and the releases of hazards in them."""
    out = []
    for name in sorted({z for one in heard.hazards for z in one.zones}):
        inside = [one for one in heard.hazards if name in one.zones]
        ids = {(one.country, one.id) for one in inside}
        countries = tuple(sorted({one.country for one in inside}))
        found = region.balance(inside, None, this_year)
        told = [r for c in countries for r in heard.released.get(c, ()) if (c, r.hazard) in ids]
        known = all(c in heard.released for c in countries)
        pace = region.countdown(found.open, region.yearly(told), this_year) if known else None
        out.append(Zone(name, countries, found.open, found.hazards, pace))
    return tuple(out)


def _terms(hazards: Iterable[Hazard], terms: Mapping[tuple[str, str], str]) -> tuple[Term, ...]:
    """Every code that countries use, and every one that the table holds."""
    counts: dict[tuple[str, str], int] = dict.fromkeys(terms, 0)
    for one in hazards:
        if one.contamination:
            counts[one.country, one.contamination] = counts.get((one.country, one.contamination), 0) + 1
    return tuple(
        Term(country, "contamination", code, terms.get((country, code), ""), number)
        for (country, code), number in sorted(counts.items())
    )
