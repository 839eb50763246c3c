"""A place under the pointer in words, as the map asks for it."""

from django.http import HttpRequest, JsonResponse

from commonground.core.decisions import require
from commonground.core.refusals import NotUsable
from commonground.geodata import access, forms
from commonground.geodata.queries import ways
from commonground.ui import sentences


def where(request: HttpRequest) -> JsonResponse:
    """`/geodata/where/?lon=18.41&lat=43.86&in=utm`: the place in that way, by which operation, and how exact that is."""
    require(access.may_see(request.viewer))
    try:
        said = ways.written(*forms.place_of(request.GET), forms.way_of(request.GET))
    except NotUsable as refusal:
        return JsonResponse({"sentence": sentences.sentence(refusal.code, refusal.facts).text}, status=400)
    answer = JsonResponse(
        {"text": said.text, "system": said.system, "name": said.name, "operation": said.operation, "accuracy_m": said.accuracy_m},
        json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
