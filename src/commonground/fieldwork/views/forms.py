"""The fields that the programme has added to its reports."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from commonground.core.decisions import require
from commonground.core.fieldwork.custom import name_of
from commonground.core.fieldwork.types import Field, Kind, Type
from commonground.core.refusals import NotThere, NotUsable
from commonground.fieldwork import access
from commonground.fieldwork import messages as words
from commonground.fieldwork.actions import forms
from commonground.fieldwork.forms import FieldForm
from commonground.fieldwork.queries import content


@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: HttpRequest, type_: str) -> HttpResponse:
    """The fields of the programme's own in one kind of report: add one, or leave one out of new reports."""
    if type_ not in words.TYPES:
        raise NotThere("fieldwork.form.not-there")
    require(access.may(request.viewer, "fieldwork.forms"))
    version, own = content.custom_fields(type_)
    form, told = FieldForm(request.POST or None), None
    if request.method == "POST":
        wanted = _without(own, request.POST["leave-out"]) if "leave-out" in request.POST else _with(type_, own, form)
        if wanted is not None:
            try:
                forms.set_fields(Type(type_), wanted, by=request.viewer, at=timezone.now())
                return redirect("fieldwork:forms", type_)
            except NotUsable as refusal:
                told = refusal
    context = {
        "type": type_, "title": words.TYPES[type_], "version": version, "own": [(f, words.KINDS[f.kind.value]) for f in own],
        "form": form, "told": told, "types": list(words.TYPES.items()),
    }  # fmt: skip
    return TemplateResponse(request, "fieldwork/forms.html", context, status=400 if told else 200)


def _without(own: tuple[Field, ...], name: str) -> list[Field]:
    return [f for f in own if f.name != name]


def _with(type_: str, own: tuple[Field, ...], form: FieldForm) -> list[Field] | None:
    """The fields with the one that was filled in; one that was there before under the same label is the same field."""
    if not form.is_valid():
        return None
    said: dict[str, Any] = form.cleaned_data
    ever = content.custom_ever(type_)
    held = next((f for f in ever if f.label.casefold() == said["label"].strip().casefold()), None)
    name = held.name if held else name_of(said["label"], [f.name for f in ever])
    choices = tuple(dict.fromkeys(c.strip()[:80] for c in said["choices"].splitlines() if c.strip()))
    unit = said["unit"].strip() if said["kind"] == Kind.NUMBER.value else ""
    new = Field(name, Kind(said["kind"]), unit, choices, label=said["label"].strip(), custom=True)
    return [*_without(own, name), new]
