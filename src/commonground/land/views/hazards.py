"""The list of hazards, and one hazard's page."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.decisions import require
from commonground.core.land.work import Result, Work
from commonground.core.tables.escape import csv_bytes
from commonground.land import access
from commonground.land.actions import closing
from commonground.land.actions import work as acts
from commonground.land.forms import ClosingForm, QualityForm, WorkForm, filters_of
from commonground.land.queries import geojson as shapes
from commonground.land.queries import hazards as found_in
from commonground.land.queries import sheet as sheets
from commonground.land.views import account, life, shown, work
from commonground.places import queries as places
from commonground.ui import parts, sentences
from commonground.ui.numbers import grouped

CHIPS = ("q", "status", "contamination", "unit", "flag", "findings")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Hazards in step with the map: the filters are in the address, and the address is the page."""
    filters = filters_of(request.GET)
    if request.GET.get("format") == "csv":
        return _csv(request, filters)
    found = found_in.listing(filters, request.times)
    units = places.units()
    kinds, flags = found_in.choices()
    context = {
        "filters": filters,
        "table": _table(request, found, filters),
        "pager": _pager(request, found),
        "chips": _chips(request, filters, {u.code: u.name for u in units}),
        "units": units,
        "standings": [(name, shown.word(shown.STANDINGS, name)) for name in found_in.STANDINGS],
        "kinds": [(kind, shown.word(shown.CONTAMINATION, kind)) for kind in kinds],
        "flags": [(flag, shown.word(shown.FLAGS, flag)) for flag in flags],
        "total": found.total,
        "deepest": found.total > found_in.DEEPEST * found_in.PAGE,
        "kept": request.GET.urlencode(),
    }
    part = "#found" if request.headers.get("HX-Target") == "found" else ""
    return TemplateResponse(request, f"land/hazards.html{part}", context)


def _table(request: HttpRequest, found: found_in.Listing, filters: found_in.Filters) -> parts.Table:
    columns = [
        parts.Column(_("Hazard"), "code", sort="code"),
        parts.Column(_("Name"), sort="name", priority=2),
        parts.Column(_("Stands as")),
        parts.Column(_("Contamination"), priority=2),
        parts.Column(_("Unit"), priority=2),
        parts.Column(_("Open"), "m2", "m²", sort="open"),
        parts.Column(_("Released"), "m2", "m²", sort="released"),
        parts.Column(_("Findings")),
        parts.Column(_("Latest"), "day", sort="last", priority=2),
    ]
    rows = [
        parts.Row(
            [one.code, one.name, shown.standing(one.standing, one.exact), _kind(one), one.unit, _open(one), one.released_m2,
             shown.gravest(one.findings), one.last_on],
            href=shown.hazard_at(one.code, request.times),
        )
        for one in found.rows
    ]  # fmt: skip
    return parts.Table(_("Hazards"), columns, rows, sorted_by=filters.sort, empty=_nothing(filters), name="hazards")


def _open(one: found_in.Listed) -> object:
    """The open area: by perimeter, else as stated and said to be so, else unknown."""
    if one.open_m2 is None and one.stated_m2:
        return format_html('<span class="hint">{}</span> {}', _("stated"), grouped(one.stated_m2))
    return one.open_m2


def _kind(one: found_in.Listed) -> str:
    kind = str(shown.word(shown.CONTAMINATION, one.contamination))
    return f"{kind}, {shown.word(shown.FLAGS, one.flag)}" if one.flag else kind


def _nothing(filters: found_in.Filters) -> parts.Empty:
    if filters != found_in.Filters(sort=filters.sort, page=filters.page):
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


def _chips(request: HttpRequest, filters: found_in.Filters, units: dict[str, str]) -> list[parts.Chip]:
    """The filters in use, read like a sentence."""
    words = {
        "q": lambda v: _("named like “%(text)s”") % {"text": v},
        "status": lambda v: (
            {"open": _("open"), "unknown": _("of unknown size")}.get(v) or shown.word(shown.STANDINGS, v)
        ),
        "contamination": lambda v: _("contaminated with %(kind)s") % {"kind": shown.word(shown.CONTAMINATION, v)},
        "unit": lambda v: _("outside any unit") if v == "outside" else _("in %(place)s") % {"place": units.get(v, v)},
        "flag": lambda v: shown.word(shown.FLAGS, v),
        "findings": _findings_words,
    }
    values = asdict(filters)
    return [
        parts.Chip(words[name](values[name]), changed(request.GET, request.path, page=None, **{name: None}))
        for name in CHIPS
        if values[name]
    ]


def _findings_words(wanted: str) -> str:
    plain = {"any": _("with findings"), "none": _("without findings"), "error": _("with errors"), "doubt": _("with doubts"),
             "note": _("with notes")}  # fmt: skip
    return plain.get(wanted) or _("with the finding: %(sentence)s") % {"sentence": sentences.sentence(wanted).text}


def _csv(request: HttpRequest, filters: found_in.Filters) -> HttpResponse:
    """What is seen, all pages of it."""
    require(access.may(request.viewer, "land.export"))
    head = ["code", "name", "status", "contamination", "flag", "unit", "open_m2", "released_m2", "stated_m2", "first_on", "last_on",
            "ledger_number", "errors", "doubts", "notes"]  # fmt: skip
    rows = (
        [h.code, h.name, h.standing, h.contamination, h.flag, h.unit, _or_unknown(h.open_m2), h.released_m2, h.stated_m2, h.first_on,
         h.last_on, h.last_number, *(h.findings.get(s, 0) for s in found_in.SEVERITIES)]
        for h in found_in.every(filters, request.times)
    )  # fmt: skip
    return attachment(csv_bytes(head, rows), "hazards.csv")


def _or_unknown(value: int | None) -> int | str:
    return "unknown" if value is None else value


def attachment(data: bytes, name: str) -> HttpResponse:
    """A CSV file for download, marked as UTF-8 for spreadsheet programs."""
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def hazard(request: HttpRequest, code: str) -> HttpResponse:
    """A hazard: its account, its entries and documents, what was found about it, and where it lies."""
    row = access.hazard_for(request.viewer, code)
    return _page(request, row, ClosingForm())


def _page(request: HttpRequest, row, form: ClosingForm, **forms: Any) -> HttpResponse:
    sheet = sheets.sheet(row.pk, request.times)
    today = timezone.localdate()
    may_close = access.may_close(request.viewer, row, on=today, today=today)
    said = {
        "sheet": sheet,
        "closing": form,
        "may_close": may_close,
        "closed_on": row.closed_on,
        "remembers": f"{row.code} {row.name}".strip(),
    }
    said["life_of"] = life.picture(row.pk, request.times, today)
    said |= work.pieces(request, row, **forms)
    return TemplateResponse(request, "land/hazard.html", said | account.pieces(sheet, request.times))


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a hazard whose land is all released; whoever only looks is shown its page."""
    row = access.hazard_for(request.viewer, code)
    if request.method == "GET":
        return redirect("land:hazard", code=row.code)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    closing.close(row.code, **form.cleaned_data, by=request.viewer, at=timezone.now())
    return redirect("land:hazard", code=row.code)


@require_http_methods(["GET", "POST"])
def note_work(request: HttpRequest, code: str) -> HttpResponse:
    """Bring the work on a hazard into another state; whoever only looks is shown its page."""
    row = access.hazard_for(request.viewer, code)
    if request.method == "POST":
        form = WorkForm(request.POST)
        wanted = request.POST.get("work", "")
        if not form.is_valid() or wanted not in {w.value for w in work.ACTS}:
            return _page(request, row, ClosingForm(), work_form=form)
        acts.note(row.code, Work(wanted), **form.cleaned_data, by=request.viewer, at=timezone.now())
    return redirect("land:hazard", code=row.code)


@require_http_methods(["GET", "POST"])
def check_quality(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what quality control found on a hazard; whoever only looks is shown its page."""
    row = access.hazard_for(request.viewer, code)
    if request.method == "POST":
        form = QualityForm(request.POST)
        if not form.is_valid():
            return _page(request, row, ClosingForm(), quality_form=form)
        said = {**form.cleaned_data, "result": Result(form.cleaned_data["result"])}
        acts.check_quality(row.code, **said, by=request.viewer, at=timezone.now())
    return redirect("land:hazard", code=row.code)


@require_safe
def shape(request: HttpRequest, code: str) -> HttpResponse:
    """A hazard's land by account as GeoJSON, with its neighbours' behind it."""
    row = access.hazard_for(request.viewer, code)
    return JsonResponse(shapes.of_hazard(row.pk, row.code, request.times), content_type="application/geo+json")
