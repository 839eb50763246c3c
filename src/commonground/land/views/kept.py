"""Keeping columns and views; each goes back to the list it came from."""

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.land.actions import kept
from commonground.land.forms import ColumnsForm, ViewForm, list_of
from commonground.land.queries import kept as found_in


def _back(query: str, **without: str) -> HttpResponse:
    """The list at a query of ours; what is not understood is left out by the list itself."""
    pairs = [(n, v) for n, v in parse_qsl(query) if n not in without]
    return redirect(f"{reverse('land:hazards')}?{urlencode(pairs)}" if pairs else reverse("land:hazards"))


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Choose the columns and their order; they stay so for this person."""
    form = ColumnsForm(request.POST)
    if form.is_valid():
        kept.keep_columns(form.columns(), by=request.viewer, at=timezone.now())
    return _back(request.POST.get("query", ""), columns="")


@require_POST
def views(request: HttpRequest) -> HttpResponse:
    """Keep this view under a name, rename it, throw it away."""
    query, do, at = request.POST.get("query", ""), request.POST.get("do", ""), timezone.now()
    number = request.POST.get("view", "")
    own = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0
    form = ViewForm(request.POST)
    if do == "drop":
        kept.drop_view(own, by=request.viewer)
        messages.info(request, _("The view is thrown away."))
    elif form.is_valid() and do == "rename":
        kept.rename_view(own, form.cleaned_data["name"], by=request.viewer, at=at)
    elif form.is_valid():
        asked = list_of(QueryDict(query), found_in.columns(request.viewer))
        said = form.cleaned_data
        kept.keep_view(said["name"], query=urlencode(asked.pairs()), columns=asked.columns, shared=said["shared"],
                       by=request.viewer, at=at)  # fmt: skip
        messages.success(request, _("This view is kept as %(name)s.") % {"name": said["name"]})
    else:
        messages.error(request, _("Give the view a name."))
    return _back(query)
