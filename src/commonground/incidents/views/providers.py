"""The directory of providers: searched, one of them, written and corrected; also as a file."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.decisions import require
from commonground.core.incidents.providers import faults
from commonground.core.refusals import NotNow
from commonground.core.tables.escape import csv_bytes
from commonground.incidents.access import referrals as access
from commonground.incidents.actions import providers as actions
from commonground.incidents.forms.assistance import ProviderForm
from commonground.incidents.messages import assistance as words
from commonground.incidents.queries import providers as queries
from commonground.incidents.views import assisted
from commonground.organisations import queries as organisations
from commonground.places import queries as places
from commonground.ui import parts, sentences
from commonground.ui.numbers import grouped
from commonground.ui.templatetags.ui import said
from commonground.ui.trade import word

HEADINGS = ("provider", "name", "kinds", "units", "place", "address", "phone", "e-mail", "hours", "languages", "people at a time", "cost",
            "accessibility", "from", "to", "last checked on", "remarks")  # fmt: skip


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who helps, as the address asks for it."""
    asked = _asked(request)
    found = queries.directory(asked, timezone.localdate())
    if request.GET.get("format") == "csv":
        return _file(found)
    units = [(u.code, u.name) for u in places.units()]
    filters = [
        ("kind", words.LABELS["kind"], list(words.KINDS.items())[:-1], asked.kind),
        ("unit", _("Unit"), units, asked.unit),
        ("reach", words.PROVIDER["reach"], list(words.REACHES.items()), asked.reach),
    ]
    context = {"table": _table(found, asked), "asked": asked, "filters": filters, "may": access.may_direct(request.viewer), "total": len(found)}  # fmt: skip
    return TemplateResponse(request, "incidents/providers.html", context)


def _asked(request: HttpRequest) -> queries.Asked:
    text = {name: request.GET.get(name, "").strip()[:120] for name in ("q", "kind", "unit", "reach")}
    return queries.Asked(**text, gone=request.GET.get("gone") == "1")


def _table(found: list[queries.Card], asked: queries.Asked) -> parts.Table:
    columns = [
        parts.Column(words.LABELS["provider"]), parts.Column(words.PROVIDER["kinds"]), parts.Column(words.PROVIDER["place"]),
        parts.Column(words.PROVIDER["capacity"], "count", priority=2), parts.Column(words.PROVIDER["cost"], priority=2),
        parts.Column(words.PROVIDER["checked_on"], "day", priority=2),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [c.said.name, _many(c.said.kinds, words.KINDS), c.said.place, c.said.capacity, said(word(words.COSTS, c.said.cost)), c.said.checked_on],
            href=reverse("incidents:provider", args=[c.code]),
        )
        for c in found
    ]  # fmt: skip
    empty = parts.Empty(
        _("No provider is in the directory"),
        _("Write down who helps, with what and where."),
        reverse("incidents:provider-new"),
        _("Enter a provider"),
    )
    if asked.is_filtered:
        empty = parts.Empty(
            _("No provider is like this"),
            _("Take a filter away."),
            reverse("incidents:providers"),
            _("Clear all filters"),
        )
    return parts.Table(_("Providers"), columns, rows, empty=empty, name="providers")


def _many(codes: tuple[str, ...], known: dict[str, Any]) -> str:
    return ", ".join(str(word(known, code)) for code in codes)


def _file(found: list[queries.Card]) -> HttpResponse:
    rows = [
        [c.code, c.said.name, " ".join(c.said.kinds), " ".join(c.said.units), c.said.place, c.said.address, c.said.phone, c.said.mail,
         c.said.hours, c.said.languages, c.said.capacity, c.said.cost, " ".join(c.said.reach), c.said.since, c.said.until, c.said.checked_on,
         c.said.told]
        for c in found
    ]  # fmt: skip
    response = HttpResponse(csv_bytes(HEADINGS, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="providers.csv"'
    return response


@require_safe
def provider(request: HttpRequest, code: str) -> HttpResponse:
    """One provider."""
    card = queries.card(access.provider_for(request.viewer, code))
    today = timezone.localdate()
    one = card.said
    names = {u.code: u.name for u in places.units()}
    values = {
        "kinds": _many(one.kinds, words.KINDS),
        "units": ", ".join(names.get(u, u) for u in one.units) or _("the whole country"),
        "organisation": organisations.names().get(one.organisation, one.organisation),
        "capacity": "" if one.capacity is None else grouped(one.capacity),
        "cost": said(word(words.COSTS, one.cost)),
        "reach": _many(one.reach, words.REACHES),
        **{name: assisted.day_or_none(getattr(one, name)) for name in ("since", "until", "checked_on")},
    }
    rows = [(words.PROVIDER[n], values.get(n, getattr(one, n))) for n in words.PROVIDER if n not in ("name", "new")]
    context = {
        "card": card,
        "rows": rows,
        "may": access.may_direct(request.viewer),
        "is_doubtful": one.is_doubtful(today),
        "is_gone": not any(one.offers(kind, today) for kind in one.kinds),
    }
    return TemplateResponse(request, "incidents/provider.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A provider comes into the directory."""
    require(access.may_direct(request.viewer))
    form = _form(request, {"checked_on": timezone.localdate(), "cost": "unknown"})
    if _is_right(request, form):
        made = actions.enter(
            form.offer,
            organisation=form.cleaned_data["new"],
            today=timezone.localdate(),
            by=request.viewer,
            at=timezone.now(),
        )
        return redirect("incidents:provider", made)
    return TemplateResponse(request, "incidents/provider_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """What the directory says of one is corrected."""
    card = queries.card(access.provider_for(request.viewer, code))
    require(access.may_direct(request.viewer))
    form = _form(request, asdict(card.said))
    told, version = None, request.POST.get("version", "")
    if _is_right(request, form):
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
        try:
            actions.correct(
                code,
                form.offer,
                version=seen,
                organisation=form.cleaned_data["new"],
                today=timezone.localdate(),
                by=request.viewer,
                at=timezone.now(),
            )
            return redirect("incidents:provider", code)
        except NotNow as refusal:
            told = refusal
    context = {"form": form, "card": card, "told": told}
    return TemplateResponse(request, "incidents/provider_form.html", context, status=409 if told else 200)


def _form(request: HttpRequest, initial: dict[str, Any]) -> ProviderForm:
    units = [(u.code, u.name) for u in places.units()]
    return ProviderForm(
        request.POST if request.method == "POST" else None,
        units=units,
        organisations=organisations.names(),
        initial=initial,
    )


def _is_right(request: HttpRequest, form: ProviderForm) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    for fault in faults(form.offer, timezone.localdate()):
        form.add_error(fault.at, sentences.sentence(fault.code, fault.facts).text)
    return not form.errors
