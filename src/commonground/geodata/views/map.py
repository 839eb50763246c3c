"""The map page: everything there is, chosen by its address."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.core.geometry.coordinates import Position
from commonground.core.geometry.spoken import PULKOVO
from commonground.core.geometry.systems import SYSTEMS
from commonground.core.refusals import NotUsable
from commonground.geodata import access, actions, forms
from commonground.geodata.queries import choices, extent, past, ways
from commonground.land.queries import choices as land_choices
from commonground.land.queries import filters, hazards
from commonground.places import queries as places
from commonground.ui import hazard_filter, sentences
from commonground.ui.numbers import grouped
from commonground.ui.parts import LAND_STATES, MapView

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
    chosen = choices.chosen_by(query, request.viewer)
    rows = choices.rows_by(chosen, request.times, stamp)
    open_to = land_choices.choices() if places.has_programme() else land_choices.NONE
    words = hazard_filter.Choices(
        open_to.kinds, open_to.flags, open_to.units, open_to.operators, open_to.donors, open_to.selections
    )
    pairs, rest = filters.pairs_of(chosen), _rest(query)
    way, sought = forms.way_of(query), query.get("at", "").strip()[:200]
    at, refused = _sought(sought, way)
    return TemplateResponse(
        request,
        "geodata/map.html",
        {
            "map": MapView(
                _("Map of hazards"),
                tiles=_tiles(pairs),
                bounds=_bounds(stamp, chosen, rows),
                states=() if state == "" else SHOWN[state],
                selected=query.get("hazard", "")[:120],
                link=_link(query),
                height="fill",
                features=_marked(at),
                extra={
                    "said": _said_of(request, chosen),
                    "where": reverse("geodata:where"),
                    **({"at": f"{at.lon:.7f},{at.lat:.7f}"} if at else {}),
                },
            ),
            "ways": [(name, words) for name, words in _ways() if name != "national" or _has_grid()],
            "way": way,
            "sought": sought,
            "refused": refused,
            "told": [(dict(_ways())[s.way], s) for s in ways.in_every_way(at.lon, at.lat)] if at else [],
            "read_by": at,
            "states": [(name, _said(name)) for name in SHOWN],
            "state": state,
            "form": hazard_filter.form(pairs, rest, words, path=request.path),
            "chips": hazard_filter.chips(pairs, rest, words, request.path),
            "all_at": f"{request.path}?{urlencode(rest)}" if rest else request.path,
            "rest": [*pairs, *((n, v) for n, v in rest if n != "state")],
            "hazard_at": _link({}),
            "kept": urlencode([*pairs, *((n, v) for n, v in rest if n in ("on", "known"))]),
            "unplaced": past.unplaced(request.times, stamp, rows),
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


def _rest(query) -> list[tuple[str, str]]:
    """What else the address says: which land is drawn, and the two times."""
    return [(name, query[name]) for name in ("state", "on", "known") if query.get(name)]


def _bounds(stamp, chosen: filters.Filter, rows) -> extent.Degrees | None:
    """Of the unit where one is chosen, else of what the filter leaves, else of everything."""
    if chosen.within is not None:  # where nothing is left, not even the country's hazards say where to look
        return extent.bounds_of(rows) or extent.bounds(stamp, next(iter(chosen.within), ""), country=True)
    if chosen == filters.ALL or (chosen.unit not in ("", "outside") and not chosen.code and not chosen.area):
        return extent.bounds(stamp, chosen.unit)
    return extent.bounds_of(rows) or extent.bounds(stamp)


def _said_of(request: HttpRequest, chosen: filters.Filter) -> str:
    """How many of all are shown, for the legend; nothing where all are."""
    if not filters.pairs_of(chosen):
        return ""
    whole = filters.for_viewer(filters.ALL, request.viewer)
    shown, everything = hazards.count(chosen, request.times), hazards.count(whole, request.times)
    return _("%(shown)s of %(all)s hazards") % {"shown": grouped(shown), "all": grouped(everything)}


def _tiles(pairs: list[tuple[str, str]]) -> str:
    """The tiles' address with the filter, which the server applies; the two times are added by the page."""
    # Reversing would take the braces for part of the address.
    return "/tiles/{z}/{x}/{y}.mvt" + (f"?{urlencode(pairs)}" if pairs else "")


def _link(query) -> str:
    """Where a click on a hazard leads, at the same two times."""
    try:
        address = reverse("land:hazard", args=["0"])
    except NoReverseMatch:
        return ""
    kept = {name: query[name] for name in ("on", "known") if query.get(name)}
    return address.replace("/0/", "/{code}/") + (f"?{urlencode(kept)}" if kept else "")


@require_safe
def extent_of(request: HttpRequest) -> JsonResponse:
    """`/geodata/extent/?status=open`: the corners of what a filter leaves on the map, for whoever shows it elsewhere."""
    require(access.may_see(request.viewer))
    stamp = actions.fresh()
    chosen = choices.chosen_by(request.GET, request.viewer)
    rows = choices.rows_by(chosen, request.times, stamp)
    answer = JsonResponse({"bounds": extent.bounds(stamp) if chosen == filters.ALL else extent.bounds_of(rows)})
    answer["Cache-Control"] = "private, no-cache"
    return answer
