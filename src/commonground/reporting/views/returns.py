"""What is due, as a list and as a year; and a report begun."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.dates import Period, Times, year
from commonground.core.decisions import require
from commonground.core.publishing.content import Kind
from commonground.core.refusals import NotNow, NotUsable
from commonground.core.treaty.calendar import Due
from commonground.core.treaty.states import State
from commonground.land.queries import choices as hazards
from commonground.reporting import access, forms
from commonground.reporting.actions import returns as actions
from commonground.reporting.queries import duties
from commonground.reporting.queries import returns as found_in
from commonground.reporting.views.addresses import timed
from commonground.reporting.views.return_words import KINDS, SHORT, STATES, WHY
from commonground.ui import parts
from commonground.ui.numbers import day
from commonground.ui.trade import CONTAMINATION, word

RECENT_DAYS = 120  # so long what is done stays in the list


def period_words(period: Period) -> str:
    """A period as people say it: a year by its number."""
    if period == year(period.start.year):
        return str(period.start.year)
    return f"{day(period.start)} – {day(period.end)}"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is due with what became of it, as a list or as a year; and every report in preparation."""
    require(access.may_see_returns(request.viewer))
    today = timezone.localdate()
    number = forms.number_of(request.GET.get("year", ""))
    as_year = request.GET.get("view") == "year"
    shown = number if number and 1990 <= number <= 2200 else today.year
    window = year(shown) if as_year else Period(today - timedelta(days=duties.PAST_DAYS), today + timedelta(days=365))
    found = duties.due(request.viewer, window, today)
    if not as_year:  # what is overdue stays until it is done
        found = [d for d in found if d.is_late or d.due.day >= today - timedelta(days=RECENT_DAYS)]
    cards = found_in.cards(access.visible_returns(request.viewer).order_by("-changed_at")[:200], request.viewer)
    answering = {d.answer.number for d in found if d.answer}
    context = {
        "due": [_due(request, d) for d in found],
        "months": [(MONTHS[m], [_due(request, d) for d in found if d.due.day.month == m]) for m in range(1, 13)],
        "as_year": as_year,
        "year": shown,
        "tabs": [
            parts.Tab(_("As a list"), request.path, not as_year),
            parts.Tab(_("As a year"), f"{request.path}?view=year&year={shown}", as_year),
        ],
        "before": f"{request.path}?view=year&year={shown - 1}",
        "after": f"{request.path}?view=year&year={shown + 1}",
        "others": _table([c for c in cards if c.number not in answering], _("Other reports in preparation, and of before")),
        "bound": bool(duties.duties()),
        "may_draft": access.may_draft(request.viewer),
    }  # fmt: skip
    return TemplateResponse(request, "reporting/returns.html", context)


def _due(request: HttpRequest, card: duties.DueCard) -> dict[str, Any]:
    due = card.due
    return {
        "day": due.day, "kind": SHORT[due.kind.value], "period": period_words(due.period), "why": WHY[due.why.value],
        "source": due.source, "late": card.is_late, "soon": card.is_soon, "done": card.is_done, "answer": card.answer,
        "state": STATES[card.answer.state.value] if card.answer else None, "last": card.last,
        "last_period": period_words(card.last.period) if card.last else "", "begin": begin_at(due),
    }  # fmt: skip


def begin_at(due: Due) -> str:
    """The form to begin the report that is due, filled."""
    said = {"kind": due.kind.value, "start": due.period.start, "end": due.period.end, "due": due.day}
    return timed(reverse("reporting:return-new"), Times(), **said)


def _table(cards: list[found_in.ReturnCard], caption: Any) -> parts.Table | None:
    if not cards:
        return None
    columns = [
        parts.Column(_("Report"), "code"), parts.Column(_("Kind")), parts.Column(_("Period"), priority=2), parts.Column(_("State")),
        parts.Column(_("Written by"), priority=2), parts.Column(_("Changed"), "moment", priority=2),
    ]  # fmt: skip
    rows = [
        parts.Row([c.code, SHORT[c.kind.value], period_words(c.period), STATES[c.state.value], c.author, c.changed_at],
                  href=reverse("reporting:return", args=[c.number]))
        for c in cards
    ]  # fmt: skip
    return parts.Table(caption, columns, rows)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a report, drafted from the one before."""
    require(access.may_draft(request.viewer))
    told = None
    if request.method == "POST":
        try:
            begun = forms.begun_of(request.POST)
            number = actions.start_return(
                begun.kind, begun.period, known=begun.known, contamination=begun.contamination, level=begun.level, due=begun.due,
                by=request.viewer, at=timezone.now(),
            )  # fmt: skip
        except (NotUsable, NotNow) as refusal:
            told = refusal
        else:
            return redirect("reporting:return", number)
    return TemplateResponse(
        request, "reporting/return_new.html", _new(request, told), status=200 if told is None else 400
    )


def _new(request: HttpRequest, told: Any) -> dict[str, Any]:
    today = timezone.localdate()
    typed = request.POST or request.GET
    last = year(today.year - 1)
    kind = typed.get("kind", Kind.APMBC_7.value)
    coming = duties.kinds_due(today)
    before = found_in.last_of(Kind(kind), _start(typed, last.start)) if kind in KINDS else None
    return {
        "told": told,
        "typed": {"kind": kind, "start": typed.get("start") or last.start.isoformat(), "end": typed.get("end") or last.end.isoformat(),
                  "due": typed.get("due", ""), "known": typed.get("known", ""), "contamination": typed.get("contamination", ""),
                  "level": typed.get("level", "1")},
        "kinds": list(KINDS.items()),
        "coming": [(begin_at(d), SHORT[k.value], d.day, period_words(d.period)) for k, d in sorted(coming.items(), key=lambda x: x[1].day)],
        "contaminations": [(code, word(CONTAMINATION, code)) for code in hazards.choices().kinds],
        "levels": found_in.levels(),
        "before": found_in.cards([before])[0] if before and before.state != State.WITHDRAWN.value else None,
        "before_period": period_words(found_in.period_of(before)) if before else "",
    }  # fmt: skip


def _start(typed: Any, otherwise: date) -> date:
    try:
        return date.fromisoformat(typed.get("start", ""))
    except ValueError:
        return otherwise
