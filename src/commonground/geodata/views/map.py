"""The map page: everything there is, chosen by its address."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from commonground.core.decisions import require
from commonground.geodata import access, actions
from commonground.geodata.queries import choices, extent, past
from commonground.places import queries as places
from commonground.ui.parts import LAND_STATES, Chip, MapView

SHOWN = {
    "": LAND_STATES,
    "open": ("confirmed", "suspected", "unknown"),
    "confirmed": ("confirmed",),
    "suspected": ("suspected",),
    "released": ("reduced", "cancelled", "cleared", "none"),
}


def map_page(request: HttpRequest) -> HttpResponse:
    """`/map/?state=open&contamination=&unit=`, at the two times of the page."""
    require(access.may_see(request.viewer))
    stamp = actions.fresh()
    query = request.GET
    state = query.get("state", "") if query.get("state", "") in SHOWN else ""
    chosen = choices.chosen_by(query)
    units = places.units() if places.has_programme() else []
    return TemplateResponse(
        request,
        "geodata/map.html",
        {
            "map": MapView(
                _("Map of hazards"),
                tiles=_tiles(query),
                bounds=extent.bounds(stamp, chosen.units),
                states=() if state == "" else SHOWN[state],
                selected=query.get("hazard", "")[:120],
                link=_link(query),
                height="fill",
            ),
            "states": [(name, _said(name)) for name in SHOWN],
            "state": state,
            "contaminations": extent.contaminations(stamp),
            "contamination": query.get("contamination", ""),
            "units": [(c.code, c.name, c.level) for c in units],
            "unit": query.get("unit", ""),
            "chips": _chips(query, units),
            "unplaced": past.unplaced(request.times, stamp, chosen),
        },
    )


def _said(name: str) -> str:
    return {
        "": _("All land"),
        "open": _("Open land"),
        "confirmed": _("Confirmed hazardous areas"),
        "suspected": _("Suspected hazardous areas"),
        "released": _("Released land"),
    }[name]


def _tiles(query) -> str:
    """The tiles' address with the filters that the server applies; the two times are added by the page."""
    kept = {name: query[name] for name in ("contamination", "unit") if query.get(name)}
    # Reversing would take the braces for part of the address.
    return "/tiles/{z}/{x}/{y}.mvt" + (f"?{urlencode(kept)}" if kept else "")


def _link(query) -> str:
    """Where a click on a hazard leads, at the same two times."""
    try:
        address = reverse("land:hazard", args=["0"])
    except NoReverseMatch:
        return ""
    kept = {name: query[name] for name in ("on", "known") if query.get(name)}
    return address.replace("/0/", "/{code}/") + (f"?{urlencode(kept)}" if kept else "")


def _chips(query, units) -> list[Chip]:
    """The filters in use, each with an address without it."""
    names = {c.code: c.name for c in units}
    out = []
    for name, text in (
        ("contamination", query.get("contamination", "")),
        ("unit", names.get(query.get("unit", ""), "")),
    ):
        if text:
            rest = query.copy()
            del rest[name]
            out.append(Chip(text, f"?{rest.urlencode()}"))
    return out
