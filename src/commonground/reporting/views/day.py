"""The page of the day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commonground.fieldwork.queries import waiting as reports
from commonground.reporting.queries import day as found_in
from commonground.reporting.queries import duties
from commonground.reporting.views.return_words import SHORT
from commonground.reporting.views.returns import begin_at, period_words
from commonground.ui import parts
from commonground.ui.templatetags.ui import day as written_day
from commonground.ui.templatetags.ui import moment

MOST_CASES = 5  # the others stand on the page of assistance


@never_cache
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """What waits for whoever asks: reports, conflicts, quiet hazards, findings; above all, open land that was closed."""
    found = found_in.day(request.viewer, timezone.localdate(), timezone.now())
    waiting = found.reports
    heaps = [
        (
            _("Reports to check"),
            waiting.to_check,
            "state=submitted",
            _("Every report that was handed in has been looked at."),
        ),
        (
            _("In conflict"),
            waiting.conflicts,
            "state=conflict",
            _("No report contradicts the books or another report."),
        ),
        (_("Returned to me"), waiting.returned, "state=returned&mine=1", _("Nothing came back with remarks.")),
        (_("Drafts of mine"), waiting.drafts, "state=draft&mine=1", _("You have begun nothing that is not handed in.")),
    ]
    context = {
        "found": found,
        "heaps": [_heap(*heap) for heap in heaps if heap[1] is not None],
        "ages": _ages(found) if any(a.total for a in found.findings) else None,
        "quiet": _quiet(found) if found.quiet else None,
        "others": _others(found.desk),
        "cases": [
            (reverse("incidents:assistance", args=[t.victim]), t.victim, t.on, t.is_late)
            for t in found.cases[:MOST_CASES]
        ],
        "nothing": found.desk.is_empty
        and not (
            found.cases
            or found.alarms
            or found.accidents
            or found.buried
            or found.quiet
            or any(h[1] and h[1].number for h in heaps)
        ),
    }
    return TemplateResponse(request, "reporting/day.html", context)


def _heap(title: Any, heap: reports.Heap, query: str, empty: Any) -> dict[str, Any]:
    rows = [
        (reverse("fieldwork:report", args=[r.number]), r, moment(r.waits_since) if r.waits_since else "")
        for r in heap.first
    ]
    return {"title": title, "number": heap.number, "href": f"{reverse('fieldwork:reports')}?{query}", "rows": rows, "empty": empty,
            "more": heap.number - len(heap.first)}  # fmt: skip


def _others(desk: duties.Desk) -> list[dict[str, Any]]:
    """Reports to others that are due, or wait for whoever looks; a heap that is empty is left out."""
    due = [
        (reverse("reporting:return", args=[d.answer.number]) if d.answer else begin_at(d.due), SHORT[d.due.kind.value],
         period_words(d.due.period), d.due.day, d.is_late)
        for d in desk.due
    ]  # fmt: skip
    heaps = [(_("Reports to others that are due"), due)]
    for title, cards in (
        (_("Reports to review"), desk.to_review),
        (_("Reports to approve"), desk.to_approve),
        (_("Reports sent back to me"), desk.sent_back),
    ):
        rows = [
            (reverse("reporting:return", args=[c.number]), SHORT[c.kind.value], period_words(c.period), c.due, False)
            for c in cards
        ]
        heaps.append((title, rows))
    return [{"title": title, "rows": rows, "number": len(rows)} for title, rows in heaps if rows]


def _quiet(found: found_in.Day) -> parts.Table:
    late = {code: one.name for one in found.late for code in one.hazards}
    columns = [
        parts.Column(_("Hazard"), "code"),
        parts.Column(_("Name"), priority=2),
        parts.Column(_("Last heard of"), "text"),
        parts.Column(_("Whom to ask")),
    ]
    rows = [
        parts.Row(
            [h.code, h.name, written_day(h.worked_on), late.get(h.code, "")], href=reverse("land:hazard", args=[h.code])
        )
        for h in found.quiet
    ]
    return parts.Table(_("Worked on, and not heard of"), columns, rows)


def _ages(found: found_in.Day) -> parts.Table:
    a, b, c = found_in.BOUNDS
    columns = [
        parts.Column(_("Severity"), "severity"),
        parts.Column(_("newer than %(days)s days") % {"days": a}, "count"),
        parts.Column(_("up to %(days)s days") % {"days": b}, "count", priority=2),
        parts.Column(_("up to %(days)s days") % {"days": c}, "count", priority=2),
        parts.Column(_("older"), "count"),
    ]
    rows = [
        parts.Row([one.severity, *one.counts], href=f"{reverse('land:findings')}?severity={one.severity}")
        for one in found.findings
        if one.total
    ]
    return parts.Table(_("Findings by their age"), columns, rows)
