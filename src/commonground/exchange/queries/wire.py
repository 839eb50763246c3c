"""What a partner is answered over a network: its own feeds, as they were signed."""

import json
from datetime import date, datetime

from commonground.core.exchange import lines as said
from commonground.core.exchange import pages, roots
from commonground.core.exchange.tree import leaf_hash
from commonground.core.refusals import NotThere
from commonground.exchange import access
from commonground.exchange.models import AgreementText, Feed, Line, Node, Nonce, Partner, ToldRecord
from commonground.exchange.queries import feeds


class Gone(Exception):
    """A body that was there once and travels no longer: something later says what is so."""


def key_of(node: str) -> bytes:
    """The key that signs a partner's requests; empty for nobody."""
    found = Partner.objects.filter(name=node).first()
    return roots.read(found.roots[-1].encode()).transport if found is not None else b""


def is_used(nonce: str, at: datetime) -> bool:
    """Whether a request came before."""
    return Nonce.objects.filter(nonce=nonce, until__gte=at).exists()


def root(number: int) -> bytes:
    """One of our roots. Raises NotThere."""
    node = Node.objects.first()
    if node is None or not 1 <= number <= len(node.roots):
        raise NotThere("exchange.wire.not-there")
    return node.roots[number - 1].encode()


def agreement(partner: Partner, code: str, version: int) -> bytes:
    """A version that both sides signed. Raises NotThere."""
    text = AgreementText.objects.filter(agreement=code, version=version, holds=True, recipient=partner.name).first()
    if text is None:
        raise NotThere("exchange.wire.not-there")
    return text.envelope.encode()


def index(partner: Partner, code: str) -> bytes:
    """What there is under an agreement. Nothing of it is signed: it only says what to ask for."""
    feed = _newest(partner, code)
    versions = AgreementText.objects.filter(agreement=code, holds=True).order_by("version")
    return json.dumps(
        {"epoch": feed.epoch, "roots": len(access.node().roots), "versions": list(versions.values_list("version", flat=True))}
    ).encode()  # fmt: skip


def _newest(partner: Partner, code: str) -> Feed:
    found = Feed.objects.filter(agreement=code, partner=partner, outgoing=True, size__gt=0).order_by("-epoch").first()
    if found is None:
        raise NotThere("exchange.wire.not-there")
    return found


def feed(partner: Partner, code: str, epoch: int) -> Feed:
    """A feed of ours to this partner. Raises NotThere, also for somebody else's."""
    found = Feed.objects.filter(agreement=code, partner=partner, outgoing=True, epoch=epoch, size__gt=0).first()
    if found is None:
        raise NotThere("exchange.wire.not-there")
    return found


def hashes(found: Feed, start: int, end: int) -> bytes:
    """The hashes of lines `start` to `end`, the last one not included. Raises NotThere for more than there are or may be asked for."""
    _check(found, start, end, pages.HASHES)
    rows = _lines(found, start, end).values_list("line", flat=True)
    return pages.written_hashes([leaf_hash(line.encode()) for line in rows.iterator()])


def lines(found: Feed, start: int, end: int) -> bytes:
    """Lines as they were signed; fewer than were asked for where they are long."""
    _check(found, start, end, pages.LINES)
    rows = [line.encode() for line in _lines(found, start, end).values_list("line", flat=True)]
    return pages.written_lines(rows[: _fitting([len(row) for row in rows])])


def bodies(found: Feed, start: int, end: int, day: date) -> bytes:
    """The bodies beside lines, fewer than were asked for where they are long; those that are no longer so are left out."""
    _check(found, start, end, pages.LINES)
    rows = list(_lines(found, start, end))
    rows = rows[: _fitting([len(one.body) for one in rows])]
    live = _live(found, rows, day)
    return pages.written_bodies(
        [(bytes.fromhex(one.salt), one.body.encode()) if one.seq in live else None for one in rows]
    )


def body(found: Feed, seq: int, day: date) -> bytes:
    """One body. Raises NotThere where the line has none, and Gone where it has none any more."""
    one = Line.objects.filter(feed=found, seq=seq).first()
    if one is None or not said.read(one.line.encode()).body:
        raise NotThere("exchange.wire.not-there")
    if one.seq not in _live(found, [one], day):
        raise Gone
    return pages.written_bodies([(bytes.fromhex(one.salt), one.body.encode())])


def _check(found: Feed, start: int, end: int, most: int) -> None:
    if not 0 <= start < end <= found.size or end - start > most:
        raise NotThere("exchange.wire.not-there")


def _lines(found: Feed, start: int, end: int):  # type: ignore[no-untyped-def]
    return Line.objects.filter(feed=found, seq__gte=start, seq__lt=end).order_by("seq")


def _fitting(sizes: list[int]) -> int:
    """How many of some rows fit into an answer; the first does."""
    total = 0
    for count, size in enumerate(sizes):
        total += size
        if count and total > pages.LARGEST_PAGE:
            return count
    return len(sizes)


def _live(found: Feed, rows: list[Line], day: date) -> set[int]:
    """Lines whose bodies are what the receiver is told today: one that was superseded, withdrawn or erased travels no longer."""
    if not feeds.travels(found, day):
        return set()
    asked = {one.seq: feeds.names(one) for one in rows if one.body}
    now = dict(
        ToldRecord.objects.filter(feed=found, version=found.version, ident__in={ident for ident, _ in asked.values()})
        .exclude(digest="")
        .values_list("ident", "rev")
    )
    return {seq for seq, (ident, rev) in asked.items() if now.get(ident) == rev}
