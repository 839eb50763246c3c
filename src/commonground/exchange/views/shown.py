"""What several pages of the exchange show alike: how fresh something is, tables of agreements and feeds, what waits."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from commonground.audit import queries as audit
from commonground.core.exchange import totals, vocabulary
from commonground.core.exchange.standing import Fresh, Place
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.disclosure.queries import treaty
from commonground.exchange.queries import overview, told
from commonground.exchange.views import words
from commonground.ui import devices, numbers, parts, trade
from commonground.ui.templatetags.ui import icon

VALUES: dict[str, dict[str, Any]] = {
    "status": {**trade.STANDINGS, "unknown": trade.CONTAMINATION["unknown"]}, "contamination": trade.CONTAMINATION,
    "flag": {**trade.FLAGS, "": pgettext_lazy("mark", "none")}, "activity": trade.LINES,
    "same_as": {None: pgettext_lazy("mark", "none")},  # no link holds: that is known
}  # fmt: skip
PEOPLE = ("outcome", "sex", "age", "device")  # dimensions whose words are those of tables about people
DAYS = {
    f.name for fields in vocabulary.COLLECTIONS.values() for f in fields.values() if f.nature is vocabulary.Nature.DAY
}
STOPPED = {
    "line": _("a line that is none"),
    "goes-back": _("it goes back"),
    "out-of-order": _("lines are out of order"),
}


def freshness(fresh: Fresh, *, outgoing: bool = False) -> SafeString:
    """How fresh a feed is: a word, an icon and a colour that say the same."""
    code = f"said-{fresh.code.value}"
    text, kind, picture = words.FRESHNESS[code if outgoing and code in words.FRESHNESS else fresh.code.value]
    why = STOPPED.get(fresh.why, fresh.why)
    said = str(text) % {"day": numbers.day(fresh.day) if fresh.day else "", "why": why}
    return mark(said, kind, picture)


def mark(said: Any, kind: str, picture: str) -> SafeString:
    """Words with the icon and the colour that say the same."""
    return format_html('<span class="stands stands-{}">{} {}</span>', kind, icon(picture), said)


KIND = {
    Place.TO_SIGN: ("doubt", "doubt"), Place.WAITS: ("note", "clock"), Place.ENDING: ("doubt", "clock"), Place.IN_FORCE: ("good", "seal"),
    Place.FUTURE: ("note", "clock"), Place.SUPERSEDED: ("note", "note"), Place.ENDED: ("note", "lock"),
}  # fmt: skip


def place(where: Place) -> SafeString:
    """Where an agreement stands."""
    return mark(words.PLACES[where.value], *KIND[where])


def agreements(cards: Iterable[overview.AgreementCard], caption: Any = None) -> parts.Table:
    """Agreements as a table."""
    columns = [
        parts.Column(_("Agreement")),
        parts.Column(_("State")),
        parts.Column(_("Shows")),
        parts.Column(_("Receives")),
        parts.Column(_("From"), "day", priority=2),
        parts.Column(_("Until"), "day"),
        parts.Column(_("What it is for"), priority=2),
    ]
    rows = [
        parts.Row(
            [f"{c.agreement.id} · {c.agreement.version}", place(c.place), c.agreement.publisher, c.agreement.recipient,
             c.agreement.valid_from, c.agreement.valid_until, c.agreement.purpose],
            href=reverse("exchange:agreement", args=[c.agreement.id, c.agreement.version]),
        )
        for c in cards
    ]  # fmt: skip
    empty = parts.Empty(
        _("Nothing is agreed yet"),
        _("Nothing leaves this programme without an agreement that both sides signed."),
        reverse("exchange:new"),
        _("Write an agreement"),
    )
    return parts.Table(caption or _("Agreements"), columns, rows, empty=empty, name="agreements")


def feeds(cards: Iterable[tuple[str, overview.FeedCard]], caption: Any, *, of_one: bool = False) -> parts.Table:
    """Feeds with several partners, or of one."""
    columns = [
        parts.Column(_("Partner")),
        parts.Column(_("Agreement")),
        parts.Column(_("How fresh")),
        parts.Column(_("Records"), "count"),
        parts.Column(_("Assume hazardous"), "count"),
        parts.Column(_("Lines"), "count", priority=2),
        parts.Column(_("Confirmed by receipt"), "count", priority=2),
    ]
    rows = [
        parts.Row(
            [name, f"{c.standing.agreement} · {c.standing.version or 1}", freshness(c.fresh, outgoing=c.standing.outgoing), c.shared, c.unsafe, c.standing.lines,
             c.standing.confirmed if c.standing.outgoing else c.standing.lines][of_one:],
            href=reverse("exchange:feed", args=[c.standing.number]),
        )
        for name, c in cards
    ]  # fmt: skip
    return parts.Table(
        caption, columns[of_one:], rows, empty=parts.Empty(caption, _("Nothing was said yet")), name="feeds"
    )


def receipts(some: Sequence[told.Acknowledged]) -> parts.Table | None:
    """What a partner acknowledged, and what it forgot; None where it acknowledged nothing yet."""
    columns = [
        parts.Column(_("Receipt")),
        parts.Column(_("Agreement"), "code"),
        parts.Column(_("Confirmed by them"), "count"),
        parts.Column(_("Could not be used"), "count", priority=2),
        parts.Column(_("Forgotten as asked"), "count", priority=2),
        parts.Column(_("After the end")),
    ]
    rows = [
        parts.Row(
            [numbers.moment(r.at), f"{r.agreement} · {r.epoch}", r.size, r.aside, r.redacted, _("everything is forgotten") if r.purged else ""],
            href=reverse("exchange:feed", args=[r.feed]),
        )
        for r in some
    ]  # fmt: skip
    return parts.Table(_("What they acknowledged"), columns, rows, name="receipts") if rows else None


def needs(some: Iterable[overview.Need]) -> list[tuple[str, str, str]]:
    """(severity, sentence, where to go) of what waits."""
    return [(one.severity, _need(one), _where(one)) for one in some]


def _need(one: overview.Need) -> str:
    facts = {k: numbers.day(v) if isinstance(v, date) else v for k, v in one.facts.items()}
    match one.what:
        case "to-sign":
            return str(_("An agreement with %(partner)s waits for our signature.") % facts)
        case "ending":
            return str(_("The agreement %(agreement)s ends on %(day)s.") % facts)
        case "stopped":
            return str(_("What %(partner)s says contradicts itself. Its feed stands still.") % facts)
        case "stale":
            return str(_("%(partner)s has been silent: what we have is out of date since %(day)s.") % facts)
        case "silent":
            return str(_("%(partner)s was promised news by %(day)s. Say what changed.") % facts)
        case _:
            facts["number"] = numbers.grouped(one.facts["number"])
            return (
                ngettext(
                    "One record of %(partner)s cannot be used as it came.",
                    "%(number)s records of %(partner)s cannot be used as they came.",
                    one.facts["number"],
                )
                % facts
            )


def _where(one: overview.Need) -> str:
    if one.version:
        return reverse("exchange:agreement", args=[one.agreement, one.version])
    return reverse("exchange:partner", args=[one.partner])


def events(some: Iterable[Any]) -> list[parts.Event]:
    """The latest acts of the exchange."""
    return [parts.Event(e.at, audit.words_of(e.what), e.who, e.about, number=e.number) for e in some]


def download_json(said: Any, name: str) -> HttpResponse:
    """Plain JSON as a file."""
    return download(json.dumps(said, ensure_ascii=False, indent=2, default=str).encode(), name, "application/json")


def download(raw: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """Bytes as a file, under a name that no header can be broken with."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in name)
    response = HttpResponse(raw, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def languages() -> list[tuple[str, Any]]:
    """The languages that pages can be read in."""
    return list(settings.LANGUAGES)


def body(said: dict[str, Any], collection: str) -> list[tuple[Any, Any]]:
    """What a body says, field by field, in words."""
    if collection in words.TABLES:
        return cell(said, collection)
    known = words.FIELDS.get(collection, {})
    out = [(known.get(name, name), value(name, said[name])) for name in known if name in said]
    return [*out, (_("Where it lies"), geometry(said.get("geometry") or {}))]


def value(name: str, said: Any) -> Any:
    """A value as it was shared: whole, by its month, or between bounds."""
    if said is None:
        return VALUES.get(name, {}).get(None, trade.CONTAMINATION["unknown"])
    if isinstance(said, dict):
        least, most = said.get("from"), said.get("below")
        facts = {"least": numbers.grouped(least or 0), "most": numbers.grouped(most or 0)}
        return _("%(least)s to %(most)s") % facts if most else _("%(least)s and more") % facts
    if isinstance(said, int):
        return numbers.grouped(said)
    if name in DAYS and vocabulary.is_day(said):
        return numbers.day(date.fromisoformat(said))
    return VALUES.get(name, {}).get(said, said)


def cell(said: dict[str, Any], table: str) -> list[tuple[Any, Any]]:
    """What a cell of a table says: the month it is cut at, its place, its figures."""
    of = [(words.DIMENSIONS[one], place_word(one, value)) for one, value in said["of"].items()]
    return [(_("As at"), numbers.day(totals.month_end(said["cut"]))), *of,
            *((words.MEASURES[one], figure(value)) for one, value in said["measures"].items())]  # fmt: skip


def place_word(dimension: str, said: Any) -> Any:
    """A value of a dimension in words."""
    if said is None:
        return trade.CONTAMINATION["unknown"]
    if dimension == "zone":
        return said[:8]
    if dimension == "kind":
        return devices.word(devices.KINDS, said)
    if dimension in PEOPLE:
        return treaty.named(dimension, said)
    return VALUES.get(dimension, {}).get(said, said)


def figure(said: Any) -> Any:
    """A figure as it was shared: a number, an amount with how it is meant, people as they were rounded."""
    if isinstance(said, dict):
        return devices.amount(Amount(said["number"], Qualifier(said["meant"])))
    return treaty.signed(said) if isinstance(said, str) else numbers.grouped(said)


def geometry(said: dict[str, Any]) -> Any:
    """Where a record lies, as far as it was shared."""
    match said.get("kind"):
        case "cells":
            facts = {"number": numbers.grouped(len(said["cells"])), "side": numbers.grouped(said["side_m"])}
            return _("%(number)s squares of %(side)s metres") % facts
        case "shape":
            return _("its perimeter")
        case "unit":
            return said.get("unit") or trade.CONTAMINATION["unknown"]
        case _:
            return _("not shown")


CHANGES = {
    "new": _("shown anew"),
    "gone": _("no longer shown"),
    "finer": _("shown finer"),
    "coarser": _("shown coarser"),
    "both": _("partly finer, partly coarser"),
    "same": _("as before"),
}


def field_word(collection: str, name: str) -> Any:
    """What a field is called."""
    return words.FIELDS[collection][name]
