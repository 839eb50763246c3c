"""What binds the programme, what its plans say, and the indicators of the action plans."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.dates import year
from commonground.core.decisions import require
from commonground.core.figures.values import value
from commonground.core.refusals import NotNow, NotThere, NotUsable, Refusal
from commonground.core.treaty import answers, plans
from commonground.core.treaty.calendar import What, deadline
from commonground.core.treaty.indicators import Measured
from commonground.core.treaty.parts import Basis
from commonground.reporting import access, forms
from commonground.reporting.actions import duties as actions
from commonground.reporting.queries import duties, measures
from commonground.reporting.queries.records import Books
from commonground.reporting.views.form_words import INDICATORS
from commonground.reporting.views.return_words import FIGURES, WHATS
from commonground.ui import parts
from commonground.ui.numbers import grouped

BLANK = SafeString("–")  # there is nothing to know yet, which is not the same as unknown
STATEMENTS = (What.QUARTERS, What.YEARS)


@require_http_methods(["GET", "HEAD", "POST"])
def bound(request: HttpRequest) -> HttpResponse:
    """The dates that bind the programme, each with where it stands."""
    require(access.may_see_returns(request.viewer))
    told = None
    if request.method == "POST":
        try:
            _set(request)
        except (NotUsable, NotNow) as refusal:
            told = refusal
        else:
            return redirect("reporting:duties")
    today = timezone.localdate()
    until = deadline(duties.duties())
    context = {
        "cards": [(c, WHATS[c.what.value], c.what in STATEMENTS) for c in duties.duty_cards() if not c.ended_at],
        "ended": [(c, WHATS[c.what.value]) for c in duties.duty_cards() if c.ended_at],
        "deadline": until,
        "days_left": (until - today).days if until else None,
        "whats": list(WHATS.items()),
        "typed": request.POST,
        "told": told,
        "may": access.may_draft(request.viewer),
    }
    return TemplateResponse(request, "reporting/duties.html", context, status=200 if told is None else 400)


def _set(request: HttpRequest) -> None:
    sent = request.POST
    if sent.get("what") not in {w.value for w in What}:
        raise NotUsable("reporting.duty.no-source")
    actions.set_duty(
        What(sent["what"]), day=forms.day_of(sent.get("day", "")), days=forms.number_of(sent.get("days", "")) or 0,
        source=sent.get("source", ""), by=request.viewer, at=timezone.now(),
    )  # fmt: skip


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a date holds no longer."""
    require(access.may_see_returns(request.viewer))
    if not duties.is_there(number):
        raise NotThere("reporting.duty.not-there", number=number)
    actions.end_duty(number, by=request.viewer, at=timezone.now())
    return redirect("reporting:duties")


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Milestones beside what was, and what the plan leaves open."""
    require(access.may_see_returns(request.viewer))
    told: Refusal | None = None
    if request.method == "POST":
        try:
            _milestone(request)
        except NotUsable as refusal:
            told = refusal
        else:
            return redirect("reporting:plan")
    today = timezone.localdate()
    books = Books(year(today.year), request.times)
    found = plans.compared(books.milestones, {k: v for k, v in books.actual().items() if k[0] < today.year})
    last = Books(year(today.year - 1), request.times)
    open_m2 = value("land.closing", last.statement.total) or 0
    context = {
        "table": _compared(found),
        "projection": _projected(plans.projection(books.milestones, open_m2, today.year - 1)),
        "open_m2": open_m2,
        "open_year": today.year - 1,
        "figures": [(code, FIGURES[code]) for code in plans.PLANNABLE],
        "editions": duties.editions(),
        "typed": request.POST,
        "year": today.year,
        "told": told,
        "may": access.may_draft(request.viewer),
    }
    return TemplateResponse(request, "reporting/plan.html", context, status=200 if told is None else 400)


def _milestone(request: HttpRequest) -> None:
    sent = request.POST
    planned = answers.number(sent.get("planned", ""))
    if planned is None:
        raise NotUsable("reporting.milestone.not-read")
    actions.set_milestone(
        forms.number_of(sent.get("year", "")) or 0, sent.get("figure", ""), planned=planned, edition=sent.get("edition", ""),
        source=sent.get("source", ""), by=request.viewer, at=timezone.now(),
    )  # fmt: skip


def _compared(found: list[plans.Compared]) -> parts.Table:
    columns = [
        parts.Column(_("Year"), "code"), parts.Column(_("Figure")), parts.Column(_("Planned"), "m2", "m²"),
        parts.Column(_("Actual"), "m2", "m²"), parts.Column(_("Difference"), "m2", "m²"),
        parts.Column(_("Edition of the plan"), priority=2), parts.Column(_("Source"), priority=2),
    ]  # fmt: skip
    rows = [
        parts.Row([str(c.milestone.year), FIGURES[c.milestone.figure], c.milestone.planned, _value(c.actual), _value(c.difference),
                   c.milestone.edition, c.milestone.source])
        for c in found
    ]  # fmt: skip
    empty = parts.Empty(
        _("No plan yet"), _("Write down what the plan says of each year. It is then compared with what was.")
    )
    return parts.Table(_("Milestones, planned and actual"), columns, rows, empty=empty)


def _value(m2: int | None) -> Any:
    return BLANK if m2 is None else m2


def _projected(found: list[tuple[int, int, int]]) -> parts.Table | None:
    if not found:
        return None
    columns = [
        parts.Column(_("Year"), "code"),
        parts.Column(_("Planned release"), "m2", "m²"),
        parts.Column(_("Left open"), "m2", "m²"),
    ]
    return parts.Table(
        _("Planned release and what it leaves open"), columns, [parts.Row([str(y), m2, left]) for y, m2, left in found]
    )


@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """The indicators of the treaty action plans over a year."""
    require(access.may_see_returns(request.viewer))
    today = timezone.localdate()
    asked = forms.number_of(request.GET.get("year", ""))
    shown = asked if asked and 1990 <= asked <= today.year else today.year - 1
    inside = request.viewer.may("incidents.see", unit="")
    found = [m if inside else m.told for m in measures.of_year(shown, request.times)]
    context = {
        "table": _measured(found),
        "year": shown,
        "years": [parts.Tab(str(y), f"{request.path}?year={y}", y == shown) for y in range(today.year - 6, today.year + 1)],
        "not_recorded": [INDICATORS[m.indicator.code] for m in found if not m.indicator.is_recorded],
        "to_check": any(m.indicator.basis is Basis.KNOWN for m in found),
    }  # fmt: skip
    return TemplateResponse(request, "reporting/indicators.html", context)


def _measured(found: list[Measured]) -> parts.Table:
    columns = [
        parts.Column(_("Indicator")), parts.Column(_("Share"), "text"), parts.Column(_("Part"), "count", priority=2),
        parts.Column(_("Whole"), "count", priority=2), parts.Column(_("Asked for by"), priority=2),
    ]  # fmt: skip
    rows = [
        parts.Row([INDICATORS[m.indicator.code], _percent(m), *_numbers(m), _asked_by(m)])
        for m in found
        if m.indicator.is_recorded
    ]
    return parts.Table(_("Indicators"), columns, rows)


def _numbers(one: Measured) -> tuple[Any, Any]:
    return (BLANK, BLANK) if one.is_rounded else (_value(one.part), _value(one.whole))


def _percent(one: Measured) -> Any:
    if one.thousandths is None:
        if one.is_rounded:
            return _("too few people to say")
        return _("nothing to compare with")
    if one.is_rounded:
        return f"{grouped(one.part or 0)}\N{NO-BREAK SPACE}%"
    return f"{grouped(one.thousandths / 10, 1)}\N{NO-BREAK SPACE}%"


def _asked_by(one: Measured) -> str:
    return "; ".join(f"{plan.value} {action}".strip() for plan, action in one.indicator.actions)
