"""Writing an agreement: a plain form, the sentences it comes to, and exactly what the other side would receive today."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commonground.core.decisions import require
from commonground.core.exchange import agreements as rules
from commonground.core.exchange import composing as texts
from commonground.core.exchange import envelopes, totals
from commonground.core.exchange.comparing import Change
from commonground.core.exchange.totals import TABLES
from commonground.core.geometry.systems import SYSTEMS
from commonground.core.refusals import NotUsable, Refusal
from commonground.exchange import access
from commonground.exchange.actions import agreements as actions
from commonground.exchange.forms import AgreementForm
from commonground.exchange.queries import overview
from commonground.exchange.queries import preview as previews
from commonground.exchange.views import aloud, composing, shown, words
from commonground.places import queries as places
from commonground.ui import numbers, parts
from commonground.ui.sentences import sentence

LARGEST = 2_000_000


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Write a text, or the next version of one; look at it; sign it or take it along as JSON."""
    require(access.may(request.viewer, "exchange.see"))
    if not overview.names():
        return TemplateResponse(request, "exchange/edit.html", {"empty": _nobody()})
    mine = access.node().name
    if request.method != "POST":
        return _begun(request, mine)
    if request.POST.get("act") == "import":
        return _imported(request, mine)
    form, zone_text, said = composing.form(mine, request.POST), request.POST.get("shape-text", ""), None
    if form.is_valid():
        try:
            zone, zone_text = composing.zone_of(request)
            said = texts.text(composing.draft(form, mine, zone))
            rules.read(said)
        except NotUsable as refusal:
            composing.fault(form, refusal, sentence(refusal.code, refusal.facts).text)
            said = None
    if said is None:
        return _page(request, form, zone_text, status=400)
    return _done(request, form, zone_text, said)


def _nobody() -> parts.Empty:
    return parts.Empty(
        _("No other programme is known yet."),
        _(
            "Others know a programme by its name and its keys. Make them first; then two people compare fingerprints, and agree."
        ),
        reverse("exchange:ceremony"),
        _("Make another programme known"),
    )


def _begun(request: HttpRequest, mine: str) -> HttpResponse:
    """Nothing yet, or the version that the next one follows."""
    code = request.GET.get("after", "")
    if not code:
        return _page(request, composing.begun(mine, figures=request.GET.get("kind") == "figures"), "")
    held = access.agreement(code)
    said = envelopes.said(held.envelope.encode(), envelopes.AGREEMENT)
    try:
        return _opened(request, mine, {**said, "version": held.version + 1, "prev_sha256": held.sha256})
    except NotUsable as refusal:
        messages.error(request, sentence(refusal.code, refusal.facts).text)
        return redirect("exchange:agreement", code, held.version)


def _opened(request: HttpRequest, mine: str, said: dict[str, Any]) -> HttpResponse:
    """A text in the form. Raises NotUsable where the form cannot say all of it."""
    form, zone = composing.opened(said, mine), texts.draft(said).zone
    return _page(request, form, json.dumps(zone) if zone is not None else "")


def _imported(request: HttpRequest, mine: str) -> HttpResponse:
    file = request.FILES.get("file")
    try:
        said = json.loads(file.read(LARGEST + 1)) if file is not None else None
        rules.read(said)
        return _opened(request, mine, said)
    except (ValueError, RecursionError):
        messages.error(request, _("This file is no text of an agreement."))
        return redirect("exchange:new")
    except NotUsable as refusal:
        messages.error(request, sentence(refusal.code, refusal.facts).text)
        return redirect("exchange:new")


def _done(request: HttpRequest, form: AgreementForm, zone: str, said: dict[str, Any]) -> HttpResponse:
    act = request.POST.get("act")
    if act == "json":
        return shown.download_json(said, f"{said['id']}-{said['version']}.json")
    if act == "sign":
        if request.POST.get("looked") != rules.read(said).sha256:
            # The fields are not what was looked at: nobody signs what nobody saw.
            return _page(request, form, zone, said, unlooked=True, status=409)
        try:
            actions.sign(said, by=request.viewer, at=timezone.now())
            messages.success(request, _("Signed. Hand the document to the other side."))
            return redirect("exchange:agreement", said["id"], said["version"])
        except Refusal as refusal:
            return _page(request, form, zone, said, told=refusal, status=409)
    return _page(request, form, zone, said)


def _page(
    request: HttpRequest, form: AgreementForm, zone: str, said: dict[str, Any] | None = None, *, told: Refusal | None = None,
    unlooked: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "form": form,
        "zone": zone,
        "told": told,
        "unlooked": unlooked,
        "system": request.POST.get("shape-system", "wgs84"),
        "units": places.units(1),
        "systems": [(code, one.name, one.country) for code, one in SYSTEMS.items()],
        "drawing": parts.MapView(gettext_lazy("Map to draw on"), tiles="/tiles/{z}/{x}/{y}.mvt", height="medium", legend=False)
        if request.viewer.may("land.see") else None,
        "may_agree": access.may(request.viewer, "exchange.agree"),
    }  # fmt: skip
    if said is not None:
        agreement = rules.read(said)
        context |= {"agreement": agreement, "sentences": aloud.sentences_of(agreement)} | of_preview(request, agreement)
    return TemplateResponse(request, "exchange/edit.html", context, status=status)


def of_preview(request: HttpRequest, agreement: rules.Agreement) -> dict[str, Any]:
    """What the other side would receive today, where we are the side that shows and the viewer may see the land."""
    node = overview.node()
    if node is None or agreement.publisher != node.name or not request.viewer.may("land.see", unit="", organisation=""):
        return {"preview": None}
    before, at = None, timezone.now()
    if agreement.version > 1:
        before = overview.holding(agreement.id, agreement.version, at.date())
    found = previews.preview(agreement, before, at=at)
    return {
        "preview": found,
        "versus": before,
        "faults": sorted(found.faults.items()),
        "changes": [(shown.CHANGES[code], number) for code, number in sorted(found.changes.items())],
        "map": parts.MapView(_("Where it lies"), features={"type": "FeatureCollection", "features": found.features}, height="medium", legend=False),
        "tables": [
            _table(found, agreement, one)
            for one in sorted({line.collection for line in found.lines} or list({**agreement.collections, **agreement.totals})[:1])
        ],
    }  # fmt: skip


# How the values of some fields are set: in one piece each.
KINDS = {"code": "code", "hazard": "code", "same_as": "code"}


def _table(found: previews.Preview, agreement: rules.Agreement, collection: str) -> parts.Table:
    """What would be received of one collection: each has fields of its own."""
    if collection in words.TABLES:
        return _cells(found, collection)
    ways = agreement.collections[collection].ways
    columns = [
        parts.Column(_("Our code"), "code"),
        parts.Column(_("What changes")),
        *(parts.Column(shown.field_word(collection, name), KINDS.get(name, "text")) for name in sorted(ways)),
        parts.Column(_("Where it lies")),
    ]
    rows = [
        parts.Row([line.code, shown.CHANGES[line.change.value],
                   *(shown.value(n, (line.body or {}).get(n)) if line.body else "" for n in sorted(ways)),
                   shown.geometry(dict((line.body or {}).get("geometry", {}))) if line.body else ""])
        for line in found.lines
        if line.collection == collection
    ]  # fmt: skip
    return parts.Table(
        f"{_('What they would receive')}: {words.COLLECTIONS[collection]}",
        columns,
        rows,
        empty=parts.Empty(_("Nothing would be shown today.")),
        name=f"preview-{collection}",
    )


def _cells(found: previews.Preview, table: str) -> parts.Table:
    """The cells of a table as they would be received: its sums first, and what they are made of under them."""
    lines = [line for line in found.lines if line.collection == table and line.body is not None]
    bodies = [line.body or {} for line in lines]
    deepest = max((list(one["of"]) for one in bodies), key=len, default=[])
    by = [one for one in TABLES[table].dimensions if one in deepest]
    measures = list(bodies[0]["measures"]) if bodies else []
    changes = any(line.change is not Change.NEW for line in lines)
    columns = [
        *(parts.Column(words.DIMENSIONS[one]) for one in by), *(parts.Column(words.MEASURES[one], "text") for one in measures),
        *([parts.Column(_("What changes"))] if changes else []),
    ]  # fmt: skip
    rows = [
        parts.Row([*(shown.place_word(d, one["of"][d]) if d in one["of"] else _("together") for d in by),
                   *(shown.figure(one["measures"][m]) for m in measures), *([shown.CHANGES[line.change.value]] if changes else [])])
        for line, one in zip(lines, bodies, strict=True)
    ]  # fmt: skip
    day = numbers.day(totals.month_end(bodies[0]["cut"])) if bodies else ""
    empty = parts.Empty(_("Nothing would be shown today."))
    caption = " · ".join(one for one in (f"{_('What they would receive')}: {words.TABLES[table]}", day) if one)
    return parts.Table(caption, columns, rows, empty=empty, name=f"preview-{table}")
