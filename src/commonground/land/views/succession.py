"""Hazards that were divided or united, as the page of each of them shows it; and taking it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonground.core.dates import Times
from commonground.core.land.dividing import Succession
from commonground.land import access
from commonground.land.actions import succession as acts
from commonground.land.forms import UndoForm
from commonground.land.models import Hazard
from commonground.land.queries import succession
from commonground.land.views import shown


def pieces(request: HttpRequest, row: Hazard, form: UndoForm | None = None) -> dict[str, Any]:
    """What a hazard came out of, what came out of it, and whether it may be divided or united."""
    found = succession.acts(row.pk, access.visible(request.viewer))
    return {
        "may_succeed": access.may_succeed(request.viewer, row),
        "may_undo": access.may(request.viewer, "land.correct"),
        "acts": [_said(one, row.code, request.times) for one in found],
        "undo_form": form,
    }


def _said(one: succession.Act, code: str, times: Times) -> dict[str, Any]:
    formers, heirs = _links(one.formers, times), _links(one.heirs, times)
    if one.kind == Succession.SPLIT.value:
        words = (
            _("Divided into %(heirs)s.") if code in one.formers else _("Divided off from %(formers)s, with %(heirs)s.")
        )
    else:
        words = _("United with others in %(heirs)s.") if code in one.formers else _("United from %(formers)s.")
    others = _links([c for c in one.heirs if c != code], times)
    return {
        "act": one,
        "words": SafeString(words % {"formers": formers, "heirs": heirs if code in one.formers else others}),
        "form": UndoForm(initial={"first": one.first}, auto_id=f"undo-{one.first}-%s"),
        "ended": code in one.formers and not one.undone,
    }


def _links(codes: Any, times: Times) -> SafeString:
    return shown.links((shown.hazard_at(code, times), code) for code in codes)


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take back that a hazard was divided or united; whoever only looks is shown its page."""
    row = access.hazard_for(request.viewer, code)
    form = UndoForm(request.POST)
    if request.method == "POST" and form.is_valid():
        acts.undo(**form.cleaned_data, by=request.viewer, at=timezone.now())
    return redirect("land:hazard", code=row.code)
