"""A hazard in short, beside the list and the map."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from commonground.land.queries import hazards as found_in
from commonground.land.queries.filters import Filter
from commonground.land.views import shown
from commonground.organisations import queries as organisations


def panel(request: HttpRequest, code: str) -> HttpResponse:
    """What the list knows of one hazard, at the same two times; a part of a page, never a page."""
    found = found_in.listing(Filter(code=(code,)), request.times).rows
    one = found[0] if found else None
    names = organisations.names("operator")
    context = {
        "code": code,
        "one": one,
        "href": shown.hazard_at(code, request.times),
        "standing": shown.standing(one.standing, one.exact) if one else "",
        "kind": shown.word(shown.CONTAMINATION, one.contamination) if one else "",
        "flag": shown.word(shown.FLAGS, one.flag) if one and one.flag else "",
        "operators": ", ".join(names.get(o, o) for o in one.operators) if one else "",
        "gravest": shown.gravest(one.findings) if one else "",
    }
    return TemplateResponse(request, "land/beside.html", context)
