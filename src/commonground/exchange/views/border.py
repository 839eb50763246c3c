"""Both sides of the line on one map and in one list; a foreign record by itself, and accepting it."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.decisions import require
from commonground.core.land.entries import Account
from commonground.core.refusals import NotThere, Refusal
from commonground.exchange import access
from commonground.exchange.actions import accepting
from commonground.exchange.queries import border, feeds, overview, told
from commonground.exchange.views import shown, words
from commonground.ui import numbers, parts

COLUMNS = (
    "partner",
    "agreement",
    "version",
    "record",
    "standing",
    "meaning",
    "fresh",
    "since",
    "day",
    "values",
    "geometry",
)


def sought(request: HttpRequest) -> border.Sought:
    """Which records are asked for; a box that is none asks for everything."""
    asked = request.GET
    try:
        west, south, east, north = (float(one) for one in asked.get("bbox", "").split(","))
        box = (west, south, east, north) if west < east and south < north else None
    except ValueError:
        box = None
    return border.Sought(
        asked.get("partner", ""), asked.get("agreement", ""), asked.get("standing", ""), asked.get("status", ""), box,
        feeds.over(timezone.now().date()),
    )  # fmt: skip


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The map and the list beside it, or one of the files."""
    require(access.may(request.viewer, "exchange.see"))
    asked, now = sought(request), timezone.now()
    if request.GET.get("format") in ("csv", "geojson"):
        return _file(request, asked)
    number = request.GET.get("page", "")
    mine = bool(request.viewer.may("land.see", unit="", organisation=""))
    found = border.page(asked, int(number) if number.isdigit() and len(number) < 9 else 1, now, with_ours=mine)
    partners = overview.partners(now)
    query = {k: v for k, v in request.GET.items() if v and k in ("partner", "agreement", "standing", "status")}
    only = border.only_ours() if mine and request.GET.get("side") == "ours" else None
    context = {
        "found": found,
        "banners": banners(partners),
        "partners": [p.name for p in partners],
        "standings": [("shared", words.STANDINGS["shared"]), ("gone", gettext_lazy("assume hazardous"))],
        "statuses": [(code, shown.VALUES["status"][code]) for code in ("confirmed", "suspected", "released", "unknown")],
        "asked": asked,
        "table": _table(found, mine),
        "pager": _pager(found, query),
        "only": _only(only) if only else None,
        "looked": only,
        "mine": mine,
        "unplaced": border.unplaced(asked),
        "legend": legend(),
        "map": parts.MapView(
            gettext_lazy("Both sides of the border"), tiles="/tiles/{z}/{x}/{y}.mvt" if mine else "",
            geojson=f"{reverse('exchange:border-shapes')}?{urlencode(query)}", bounds=border.bounds(), link="/hazards/{code}/", height="fill",
            extra={"reload": "view"},
        ),
        "query": urlencode(query),
    }  # fmt: skip
    return TemplateResponse(request, "exchange/border.html", context)


def banners(partners: list[overview.PartnerCard]) -> list[Any]:
    """What has to be said on the map, the list and every file: feeds that are not what somebody says today."""
    return [
        (card.name, feed.standing.agreement, shown.freshness(feed.fresh), feed.fresh)
        for card in partners
        for feed in card.incoming
        if not feed.fresh.is_current
    ]


def legend() -> list[tuple[str, Any]]:
    """What the map's signs mean, in words that stay on paper."""
    return [
        ("ours", _("Hazards of ours")),
        ("theirs", _("Shown to us by others: double line, sign in a frame")),
        ("gone", _("No longer shown, unusable or forgotten: assume hazardous")),
        ("zone", _("Agreed area; it says nothing on sovereignty")),
    ]


@require_safe
def map_shapes(request: HttpRequest) -> HttpResponse:
    """What the map shows of others: at most so many shapes; where there are more, their number in each square."""
    require(access.may(request.viewer, "exchange.see"))
    found = border.features(sought(request), timezone.now())
    for one in found:
        said = one["properties"]
        if said["kind"] == "many":
            text = ngettext("%(number)s record: come closer", "%(number)s records: come closer", said["number"])
            said["word"] = text % {"number": numbers.grouped(said["number"])}
        elif said["kind"] == "gone":
            said["word"] = _("assume hazardous")
        elif said["fresh"] not in ("today", "fresh"):
            said["word"] = _("out of date")
        if "feed" in said:
            said["href"] = reverse("exchange:foreign", args=[said["feed"], said["code"]])
    response = JsonResponse({"type": "FeatureCollection", "features": [*border.zones(), *found]})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _table(found: border.Page, mine: bool) -> parts.Table:
    columns = [
        parts.Column(_("Record"), "code"),
        parts.Column(_("Partner"), priority=2),
        parts.Column(_("How it stands")),
        parts.Column(_("Status")),
        parts.Column(_("Said on"), priority=2),
        *([parts.Column(_("Ours in the same place"))] if mine else []),
    ]
    rows = [
        parts.Row(
            [_name(r), r.partner, standing(r), shown.value("status", (r.body or {}).get("status")) if r.is_known else _("assume hazardous"),
             r.day, *([_same_place(r)] if mine else [])],
            href=reverse("exchange:foreign", args=[r.feed, r.ident]),
        )
        for r in found.rows
    ]  # fmt: skip
    empty = parts.Empty(_("Nobody shows us anything here"), _("That is no sign that the land is safe."))
    return parts.Table(_("Records of others"), columns, rows, empty=empty, name="border")


def _name(row: border.Row) -> str:
    return str((row.body or {}).get("code") or f"{row.ident[:8]}…")


def standing(row: border.Row) -> Any:
    """How a record stands; one that is shared by a feed out of date says so."""
    if row.is_known and not row.fresh.is_current:
        return shown.freshness(row.fresh)
    good = row.is_known
    return shown.mark(words.STANDINGS[row.standing], "good" if good else "error", "seal" if good else "hazard")


def _same_place(row: border.Row) -> str:
    if row.accepted:
        return _("accepted as %(code)s") % {"code": ", ".join(row.accepted)}
    if not row.ours:
        return _("only they know it")
    return "; ".join(f"{code} ({numbers.grouped(m2)} m²)" for code, m2 in row.ours[:3])


def _only(found: border.Ours) -> parts.Table:
    columns = [parts.Column(_("Hazard"), "code"), parts.Column(_("Status")), parts.Column(_("Open land, m²"), "m2")]
    rows = [
        parts.Row([code, shown.value("status", status), m2], href=reverse("land:hazard", args=[code]))
        for code, status, m2 in found.rows
    ]
    return parts.Table(
        _("Only we know these"), columns, rows, empty=parts.Empty(_("None in the agreed areas.")), name="only-ours"
    )


def _pager(found: border.Page, query: dict[str, str]) -> parts.Pager | None:
    if found.pages < 2:
        return None
    first = (found.number - 1) * border.PAGE + 1
    at = [f"?{urlencode({**query, 'page': n})}" for n in (found.number - 1, found.number + 1)]
    return parts.Pager(first, first + len(found.rows) - 1, found.total, at[0] if found.number > 1 else "",
                       at[1] if found.number < found.pages else "")  # fmt: skip


def _file(request: HttpRequest, asked: border.Sought) -> StreamingHttpResponse:
    """Everything that is sought as a file, each row with how it stands and how fresh it is."""
    kind = request.GET["format"]
    lines, content = (
        (_csv(asked), "text/csv; charset=utf-8") if kind == "csv" else (_geojson(asked), "application/geo+json")
    )
    response = StreamingHttpResponse(lines, content_type=content)
    response.headers["Content-Disposition"] = f'attachment; filename="border.{kind}"'
    return response


def _notice(now: Any, asked: border.Sought) -> str:
    said = [
        f"{name} {code}: {fresh.code.value} {fresh.day or ''}".strip()
        for name, code, _mark, fresh in banners(overview.partners(now))
    ]
    text = "What is not shared as of today has to be taken as hazardous."
    only = [f"{name}={value}" for name, value in (("partner", asked.partner), ("agreement", asked.agreement),
                                                  ("standing", asked.standing), ("status", asked.status)) if value]  # fmt: skip
    return " ".join([text, "; ".join(said), f"Only: {', '.join(only)}." if only else ""]).strip()


def _of_row(row: border.Row) -> dict[str, Any]:
    meaning = (
        "shared" if row.is_known and row.fresh.is_current else "out of date" if row.is_known else "assume hazardous"
    )
    return {
        "partner": row.partner, "agreement": row.agreement, "version": row.version, "record": row.ident, "standing": row.standing,
        "meaning": meaning, "fresh": row.fresh.code.value, "since": row.fresh.day.isoformat() if row.fresh.day else "", "day": row.day,
        "values": {k: v for k, v in (row.body or {}).items() if k != "geometry"},
    }  # fmt: skip


def _csv(asked: border.Sought) -> Iterator[str]:
    now = timezone.now()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"# {_notice(now, asked)}"])
    writer.writerow(COLUMNS)
    for row, shape in border.every(asked, now):
        said = _of_row(row) | {"geometry": json.dumps(shape) if shape else ""}
        said["values"] = json.dumps(said["values"], ensure_ascii=False)
        writer.writerow([_plain(said[name]) for name in COLUMNS])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _plain(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: others wrote what stands in it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


def _geojson(asked: border.Sought) -> Iterator[str]:
    now = timezone.now()
    yield '{"type": "FeatureCollection", "notice": ' + json.dumps(_notice(now, asked)) + ', "features": ['
    for number, (row, shape) in enumerate(border.every(asked, now)):
        yield ("," if number else "") + json.dumps(
            {"type": "Feature", "properties": _of_row(row), "geometry": shape}, ensure_ascii=False
        )
    yield "]}"


@require_http_methods(["GET", "HEAD", "POST"])
def foreign(request: HttpRequest, number: int, ident: str) -> HttpResponse:
    """One foreign record: who says it, under which clause, how fresh it is, every version that is known; and accepting it."""
    require(access.may(request.viewer, "exchange.see"))
    feed = access.feed_numbered(number)
    mine = bool(request.viewer.may("land.see", unit="", organisation=""))
    found = border.one(number, ident, timezone.now(), with_ours=mine)
    if found is None:
        raise NotThere("exchange.record.not-there", ident=ident[:24])
    row, shape = found
    refused = None
    if request.method == "POST":
        try:
            return _accepted(request, feed, row, shape)
        except Refusal as refusal:
            refused = refusal
    kind = "theirs" if row.is_known else "gone"
    said = {"kind": kind, "code": row.ident, "state": border.state_of(row)}
    if not row.is_known:
        said["word"] = _("assume hazardous")
    elif not row.fresh.is_current:
        said["word"] = _("out of date")
    features = [{"type": "Feature", "properties": said, "geometry": shape}] if shape else []
    context = {
        "row": row,
        "feed": feed,
        "name": (row.body or {}).get("code") or row.ident,
        "standing": standing(row),
        "fresh": shown.freshness(row.fresh),
        "stale": not row.fresh.is_current,
        "body": shown.body(row.body, row.collection) if row.body else [],
        "said": [(one, shown.body(one.body, row.collection) if one.body else None) for one in told.said_of(feed, ident)],
        "ours": row.ours,
        "mine": mine,
        "told": refused,
        "typed": request.POST,
        "may_book": request.viewer.may("land.book", unit="", organisation=""),
        "coarse": border.place_of(row).get("kind") != "shape",
        "has_place": shape is not None,
        "map": parts.MapView(gettext_lazy("Where it lies"), tiles="/tiles/{z}/{x}/{y}.mvt" if mine else "",
                             features={"type": "FeatureCollection", "features": features}, height="medium", legend=False),
    }  # fmt: skip
    return TemplateResponse(request, "exchange/foreign.html", context, status=200 if refused is None else 409)


def _accepted(request: HttpRequest, feed: Any, row: border.Row, shape: dict[str, Any] | None) -> HttpResponse:
    said = request.POST
    level = Account.CONFIRMED if said.get("level") == "confirmed" else Account.SUSPECTED
    contamination = (row.body or {}).get("contamination") or "unknown"
    looked_at = said.get("rev", "")
    code = accepting.accept(
        feed, row.ident, int(looked_at) if looked_at.isdecimal() and len(looked_at) < 16 else 0, shape=shape, code=said.get("code", ""), level=level, because=said.get("because", ""),
        contamination=str(contamination) if contamination in shown.VALUES["contamination"] else "unknown",
        on=timezone.localdate(), by=request.viewer, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("It stands in our books as %(code)s now.") % {"code": code})
    return redirect("land:hazard", code)
