"""The region as its council sees it, and results as a fund does: pages, and the same figures as CSV and JSON."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.core.exchange.region import YEARS, Balance, Countdown, Span
from commonground.core.exchange.standing import Fresh
from commonground.core.tables.escape import csv_bytes
from commonground.exchange import access
from commonground.exchange.queries import region
from commonground.exchange.views import shown, words
from commonground.ui import numbers, parts, trade

ACTIVITIES = ("cancelled", "reduced", "cleared")
HUES = 6
AROUND = 6  # squares around what there is, so that it can be seen where it lies


@require_safe
def council(request: HttpRequest) -> HttpResponse:
    """Balance, countdown and freshness by country; land that two countries told once."""
    require(access.may(request.viewer, "exchange.see"))
    now = timezone.now()
    year = _year(request.GET.get("year"), now.year) or now.year
    seen = region.seen(now, year)
    if request.GET.get("format") == "json":
        return shown.download_json(as_data(seen), f"region-{year}.json")
    if request.GET.get("format") == "csv":
        return shown.download(csv_bytes(*_grid(seen)), f"region-{year}.csv", "text/csv")
    context = {
        "seen": seen, "table": _balance(seen), "zones": _zones(seen), "joints": _joints(seen), "terms": _terms(seen), "map": _map(seen),
        "kinds": _kinds(seen), "others": _others(seen), "years": YEARS, "stale": ", ".join(seen.labels[name] for name in seen.stale),
        "nowhere": ", ".join(seen.labels[c.name] for c in seen.countries if c.in_figures and not c.squares),
    }  # fmt: skip
    return TemplateResponse(request, "exchange/region.html", context)


@require_safe
def fund(request: HttpRequest) -> HttpResponse:
    """What was released by country, donor and activity."""
    require(access.may(request.viewer, "exchange.see"))
    now = timezone.now()
    asked = [_year(request.GET.get(name), now.year) for name in ("since", "until")]
    told = region.results(*asked, now)
    head = ["country", "donor", "activity", "m2_from", "m2_to", "pieces"]
    if request.GET.get("format") == "json":
        said = [dict(zip(head, _result(one), strict=True)) for one in told.found]
        who = [_sharing_data(one) for one in told.countries]
        facts = {"since": told.since, "until": told.until, "cost": None, "countries": who, "results": said}
        return shown.download_json(facts, "results.json")
    if request.GET.get("format") == "csv":
        return shown.download(
            csv_bytes([*head, "fresh", "no_longer_shown"], _result_rows(told)), "results.csv", "text/csv"
        )
    context = {"table": _results(told), "countries": _sharing(told), "since": told.since, "until": told.until}
    return TemplateResponse(request, "exchange/fund.html", context)


def _year(said: str | None, today: int) -> int | None:
    """A year as somebody wrote it; None where it is none."""
    return int(said) if said and len(said) == 4 and said.isdecimal() and 1900 <= int(said) <= today else None


def as_data(seen: region.Seen) -> dict[str, Any]:
    """The region as plain JSON; square metres are [least, most], and a most that is null is not known."""
    return {
        "day": seen.day.isoformat(), "year": seen.year, "stale": seen.stale,
        "countries": [
            {"country": c.name, "fresh": c.fresh.code.value, "since": c.fresh.day and c.fresh.day.isoformat(), "agreements": list(c.agreements),
             **_balance_data(c.balance), "mine_free": _countdown_data(c.countdown), "assume_hazardous": c.unsafe,
             "released_by_year": dict(sorted(c.by_year.items())), "told": told_as(c), "as_at": c.as_at and c.as_at.isoformat(),
             "not_added": [{"collection": collection, "agreement": code} for collection, code in c.not_added]}
            for c in seen.countries
        ],
        "region": {**_balance_data(seen.total), "mine_free": _countdown_data(seen.countdown)},
        "by_term": {term or "unmapped": _span_data(span) for term, span in sorted(seen.by_term.items())},
        "zones": [
            {"zone": z.name, "countries": list(z.countries), "open": _span_data(z.open), "hazards": z.hazards, "assume_hazardous": z.unsafe,
             "mine_free": _countdown_data(z.countdown)}
            for z in seen.zones
        ],
        "counted_once": [
            {"hazards": [[h.country, h.id] for h in j.hazards], "counted": _span_data(j.counted), "taken_off": _span_data(j.taken_off),
             "rule": "union" if j.by_perimeter else "larger"}
            for j in seen.joints
        ],
        "other_figures": [
            {"country": c.name, "table": table, "as_at": told.as_at.isoformat(), "of": dict(one.of), "measures": dict(one.measures)}
            for c in seen.countries for table, told in c.others for one in told.of_year(seen.year)
        ],
        "terms": [{"country": t.country, "field": t.field, "code": t.code, "term": t.term or None, "hazards": t.hazards} for t in seen.terms],
    }  # fmt: skip


def _balance_data(one: Balance) -> dict[str, Any]:
    released = None if one.released is None else {a: _span_data(s) for a, s in sorted(one.released.items())}
    return {
        "before": one.before and _span_data(one.before), "released": released, "open": _span_data(one.open), "hazards": one.hazards,
        "without_area": one.without_area, "taken_off": _span_data(one.taken_off),
    }  # fmt: skip


def _span_data(one: Span) -> list[int | None]:
    return [one.least, one.most]


def _countdown_data(one: Countdown | None) -> dict[str, int | None] | None:
    return one and {"earliest": one.earliest, "latest": one.latest, "best_m2": one.best_m2, "worst_m2": one.worst_m2}


def _grid(seen: region.Seen) -> tuple[list[str], list[list[Any]]]:
    """The balance as rows: countries, and the region last."""
    head = ["country", "fresh", "before_m2", *(f"{a}_m2" for a in ACTIVITIES), "open_m2_from", "open_m2_to", "taken_off_m2", "hazards",
            "without_area", "assume_hazardous", "mine_free_earliest", "mine_free_latest", "told", "as_at"]  # fmt: skip
    each = [(c.name, c.fresh.code.value, c.balance, c.unsafe, c.countdown, told_as(c), c.as_at) for c in seen.countries]
    unsafe = sum(c.unsafe for c in seen.countries)
    return head, [
        [name, fresh, b.before.least if b.before else None,
         *(None if b.released is None else b.released.get(a, Span()).least for a in ACTIVITIES), b.open.least, b.open.most, b.taken_off.least,
         b.hazards, b.without_area, gone, pace and pace.earliest, pace and pace.latest, how, at]
        for name, fresh, b, gone, pace, how, at in [*each, ("region", "", seen.total, unsafe, seen.countdown, "", None)]
    ]  # fmt: skip


def told_as(one: region.Country) -> str:
    """Whether a country tells its open land in records or in figures; a word of files."""
    return "figures" if one.in_figures else "records"


def heard_as(fresh: Fresh, as_at: date | None) -> SafeString:
    """How fresh a country is, and of which day its figures are, where it tells figures."""
    if as_at is None:
        return shown.freshness(fresh)
    day = _("figures as at %(day)s") % {"day": numbers.day(as_at)}
    return format_html('<span>{}<br><span class="as-at">{}</span></span>', shown.freshness(fresh), day)


def span(one: Span | None) -> str:
    """Square metres as they are told: a number, a range, or that it was not shared."""
    if one is None:
        return _("not shared")
    if one.is_exact:
        return numbers.grouped(one.least)
    if one.most is None:
        return _("%(least)s and more") % {"least": numbers.grouped(one.least)}
    return _("%(least)s to %(most)s") % {"least": numbers.grouped(one.least), "most": numbers.grouped(one.most)}


def pace(one: Countdown | None) -> str:
    """When open land would be released: a range of years, or that no date can be given."""
    if one is None:
        return _("not shared")
    if one.earliest is None:
        return _("no date can be given")
    if one.latest is None:
        return _("not before %(year)s") % {"year": one.earliest}
    if one.latest == one.earliest:
        return str(one.earliest)
    return _("%(least)s to %(most)s") % {"least": one.earliest, "most": one.latest}


def _balance(seen: region.Seen) -> parts.Table:
    columns = [
        parts.Column(gettext_lazy("Country")), parts.Column(gettext_lazy("How fresh")), parts.Column(gettext_lazy("Open before"), "text", "m²"),
        *(parts.Column(trade.LINES[a], "text", "m²") for a in ACTIVITIES), parts.Column(gettext_lazy("Open now"), "text", "m²"),
        parts.Column(gettext_lazy("Hazards"), "count"), parts.Column(gettext_lazy("Hazards of unknown size"), "count", priority=2),
        parts.Column(gettext_lazy("Assume hazardous"), "count", priority=2), parts.Column(gettext_lazy("Free of mines")),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [seen.labels[c.name], heard_as(c.fresh, c.as_at), *_cells(c.balance), c.balance.hazards if c.is_counted else _("not shared"),
             c.balance.without_area, c.unsafe, pace(c.countdown)]
        )
        for c in seen.countries
    ]  # fmt: skip
    unsafe = sum(c.unsafe for c in seen.countries)
    total = seen.total
    foot = [
        parts.Row([_("Region"), "", *_cells(total), total.hazards, total.without_area, unsafe, pace(seen.countdown)])
    ]
    return parts.Table(
        gettext_lazy("Balance"), columns, rows, foot=foot if rows else (), empty=parts.Empty(gettext_lazy("No country shares anything with this programme yet")),
        name="region",
    )  # fmt: skip


def _cells(one: Balance) -> list[str]:
    released = [span(None if one.released is None else one.released.get(a, Span())) for a in ACTIVITIES]
    return [span(one.before), *released, span(one.open)]


def _zones(seen: region.Seen) -> parts.Table:
    columns = [
        parts.Column(gettext_lazy("Border zone"), "code"), parts.Column(gettext_lazy("Countries")),
        parts.Column(gettext_lazy("Open now"), "text", "m²"), parts.Column(gettext_lazy("Hazards"), "count"),
        parts.Column(gettext_lazy("Assume hazardous"), "count", priority=2), parts.Column(gettext_lazy("Free of mines")),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [
                z.name[:8],
                ", ".join(seen.labels[c] for c in z.countries),
                span(z.open),
                z.hazards,
                z.unsafe,
                pace(z.countdown),
            ]
        )
        for z in seen.zones
    ]
    return parts.Table(
        gettext_lazy("Border zones"), columns, rows, empty=parts.Empty(gettext_lazy("No zone was agreed")), name="zones"
    )


def _joints(seen: region.Seen) -> parts.Table:
    columns = [
        parts.Column(gettext_lazy("Countries")), parts.Column(gettext_lazy("Counted"), "text", "m²"), parts.Column(gettext_lazy("Taken off"), "text", "m²"),
        parts.Column(gettext_lazy("By")),
    ]  # fmt: skip
    rows = [
        parts.Row([", ".join(seen.labels[h.country] for h in j.hazards), span(j.counted), span(j.taken_off),
                   _("both perimeters") if j.by_perimeter else _("the larger one")])
        for j in seen.joints
    ]  # fmt: skip
    empty = parts.Empty(gettext_lazy("No hazard is linked as the same by both sides"))
    return parts.Table(gettext_lazy("Counted once"), columns, rows, empty=empty, name="joints")


def _terms(seen: region.Seen) -> parts.Table:
    columns = [
        parts.Column(gettext_lazy("Country")), parts.Column(gettext_lazy("Their term"), "code"), parts.Column(gettext_lazy("In the region")),
        parts.Column(gettext_lazy("Hazards"), "count"),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [
                seen.labels[t.country],
                t.code,
                trade.CONTAMINATION[t.term] if t.term else shown.mark(_("not mapped"), "doubt", "doubt"),
                t.hazards,
            ]
        )
        for t in seen.terms
    ]
    return parts.Table(
        gettext_lazy("Terms"), columns, rows, empty=parts.Empty(gettext_lazy("No terms were shared")), name="terms"
    )


def _kinds(seen: region.Seen) -> parts.Table:
    columns = [parts.Column(gettext_lazy("Contamination")), parts.Column(gettext_lazy("Open now"), "text", "m²")]
    rows = [
        parts.Row([trade.CONTAMINATION[term] if term else _("not mapped"), span(m2)])
        for term, m2 in sorted(seen.by_term.items(), reverse=True)
    ]
    return parts.Table(gettext_lazy("By contamination"), columns, rows, name="kinds")


def _others(seen: region.Seen) -> parts.Table:
    """Ordnance and people of the year, as each country told them: they are not added up."""
    columns = [parts.Column(gettext_lazy("Country")), parts.Column(gettext_lazy("Table")), parts.Column(gettext_lazy("By")),
               parts.Column(gettext_lazy("How many"), "text"), parts.Column(gettext_lazy("As at"), "day")]  # fmt: skip
    rows = [
        parts.Row([seen.labels[c.name], words.TABLES[table], _place(one.of), shown.figure(value), told.as_at])
        for c in seen.countries
        for table, told in c.others
        for one in told.of_year(seen.year)
        for value in one.measures.values()
    ]
    return parts.Table(gettext_lazy("Other figures of the year"), columns, rows, name="others")


def _place(of: Mapping[str, str | None]) -> str:
    """Where a cell of a year stands."""
    found = [f"{shown.place_word(one, value)}" for one, value in of.items() if one != "year"]
    return ", ".join(found) or _("together")


def _sharing(told: region.Results) -> parts.Table:
    """Who tells results: a country that ended or withdrew them does not leave the sums in silence."""
    columns = [
        parts.Column(gettext_lazy("Country")), parts.Column(gettext_lazy("How fresh")), parts.Column(gettext_lazy("Pieces")),
        parts.Column(gettext_lazy("no longer shown"), "count"),
    ]  # fmt: skip
    rows = [
        parts.Row([told.labels[c.country], heard_as(c.fresh, c.as_at), _("not shared") if c.pieces is None else numbers.grouped(c.pieces),
                   c.no_longer])
        for c in told.countries
    ]  # fmt: skip
    empty = parts.Empty(gettext_lazy("No country shares anything with this programme yet"))
    return parts.Table(gettext_lazy("Countries"), columns, rows, empty=empty, name="sharing")


def _sharing_data(one: region.Sharing) -> dict[str, Any]:
    return {
        "country": one.country, "fresh": one.fresh.code.value, "since": one.fresh.day and one.fresh.day.isoformat(),
        "pieces": one.pieces, "no_longer_shown": one.no_longer, "as_at": one.as_at and one.as_at.isoformat(),
    }  # fmt: skip


def _results(told: region.Results) -> parts.Table:
    columns = [
        parts.Column(gettext_lazy("Country")), parts.Column(gettext_lazy("Donor")), parts.Column(gettext_lazy("Activity")),
        parts.Column(gettext_lazy("Released"), "text", "m²"), parts.Column(gettext_lazy("Pieces"), "count"),
    ]  # fmt: skip
    some = told.found
    rows = [
        parts.Row(
            [
                told.labels[r.country],
                r.donor or _("not shared"),
                trade.LINES.get(r.activity, r.activity),
                span(r.m2),
                "" if r.pieces is None else r.pieces,
            ]
        )
        for r in some
    ]
    total = Span(0, None if told.no_longer else 0)
    for one in some:
        total = total + one.m2
    # Who tells figures tells no pieces: then nobody knows how many there are together.
    pieces = "" if any(r.pieces is None for r in some) else sum(r.pieces or 0 for r in some)
    foot = [parts.Row([_("Together"), "", "", span(total), pieces])] if some else ()
    return parts.Table(
        gettext_lazy("Results"),
        columns,
        rows,
        foot=foot,
        empty=parts.Empty(gettext_lazy("No releases were shared")),
        name="results",
    )


def _result_rows(told: region.Results) -> list[list[Any]]:
    """Results with how fresh their country is; a country without any has a row that says so."""
    who = {one.country: [one.fresh.code.value, one.no_longer] for one in told.countries}
    rows = [[*_result(one), *who[one.country]] for one in told.found]
    without = [name for name in who if name not in {one.country for one in told.found}]
    return rows + [[name, "", "", None, None, None, *who[name]] for name in without]


def _result(one: region.Result) -> list[Any]:
    return [one.country, one.donor, one.activity, one.m2.least, one.m2.most, one.pieces]


def _map(seen: region.Seen) -> dict[str, Any] | None:
    """Squares of ten kilometres that hold a footprint, by country, among coasts and borders; north is up."""
    every = [cell for c in seen.countries for cell in c.squares]
    if not every:
        return None
    left, right = min(x for x, _y in every) - AROUND, max(x for x, _y in every) + 1 + AROUND
    low, high = min(y for _x, y in every) - AROUND, max(y for _x, y in every) + 1 + AROUND
    lines = region.outlines_around(left, low, right, high)
    return {
        "width": right - left, "height": high - low,
        "lines": " ".join("M" + "L".join(f"{x - left:.2f} {high - y:.2f}" for x, y in line) for line in lines),
        "countries": [
            {"name": seen.labels[c.name], "hue": i % HUES, "stale": not c.fresh.is_current, "cells": sorted((x - left, high - y - 1) for x, y in c.squares)}
            for i, c in enumerate(seen.countries)
        ],
    }  # fmt: skip
