"""Drawing a perimeter: on the map, by a table of its corners, or as text; checked as it is made."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonground.core.decisions import require
from commonground.core.fieldwork.reading import LONGEST, hazards_of
from commonground.core.fieldwork.shapes import Entered
from commonground.core.fieldwork.types import Kind
from commonground.core.geometry.systems import SYSTEMS
from commonground.core.refusals import NotThere
from commonground.geodata import access, actions, forms
from commonground.geodata.queries import choices, drawing, extent
from commonground.intake.queries import drawn
from commonground.land.queries import filters
from commonground.ui import sentences
from commonground.ui.parts import MapView


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """`/map/draw/?hazard=HA-1`: the page; and, asked by it or without scripts, what became of what was drawn."""
    require(access.may_see(request.viewer))
    hazard = request.GET.get("hazard", "")[: LONGEST[Kind.HAZARDS]].strip()
    entered, made = forms.entered_of(request.POST), None
    if request.method == "POST":
        asked = "application/json" in request.headers.get("Accept", "")
        try:
            made = _made(request, hazards_of(hazard), entered)
        except NotThere as refusal:
            if not asked:
                raise
            made = drawing.Drawn(None, None, (), refusal)  # a code that is being typed is no fault of the page
        if asked:
            return JsonResponse(_said(made), json_dumps_params={"ensure_ascii": False})
        entered = Entered(made.text) if made.text else entered
    context = {
        "hazard": hazard,
        "entered": entered,
        "systems": [(code, system.name, system.country) for code, system in SYSTEMS.items()],
        "said": _said(made) if made else None,
        "drawing": MapView(
            _("Map to draw on"), tiles="/tiles/{z}/{x}/{y}.mvt", bounds=_bounds(request), legend=False,
        ),
    }  # fmt: skip
    return TemplateResponse(request, "geodata/draw.html", context)


def _bounds(request: HttpRequest) -> extent.Degrees | None:
    """Where to look at first: where the hazards lie that somebody may see."""
    stamp = actions.fresh()
    return extent.seen(choices.rows_by(filters.for_viewer(filters.ALL, request.viewer), request.times, stamp), stamp)


def _made(request: HttpRequest, hazards: tuple[str, ...], entered: Entered) -> drawing.Drawn:
    """What a button asks: what is left, the shape cut to its hazards, or just the check."""
    do = request.POST.get("do", "check")
    file = request.FILES.get("shape-file")
    if file is not None:
        return drawing.from_file(file.name, file.read(drawn.LEAST.bytes + 1))
    if "line" in request.GET:
        return drawing.divided(request.viewer, hazards, entered, request.times)
    if hazards and do == "left":
        return drawing.left(request.viewer, hazards, request.times)
    if hazards and do == "cut":
        return drawing.cut(request.viewer, hazards, entered, request.times)
    return drawing.checked(entered)


def _said(made: drawing.Drawn) -> dict[str, Any]:
    """In sentences, for the page."""
    news = [
        {"severity": one.severity.value, "sentence": sentences.sentence(one.code, one.facts).text, "at": one.at}
        for one in made.findings
    ]
    why = sentences.sentence(made.refusal.code, made.refusal.facts).text if made.refusal else ""
    return {
        "geometry": made.geometry,
        "m2": made.m2,
        "findings": news,
        "refusal": why,
        "text": made.text,
        "parts": made.parts,
    }
