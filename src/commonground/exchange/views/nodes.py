"""The ceremony: two people make two programmes known to each other, by cards and by fingerprints that they read aloud."""

import base64
import binascii

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.decisions import require
from commonground.core.exchange import roots
from commonground.core.refusals import NotThere, Refusal
from commonground.exchange import access
from commonground.exchange.actions import nodes
from commonground.exchange.forms import FileForm, NodeForm
from commonground.exchange.queries import feeds, overview
from commonground.exchange.views import shown
from commonground.ui.sentences import sentence

CARD = 64_000  # bytes


@require_http_methods(["GET", "HEAD", "POST"])
def ceremony(request: HttpRequest) -> HttpResponse:
    """Make a name, hand over one's card, look at theirs, compare aloud, pin."""
    require(access.may(request.viewer, "exchange.see"))
    node_form, card_form, theirs, told = NodeForm(), FileForm(label=_("Their card")), None, None
    if request.method == "POST":
        act = request.POST.get("act", "")
        try:
            if act == "name":
                node_form = NodeForm(request.POST)
                if node_form.is_valid():
                    nodes.make_node(node_form.cleaned_data["name"], by=request.viewer, at=timezone.now())
                    return redirect("exchange:ceremony")
            elif act == "look":
                card_form = FileForm(request.POST, request.FILES, label=_("Their card"))
                theirs = _looked_at(card_form)
            elif act == "pin":
                raw = _card_of(request.POST.get("card", ""))
                theirs = _theirs(raw)
                heard = "".join(request.POST.getlist("heard"))
                name = nodes.pin(raw, heard, by=request.viewer, at=timezone.now())
                messages.success(request, _("%(name)s is known by its keys now.") % {"name": name})
                return redirect("exchange:partner", name)
        except Refusal as refusal:
            told = refusal
            if act == "name":
                node_form.add_error(None, sentence(refusal.code, refusal.facts).text)
    context = {
        "node": overview.node(),
        "node_form": node_form,
        "card_form": card_form,
        "theirs": theirs,
        "told": told if not node_form.errors else None,
        "ours": _groups(overview.node()),
        "may_keep": access.may(request.viewer, "exchange.keep"),
        "may_agree": access.may(request.viewer, "exchange.agree"),
    }
    return TemplateResponse(request, "exchange/ceremony.html", context, status=200 if told is None else 409)


def _groups(node: overview.NodeCard | None) -> list[str]:
    return node.fingerprint.split() if node else []


def _looked_at(form: FileForm) -> dict[str, object] | None:
    """What their card says, where the file is one. Raises NotUsable where it is none."""
    if not form.is_valid():
        return None
    return _theirs(form.cleaned_data["file"].read(CARD + 1))


def _theirs(raw: bytes) -> dict[str, object]:
    found = roots.first(raw)
    groups = roots.fingerprint(raw).split()
    return {"name": found.name, "groups": groups, "card": base64.b64encode(raw).decode(), "expires": found.expires}


def _card_of(text: str) -> bytes:
    try:
        return base64.b64decode(text[: 2 * CARD], validate=True)
    except (binascii.Error, ValueError):
        return b""


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """This programme's card: what another one needs to know it."""
    require(access.may(request.viewer, "exchange.see"))
    if overview.node() is None:
        raise NotThere("exchange.node.none")
    raw, _fingerprint = feeds.card()
    return shown.download(raw, f"{access.node().name}.card", "application/json")


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of the ceremony, to be printed: both names, both fingerprints, boxes, signatures."""
    require(access.may(request.viewer, "exchange.see"))
    node = overview.node()
    context = {
        "node": node,
        "ours": _groups(node),
        "partners": [(p, p.fingerprint.split()) for p in overview.partners(timezone.now())],
        "blank": range(len(_groups(node)) or 16),
    }
    return TemplateResponse(request, "exchange/sheet.html", context)
