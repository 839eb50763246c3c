"""The map page: everything there is, chosen by its address."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from commonground.core.decisions import require
from commonground.core.geometry.coordinates import Position
from commonground.core.geometry.spoken import PULKOVO
from commonground.core.geometry.systems import SYSTEMS
from commonground.core.refusals import NotUsable
from commonground.geodata import access, actions, forms
from commonground.geodata.queries import choices, extent, past, ways
from commonground.places import queries as places
from commonground.ui import sentences
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
    way, sought = forms.way_of(query), query.get("at", "").strip()[:200]
    at, refused = _sought(sought, way)
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
                features=_marked(at),
                extra={"where": reverse("geodata:where"), **({"at": f"{at.lon:.7f},{at.lat:.7f}"} if at else {})},
            ),
            "ways": [(name, words) for name, words in _ways() if name != "national" or _has_grid()],
            "way": way,
            "sought": sought,
            "refused": refused,
            "told": [(dict(_ways())[s.way], s) for s in ways.in_every_way(at.lon, at.lat)] if at else [],
            "read_by": at,
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


def _ways() -> list[tuple[str, str]]:
    return [
        ("wgs84", _("degrees")),
        ("dms", _("degrees, minutes, seconds")),
        ("utm", _("UTM")),
        ("mgrs", _("MGRS")),
        ("national", _("national grid")),
    ]


def _has_grid() -> bool:
    """Whether the programme's country has a grid of its own that we know."""
    code = places.programme().code if places.has_programme() else ""
    return code in PULKOVO or any(s.country == code for s in SYSTEMS.values() if code)


def _sought(text: str, way: str) -> tuple[Position | None, str]:
    """The place that somebody wants to go to, or the sentence of why there is none."""
    if not text:
        return None, ""
    try:
        return ways.sought(text, way), ""
    except NotUsable as refusal:
        return None, sentences.sentence(refusal.code, refusal.facts).text


def _marked(at: Position | None) -> dict[str, Any] | None:
    """A mark at the place that was sought."""
    if at is None:
        return None
    point = {"type": "Point", "coordinates": [at.lon, at.lat]}
    mark = {"type": "Feature", "properties": {"kind": "finding", "severity": "note"}, "geometry": point}
    return {"type": "FeatureCollection", "features": [mark]}


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
