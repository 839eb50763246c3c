"""The imports."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from commonground.intake.queries import loads


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every file taken in."""
    return TemplateResponse(request, "intake/imports.html", {"loads": loads.latest()})
