"""Writing down a find and what became of it, correcting and taking back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commonground.core.decisions import require
from commonground.core.ordnance.amounts import signed
from commonground.core.refusals import NotNow, NotThere, NotUsable, Refusal
from commonground.ordnance import access
from commonground.ordnance.actions import ledger
from commonground.ordnance.forms import AtOnceForm, DisposalForm, FindForm, ReasonForm, number_of
from commonground.ordnance.queries import catalogue, finds
from commonground.ordnance.views import finds as pages
from commonground.ordnance.views import shown
from commonground.places import queries as places


def _entering(request: HttpRequest, **said: Any) -> HttpResponse:
    told = said.get("told")
    wrong = told is not None or any(
        f.errors for k, f in said.items() if k in ("form", "at_once", "reason") and f is not None
    )
    context = {
        "devices": [name for _code, name in catalogue.choices()],
        **said,
    }
    return TemplateResponse(request, "ordnance/write.html", context, status=400 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a find down, and what became of it at once."""
    require(access.may(request.viewer, "ordnance.record"))
    units = shown.units()
    if request.method != "POST":
        initial = {"on": timezone.localdate(), "within": request.GET.get("within", ""), "amount": "1"}
        return _entering(
            request,
            form=FindForm(units, initial=initial),
            at_once=AtOnceForm(prefix="then"),
            title=_("Write a find down"),
        )
    form, at_once = FindForm(units, request.POST), AtOnceForm(request.POST, prefix="then")
    told: Refusal | None = None
    if form.is_valid() and at_once.is_valid():
        draft = form.draft(places.unit_at)
        try:
            code = ledger.record_find(draft, disposal=at_once.draft_for(draft), by=request.viewer, at=timezone.now())
        except (NotUsable, NotNow) as refusal:
            told = refusal
        else:
            return redirect("ordnance:find", code=code)
    return _entering(request, form=form, at_once=at_once, told=told, title=_("Write a find down"))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Put other facts in the place of a find's."""
    sheet = finds.sheet(request.viewer, code)
    if sheet.find is None or sheet.row is None:
        raise NotThere("ordnance.find.not-there", code=code)
    require(access.may(request.viewer, "ordnance.correct", sheet.find.unit))
    units, title = shown.units(), _("Correct %(code)s") % {"code": code}
    if request.method != "POST":
        return _entering(
            request, form=FindForm(units, initial=_initial(sheet)), reason=ReasonForm(), title=title, code=code
        )
    form, reason = FindForm(units, request.POST), ReasonForm(request.POST)
    told: Refusal | None = None
    if form.is_valid() and reason.is_valid():
        try:
            ledger.correct_find(
                code,
                form.draft(places.unit_at),
                because=reason.cleaned_data["because"],
                by=request.viewer,
                at=timezone.now(),
            )
        except (NotUsable, NotNow) as refusal:
            told = refusal
        else:
            return redirect("ordnance:find", code=code)
    return _entering(request, form=form, reason=reason, told=told, title=title, code=code)


def _initial(sheet: finds.Sheet) -> dict[str, Any]:
    """A find as its form shows it."""
    one, row = sheet.find, sheet.row
    assert one is not None and row is not None
    names = (
        "on",
        "activity",
        "unit",
        "place",
        "accuracy_m",
        "depth_cm",
        "condition",
        "organisation",
        "document",
        "within",
    )
    at = f"{row.lat}, {row.lon}" if row.lat is not None else ""
    return {
        **{n: getattr(row, n) for n in names},
        "said": row.said or one.name,
        "amount": signed(one.found),
        "position": at,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def dispose(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what became of a find; whoever only looks is shown its page."""
    access.entries_of(request.viewer, code)
    if request.method != "POST":
        return redirect("ordnance:find", code=code)
    form = DisposalForm(request.POST)
    told: Refusal | None = None
    if form.is_valid():
        try:
            ledger.dispose(code, form.draft(), by=request.viewer, at=timezone.now())
        except (NotUsable, NotNow) as refusal:
            told = refusal
        else:
            return redirect("ordnance:find", code=code)
    return pages.page(request, code, disposal=form, told=told)


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, code: str) -> HttpResponse:
    """Take one entry about a find back; whoever only looks is shown its page."""
    access.entries_of(request.viewer, code)
    if request.method != "POST":
        return redirect("ordnance:find", code=code)
    form, number = ReasonForm(request.POST), number_of(request.POST.get("entry", ""))
    told: Refusal | None = None
    if form.is_valid():
        try:
            ledger.void(number or 0, because=form.cleaned_data["because"], by=request.viewer, at=timezone.now())
        except (NotUsable, NotNow) as refusal:
            told = refusal
        else:
            return redirect("ordnance:find", code=code)
    return pages.page(request, code, reason=form, told=told)
