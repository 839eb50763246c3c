"""Writing a report: a plain form that keeps whatever was typed, and asks for what is missing when it is handed in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonground.core.decisions import require
from commonground.core.fieldwork.shapes import Entered
from commonground.core.fieldwork.states import Verb
from commonground.core.fieldwork.types import Kind, drawn_as
from commonground.core.geometry.systems import SYSTEMS
from commonground.core.refusals import NotNow, Refusal
from commonground.fieldwork import access
from commonground.fieldwork.actions import attachments, writing
from commonground.fieldwork.forms import ReportForm, entered_of, typed_of
from commonground.fieldwork.models import Report
from commonground.fieldwork.queries import page
from commonground.fieldwork.views import shown
from commonground.ui import parts

SAVED = "fieldwork/edit.html#saved"  # the part of the page that says what was kept by itself


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Write a report. Saving keeps it as it is; handing it in asks for what is missing."""
    report = access.report_for(request.viewer, number)
    require(access.may_do(request.viewer, report, Verb.SAVE, access.circumstances(request.viewer, report)))
    if request.method != "POST":
        return _page(request, report, check="check" in request.GET)
    card = page.card(request.viewer, report, timezone.localdate())
    typed, entered = typed_of(card.type, request.POST), entered_of(request.POST, request.FILES)
    seen = request.POST.get("version", "")
    try:
        writing.save(
            number,
            version=int(seen) if seen.isdigit() else 0,
            fields=typed,
            entered=entered,
            by=request.viewer,
            at=timezone.now(),
        )
        told = _attach(request, number)
    except NotNow as refusal:
        if refusal.code != "fieldwork.report.changed":
            raise
        if request.POST.get("do") == "autosave":
            return TemplateResponse(request, SAVED, {"refused": refusal, "version": seen, "at": None})
        return _page(request, report, typed=typed, entered=entered, told=refusal, status=409)
    report = access.report_for(request.viewer, number)
    if request.POST.get("do") == "autosave":
        return TemplateResponse(
            request, "fieldwork/edit.html#saved", {"version": report.version, "at": report.changed_at}
        )
    if told is not None:
        return _page(request, report, told=told, status=400)
    if request.POST.get("do") == "submit":
        if report.faults:
            return _page(request, report, check=True)
        writing.submit(number, version=report.version, by=request.viewer, at=timezone.now())
        return redirect("fieldwork:report", number)
    return _page(request, report, check=request.POST.get("do") == "check", saved=True)


def _attach(request: HttpRequest, number: int) -> Refusal | None:
    """Keep the files that came with the form; what is wrong with one, where something is."""
    for file in request.FILES.getlist("files"):
        try:
            attachments.attach(number, file.name, file.read(), by=request.viewer, at=timezone.now())
        except Refusal as refusal:
            return refusal
    return None


def _page(
    request: HttpRequest, report: Report, *, check: bool = False, saved: bool = False, typed: dict[str, Any] | None = None,
    entered: dict[str, str] | None = None, told: Refusal | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    card = page.card(request.viewer, report, timezone.localdate())
    wrong = shown.faults(card)
    remarks: dict[str, list[page.RemarkCard]] = {}
    for one in card.remarks:
        if not one.resolved:
            remarks.setdefault(one.field, []).append(one)
    form = ReportForm(card.type, card.typed if typed is None else typed, wrong if check else None)
    context = {
        "card": card,
        "title": shown.type_word(card.type.code.value),
        "form": form,
        "rows": [(bound, name, unit, wide, remarks.get(name, [])) for bound, name, unit, wide in form.rows()],
        "general": remarks.get("", []),
        "state": shown.state(card.state),
        "entered": Entered.of(card.entered if entered is None else entered),
        "shape_fault": wrong.get("shape", "") if check or card.shape.refusal else "",
        "systems": [(code, system.name, system.country) for code, system in SYSTEMS.items()],
        "drawing": _drawing(request, card),
        "as_line": drawn_as(card.type.code) is Kind.LINE,
        "version": card.version,
        "at": None,
        "refused": None,
        "saved": saved,
        "told": told,
        "check": check,
    }
    return TemplateResponse(request, "fieldwork/edit.html", context, status=status)


def _drawing(request: HttpRequest, card: page.ReportCard) -> parts.MapView | None:
    """The map to draw the perimeter on, over the land that its writer may see."""
    if not request.viewer.may("land.see") or drawn_as(card.type.code) is None:
        return None
    return parts.MapView(_("Map to draw on"), tiles="/tiles/{z}/{x}/{y}.mvt", height="medium", legend=False)


@require_POST
def detach(request: HttpRequest, number: int, sha256: str) -> HttpResponse:
    """Take a file away from a report that is still being written; what was handed in once stays in the history."""
    attachments.detach(number, sha256, by=request.viewer, at=timezone.now())
    return redirect("fieldwork:edit", number)


@require_POST
def go_back(request: HttpRequest, number: int) -> HttpResponse:
    """Let a report say again what it said at an earlier version."""
    asked = [request.POST.get(name, "") for name in ("version", "to")]
    version, to = (int(text) if text.isdigit() else 0 for text in asked)
    writing.go_back(number, version=version, to=to, by=request.viewer, at=timezone.now())
    return redirect("fieldwork:edit", number)
