"""Search: one box for everything, reached by `/` from any page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonground.reporting.queries import search as found_in
from commonground.reporting.views.addresses import timed
from commonground.ui import trade
from commonground.ui.numbers import grouped

Hit = tuple[str, str, Any]  # address, words, hint


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`?q=`: a hazard's exact code leads straight to it, unless `all` is asked for."""
    text = request.GET.get("q", "")
    found = found_in.search(request.viewer, text, request.times)
    if found.exact and "all" not in request.GET and found.entry is None:
        return redirect(timed(reverse("land:hazard", args=[found.exact]), request.times))
    return TemplateResponse(request, "reporting/search.html", {"found": found, "groups": groups(request, found)})


def groups(request: HttpRequest, found: found_in.Found) -> list[tuple[str, list[Hit], tuple[str, str] | None]]:
    """Headed lists of what was found; with each, perhaps, where to see the rest."""
    times = request.times
    more = None
    if found.hazards_in_all > len(found.hazards):
        words = _("All %(number)s hazards") % {"number": grouped(found.hazards_in_all)}
        more = (timed(reverse("land:hazards"), times, q=found.text), words)
    known = [
        (_("Entry"), [(timed(reverse("land:entry", args=[found.entry]), times), f"№ {grouped(found.entry)}", "")]
         if found.entry is not None else [], None),
        (_("Hazards"), [(timed(reverse("land:hazard", args=[h.code]), times), f"{h.code} {h.name}".strip(),
                         trade.word(trade.STANDINGS, h.hint)) for h in found.hazards], more),
        (_("Reports"), [(reverse("fieldwork:report", args=[number]), code, words) for number, code, words in found.reports], None),
        (_("Documents"), [(timed(reverse("land:entry", args=[number]), times), d.code, d.name) for number, d in found.documents], None),
        (_("Units"), [(timed(reverse("land:hazards"), times, unit=u.code), u.name, _("hazards in it")) for u in found.units], None),
        (_("Places"), [(_map_at(request, lon, lat), name, _("on the map")) for _code, name, lon, lat in found.settlements], None),
        (_("Coordinates"), [(_map_at(request, p.lon, p.lat), f"{p.lat:.6f}, {p.lon:.6f}", f"{p.system} · {p.operation}")
                            for p in found.readings], None),
    ]  # fmt: skip
    return [(name, hits, rest) for name, hits, rest in known if hits]


def _map_at(request: HttpRequest, lon: float, lat: float) -> str:
    return timed(reverse("geodata:map"), request.times, **{"in": "wgs84", "at": f"{lat:.7f}, {lon:.7f}"})
