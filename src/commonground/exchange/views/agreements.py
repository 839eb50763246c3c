"""Agreements: read as sentences, signed, handed over, taken in, printed."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.decisions import require
from commonground.core.exchange import envelopes
from commonground.core.exchange.standing import Place
from commonground.core.refusals import NotThere, NotUsable, Refusal
from commonground.exchange import access
from commonground.exchange.actions import agreements as actions
from commonground.exchange.actions import publishing
from commonground.exchange.forms import FileForm
from commonground.exchange.models import AgreementText
from commonground.exchange.queries import overview
from commonground.exchange.views import aloud, editor, shown


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """A version as it would be read aloud, where it stands, and what can be done: sign it, hand it over, revoke it."""
    require(access.may(request.viewer, "exchange.see"))
    text, told = access.text(code, version), None
    if request.method == "POST":
        try:
            _act(request, text)
            return redirect("exchange:agreement", code, version)
        except Refusal as refusal:
            told = refusal
    card, others = _card(code, version)
    feed = access.feed(code, outgoing=card.ours)
    context = {
        "card": card,
        "text": text,
        "standing": shown.place(card.place),
        "sentences": aloud.sentences_of(card.agreement),
        "others": shown.agreements(others, gettext_lazy("Other versions")),
        "feed": feed,
        "told": told,
        "to_sign": card.place is Place.TO_SIGN,
        "revocable": card.ours and feed is not None and not feed.revoked and card.place in (Place.IN_FORCE, Place.ENDING),
        "sending": card.ours and text.holds,
        "may_agree": access.may(request.viewer, "exchange.agree"),
    }  # fmt: skip
    if card.place in (Place.TO_SIGN, Place.WAITS) or request.GET.get("preview"):
        context |= editor.of_preview(request, card.agreement)
    return TemplateResponse(request, "exchange/agreement.html", context, status=200 if told is None else 409)


def _card(code: str, version: int) -> tuple[overview.AgreementCard, list[overview.AgreementCard]]:
    cards = overview.agreements(timezone.now().date(), agreement=code)
    found = next((c for c in cards if c.agreement.version == version), None)
    if found is None:
        raise NotThere("exchange.agreement.not-there", agreement=code[:64])
    return found, [c for c in cards if c is not found]


def _act(request: HttpRequest, text: AgreementText) -> None:
    at = timezone.now()
    match request.POST.get("act"):
        case "sign":
            actions.take(text.envelope.encode(), countersign=True, by=request.viewer, at=at)
            messages.success(request, _("Signed. Hand the document to the other side."))
        case "revoke":
            if request.POST.get("sure") != "yes":
                raise NotUsable("exchange.agreement.not-sure")
            publishing.revoke(text.agreement, by=request.viewer, at=at)
            messages.success(request, _("Nothing more is shown under this agreement. Send the file once more."))


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take in a document that the other side signed. Signing it too is a step of its own, after it was read."""
    require(access.may(request.viewer, "exchange.see"))
    form = FileForm(request.POST or None, request.FILES or None, label=_("Signed document"))
    told = None
    if request.method == "POST" and form.is_valid():
        raw = form.cleaned_data["file"].read(envelopes.LARGEST + 1)
        try:
            actions.take(raw, by=request.viewer, at=timezone.now())
            said = envelopes.said(raw, envelopes.AGREEMENT)
            return redirect("exchange:agreement", said["id"], said["version"])
        except Refusal as refusal:
            told = refusal
    context = {"form": form, "told": told, "may_agree": access.may(request.viewer, "exchange.agree")}
    return TemplateResponse(request, "exchange/take.html", context, status=200 if told is None else 409)


@require_safe
def document(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The document with every signature there is, or the text alone."""
    require(access.may(request.viewer, "exchange.see"))
    text = access.text(code, version)
    raw = text.envelope.encode()
    if request.GET.get("text"):
        said = json.dumps(envelopes.said(raw, envelopes.AGREEMENT), ensure_ascii=False, indent=2).encode()
        return shown.download(said, f"{code}-{version}.json", "application/json")
    return shown.download(raw, f"{code}-{version}.signed", "application/json")


@require_safe
def read_aloud(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The page that is read aloud and signed by hand: the sentences in one language or in two, beside each other, and the hash."""
    require(access.may(request.viewer, "exchange.see"))
    text = access.text(code, version)
    card, _others = _card(code, version)
    also = request.GET.get("also", "")
    known = dict(shown.languages())
    first = aloud.sentences_of(card.agreement)
    second = aloud.sentences_of(card.agreement, also) if also in known else None
    context = {
        "card": card,
        "hash": [text.sha256[i : i + 4] for i in range(0, 64, 4)],
        "columns": [(get_language(), first), *([(also, second)] if second else [])],
        "beside": [(c, name, c == also) for c, name in shown.languages() if c != get_language()],
        "also": also,
    }
    return TemplateResponse(request, "exchange/aloud.html", context)
