"""One hazard's page, and its short form beside the list and the map."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.land.work import Result, Work
from commonground.land import access
from commonground.land.actions import closing
from commonground.land.actions import work as acts
from commonground.land.forms import ClosingForm, QualityForm, WorkForm
from commonground.land.queries import geojson as shapes
from commonground.land.queries import sheet as sheets
from commonground.land.views import account, beside, life, succession, work


@require_safe
def hazard(request: HttpRequest, code: str) -> HttpResponse:
    """A hazard: its account, its entries and documents, what was found about it, and where it lies."""
    row = access.hazard_for(request.viewer, code)
    if request.headers.get("HX-Target") == "beside":
        return beside.panel(request, row.code)
    return _page(request, row, ClosingForm())


def _page(request: HttpRequest, row, form: ClosingForm, **forms: Any) -> HttpResponse:
    sheet = sheets.sheet(row.pk, request.times, access.visible(request.viewer))
    today = timezone.localdate()
    may_close = access.may_close(request.viewer, row, on=today, today=today)
    said = {
        "sheet": sheet,
        "closing": form,
        "may_close": may_close,
        "closed_on": row.closed_on,
        "remembers": f"{row.code} {row.name}".strip(),
    }
    said["life_of"] = life.picture(sheet, request.times, today)
    said |= work.pieces(request, row, **forms) | succession.pieces(request, row)
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
    found = shapes.of_hazard(row.pk, row.code, request.times, access.visible(request.viewer))
    return JsonResponse(found, content_type="application/geo+json")
