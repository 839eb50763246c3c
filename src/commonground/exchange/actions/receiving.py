"""Taking in what another programme says: verified before it is read, applied once, kept apart from our own books.

A file is taken in whole. Over a network the head comes first and then pages, each in a transaction of its own with how far the feed is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.exchange import bundles, envelopes, notes, pages, roots, standing
from commonground.core.exchange.agreements import Agreement, read
from commonground.core.exchange.bundles import Bundle
from commonground.core.exchange.received import Broken
from commonground.core.exchange.tree import leaf_hash
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import access, gateway
from commonground.exchange.actions import applying, receipts
from commonground.exchange.models import AgreementText, Feed, Line, Partner
from commonground.exchange.queries import feeds as known


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a file or a page; `receipt` goes back to who sent it, once the feed is whole."""

    feed: str
    size: int
    new: int
    aside: tuple[tuple[int, str], ...]
    broken: str
    receipt: bytes
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """A head that was believed, and how far the feed is that it goes on from."""

    feed: int
    head: notes.Head
    edge: known.Edge
    said: Bundle
    broken: str = ""
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("exchange.received", about=lambda done, *a, **k: done.feed)
def receive(raw: bytes | IO[bytes], *, by, at: datetime) -> Heard:
    """Take in a bundle, by its bytes or as an open file. What was taken in before is held against it byte by byte; what is new is applied once.

    Raises NotUsable for what is none, is not signed by who is pinned here or does not hold together, and NotNow where no agreement
    holds. A log that contradicts itself stops its feed, is told, and everything that was heard before stays as it was.
    """
    require(access.may(by, "exchange.send"))
    with gateway.opened(raw) as file:
        return _received(bundles.read(file), at)


def _received(bundle: Bundle, at: datetime) -> Heard:
    feed, head = _opened(bundle, at)
    feed.save()
    try:
        _not_older(feed, head)
        new, aside = _applied(feed, bundle, head)
    except Broken as broken:
        return _stopped(feed, head, broken)
    _finished(feed, bundle, at)
    return _heard(feed, head, new, aside, receipts.made(feed, head.origin, at))


@recorded("exchange.head-heard", about=lambda done, *a, **k: done.head.origin)
def hear_head(said: Bundle, *, by, at: datetime) -> Opened:
    """Take in who a programme is by now, the versions of the agreement, and the head of its feed; no lines yet. Raises as `receive`."""
    require(access.may(by, "exchange.send"))
    feed, head = _opened(said, at)
    feed.save()
    try:
        _not_older(feed, head)
    except Broken as broken:
        done = _stopped(feed, head, broken)
        return Opened(feed.pk, head, known.edge(feed), said, broken.code, done.recorded_facts)
    if feed.size == head.size:
        _finished(feed, said, at)
        feed.save()
    return Opened(feed.pk, head, known.edge(feed), said, "", {"size": head.size})


@recorded("exchange.page-taken", about=lambda done, *a, **k: done.feed)
def take_page(
    opened: Opened, ahead: pages.Ahead, first: int, page: Sequence[bytes], bodies: applying.Bodies, *, by, at: datetime
) -> Heard:
    """Apply a page of lines and go on from it: both, or neither. Raises NotUsable for lines that are not those of the head."""
    require(access.may(by, "exchange.send"))
    feed, head = Feed.objects.select_for_update().select_related("partner").get(pk=opened.feed), opened.head
    if feed.broken:
        raise NotNow("exchange.feed.broken", agreement=feed.agreement, code=feed.broken)
    if first > feed.size:
        raise NotUsable("exchange.bundle.gap", have=feed.size, first=first)
    if not ahead.fits(first, page):
        raise NotUsable("exchange.page.damaged", agreement=feed.agreement, first=first)
    fresh = [(seq, raw) for seq, raw in enumerate(page, start=first) if seq >= feed.size]
    try:
        aside = applying.apply(feed, fresh, bodies)
    except Broken as broken:
        return _stopped(feed, head, broken)
    edge = known.edge(feed).grown(leaf_hash(raw) for _, raw in fresh)
    feed.size, feed.edge = edge.size, [one.hex() for one in edge.hashes]
    if edge.size == head.size:
        _finished(feed, opened.said, at)
    feed.save()
    return _heard(feed, head, len(fresh), aside, b"")


@recorded("exchange.feed-stopped", about=lambda done, *a, **k: done.feed)
def stop(opened: Opened, broken: Broken, *, by, at: datetime) -> Heard:
    """Stop a feed whose log was seen to be another one than was heard. What was heard stays."""
    require(access.may(by, "exchange.send"))
    return _stopped(Feed.objects.select_for_update().get(pk=opened.feed), opened.head, broken)


@recorded("exchange.bodies-mended", about=lambda done, *a, **k: done.feed)
def mend(opened: Opened, bodies: applying.Bodies, *, by, at: datetime) -> Heard:
    """Take bodies that were asked for once more, each by the line that names its hash."""
    require(access.may(by, "exchange.send"))
    feed = Feed.objects.select_for_update().get(pk=opened.feed)
    rows = Line.objects.filter(feed=feed, seq__in=list(bodies)).values_list("seq", "line")
    try:
        mended = applying.mend(feed, [(seq, line.encode()) for seq, line in rows], bodies)
    except Broken as broken:
        return _stopped(feed, opened.head, broken)
    return _heard(feed, opened.head, mended, [], b"")


def _opened(bundle: Bundle, at: datetime) -> tuple[Feed, notes.Head]:
    """The feed that a head is of, with everything that has to hold before a line of it is looked at."""
    partner, head = _head(bundle)
    mine = access.node().name
    publisher, _, rest = head.origin.partition("/smx/")
    code, _, epoch = rest.rpartition("/")
    _agreements(bundle, code, at)
    text = access.agreement(code)
    if (text.publisher, text.recipient) != (publisher, mine):
        raise NotUsable("exchange.agreement.not-ours", publisher=text.publisher, recipient=text.recipient)
    feed = Feed.objects.select_for_update().filter(agreement=code, outgoing=False, epoch=int(epoch)).first() or Feed(
        agreement=code, partner=partner, outgoing=False, epoch=int(epoch)
    )
    if Feed.objects.filter(agreement=code, outgoing=False, epoch__gt=feed.epoch, version__gt=0).exists():
        raise NotNow("exchange.feed.former", agreement=code, epoch=feed.epoch)
    if feed.broken:
        raise NotNow("exchange.feed.broken", agreement=code, code=feed.broken)
    _status(bundle, partner, head)
    return feed, head


def _stopped(feed: Feed, head: notes.Head, broken: Broken) -> Heard:
    feed.refresh_from_db()
    feed.broken = broken.code
    feed.save()
    return Heard(head.origin, feed.size, 0, (), broken.code, b"", {"broken": broken.code, "seq": broken.seq})


def _finished(feed: Feed, said: Bundle, at: datetime) -> None:
    """All lines of a head are here: it is the one that is fresh now."""
    feed.head, feed.status, feed.told_at = said.head.decode(), said.status.decode(), at
    feed.save()
    applying.former_epochs(feed)


def _heard(feed: Feed, head: notes.Head, new: int, aside: list[tuple[int, str]], receipt: bytes) -> Heard:
    facts = {"new": new, "aside": len(aside), "size": feed.size}
    return Heard(head.origin, feed.size, new, tuple(aside), "", receipt, facts)


def _head(bundle: Bundle) -> tuple[Partner, notes.Head]:
    """Who says it and up to where: the chain of roots from the one that is pinned, and the head by its feed key."""
    if not bundle.roots:
        raise NotUsable("exchange.root.none")
    partner = access.partner(roots.first(bundle.roots[0]).name)
    identity = believed(partner, bundle.roots)
    try:
        text, _ = notes.opened(bundle.head, identity.raw("feed"))
        head = notes.head_of(text)
    except notes.NotSigned as error:
        raise NotUsable("exchange.bundle.not-signed", name=partner.name) from error
    parts = head.origin.split("/")
    if (
        len(parts) != 4
        or parts[0] != partner.name
        or parts[1] != "smx"
        or not re.fullmatch(r"[1-9][0-9]{0,8}", parts[3])
    ):
        raise NotUsable("exchange.bundle.not-signed", name=partner.name)
    return partner, head


def believed(partner: Partner, said: Sequence[bytes]) -> roots.Identity:
    """Who a partner is by now: a chain that goes on from the one that is known here is kept. Raises NotUsable for another one."""
    pinned = [root.encode() for root in partner.roots]
    if list(said[: len(pinned)]) != pinned[: len(said)]:
        raise NotUsable("exchange.partner.fingerprint", name=partner.name)
    chain = list(said) if len(said) > len(pinned) else pinned
    identity = roots.chain(chain)
    if len(chain) > len(pinned):
        partner.roots = [root.decode() for root in chain]
        partner.save(update_fields=["roots"])
    return identity


def _agreements(bundle: Bundle, code: str, at: datetime) -> None:
    """Versions of the agreement that came along: taken where both sides signed and none is left out."""
    for version, raw in sorted(bundle.agreements.items()):
        agreement = read(envelopes.said(raw, envelopes.AGREEMENT))
        held = AgreementText.objects.filter(agreement=code, version=version).first()
        if (
            agreement.id != code
            or agreement.version != version
            or (held is not None and held.sha256 != agreement.sha256)
        ):
            raise NotUsable("exchange.agreement.another-text", agreement=code, version=version)
        if held is None or not held.holds:
            _taken(agreement, raw, held, at)


def _taken(agreement: Agreement, raw: bytes, held: AgreementText | None, at: datetime) -> None:
    partner = access.partner(agreement.publisher)
    sides = (
        access.node().roots,
        partner.roots,
    )  # keys may have changed since both signed; today's sign the feed that brings it
    if not all(envelopes.is_signed_by_one(raw, roots.ever(chain, "agreement")) for chain in sides):
        raise NotUsable("exchange.agreement.not-signed", name=partner.name)
    row = held or AgreementText(agreement=agreement.id, version=agreement.version, sha256=agreement.sha256)
    row.publisher, row.recipient, row.envelope, row.holds, row.at = (
        agreement.publisher,
        agreement.recipient,
        raw.decode(),
        True,
        at,
    )
    row.save()


def _status(bundle: Bundle, partner: Partner, head: notes.Head) -> None:
    """What says until when the head is fresh, by its own key and about the same head."""
    keys = roots.read(partner.roots[-1].encode()).keys["status"]
    said = envelopes.said(bundle.status, envelopes.STATUS)
    if not envelopes.is_signed(bundle.status, keys) or (said.get("feed"), said.get("size"), said.get("root")) != (
        head.origin, head.size, head.root.hex(),
    ):  # fmt: skip
        raise NotUsable("exchange.bundle.not-signed", name=partner.name)
    issued, next_by = standing.promised(said)
    texts = AgreementText.objects.filter(agreement=head.origin.split("/")[2], holds=True)
    if next_by - issued > timedelta(days=max(known.understood(text).max_silence_days for text in texts)):
        raise NotUsable("exchange.document.unreadable")


def _not_older(feed: Feed, head: notes.Head) -> None:
    """Raises Broken where a head is of another log than was heard, NotNow where it is an older one of the same."""
    if head.size <= feed.size and _edge_at(feed, head.size).root != head.root:
        raise Broken("fork", head.size)
    if head.size < feed.size:
        raise NotNow("exchange.bundle.older", have=feed.size, size=head.size)


def _applied(feed: Feed, bundle: Bundle, head: notes.Head) -> tuple[int, list[tuple[int, str]]]:
    """Every new line, in order. Raises Broken where the log is another one than was heard, NotUsable where lines are missing or are
    not those of the head."""
    if bundle.first > feed.size:
        raise NotUsable("exchange.bundle.gap", have=feed.size, first=bundle.first)
    rows = bundles.Numbered(bundle.lines, bundle.first, bundle.first, head.size)
    edge = _edge_at(feed, bundle.first).grown(leaf_hash(raw) for _, raw in rows)
    if edge.size != head.size:
        raise NotUsable("exchange.bundle.gap", have=edge.size, first=head.size)
    if edge.root != head.root:  # a file that suffered on its way proves nothing against who signed the head
        raise NotUsable("exchange.page.damaged", agreement=feed.agreement, first=bundle.first)
    for start in range(bundle.first, feed.size, applying.PAGE):
        found = Line.objects.filter(feed=feed, seq__gte=start, seq__lt=start + applying.PAGE)
        kept = dict(found.values_list("seq", "line"))
        for seq, raw in bundles.Numbered(bundle.lines, bundle.first, start, start + applying.PAGE):
            if seq in kept and kept[seq].encode() != raw:
                raise Broken("fork", seq)
    applying.mend(feed, rows, bundle.bodies)
    fresh = bundles.Numbered(bundle.lines, bundle.first, feed.size, head.size)
    aside = applying.apply(feed, fresh, bundle.bodies)
    feed.size, feed.edge = edge.size, [one.hex() for one in edge.hashes]
    return len(fresh), aside


def _edge_at(feed: Feed, size: int) -> known.Edge:
    if size == feed.size:
        return known.edge(feed)
    kept = Line.objects.filter(feed=feed, seq__lt=size).order_by("seq").values_list("line", flat=True)
    return known.Edge().grown(leaf_hash(line.encode()) for line in kept.iterator())
