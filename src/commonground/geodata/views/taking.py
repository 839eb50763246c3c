"""Taking away what is seen: the file is written beside the page, which shows how far it is."""

from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from commonground.core.refusals import NotThere
from commonground.geodata import actions
from commonground.geodata.queries import taken
from commonground.land.queries import columns, filters, hazards
from commonground.ui import parts

DOING = {
    "waiting": _("Waiting to begin"), "gathering": _("Gathering the hazards"), "writing": _("Writing the file"),
}  # fmt: skip
TYPES = {
    "csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3", "kml": "application/vnd.google-earth.kml+xml", "gpx": "application/gpx+xml",
}  # fmt: skip


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Ask for a file of exactly what a list shows: its filter, columns, order and times."""
    asked = QueryDict(request.POST.get("query", "")[:20_000])
    kind = request.POST.get("as", "")
    if kind not in taken.KINDS:
        raise NotThere("geodata.taken.not-there")
    chosen, times = filters.for_viewer(filters.filter_of(asked), request.viewer, "land.export"), request.times
    sort = asked.get("sort", "code")
    made = actions.ask_for_file(
        kind,
        query=urlencode(filters.pairs_of(chosen)),
        sort=sort if sort.lstrip("-") in hazards.SORTS else "code",
        columns=columns.chosen(asked.get("columns", "").split(",")),
        count=hazards.count(chosen, times),
        times=times,
        by=request.viewer,
        at=timezone.now(),
    )
    actions.write_file.enqueue(made.key)
    return redirect("geodata:taken", key=made.key)


@require_safe
def taken_page(request: HttpRequest, key: str) -> HttpResponse:
    """How far a file is, and the file when it is there; a part of the page where the page asks again."""
    found = taken.taken(key, request.viewer, timezone.now())
    here = reverse("geodata:taken", args=[key])
    context = {
        "taken": found,
        "here": here,
        "progress": parts.Progress(DOING.get(found.doing, DOING["waiting"]), found.done, found.rows or None, "", here),
    }
    part = "#going" if "HX-Request" in request.headers else ""
    return TemplateResponse(request, f"geodata/taken.html{part}", context)


@require_safe
def file(request: HttpRequest, key: str) -> FileResponse:
    """The file."""
    found = taken.taken(key, request.viewer, timezone.now())
    place = taken.file_of(key, found.kind)
    if found.doing != "ready" or not place.exists():
        raise NotThere("geodata.taken.not-there")
    return FileResponse(place.open("rb"), as_attachment=True, filename=place.name, content_type=TYPES[found.kind])
