"""One entry of the ledger."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.land import access
from commonground.land.queries import geojson as shapes
from commonground.land.queries import sheet as sheets
from commonground.land.queries.sheet import Effect
from commonground.land.queries.written import Written
from commonground.land.views import shown
from commonground.land.views.account import mend_of
from commonground.ui import parts


@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """What an entry says, on what it rests, what it did, and what corrects it."""
    times, within = request.times, access.visible(request.viewer)
    one, findings = sheets.entry(number, times, within)
    context = {
        "entry": one,
        "kind": shown.kind(one.kind, one.level),
        "activity": shown.word(shown.ACTIVITIES, one.activity),
        "level": shown.word(shown.STANDINGS, one.level)
        if one.kind in ("opening", "record", "extend", "reopen")
        else "",
        "hazards": shown.links((shown.hazard_at(code, times), code) for code in one.hazards),
        "corrects": shown.link(shown.entry_at(one.corrects, times), shown.number(one.corrects)) if one.corrects else "",
        "corrected_by": shown.links((shown.entry_at(n, times), shown.number(n)) for n in one.corrected_by),
        "effects": _effects(number, sheets.effects(number, times, within), request),
        "findings": [(f, mend_of(f.code)) for f in findings],
        "view": _view(one, request),
        "before": shown.entry_at(number - 1, times) if number > 1 else "",
        "after": shown.entry_at(number + 1, times),
    }
    return TemplateResponse(request, "land/entry.html", context)


def _effects(number: int, found: list[Effect], request: HttpRequest) -> parts.Table:
    columns = [
        parts.Column(_("Hazard"), "code"),
        parts.Column(_("Unit")),
        parts.Column(_("What happened")),
        parts.Column(_("In the books of"), priority=2),
        parts.Column(_("Moved"), "m2", "m²"),
    ]
    late = any(e.known != number for e in found)  # a later entry changed what this one does
    if late:
        columns.append(parts.Column(_("Counts since entry"), "count", priority=2))
    rows = [
        parts.Row(
            [e.hazard, e.unit or _("outside any unit"), shown.moved(e.line, e.target), shown.word(shown.BOOKS, e.book),
             None if e.unknown and not e.m2 else e.m2, *([e.known] if late else [])],
            href=shown.hazard_at(e.hazard, request.times),
        )
        for e in found
    ]  # fmt: skip
    empty = parts.Empty(_("No effect"), _("The entry moved no land at these times. The findings say why."))
    return parts.Table(_("What it did"), columns, rows, empty=empty)


def _view(one: Written, request: HttpRequest) -> parts.MapView | None:
    if not one.has_shape:
        return None
    label = _("The land of entry %(number)s") % {"number": one.number}
    return parts.MapView(label, geojson=reverse("land:entry-shape", args=[one.number]), height="medium", legend=False)


@require_safe
def shape(request: HttpRequest, number: int) -> HttpResponse:
    """What an entry drew, as GeoJSON."""
    one, _found = sheets.entry(number, request.times, access.visible(request.viewer))
    state = shown.KIND_STATE.get(one.kind, one.level)
    return JsonResponse(shapes.of_entry(number, state), content_type="application/geo+json")
