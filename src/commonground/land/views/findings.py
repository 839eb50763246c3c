"""The findings board."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.core.tables.escape import csv_bytes
from commonground.land import access
from commonground.land.forms import page_of
from commonground.land.queries import findings as found_in
from commonground.land.views import shown
from commonground.land.views.account import mend_of
from commonground.land.views.listing import attachment, changed
from commonground.ui import parts, sentences, words

SEVERITIES = ("error", "doubt", "note")


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What is wrong or doubtful about the records, by code; with a code, the records themselves."""
    severity = request.GET.get("severity", "") if request.GET.get("severity") in SEVERITIES else ""
    code = request.GET.get("code", "")[:80]
    within = access.visible(request.viewer)
    if request.GET.get("format") == "csv":
        require(access.may(request.viewer, "land.export"))
        return _csv(request, severity, code)
    found = found_in.board(request.times, severity=severity, code=code, page=page_of(request.GET), within=within)
    everything = found if not severity else found_in.board(request.times, within=within)
    context = {
        "found": found,
        "code": code,
        "heap": next((h for h in found.heaps if h.code == code), None),
        "mend": mend_of(code) if code else "",
        "tabs": _tabs(request, everything, severity),
        "table": _rows(request, found) if code else _heaps(request, found),
        "pager": _pager(request, found),
        "hazards": shown.timed(reverse("land:hazards"), request.times, findings=code) if code else "",
    }
    return TemplateResponse(request, "land/findings.html", context)


def _tabs(request: HttpRequest, found: found_in.Board, severity: str) -> list[parts.Tab]:
    counts = found.by_severity()
    tabs = [
        parts.Tab(
            _("All"),
            changed(request.GET, request.path, severity=None, code=None, page=None),
            not severity,
            sum(counts.values()),
        )
    ]
    return tabs + [
        parts.Tab(
            str(words.severity(name)),
            changed(request.GET, request.path, severity=name, code=None, page=None),
            severity == name,
            counts[name],
        )
        for name in SEVERITIES
    ]


def _heaps(request: HttpRequest, found: found_in.Board) -> parts.Table:
    columns = [
        parts.Column(_("Finding")),
        parts.Column(_("Severity"), "severity"),
        parts.Column(_("Findings"), "count"),
        parts.Column(_("Hazards"), "count"),
        parts.Column(_("Land concerned"), "text"),
    ]
    rows = [
        parts.Row(
            [_general(h.code), h.severity, h.findings, h.hazards, shown.amount(h.m2)],
            href=changed(request.GET, request.path, code=h.code, page=None),
        )
        for h in found.heaps
    ]
    empty = parts.Empty(_("Nothing was found"), _("Every record was checked, and none is doubtful or wrong."))
    return parts.Table(_("Findings by kind"), columns, rows, empty=empty)


def _general(code: str) -> str:
    """The sentence of a code without the facts of any one record."""
    return sentences.sentence(code).text


def _rows(request: HttpRequest, found: found_in.Board) -> parts.Table:
    columns = [
        parts.Column(_("Hazard"), "code"),
        parts.Column(_("Name"), priority=2),
        parts.Column(_("What was found")),
        parts.Column(_("Land concerned"), "text"),
        parts.Column(_("Entry"), priority=2),
    ]
    rows = [
        parts.Row(
            [one.hazard, one.name, sentences.sentence(one.finding.code, _facts(one)).text, shown.amount(one.m2),
             shown.link(shown.entry_at(one.entry, request.times), shown.number(one.entry)) if one.entry else ""],
            href=shown.hazard_at(one.hazard, request.times) + "#findings" if one.hazard else "",
        )
        for one in found.rows
    ]  # fmt: skip
    _leave_out(columns, rows, {2: _general(found.rows[0].finding.code) if found.rows else "", 3: shown.amount(None)})
    return parts.Table(_("Records"), columns, rows, empty=parts.Empty(_("No record has this finding")))


def _leave_out(columns: list[parts.Column], rows: list[parts.Row], idle: dict[int, Any]) -> None:
    """Take away columns that say in every row what the heading says already, or nothing."""
    for at in sorted(idle, reverse=True):
        if rows and all(row.cells[at] == idle[at] for row in rows):
            del columns[at]
            for row in rows:
                del row.cells[at]


def _facts(one: found_in.Found) -> dict:
    return one.finding.facts if one.m2 is None else {"m2": one.m2, **one.finding.facts}


def _pager(request: HttpRequest, found: found_in.Board) -> parts.Pager | None:
    if found.pages < 2:
        return None
    before = changed(request.GET, request.path, page=found.page - 1) if found.page > 1 else ""
    after = changed(request.GET, request.path, page=found.page + 1) if found.page < found.pages else ""
    return parts.Pager(found.first, found.last, found.total, before, after)


def _csv(request: HttpRequest, severity: str, code: str) -> HttpResponse:
    within = access.visible(request.viewer, "land.export")
    head = ["hazard", "name", "severity", "code", "sentence", "m2", "ledger_number", "longitude", "latitude"]
    rows = (
        [f.hazard, f.name, f.finding.severity.value, f.finding.code, sentences.sentence(f.finding.code, _facts(f)).text, f.m2, f.entry,
         *(f.finding.at or (None, None))]
        for f in found_in.every(request.times, severity=severity, code=code, within=within)
    )  # fmt: skip
    return attachment(csv_bytes(head, rows), "findings.csv")
