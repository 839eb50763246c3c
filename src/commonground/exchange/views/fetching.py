"""How far the fetching from a partner is, and what came of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.exchange import access
from commonground.exchange.actions.fetching import is_over
from commonground.exchange.models import Fetching, Partner
from commonground.exchange.queries.fetched import fetched
from commonground.exchange.views import shown
from commonground.ui import numbers, parts, sentences


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page that looks again by itself until everything came; a part of it where the page asks again."""
    require(access.may(request.viewer, "exchange.see"))
    partner, found = access.partner(name), fetched(name)
    here = reverse("exchange:fetching", args=[name])
    over = found is None or is_over(found, timezone.now())
    context: dict[str, Any] = {
        "partner": partner,
        "fetched": found,
        "over": over,
        "cut": found is not None and over and found.ended_at is None,
        "progress": None if found is None else _progress(found, here),
        "came": _table(found, partner) if found is not None and found.came else None,
        "may_send": access.may(request.viewer, "exchange.send"),
    }
    part = "#going" if "HX-Request" in request.headers else ""
    return TemplateResponse(request, f"exchange/fetching.html{part}", context)


def _progress(found: Fetching, here: str) -> parts.Progress:
    doing = _("Fetching %(agreement)s") % {"agreement": found.agreement} if found.agreement else _("Waiting to begin")
    return parts.Progress(doing, found.done, found.total or None, "", here)


def _table(found: Fetching, partner: Partner) -> parts.Table:
    """What came under each agreement, with the way to its feed."""
    rows = []
    for one in found.came:
        feed = access.feed(one["agreement"], outgoing=False)
        href = reverse("exchange:feed", args=[feed.pk]) if feed else ""
        rows.append(parts.Row([one["agreement"], *_came(one, partner)], href=href))
    columns = [parts.Column(_("Agreement")), parts.Column(_("How it went")), parts.Column(_("What came"))]
    return parts.Table(_("What came"), columns, rows, name="came")


def _came(one: dict[str, Any], partner: Partner) -> tuple[Any, Any]:
    """What came under an agreement: a mark and a sentence."""
    code = one["agreement"]
    if "refused" in one:
        facts = {"name": partner.name, "address": partner.address, "agreement": code, **one["facts"]}
        return shown.mark(_("not fetched"), "error", "error"), sentences.sentence(one["refused"], facts).text
    if one["broken"]:
        return shown.mark(_("stopped"), "error", "error"), _("The log contradicts itself. Nothing of it was taken in, and the feed stands still.")  # fmt: skip
    said = _("New lines: %(number)s.") % {"number": numbers.grouped(one["new"])} if one["new"] else _("Nothing new.")
    if one["aside"]:
        put = _("Lines that cannot be used: %(number)s. Their places stay marked.") % {
            "number": numbers.grouped(one["aside"])
        }
        return shown.mark(_("with faults"), "doubt", "doubt"), f"{said} {put}"
    if one["receipt"] != "taken":
        untaken = _("They did not take the receipt.")
        return shown.mark(_("fetched"), "doubt", "doubt"), f"{said} {untaken}"
    return shown.mark(_("fetched"), "good", "seal"), said
