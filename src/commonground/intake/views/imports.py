"""The list of imports, handing in a file, and the saved mappings."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.decisions import require
from commonground.intake import access
from commonground.intake.actions import uploads
from commonground.intake.forms import WHATS, UploadForm
from commonground.intake.queries import loads
from commonground.intake.views import shown
from commonground.ui import parts


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Every file taken in; and the form that hands in another."""
    may = access.may(request.viewer, "intake.import")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require(may)
        if form.is_valid():
            file = form.cleaned_data["file"]
            uploads.clear_abandoned(by=request.viewer, at=timezone.now())
            key = uploads.receive(
                file.name, file.chunks(), what=form.cleaned_data["what"], by=request.viewer, at=timezone.now()
            )
            for stale in ("contents", "mapping", "tried"):
                uploads.forget(key, stale)
            return redirect("intake:try", key)
    found = loads.latest()
    context = {"form": form, "may": may, "table": _table(found), "profiles": loads.profiles()}
    return TemplateResponse(request, "intake/imports.html", context)


def _table(found: list[loads.LoadCard]) -> parts.Table:
    columns = [
        parts.Column(_("Import"), "count"),
        parts.Column(_("File")),
        parts.Column(_("What"), priority=2),
        parts.Column(_("At"), "moment"),
        parts.Column(_("Rows"), "count"),
        parts.Column(_("In quarantine"), "count"),
        parts.Column(_("State")),
    ]
    rows = [
        parts.Row(
            [
                one.number,
                one.file,
                WHATS.get(one.what, one.what),
                one.at,
                one.rows,
                one.counts.get("quarantined", 0),
                shown.state(one.state),
            ],
            href=reverse("intake:load", args=[one.number]),
        )
        for one in found
    ]
    empty = parts.Empty(
        _("Nothing has been imported yet"),
        _("Bring the boundaries first, so that figures can be told by unit; then the hazards."),
    )
    return parts.Table(_("Imports"), columns, rows, empty=empty)


@require_safe
def profile(request: HttpRequest, version: int, name: str) -> HttpResponse:
    """A saved mapping as JSON, for the command line or another programme."""
    found = next((p for p in loads.profiles() if p.name == name and p.version == version), None)
    if found is None:
        raise Http404
    response = JsonResponse(found.mapping, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="mapping-{version}.json"'
    return response
