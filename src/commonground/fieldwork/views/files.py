"""The files of reports. Only pictures are shown in the page; everything else is handed over to be saved."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commonground.core.refusals import NotThere
from commonground.fieldwork.queries import files


@require_safe
def attachment(request: HttpRequest, number: int, sha256: str) -> HttpResponse:
    """A file as it is kept; `?preview` is a small picture of it."""
    found = files.attachment(request.viewer, number, sha256)
    picture = found.media_type.startswith("image/")
    path = files.path_of(found.sha256, preview=picture and "preview" in request.GET)
    if not path.exists():
        raise NotThere("fieldwork.attachment.not-there")
    kind = "image/jpeg" if path.suffix else found.media_type
    response = FileResponse(path.open("rb"), content_type=kind, as_attachment=not picture, filename=found.name)
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
