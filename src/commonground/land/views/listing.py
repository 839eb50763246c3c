"""The list of hazards, in step with the map: one filter in the address drives both."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.core.tables.escape import csv_bytes
from commonground.land import access
from commonground.land.forms import ListAsked, TogetherForm, list_of
from commonground.land.queries import choices, columns, kept
from commonground.land.queries import hazards as found_in
from commonground.land.queries.filters import ALL, for_viewer, pairs_of
from commonground.land.views import shown
from commonground.ui import hazard_filter, parts
from commonground.ui.numbers import grouped
from commonground.ui.templatetags.ui import where
from commonground.ui.trade import WORKS

# What each column is called and how its cells are written. Narrow pages fold those of priority 2.
HEADS = {
    "code": parts.Column(_("Hazard"), "code", sort="code"),
    "name": parts.Column(_("Name"), sort="name", priority=2),
    "standing": parts.Column(_("Stands as"), sort="standing"),
    "contamination": parts.Column(_("Contamination"), sort="contamination", priority=2),
    "flag": parts.Column(_("Flag"), sort="flag", priority=2),
    "unit": parts.Column(_("Unit"), sort="unit", priority=2),
    "open": parts.Column(_("Open"), "m2", "m²", sort="open"),
    "released": parts.Column(_("Released"), "m2", "m²", sort="released"),
    "findings": parts.Column(_("Findings"), sort="findings"),
    "first": parts.Column(_("First"), "day", sort="first", priority=2),
    "last": parts.Column(_("Latest"), "day", sort="last", priority=2),
    "number": parts.Column(_("Ledger number"), "count", sort="number", priority=2),
    "closed": parts.Column(_("Closed on"), sort="closed", priority=2),
    "work": parts.Column(_("Work"), sort="work", priority=2),
    "operators": parts.Column(_("Worked on by"), sort="operators", priority=2),
}

TAKES = (("xlsx", "XLSX"), ("gpkg", "GeoPackage"), ("kml", "KML"), ("gpx", "GPX"))


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Hazards in step with the map: the filters are in the address, and the address is the page."""
    asked = list_of(request.GET, kept.columns(request.viewer))
    whole = for_viewer(ALL, request.viewer)
    asked = replace(asked, chosen=for_viewer(asked.chosen, request.viewer))
    if request.GET.get("format") == "csv":
        return _csv(request, asked)
    found = found_in.listing(asked.chosen, request.times, asked.sort, asked.page)
    everything = found.total if asked.chosen == whole else found_in.count(whole, request.times)
    open_to = choices.choices()
    words = hazard_filter.Choices(
        open_to.kinds, open_to.flags, open_to.units, open_to.operators, open_to.donors, open_to.selections
    )
    pairs, rest = pairs_of(asked.chosen), [*asked.rest(), *times_of(request)]
    names = dict(open_to.operators)
    context = {
        "form": hazard_filter.form(pairs, rest, words, path=request.path, target="found"),
        "table": _table(request, found, asked, names),
        "pager": _pager(request, found),
        "chips": hazard_filter.chips(pairs, rest, words, request.path),
        "all_at": f"{request.path}?{urlencode(rest)}" if rest else request.path,
        "total": found.total,
        "everything": everything,
        "deepest": found.total > found_in.DEEPEST * found_in.PAGE,
        "kept": urlencode([*asked.pairs(), *times_of(request)]),
        "query": urlencode(asked.pairs()),
        "filter_query": urlencode(pairs),
        "columns": _columns(asked),
        "hazard_at": f"{reverse('land:hazards')}0/",
        "takes": TAKES,
        "take_query": urlencode(
            [*pairs, ("sort", asked.sort), ("columns", ",".join(asked.columns)), *times_of(request)]
        ),
        "views": _views(request),
        "acting": TogetherForm(),
        "may_share": access.may_share(request.viewer),
        "may_unite": bool(access.may(request.viewer, "land.correct")) and bool(request.viewer.may("fieldwork.report")),
        "map": _map(pairs, found.total, everything) if where("geodata:map") else None,
    }
    part = "#found" if request.headers.get("HX-Target") == "found" else ""
    return TemplateResponse(request, f"land/hazards.html{part}", context)


def times_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Both times as the address says them."""
    return [(name, request.GET[name]) for name in ("on", "known") if request.GET.get(name)]


def _columns(asked: ListAsked) -> list[dict]:
    """Every column with its place, those that are shown first."""
    order = [*asked.columns, *(n for n in columns.COLUMNS if n not in asked.columns)]
    return [
        {"name": n, "label": HEADS[n].label, "place": i, "shown": n in asked.columns, "fixed": n == "code"}
        for i, n in enumerate(order, 1)
    ]


def _views(request: HttpRequest) -> list[dict]:
    out = []
    for view in kept.views(request.viewer):
        query = view.query + (f"&{urlencode({'columns': ','.join(view.columns)})}" if view.columns else "")
        if "columns=" in view.query:
            query = view.query
        more = urlencode(times_of(request))
        query = "&".join(part for part in (query.lstrip("&"), more) if part)
        out.append({"view": view, "href": f"{reverse('land:hazards')}?{query}"})
    return out


def _map(pairs: list[tuple[str, str]], total: int, everything: int) -> parts.MapView:
    """The map beside the list; who looks for it asks its own slice where the hazards lie."""
    query = f"?{urlencode(pairs)}" if pairs else ""
    said = _("%(shown)s of %(all)s hazards")  # the page fills it in again whenever the filter changes
    extra = {"extent": where("geodata:extent"), "words": str(said),
             "said": said % {"shown": grouped(total), "all": grouped(everything)}}  # fmt: skip
    # Reversing would take the braces for part of the address.
    return parts.MapView(
        _("Map of these hazards"), tiles=f"/tiles/{{z}}/{{x}}/{{y}}.mvt{query}", height="beside", extra=extra
    )


def _table(request: HttpRequest, found: found_in.Listing, asked: ListAsked, names: dict[str, str]) -> parts.Table:
    rows = [
        parts.Row(
            [_cell(name, one, names) for name in asked.columns],
            href=shown.hazard_at(one.code, request.times),
            key=one.code,
        )
        for one in found.rows
    ]
    return parts.Table(
        _("Hazards"), [HEADS[name] for name in asked.columns], rows, sorted_by=asked.sort, empty=_nothing(asked),
        name="hazards", form="picked",
    )  # fmt: skip


def _cell(name: str, one: found_in.Listed, names: dict[str, str]) -> object:
    match name:
        case "standing":
            return shown.standing(one.standing, one.exact)
        case "contamination":
            return _kind(one)
        case "flag":
            return shown.word(shown.FLAGS, one.flag) if one.flag else ""
        case "open":
            return _open(one)
        case "released":
            return one.released_m2
        case "findings":
            return shown.gravest(one.findings)
        case "first" | "last":
            return getattr(one, f"{name}_on")
        case "number":
            return one.last_number
        case "closed":
            return shown.day(one.closed_on) if one.closed_on else ""
        case "work":
            return shown.word(WORKS, one.work)
        case "operators":
            return ", ".join(names.get(o, o) for o in one.operators)
    return getattr(one, name)


def _open(one: found_in.Listed) -> object:
    """The open area: by perimeter, else as stated and said to be so, else unknown."""
    if one.open_m2 is None and one.stated_m2:
        return format_html('<span class="hint">{}</span> {}', _("stated"), grouped(one.stated_m2))
    return one.open_m2


def _kind(one: found_in.Listed) -> str:
    kind = str(shown.word(shown.CONTAMINATION, one.contamination))
    return f"{kind}, {shown.word(shown.FLAGS, one.flag)}" if one.flag else kind


def _nothing(asked: ListAsked) -> parts.Empty:
    if pairs_of(asked.chosen):
        return parts.Empty(
            _("No hazard is like this"), _("Take a filter away, or look for a part of the code or name."),
            reverse("land:hazards"), _("Show all hazards"),
        )  # fmt: skip
    return parts.Empty(
        _("No hazards yet"), _("Bring in a survey file: a spreadsheet, a GeoPackage, GeoJSON or KML."),
        reverse("intake:imports"), _("Import a file"),
    )  # fmt: skip


def changed(asked: QueryDict, path: str, **changes: object) -> str:
    """This page's address with some of it changed; None takes away."""
    query = asked.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"{path}?{query.urlencode()}" if query else path


def _pager(request: HttpRequest, found: found_in.Listing) -> parts.Pager | None:
    if found.pages < 2:
        return None
    before = changed(request.GET, request.path, page=found.page - 1) if found.page > 1 else ""
    after = changed(request.GET, request.path, page=found.page + 1) if found.page < found.pages else ""
    return parts.Pager(found.first, found.last, found.total, before, after)


def _csv(request: HttpRequest, asked: ListAsked) -> HttpResponse:
    """What is seen, all pages of it, with its columns in their order; the usual ones in full where none were chosen."""
    require(access.may(request.viewer, "land.export"))
    names = asked.columns if asked.columns != columns.SHOWN else columns.COLUMNS
    rows = (
        columns.cells(names, h)
        for h in found_in.every(for_viewer(asked.chosen, request.viewer, "land.export"), request.times, asked.sort)
    )
    return attachment(csv_bytes(columns.headings(names), rows), "hazards.csv")


def attachment(data: bytes, name: str) -> HttpResponse:
    """A CSV file for download, marked as UTF-8 for spreadsheet programs."""
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
