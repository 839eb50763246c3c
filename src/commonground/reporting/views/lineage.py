"""What lies behind a figure, as land: the shapes of its entries, for a map and as a file."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.land.queries import behind, geojson, reach
from commonground.reporting import forms
from commonground.reporting.queries import choices
from commonground.reporting.queries import statement as found_in
from commonground.ui import parts
from commonground.ui.trade import KIND_STATE

MOST = 3000  # shapes on a map; the file has them all


@require_safe
def shapes(request: HttpRequest) -> HttpResponse:
    """GeoJSON (WGS84, RFC 7946) of what the entries behind a figure drew, each with its part of the figure.

    With `file=1` all of them, to be kept; else as many as a map carries. Entries without a shape have no feature: they are in
    the table. What the viewer may not see as land is left out.
    """
    asked = forms.asked_of(request.GET, timezone.localdate())
    edition = found_in.edition_of(asked.scope, asked.period.end)
    within = reach.visible(request.viewer, "reporting.see")
    units = lowest(request, asked.level, edition.number, within)[1]
    figure = forms.figure_of(request.GET, units)
    found = behind.every(figure, asked.period, request.times, replace(asked.scope, edition=edition.number), within)
    seen = [s for s in found if s.hazards or within is None]
    as_file = request.GET.get("file") == "1"
    said = {
        s.number: {"entry": s.number, "state": KIND_STATE.get(s.kind, "suspected"), "act": s.kind, "on": s.on.isoformat(),
                   "document": s.document, "hazards": s.hazards, "operator": s.operator, "amount": s.amount}
        for s in (seen if as_file else seen[:MOST])
    }  # fmt: skip
    response = JsonResponse(geojson.of_entries(said), json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/geo+json"
    if as_file:
        response.headers["Content-Disposition"] = 'attachment; filename="figure.geojson"'
    return response


def lowest(
    request: HttpRequest, level: int | None, edition: int, within: found_in.Within
) -> tuple[str, tuple[int | None, ...] | None]:
    """A unit's name and the lowest ones in it, of those that the viewer may see; None is everywhere."""
    code = request.GET.get("unit", "")
    mine = None if within is None else found_in.mine_of(within, edition)
    if not code:
        return "", None if mine is None else tuple(sorted(mine))
    name, inside = choices.lowest_units(code, level, edition)
    if mine is not None:
        inside = tuple(unit for unit in inside if unit in mine)
    if not inside:
        raise forms.unknown_figure()
    return name or _("outside any unit"), inside


def on_a_map(request: HttpRequest, made: behind.Made) -> parts.MapView | None:
    """The map beside the table of a figure's parts."""
    if not made.count:
        return None
    query = request.GET.copy()
    for name in ("page", "format", "file"):
        query.pop(name, None)
    return parts.MapView(
        _("Where it is"),
        geojson=f"{reverse('reporting:atoms-shapes')}?{query.urlencode()}",
        height="medium",
        legend=False,
    )


def document(code: str, title: str) -> Any:
    """A document by its title; a report that was written here leads to itself."""
    name = title or code
    number = code.removeprefix("FR-")
    if code.startswith("FR-") and number.isascii() and number.isdigit():
        try:
            return format_html('<a href="{}">{}</a>', reverse("fieldwork:report", args=[int(number)]), name)
        except NoReverseMatch:
            return name
    return name
