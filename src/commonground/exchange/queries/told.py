"""What a partner has received: every record that was said to them, with the lines that said it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.core.exchange import envelopes, lines
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.lines import Malformed, Op
from commonground.core.exchange.projection import Projection, Record
from commonground.core.exchange.vocabulary import TALK
from commonground.exchange import gateway
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line, Receipt, ToldRecord
from commonground.exchange.queries import feeds, records
from commonground.land.queries import named

PAGE, LATEST = 50, 12


@dataclass(frozen=True, slots=True)
class Row:
    """A record that was told, as a list shows it."""

    ident: str
    collection: str
    rev: int
    standing: str
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them."""

    rows: list[Row]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Said:
    """One line about a record, and what it carried where that is still here."""

    seq: int
    op: str
    day: str
    rev: int
    version: int
    body: dict[str, Any] | None
    confirmed: bool


def page(feed: Feed, day: date, number: int = 1, ident: str = "") -> Page:
    """The records of one feed, ours or theirs, in the order of their names in it, as they stand on a day."""
    model: Any = ToldRecord if feed.outgoing else ForeignRecord
    found = model.objects.filter(feed=feed).exclude(collection__in=TALK)
    if ident:
        found = found.filter(ident=ident)
    total = found.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    some = found.order_by("ident")[(number - 1) * PAGE : number * PAGE]
    ended = not feed.outgoing and feed.pk in feeds.over(day)
    return Page([_row(one, feed.outgoing, ended) for one in some], total, number, pages)


def _row(one: Any, outgoing: bool, ended: bool) -> Row:
    standing = ("shared" if one.digest else "withdrawn") if outgoing else one.standing
    standing = "ended" if ended and standing == "shared" else standing
    return Row(one.ident, one.collection, one.rev, standing, one.version)


def said_of(feed: Feed, ident: str) -> list[Said]:
    """Every line about one record, the newest first, each with its body where that was not erased."""
    found = Line.objects.filter(feed=feed, line__contains=f'"id":"{ident}"').order_by("-seq")
    return [one for row in found if (one := _said(row, feed)) is not None]


def _said(row: Line, feed: Feed) -> Said | None:
    try:
        line = lines.read(row.line.encode())
        body = lines.plain(row.body.encode(), lines.LARGEST_BODY) if row.body and line.op is Op.PUT else None
    except Malformed:
        return None
    confirmed = row.seq < feed.confirmed if feed.outgoing else True
    return Said(row.seq, line.op.value, line.day, line.rev, line.agreement, body, confirmed)


def ident_of(feed: Feed, code: str) -> str:
    """What one of our hazards is called in a feed of ours; empty where there is none of that code."""
    hazard = named.number_of(code)
    return _projection(feed).id_of(Record(records.HAZARD, str(hazard), {})) if hazard is not None else ""


def code_of(feed: Feed, ident: str) -> str:
    """Which hazard of ours a record of a feed is; empty where it is none of today's."""
    projection = _projection(feed)
    for key, code in named.numbers():
        if projection.id_of(Record(records.HAZARD, str(key), {})) == ident:
            return code
    return ""


def _projection(feed: Feed) -> Projection:
    text = AgreementText.objects.filter(agreement=feed.agreement).order_by("-version").first()
    assert text is not None
    return Projection(feeds.understood(text), gateway.secret(feed.agreement, feed.epoch))


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A receipt as a page shows it: up to which line, what they could not use, and what they forgot."""

    feed: int
    agreement: str
    epoch: int
    at: datetime
    size: int
    aside: int
    redacted: int
    purged: bool


def acknowledged(partner: str) -> list[Acknowledged]:
    """The latest receipts of a partner; the signature was looked at when each came."""
    found = Receipt.objects.filter(feed__partner__name=partner).select_related("feed").order_by("-pk")[:LATEST]
    out = []
    for one in found:
        said = envelopes.said(one.text.encode(), envelopes.RECEIPT)
        aside, redacted = (
            len(part) if isinstance(part := said.get(name), list) else 0 for name in ("aside", "redacted")
        )
        out.append(
            Acknowledged(one.feed.pk, one.feed.agreement, one.feed.epoch, one.at, one.size, aside, redacted, said.get("purged") is True)
        )  # fmt: skip
    return out


def clauses_of(feed: Feed) -> Iterator[Agreement]:
    """The versions under which lines of a feed were said, the newest first."""
    for text in AgreementText.objects.filter(agreement=feed.agreement, holds=True).order_by("-version"):
        yield feeds.understood(text)
