"""The region as a council sees it, and results as a fund does: from what countries shared, as each agreement lets it be seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from commonground.core.exchange import region
from commonground.core.exchange.agreements import PLANE
from commonground.core.exchange.region import Balance, Countdown, Hazard, Joint, Span
from commonground.core.exchange.standing import Fresh, Freshness
from commonground.core.geometry import outlines
from commonground.exchange.models import RegionalTerm
from commonground.exchange.queries import overview
from commonground.exchange.queries.heard import SQUARE_M, Heard, hear
from commonground.exchange.queries.tables import Figures
from commonground.ui.outlines import world

TERMS: dict[str, tuple[str, ...]] = {
    "contamination": ("ap-mines", "av-mines", "mines", "cluster-munitions", "erw", "ied", "unknown")
}


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
    not_added: tuple[tuple[str, str], ...] = ()  # (collection, agreement) that tell the same once more
    as_at: date | None = (
        None  # the day that its figures are of, where it tells figures; records are as they were heard last
    )
    in_figures: bool = False  # its open land
    others: tuple[tuple[str, Figures], ...] = ()  # tables that are shown as they were told
    is_counted: bool = True  # whether it says how many hazards there are


@dataclass(frozen=True, slots=True)
class Zone:
    """An agreed area, and the open land that countries told in it."""

    name: str
    countries: tuple[str, ...]
    open: Span
    hazards: int
    countdown: Countdown | None
    unsafe: int = 0


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
    labels: Mapping[str, str]  # what people here call each programme

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
    pieces: int | None  # None where figures say no pieces


@dataclass(frozen=True, slots=True)
class Sharing:
    """A country whose results are told or were: how fresh it is, and what is no longer in the sums."""

    country: str
    fresh: Fresh
    pieces: int | None  # that are told, of all years; None where releases are not shared, or in figures
    no_longer: int
    as_at: date | None = None  # the day that its figures are of, where it tells figures


@dataclass(frozen=True, slots=True)
class Results:
    """Results of some years, and who tells them."""

    found: tuple[Result, ...]
    since: int | None
    until: int | None
    countries: tuple[Sharing, ...]
    labels: Mapping[str, str]  # what people here call each programme

    @property
    def no_longer(self) -> int:
        return sum(one.no_longer for one in self.countries)


def seen(now: datetime, year: int | None = None) -> Seen:
    """The region as it is told now; releases of a year."""
    year = year or now.year
    heard = hear(now.date())
    fresh = {p.name: p for p in overview.partners(now)}
    countries = tuple(
        _country(name, heard, _freshest(fresh[name]), year, now.year) for name in sorted(heard.agreements)
    )
    unknown = not countries or any(one.balance.unknown for one in countries)
    told = all(name in heard.released for name in heard.agreements)
    released = [one for some in heard.released.values() for one in some]
    together = region.balance(heard.hazards, released if told and countries else None, year, unknown=unknown)
    terms = {
        (t.partner.name, t.code): t.term
        for t in RegionalTerm.objects.select_related("partner").filter(field="contamination")
    }
    still = [one for one in heard.hazards if one.status in region.OPEN]
    typed = [one for one in heard.hazards if one.country not in heard.figures] + heard.typed
    return Seen(
        now.date(), year, countries, together,
        region.countdown(together.open, region.yearly(released), now.year, unknown=together.unknown) if told and countries else None,
        region.by_term(typed, terms), _zones(heard, now.year), tuple(region.joints(still)), _terms(typed, terms), _labels(fresh),
    )  # fmt: skip


@lru_cache(maxsize=8)
def outlines_around(left: int, low: int, right: int, high: int) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Coasts and borders in a box of squares, in sides of a square."""
    box = (left * SQUARE_M, low * SQUARE_M, right * SQUARE_M, high * SQUARE_M)
    lines = outlines.within(world(), PLANE, box, SQUARE_M / 8)
    return tuple(tuple((x / SQUARE_M, y / SQUARE_M) for x, y in line) for line in lines)


def results(since: int | None, until: int | None, now: datetime) -> Results:
    """Released land by country, donor and activity, as far as countries share it, of some years; and of which. A year that is not
    said is the first or the last of which somebody told."""
    heard = hear(now.date())
    told = heard.released | heard.results
    years = [one.year for some in told.values() for one in some]
    first, last = since or min(years, default=None), until or max(years, default=None)
    found: dict[tuple[str, str, str], tuple[Span, int]] = {}
    for name, some in told.items():
        for one in some:
            if (first or one.year) <= one.year <= (last or one.year):
                key = (name, one.donor, one.activity)
                before, pieces = found.get(key, (Span(), 0))
                found[key] = (before + one.m2, pieces + 1)
    fresh = {p.name: p for p in overview.partners(now)}
    countries = tuple(
        Sharing(name, _freshest(fresh[name]), len(told[name]) if name in told and name not in heard.results else None,
                heard.no_longer.get(name, 0), heard.as_at.get(name) if name in heard.results else None)
        for name in sorted(heard.agreements)
    )  # fmt: skip
    out = tuple(Result(*key, m2, None if key[0] in heard.results else n) for key, (m2, n) in sorted(found.items()))
    return Results(out, first, last, countries, _labels(fresh))


def _labels(partners: Mapping[str, overview.PartnerCard]) -> dict[str, str]:
    return {name: one.called for name, one in partners.items()}


def _freshest(card: overview.PartnerCard) -> Fresh:
    """How fresh a country is: as its least fresh feed."""
    order = [Freshness.TODAY, Freshness.FRESH, Freshness.STALE, Freshness.ENDED, Freshness.STOPPED, Freshness.NEVER]
    return max((f.fresh for f in card.incoming), key=lambda f: order.index(f.code), default=Fresh(Freshness.NEVER))


def _country(name: str, heard: Heard, fresh: Fresh, year: int, this_year: int) -> Country:
    mine = [one for one in heard.hazards if one.country == name]
    released = heard.released.get(name)
    unsafe = heard.unsafe.get(name, 0)
    found = region.balance(mine, released, year, unknown=name in heard.unknown or unsafe > 0)
    by_year = region.yearly(released or ())
    return Country(
        name, fresh, tuple(a.id for a in heard.agreements[name]), found,
        None if released is None else region.countdown(found.open, by_year, this_year, unknown=found.unknown), by_year, unsafe,
        frozenset(heard.squares.get(name, ())), tuple(heard.not_added.get(name, ())),
        heard.as_at.get(name), name in heard.figures, tuple(heard.others.get(name, ())), name not in heard.figures or "hazards" in heard.figures[name].agreed.measures,
    )  # fmt: skip


def _zones(heard: Heard, this_year: int) -> tuple[Zone, ...]:
    """Every agreed zone, from open land in it and the releases of hazards in it. What may lie in it and is not known leaves it open."""
    out = []
    for name in sorted(heard.zones):
        inside = [one for one in heard.hazards if name in one.zones]
        ids = {(one.country, one.id) for one in inside}
        agreed = {c for c, some in heard.agreements.items() if any(name in one.annexes for one in some)}
        gone = {c: n for (c, zone), n in heard.gone.items() if zone == name}
        countries = tuple(sorted(agreed | gone.keys() | {one.country for one in inside}))
        unknown = bool(gone) or any(c in heard.unknown or c in heard.nowhere for c in countries)
        inside += [one for c in countries for one in heard.inside.get((c, name), ())]
        found = region.balance(inside, None, this_year, unknown=unknown)
        told = [r for c in countries for r in heard.released.get(c, ()) if (c, r.hazard) in ids]
        told += [r for c in countries for r in heard.inside_released.get((c, name), ())]
        known = all(
            (c, name) in heard.inside_released if c in heard.figures else c in heard.released for c in countries
        )
        pace = region.countdown(found.open, region.yearly(told), this_year, unknown=found.unknown) if known else None
        out.append(Zone(name, countries, found.open, found.hazards, pace, sum(gone.values())))
    return tuple(out)


def _terms(hazards: Iterable[Hazard], terms: Mapping[tuple[str, str], str]) -> tuple[Term, ...]:
    """Every code that countries use, and every one that the table holds."""
    counts: dict[tuple[str, str], int] = dict.fromkeys(terms, 0)
    for one in hazards:
        if one.contamination:
            counts[one.country, one.contamination] = counts.get((one.country, one.contamination), 0) + one.count
    return tuple(
        Term(country, "contamination", code, terms.get((country, code), ""), number)
        for (country, code), number in sorted(counts.items())
    )
