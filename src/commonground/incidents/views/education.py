"""Risk education: its sessions, whom they reached, and a session written down."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.decisions import require
from commonground.core.figures.education import value
from commonground.core.incidents.education import GROUPS, Reach, faults
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
    """The sessions of some days, or all; whom each campaign reached in them, and all of them together."""
    since, until = (_day(request.GET.get(name, "")) for name in ("since", "until"))
    found = education.held(request.viewer, since, until)
    if request.GET.get("format") == "csv":
        return _file(found)
    context = {
        "reach": _reached(found),
        "table": _held(found, {u.code: u.name for u in places.units()}),
        "since": since,
        "until": until,
        "weeks": _weeks(request.path, since, until),
        "may": access.may_write(request.viewer),
        "sessions": [h.number for h in found.held],
    }
    return TemplateResponse(request, "incidents/education.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _weeks(path: str, since: date | None, until: date | None) -> list[parts.Tab]:
    """All sessions, those of this week, of the week before, of this year."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    spans = [
        (_("All"), None, None),
        (_("This week"), monday, monday + timedelta(days=6)),
        (_("Last week"), monday - timedelta(days=7), monday - timedelta(days=1)),
        (_("This year"), date(today.year, 1, 1), date(today.year, 12, 31)),
    ]
    return [
        parts.Tab(name, f"{path}?since={first}&until={last}" if first else path, (first, last) == (since, until))
        for name, first, last in spans
    ]


def _reached(found: education.Education) -> parts.Table:
    columns = [
        parts.Column(words.SESSION["campaign"]),
        parts.Column(_("Sessions"), "count"),
        parts.Column(_("People reached"), "count"),
        parts.Column(words.SESSION["again"], "count"),
        *(parts.Column(words.SESSION[g], "count", priority=2) for g in GROUPS),
        *(parts.Column(words.SESSION[name], "count", priority=2) for name in ("disability", "indirect", "materials")),
    ]  # fmt: skip
    rows = [parts.Row([name, *_sums(r)]) for name, r in sorted(found.reach.items())]
    foot = [parts.Row([_("Together"), *_sums(found.together)])] if len(rows) > 1 else []
    return parts.Table(_("Whom each campaign reached"), columns, rows, foot=foot, name="reach")


def _sums(reached: Reach) -> list[int | None]:
    """By the catalogue's figures, in the order of the columns."""
    names = ("sessions", "people", "again", *GROUPS, "disability", "indirect", "materials")
    return [value(f"education.{name}", reached) for name in names]


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
