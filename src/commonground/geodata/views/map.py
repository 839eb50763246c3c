"""The map page: everything there is, chosen by its address."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.geodata import access, actions
from commonground.geodata.queries import choices, extent, past
from commonground.land.queries import choices as land_choices
from commonground.land.queries import filters, hazards
from commonground.places import queries as places
from commonground.ui import hazard_filter
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
    chosen = choices.chosen_by(query)
    rows = choices.rows_by(chosen, request.times, stamp)
    open_to = land_choices.choices() if places.has_programme() else land_choices.NONE
    words = hazard_filter.Choices(open_to.kinds, open_to.flags, open_to.units, open_to.operators, open_to.selections)
    pairs, rest = filters.pairs_of(chosen), _rest(query)
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
                extra={"said": _said_of(request, chosen)},
            ),
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
    if chosen == filters.ALL or (chosen.unit not in ("", "outside") and not chosen.code and not chosen.area):
        return extent.bounds(stamp, chosen.unit)
    return extent.bounds_of(rows) or extent.bounds(stamp)


def _said_of(request: HttpRequest, chosen: filters.Filter) -> str:
    """How many of all are shown, for the legend; nothing where all are."""
    if chosen == filters.ALL:
        return ""
    shown, everything = hazards.count(chosen, request.times), hazards.count(filters.ALL, request.times)
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
    chosen = choices.chosen_by(request.GET)
    rows = choices.rows_by(chosen, request.times, stamp)
    answer = JsonResponse({"bounds": extent.bounds(stamp) if chosen == filters.ALL else extent.bounds_of(rows)})
    answer["Cache-Control"] = "private, no-cache"
    return answer
