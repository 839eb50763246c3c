"""Risk education: its sessions, whom they reached, and a session written down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.decisions import require
from commonground.core.incidents.education import faults
from commonground.core.tables.escape import csv_bytes
from commonground.incidents import messages as words
from commonground.incidents.access import education as access
from commonground.incidents.actions import education as actions
from commonground.incidents.forms import SessionForm
from commonground.incidents.queries import education
from commonground.places import queries as places
from commonground.ui import parts, sentences
from commonground.ui.templatetags.ui import said

HEADINGS = ("session", "day", "campaign", "method", "unit", "place", "women", "men", "girls", "boys", "unknown", "again",
            "disability", "indirect", "materials", "messages")  # fmt: skip


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The sessions of a year, or all, and whom each campaign reached."""
    text = request.GET.get("year", "")
    found = education.held(request.viewer, int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None)
    if request.GET.get("format") == "csv":
        return _file(found)
    context = {
        "reach": _reached(found),
        "table": _held(found, {u.code: u.name for u in places.units()}),
        "year": text,
        "may": access.may_write(request.viewer),
        "sessions": [h.number for h in found.held],
    }
    return TemplateResponse(request, "incidents/education.html", context)


def _reached(found: education.Education) -> parts.Table:
    columns = [
        parts.Column(words.SESSION["campaign"]),
        parts.Column(_("Sessions"), "count"),
        parts.Column(_("People reached"), "count"),
        *(parts.Column(words.SESSION[g], "count", priority=2) for g in ("women", "men", "girls", "boys", "unknown")),
        parts.Column(words.SESSION["again"], "count"),
        parts.Column(words.SESSION["indirect"], "count", priority=2),
    ]
    rows = [
        parts.Row([name, r.sessions, r.people, *r.groups.values(), r.again, r.indirect])
        for name, r in sorted(found.reach.items())
    ]
    return parts.Table(_("Whom each campaign reached"), columns, rows, name="reach")


def _held(found: education.Education, units: dict[str, str]) -> parts.Table:
    columns = [
        parts.Column(words.SESSION["on"], "day"),
        parts.Column(words.SESSION["campaign"]),
        parts.Column(words.SESSION["method"]),
        parts.Column(words.SESSION["place"], priority=2),
        parts.Column(_("People reached"), "count"),
        parts.Column(words.SESSION["again"], "count"),
        parts.Column(_("Number"), "count", priority=2),
    ]
    rows = [
        parts.Row([h.said.on, h.said.campaign, said(words.METHODS[h.said.method]), h.place or units.get(h.unit, h.unit), h.said.first,
                   h.said.again, h.number])
        for h in found.held
    ]  # fmt: skip
    empty = parts.Empty(
        _("No session is written down yet"), _("Write the first one down, with whom it reached for the first time.")
    )
    return parts.Table(_("Sessions"), columns, rows, empty=empty, name="sessions")


def _file(found: education.Education) -> HttpResponse:
    rows = [
        [h.number, h.said.on, h.said.campaign, h.said.method, h.unit, h.place, h.said.women, h.said.men, h.said.girls, h.said.boys,
         h.said.unknown, h.said.again, h.said.disability, h.said.indirect, h.said.materials, " ".join(h.said.messages)]
        for h in found.held
    ]  # fmt: skip
    response = HttpResponse(csv_bytes(HEADINGS, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="risk-education.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    """The form of a session."""
    viewer = request.viewer
    require(access.may_write(viewer))
    allowed = viewer.units("incidents.educate")
    units = [(u.code, u.name) for u in places.units() if allowed is None or u.code in allowed]
    mine = sorted(viewer.organisations) if not access.may_write(viewer, organisation="") else [""]
    form = SessionForm(
        request.POST or None, units=units, initial={"on": timezone.localdate(), "women": 0, "men": 0, "girls": 0, "boys": 0, "unknown": 0, "again": 0}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        wrong = faults(form.session, timezone.localdate())
        for field, code in wrong:
            form.add_error(field, sentences.sentence(code).text)
        if not wrong:
            actions.hold(
                form.session, unit=form.cleaned_data["unit"], place=form.cleaned_data["place"], organisation=mine[0],
                today=timezone.localdate(), by=viewer, at=timezone.now(),
            )  # fmt: skip
            return redirect("incidents:education")
    context = {"form": form, "campaigns": education.campaigns(viewer)}
    return TemplateResponse(request, "incidents/session_form.html", context)


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Take a session back, with a reason."""
    number = request.POST.get("number", "")
    actions.take_back(
        int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0,
        because=request.POST.get("because", ""), by=request.viewer, at=timezone.now(),
    )  # fmt: skip
    return redirect("incidents:education")
