"""One partner: what they have received, when, under which clause, what they acknowledged; what we have from them; files both ways."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.decisions import require
from commonground.core.exchange.standing import Place
from commonground.core.refusals import NotThere, NotUsable, Refusal
from commonground.exchange import access, gateway
from commonground.exchange.actions import fetching, nodes, publishing, pulling, receipts, receiving
from commonground.exchange.forms import AddressForm, FileForm
from commonground.exchange.models import Feed
from commonground.exchange.queries import feeds, overview, told
from commonground.exchange.queries.fetched import fetched
from commonground.exchange.views import aloud, shown, words
from commonground.ui import numbers, parts

LARGEST = 500_000_000  # bytes of a file that a browser hands in; a larger one comes by a command


@require_safe
def partner(request: HttpRequest, name: str) -> HttpResponse:
    """Everything with one partner."""
    require(access.may(request.viewer, "exchange.see"))
    return _page(request, name)


def _page(
    request: HttpRequest, name: str, refused: Refusal | None = None, address: AddressForm | None = None
) -> HttpResponse:
    partner = access.partner(name)
    now = timezone.now()
    card = overview.partners(now, name)[0]
    context = {
        "card": card,
        "agreements": shown.agreements(overview.agreements(now.date(), partner=name)),
        "outgoing": shown.feeds([(name, f) for f in _both(card, outgoing=True)], gettext_lazy("What they have received"), of_one=True),
        "incoming": shown.feeds([(name, f) for f in _both(card, outgoing=False)], gettext_lazy("What we have from them"), of_one=True),
        "sendable": [c for c in overview.agreements(now.date(), partner=name, latest_only=True) if c.ours and c.place is not Place.FUTURE and all(c.signed.values())],
        "file_form": FileForm(label=_("File from them")),
        "partner": partner,
        "fetched": fetched(name),
        "address_form": address or AddressForm(initial={"address": partner.address, "plain": partner.is_plain}),
        "may_send": access.may(request.viewer, "exchange.send"),
        "may_keep": access.may(request.viewer, "exchange.keep"),
        "told": refused,
        "receipts": shown.receipts(told.acknowledged(name)),
        "events": shown.events(overview.latest(name)),
    }  # fmt: skip
    return TemplateResponse(request, "exchange/partner.html", context, status=200 if refused is None else 409)


def _both(card: overview.PartnerCard, *, outgoing: bool) -> list[overview.FeedCard]:
    """Feeds of one direction, the former ones last: a page of one partner is history too."""
    now = card.outgoing if outgoing else card.incoming
    return [*now, *(f for f in card.former if f.standing.outgoing is outgoing)]


@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Say what changed, or take in a file: a feed or a receipt."""
    require(access.may(request.viewer, "exchange.send"))
    at = timezone.now()
    try:
        if request.POST.get("act") == "say":
            code = request.POST.get("agreement", "")
            if access.agreement(code).recipient != name:
                raise NotThere("exchange.agreement.not-there", agreement=code[:64])
            done = publishing.publish(code, by=request.viewer, at=at)
            messages.success(request, _counts(done.said))
            feed = access.feed(code, outgoing=True)
            return redirect("exchange:feed", feed.pk if feed else 0)
        if request.POST.get("act") == "fetch":
            fetching.ask(name, by=request.viewer, at=at)
            fetching.fetch_beside.enqueue(name, request.viewer.number)
            return redirect("exchange:fetching", name)
        if request.POST.get("act") == "call":
            nodes.call(name, request.POST.get("label", ""), by=request.viewer, at=at)
            return redirect("exchange:partner", name)
        if request.POST.get("act") == "address":
            return _addressed(request, name, at)
        if (file := request.FILES.get("file")) is not None:
            return _took(request, file.read(LARGEST + 1), at)
    except Refusal as refusal:
        return _page(request, name, refusal)
    return redirect("exchange:partner", name)


def _addressed(request: HttpRequest, name: str, at: Any) -> HttpResponse:
    """Say where a partner is asked; an empty address takes it back."""
    require(access.may(request.viewer, "exchange.keep"))
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, name, address=form)
    pulling.set_address(name, form.cleaned_data["address"], plain=form.cleaned_data["plain"], by=request.viewer, at=at)
    messages.success(request, _("The address was changed."))
    return redirect("exchange:partner", name)


def _counts(said: dict[str, int]) -> str:
    new, gone = said.get("put", 0), said.get("withdraw", 0)
    if not new and not gone:
        return _("Nothing changed of what is shown. The date of the feed was renewed.")
    facts = {"new": numbers.grouped(new), "gone": numbers.grouped(gone)}
    return _("Said: %(new)s shown new or changed, %(gone)s no longer shown. Send the file.") % facts


def _took(request: HttpRequest, raw: bytes, at: Any) -> HttpResponse:
    if len(raw) > LARGEST:
        raise NotUsable("exchange.bundle.too-large")
    if not raw.startswith(b"PK") and not gateway.is_sealed(raw):
        done = receipts.confirm(raw, by=request.viewer, at=at)
        feed = access.feed(done.agreement, outgoing=True)
        messages.success(request, _("The receipt confirms %(number)s lines.") % {"number": numbers.grouped(done.size)})
    else:
        heard = receiving.receive(raw, by=request.viewer, at=at)
        feed = access.feed(heard.feed.split("/")[-2], outgoing=False)
        if heard.broken:
            messages.error(
                request, _("The log contradicts itself. Nothing of it was taken in, and the feed stands still.")
            )
        else:
            said = ngettext("%(number)s new line was taken in. Send the receipt back.",
                            "%(number)s new lines were taken in. Send the receipt back.", heard.new)  # fmt: skip
            messages.success(request, said % {"number": numbers.grouped(heard.new)})
    return redirect("exchange:feed", feed.pk if feed else 0)


@require_safe
def feed(request: HttpRequest, number: int) -> HttpResponse:
    """One feed record by record."""
    require(access.may(request.viewer, "exchange.see"))
    found = access.feed_numbered(number)
    asked = request.GET.get("page", "")
    code = request.GET.get("hazard", "").strip()
    ident = ""
    if code and found.outgoing:
        ident = told.ident_of(found, code) or "-"
    today = timezone.now().date()
    page = told.page(found, today, int(asked) if asked.isdigit() and len(asked) < 9 else 1, ident)
    card = next(one for one in feeds.standings(today, found.partner.name) if one.number == number)
    texts = list(told.clauses_of(found))
    context = {
        "feed": found,
        "fresh": shown.freshness(overview.fresh_of(card, timezone.now()), outgoing=found.outgoing),
        "card": card,
        "table": _records(found, page, code),
        "pager": _pager(page, code),
        "hazard": code,
        "agreements": texts,
        "may_send": access.may(request.viewer, "exchange.send"),
    }
    return TemplateResponse(request, "exchange/feed.html", context)


def _records(found: Feed, page: told.Page, code: str) -> parts.Table:
    columns = [
        parts.Column(_("Record"), "code"),
        parts.Column(_("Collection")),
        parts.Column(_("How it stands")),
        parts.Column(_("Revision"), "count"),
        parts.Column(_("Version of the agreement"), "count", priority=2),
    ]
    standings = _standings(found)
    rows = [
        parts.Row(
            [r.ident, str(words.SHARED.get(r.collection, r.collection)), standing_mark(r.standing, standings[r.standing]), r.rev, r.version],
            href=reverse("exchange:record", args=[found.pk, r.ident]),
        )
        for r in page.rows
    ]  # fmt: skip
    title = _("This hazard was never shown here") if code else _("No record was said yet")
    return parts.Table(_("Records"), columns, rows, empty=parts.Empty(title), name="told")


def _standings(found: Feed) -> dict[str, Any]:
    return {**words.STANDINGS, "shared": gettext_lazy("shown to them")} if found.outgoing else dict(words.STANDINGS)


def standing_mark(standing: str, text: Any) -> Any:
    """How a record stands, so that what is no longer known never looks harmless."""
    return shown.mark(text, "good" if standing == "shared" else "error", "seal" if standing == "shared" else "hazard")


def _pager(page: told.Page, code: str) -> parts.Pager | None:
    if page.pages < 2:
        return None
    first = (page.number - 1) * told.PAGE + 1
    return parts.Pager(
        first, first + len(page.rows) - 1, page.total,
        f"?page={page.number - 1}" if page.number > 1 else "", f"?page={page.number + 1}" if page.number < page.pages else "",
    )  # fmt: skip


@require_safe
def bundle(request: HttpRequest, number: int) -> HttpResponse:
    """The file of one of our feeds for the other side, or the receipt of one of theirs."""
    require(access.may(request.viewer, "exchange.send"))
    found = access.feed_numbered(number)
    if not found.outgoing:
        receipt = receipts.made(found, feeds.origin(found, found.partner.name), timezone.now())
        return shown.download(receipt, f"{found.agreement}.receipt", "application/json")
    raw = feeds.bundle(found, since=0 if request.GET.get("all") else None, on=timezone.now().date())
    return shown.download(raw, f"{found.agreement}-{found.epoch}-{found.size}.smx", "application/zip")


@require_http_methods(["GET", "HEAD"])
def record(request: HttpRequest, number: int, ident: str) -> HttpResponse:
    """One record of a feed: every line that was said of it, with what it carried."""
    require(access.may(request.viewer, "exchange.see"))
    found = access.feed_numbered(number)
    page = told.page(found, timezone.now().date(), 1, ident)
    if not page.rows:
        raise NotThere("exchange.record.not-there", ident=ident[:24])
    row = page.rows[0]
    if not found.outgoing:
        return redirect("exchange:foreign", number, ident)
    texts = {a.version: a for a in told.clauses_of(found)}
    said = told.said_of(found, ident)
    context = {
        "feed": found,
        "row": row,
        "code": told.code_of(found, ident) if found.outgoing and request.viewer.may("land.see") else "",
        "standing": standing_mark(row.standing, _standings(found)[row.standing]),
        "said": [(one, shown.body(one.body, row.collection) if one.body else None, texts.get(one.version)) for one in said],
        "clauses": aloud.sentences_of(texts[row.version]) if row.version in texts else [],
    }  # fmt: skip
    return TemplateResponse(request, "exchange/record.html", context)
