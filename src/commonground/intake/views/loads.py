"""One import: its report, its rows, its quarantine, its undoing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.findings import Finding
from commonground.intake import access
from commonground.intake.actions import loads as acts
from commonground.intake.forms import WHATS, page_of
from commonground.intake.queries import loads, quarantine
from commonground.intake.views import shown
from commonground.ui import parts, sentences
from commonground.ui.numbers import grouped

OUTCOMES = ("new", "changed", "unchanged", "doubtful", "quarantined")


@require_safe
def load(request: HttpRequest, number: int) -> HttpResponse:
    """What became of a file, row by row."""
    row = access.load_for(request.viewer, number)
    outcome = request.GET.get("outcome", "") if request.GET.get("outcome") in OUTCOMES else ""
    code = request.GET.get("code", "")[:80]
    found = loads.page(number, outcome=outcome, code=code, page=page_of(request.GET))
    report = row.report or {}
    here = reverse("intake:load", args=[number])
    context = {
        "load": loads.card(row),
        "report": report,
        "what": WHATS.get(row.what, row.what),
        "state": shown.state(row.state),
        "figures": shown.counts(report, here),
        "heaps": shown.heaps(report.get("findings", []), f"{here}?code="),
        "units": shown.units(report),
        "tabs": _tabs(here, outcome, code, report),
        "rows": shown.rows_table(found.rows, _("Rows of the file")),
        "pager": _pager(request, found),
        "code": code,
        "waiting": quarantine.count(row),
        "may_undo": access.may(request.viewer, "intake.undo"),
    }
    return TemplateResponse(request, "intake/load.html", context)


def _tabs(here: str, outcome: str, code: str, report: dict[str, Any]) -> list[parts.Tab]:
    counts = report.get("counts", {}) | {"doubtful": report.get("doubtful", 0)}
    tabs = [parts.Tab(_("All rows"), here, not outcome and not code, report.get("rows"))]
    tabs += [
        parts.Tab(str(shown.OUTCOMES[name]), f"{here}?outcome={name}", outcome == name, counts.get(name, 0))
        for name in OUTCOMES
        if counts.get(name) or outcome == name
    ]
    if code:
        tabs.append(parts.Tab(sentences.sentence(code).text, f"{here}?code={code}", True))
    return tabs


def _pager(request: HttpRequest, found: loads.RowsPage) -> parts.Pager | None:
    if found.pages < 2:
        return None

    def at(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{request.path}?{query.urlencode()}"

    before = at(found.page - 1) if found.page > 1 else ""
    return parts.Pager(
        found.first, found.last, found.total, before, at(found.page + 1) if found.page < found.pages else ""
    )


@require_safe
def quarantined(request: HttpRequest, number: int) -> HttpResponse:
    """The rows that wait, as CSV to mend and hand in again."""
    row = access.load_for(request.viewer, number)

    def sentence(finding: Finding) -> str:
        return sentences.sentence(finding.code, finding.facts).text

    data = quarantine.as_csv(row.pk, sentence).encode("utf-8-sig")
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="quarantine-{number}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo an import, after saying what that does."""
    row = access.load_for(request.viewer, number)
    if request.method == "POST":
        taken = acts.undo(row, by=request.viewer, at=timezone.now())
        voided = taken.report["voided"]
        words = ngettext("One entry was voided.", "%(number)s entries were voided.", voided) % {
            "number": grouped(voided)
        }
        messages.success(request, _("The import is undone.") + " " + words)
        return redirect("intake:load", number)
    counts = row.counts or {}
    booked = counts.get("new", 0) + counts.get("changed", 0)
    context = {"load": loads.card(row), "booked": booked, "may": access.may(request.viewer, "intake.undo")}
    return TemplateResponse(request, "intake/undo.html", context)


@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The rows of files that a hazard came from: a part of the hazard's page, and a page of its own."""
    code = request.GET.get("hazard", "")[:120]
    found = loads.rows_of_hazard(code) if code else []
    columns = [
        parts.Column(_("Import")),
        parts.Column(_("Row"), "count"),
        parts.Column(_("Became")),
        parts.Column(_("As received")),
    ]
    table = parts.Table(
        _("Rows of files"), columns,
        [
            parts.Row([f"{one.file} ({one.load})", one.ordinal, shown.OUTCOMES.get(one.outcome, one.outcome), _cells(one.cells)],
                      href=reverse("intake:load", args=[one.load]))
            for one in found
        ],
    )  # fmt: skip
    part = "#rows" if "HX-Request" in request.headers else ""
    return TemplateResponse(request, f"intake/rows.html{part}", {"table": table, "hazard": code})


def _cells(cells: dict[str, Any]) -> str:
    return "; ".join(
        f"{name}: {shown.cell(value)}" for name, value in list(cells.items())[:8] if value not in (None, "")
    )
