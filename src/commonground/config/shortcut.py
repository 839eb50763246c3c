"""A map asks for dozens of tiles at once: for whoever is known already, the short road to them."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from commonground.config.middleware import erasures_due, known, needs_second_factor, times_of
from commonground.core.refusals import Refusal
from commonground.geodata.views import tiles

TILE = re.compile(r"/tiles/([0-9]{1,2})/([0-9]{1,9})/([0-9]{1,9})\.mvt")
# A tile is data: whoever opens one as a page sees nothing run.
HEADERS = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Frame-Options": "DENY"}


class TileMiddleware:
    """A tile for somebody who is known, without forms' tokens, messages and pages' headers. Everything else goes the long
    road and gets the same answers there: whoever has to be found out first, must set up a second factor, or is refused."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = _tile(request)
        return self.get_response(request) if answer is None else answer


def _tile(request: HttpRequest) -> HttpResponse | None:
    match = TILE.fullmatch(request.path_info) if request.method == "GET" else None
    viewer = known(request) if match else None
    if viewer is None or erasures_due() or needs_second_factor(viewer):
        return None
    request.get_host()  # a name that is not ours is refused, as on the long road
    request.viewer, request.times = viewer, times_of(request.GET)
    with translation.override(translation.get_language_from_request(request)):
        try:
            answer = tiles.tile(request, *map(int, match.groups()))
        except Refusal:
            return None
    for name, value in HEADERS.items():
        answer[name] = value
    if answer.status_code == 200:
        answer["Content-Length"] = str(len(answer.content))
    return answer
