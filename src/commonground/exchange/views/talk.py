"""Proposals that wait for us, and the state of every link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from commonground.core.decisions import require
from commonground.core.exchange.talk import Confidence, Decision, Kind, State
from commonground.core.refusals import NotUsable, Refusal
from commonground.exchange import access
from commonground.exchange.actions import talking
from commonground.exchange.queries import talk
from commonground.exchange.views import shown, words
from commonground.ui import parts

KINDS = {
    Kind.SAME: pgettext_lazy("link", "the same"), Kind.OVERLAP: pgettext_lazy("link", "overlapping"),
    Kind.ADJACENT: pgettext_lazy("link", "adjoining"), Kind.NOT_SAME: pgettext_lazy("link", "not the same"),
}  # fmt: skip
SURE = {
    Confidence.LOW: pgettext_lazy("confidence", "low"), Confidence.MEDIUM: pgettext_lazy("confidence", "medium"),
    Confidence.HIGH: pgettext_lazy("confidence", "high"),
}  # fmt: skip
STATES = {
    State.HOLDS: (gettext_lazy("both sides say it"), "good", "seal"), State.OURS: (gettext_lazy("we alone say it"), "note", "note"),
    State.THEIRS: (gettext_lazy("they alone say it"), "doubt", "doubt"), State.DIFFER: (gettext_lazy("the two sides differ"), "error", "error"),
}  # fmt: skip
ANSWERS = {
    "": (gettext_lazy("waits for an answer"), "doubt", "clock"), "accepted": (gettext_lazy("accepted"), "good", "seal"),
    "rejected": (gettext_lazy("rejected"), "note", "lock"),
}  # fmt: skip


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What others propose for our records, and what we propose for theirs."""
    require(access.may(request.viewer, "exchange.see"))
    return _inbox(request)


def _inbox(request: HttpRequest, refused: Refusal | None = None) -> HttpResponse:
    context = {
        "theirs": [(card, shown.mark(*ANSWERS[card.answer]), _changes(card)) for card in talk.inbox()],
        "ours": _sent(talk.sent()),
        "may_send": access.may(request.viewer, "exchange.send"),
        "told": refused,
    }
    return TemplateResponse(request, "exchange/inbox.html", context, status=200 if refused is None else 409)


@require_POST
def decide(request: HttpRequest, ident: str) -> HttpResponse:
    """Answer a proposal. What was accepted is booked on the page of the hazard, by somebody with a name."""
    require(access.may(request.viewer, "exchange.send"))
    try:
        if request.POST.get("decision") not in list(Decision):
            raise NotUsable("exchange.talk.unusable", code="value")
        decision = Decision(request.POST["decision"])
        reason = request.POST.get("reason", "").strip()
        talking.decide(ident, decision, reason, by=request.viewer, at=timezone.now())
    except Refusal as refusal:
        return _inbox(request, refusal)
    card = next((c for c in talk.inbox() if c.ident == ident), None)
    if decision is Decision.ACCEPTED and card is not None and card.ours is not None:
        messages.success(request, _("Accepted. Nothing is booked yet: book it here, with the proposal as its source."))
        return redirect("land:hazard", card.ours.name)
    messages.success(request, _("The answer leaves with the next file."))
    return redirect("exchange:inbox")


@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """The state of every link."""
    require(access.may(request.viewer, "exchange.see"))
    return _links(request)


def _links(request: HttpRequest, refused: Refusal | None = None) -> HttpResponse:
    context = {
        "table": _table(talk.link_cards()),
        "kinds": KINDS.items(),
        "sure": SURE.items(),
        "given": request.GET,
        "may_send": access.may(request.viewer, "exchange.send"),
        "told": refused,
    }
    return TemplateResponse(request, "exchange/links.html", context, status=200 if refused is None else 409)


@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """Say what two records have to do with each other, or take that back."""
    require(access.may(request.viewer, "exchange.send"))
    said, at = request.POST, timezone.now()
    code, ident = said.get("code", "").strip(), said.get("ident", "").strip()
    try:
        if said.get("act") == "withdraw":
            talking.unlink(code, ident, by=request.viewer, at=at)
        elif said.get("kind") not in list(Kind) or said.get("confidence") not in list(Confidence):
            raise NotUsable("exchange.talk.unusable", code="value")
        else:
            kind, sure = Kind(said["kind"]), Confidence(said["confidence"])
            talking.link(code, ident, kind, sure, said.get("reason", "").strip(), by=request.viewer, at=at)
    except Refusal as refusal:
        return _links(request, refusal)
    messages.success(request, _("It leaves with the next file."))
    return redirect("exchange:links")


def _changes(card: talk.ProposalCard) -> list[tuple[Any, Any]]:
    said = [
        (words.FIELDS["hazard"].get(name, name), shown.VALUES.get(name, {}).get(value, value))
        for name, value in card.values.items()
    ]
    return [*said, *([(_("Perimeter"), _("another one"))] if card.shape is not None else [])]


def _sent(cards: list[talk.ProposalCard]) -> parts.Table:
    columns = [
        parts.Column(gettext_lazy("Partner")), parts.Column(gettext_lazy("Their record"), "code"), parts.Column(gettext_lazy("Proposal")),
        parts.Column(gettext_lazy("Reason"), priority=2), parts.Column(gettext_lazy("Answer")),
    ]  # fmt: skip
    rows = [
        parts.Row([c.partner, _name(c.theirs, ""), "; ".join(f"{a}: {b}" for a, b in _changes(c)), c.reason, shown.mark(*ANSWERS[c.answer])])
        for c in cards
    ]  # fmt: skip
    return parts.Table(
        gettext_lazy("What we propose"), columns, rows, empty=parts.Empty(gettext_lazy("Nothing is proposed")), name="proposed"
    )  # fmt: skip


def _table(cards: list[talk.LinkCard]) -> parts.Table:
    columns = [
        parts.Column(gettext_lazy("Partner")), parts.Column(gettext_lazy("Our record"), "code"), parts.Column(gettext_lazy("Their record"), "code"),
        parts.Column(gettext_lazy("State")), parts.Column(gettext_lazy("We say")), parts.Column(gettext_lazy("They say")),
    ]  # fmt: skip
    rows = []
    for c in cards:
        state = shown.mark(*STATES[c.link.state])
        if c.waiting:
            state = format_html("{} <span class='hint'>{}</span>", state, _("not sent yet"))
        ours = c.ours.name if c.ours else _("not known here")
        told = [
            ", ".join(f"{KINDS[a.kind]} ({SURE[a.confidence]})" for a in side)
            for side in (c.link.we_say, c.link.they_say)
        ]
        href = reverse("land:hazard", args=[c.ours.name]) if c.ours else ""
        rows.append(parts.Row([c.partner, ours, _name(c.theirs, c.their_id), state, *told], href=href))
    return parts.Table(
        gettext_lazy("Links"), columns, rows, empty=parts.Empty(gettext_lazy("Nothing is linked yet")), name="links"
    )


def _name(theirs: Any, ident: str) -> str:
    """What they call it, where they share that; else its id."""
    if theirs is None:
        return ident or _("not known here")
    return str((theirs.body or {}).get("code") or theirs.ident)
