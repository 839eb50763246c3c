"""What was released: the list, and one release with its files."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.disclosure import access
from commonground.disclosure import messages as words
from commonground.disclosure.queries import ledger, people, sheets
from commonground.disclosure.views import shown
from commonground.ui import parts
from commonground.ui.templatetags.ui import said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "csv": ("text/csv; charset=utf-8", sheets.csv),
    "xlsx": (XLSX, sheets.xlsx),
    "json": ("application/json", sheets.json),
}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every release, and what waits for somebody who may let it out."""
    require(access.may_see(request.viewer))
    context = {
        "table": _listed(ledger.releases()),
        "waiting": _waiting(ledger.waiting(request.viewer)),
        "may": access.may_prepare(request.viewer),
    }
    return TemplateResponse(request, "disclosure/releases.html", context)


def _listed(found: list[ledger.Released]) -> parts.Table:
    columns = [
        parts.Column(_("Release"), "count"),
        parts.Column(_("Who is counted")),
        parts.Column(_("By")),
        parts.Column(_("Period")),
        parts.Column(_("How it is printed")),
        parts.Column(_("Released on"), "day"),
        parts.Column(_("In the name of"), priority=2),
    ]
    rows = [
        parts.Row(
            [r.number, said(shown.population(r.spec)), said(shown.by(r.spec.by)), shown.periods(r.spec), said(words.BASES[r.spec.basis.value]),
             r.released_at.date(), r.name],
            href=reverse("disclosure:release", args=[r.number]),
        )
        for r in found
    ]  # fmt: skip
    empty = parts.Empty(
        _("No table about people was released yet"),
        _("Ask for one: it is rounded, audited beside everything released before, and let out by somebody else."),
    )
    return parts.Table(_("Released tables"), columns, rows, empty=empty, name="releases")


def _waiting(found: list[ledger.Wanted]) -> parts.Table | None:
    if not found:
        return None
    columns = [
        parts.Column(_("Number"), "count"),
        parts.Column(_("Who is counted")),
        parts.Column(_("By")),
        parts.Column(_("Period")),
        parts.Column(_("Audit")),
        parts.Column(_("Asked on"), "day"),
    ]
    rows = [
        parts.Row(
            [w.number, said(shown.population(w.spec)), said(shown.by(w.spec.by)), shown.periods(w.spec),
             said(_("would give something away")) if w.faults else said(_("gives nothing away")), w.asked_at.date()],
            href=reverse("disclosure:asked", args=[w.number]),
        )
        for w in found
    ]  # fmt: skip
    return parts.Table(_("Waiting"), columns, rows, empty=parts.Empty(""), name="asked")


@require_safe
def release(request: HttpRequest, number: int) -> HttpResponse:
    """One release, as it left; or one of its files."""
    found = ledger.released(access.release_for(request.viewer, number))
    kind = request.GET.get("format", "")
    if kind in FILES:
        content_type, make = FILES[kind]
        response = HttpResponse(make(found), content_type=content_type)
        response.headers["Content-Disposition"] = f'attachment; filename="release-{found.number}.{kind}"'
        return response
    context = {
        "found": found,
        "heading": shown.heading(found.spec),
        "tables": shown.tables(found.printed, found.spec, people.units()),
        "basis": words.BASES[found.spec.basis.value],
        "rounded": found.content["rounded_to"],
        "previous": found.content["previous"],
        "whole": found.is_whole,
    }
    return TemplateResponse(request, "disclosure/release.html", context)
