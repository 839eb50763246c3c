"""Feeds as they stand: what was told, how the log goes on, and the file that carries it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from commonground.core.exchange import bundles, envelopes, lines, notes, roots
from commonground.core.exchange.agreements import Agreement, read
from commonground.core.exchange.bundles import Bundle
from commonground.core.exchange.feed import Told
from commonground.core.exchange.received import Standing as Held
from commonground.core.exchange.tree import Edge, leaf_hash
from commonground.core.exchange.vocabulary import COLLECTIONS, TALK
from commonground.exchange import access
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line, Partner, ToldRecord
from commonground.store.sets import among, rows

TOLD = f"SELECT ident, collection, rev, digest, version FROM {ToldRecord._meta.db_table}"


def edge(feed: Feed) -> Edge:
    """The right edge of a feed's tree."""
    return Edge(feed.size, tuple(bytes.fromhex(one) for one in feed.edge))


def told(feed: Feed, idents: list[str]) -> dict[str, Told]:
    """What the receiver was last told of some records, by the feed's ids."""
    clause, params = among("ident", idents)
    return {r[0]: Told(*r[1:]) for r in rows(f"{TOLD} WHERE feed_id = %s AND {clause}", [feed.pk, *params])}


def still_told(feed: Feed, collections: Iterable[str] = tuple(COLLECTIONS)) -> Iterator[tuple[str, Told]]:
    """Every record that the receiver was told of and that was not withdrawn; or every statement."""
    clause, params = among("collection", collections)
    for ident, *said in rows(f"{TOLD} WHERE feed_id = %s AND digest <> '' AND {clause}", [feed.pk, *params]):
        yield ident, Told(*said)


def understood(text: AgreementText) -> Agreement:
    """A version of an agreement, word by word."""
    return read(envelopes.said(text.envelope.encode(), envelopes.AGREEMENT))


def origin(feed: Feed, publisher: str) -> str:
    """The name of a feed as its head says it."""
    return lines.origin(publisher, feed.agreement, feed.epoch)


def bundle(feed: Feed, *, since: int | None = None) -> bytes:
    """The file of one of our feeds, from the first line that no receipt confirms (or from another one)."""
    start = min(feed.confirmed if since is None else since, feed.size)
    kept = list(Line.objects.filter(feed=feed, seq__gte=start).order_by("seq"))
    told = ToldRecord.objects.filter(feed=feed, version=feed.version).exclude(digest="")
    live = set() if feed.revoked else set(told.values_list("ident", "rev"))
    texts = AgreementText.objects.filter(agreement=feed.agreement, holds=True).order_by("version")
    return bundles.written(
        Bundle(
            [root.encode() for root in access.node().roots],
            {t.version: t.envelope.encode() for t in texts},
            feed.head.encode(), feed.status.encode(), start,
            [one.line.encode() for one in kept],
            {one.seq: (bytes.fromhex(one.salt), one.body.encode()) for one in kept if one.body and _names(one) in live},
        )
    )  # fmt: skip


def _names(one: Line) -> tuple[str, int]:
    said = json.loads(one.line)  # our own writing: looked at before it was kept
    return said["id"], said["rev"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One feed as people look at it."""

    agreement: str
    partner: str
    outgoing: bool
    epoch: int
    version: int
    lines: int
    confirmed: int
    last: datetime | None
    fresh_until: str
    broken: str
    revoked: bool
    records: dict[str, int]  # by standing: shared, withdrawn, aside, erased
    number: int = 0  # of the feed here

    def as_data(self) -> dict[str, Any]:
        return {
            "agreement": self.agreement, "partner": self.partner, "direction": "out" if self.outgoing else "in",
            "epoch": self.epoch, "version": self.version, "lines": self.lines, "confirmed": self.confirmed,
            "last": self.last.isoformat() if self.last else None, "fresh_until": self.fresh_until, "broken": self.broken,
            "revoked": self.revoked, "records": self.records,
        }  # fmt: skip


def standings(partner: str = "") -> list[Standing]:
    """Every feed, ours and theirs, by partner; or those with one."""
    found = Feed.objects.select_related("partner").order_by("partner__name", "agreement", "outgoing", "epoch")
    return [_standing(f) for f in (found.filter(partner__name=partner) if partner else found)]


def _standing(feed: Feed) -> Standing:
    if feed.outgoing:
        told = (
            ToldRecord.objects.filter(feed=feed)
            .exclude(collection__in=TALK)
            .aggregate(n=Count("pk"), gone=Count("pk", filter=Q(digest="")))
        )
        counts = {n: c for n, c in (("shared", told["n"] - told["gone"]), ("withdrawn", told["gone"])) if c}
    else:
        heard = ForeignRecord.objects.filter(feed=feed).exclude(collection__in=TALK).order_by().values_list("standing")
        counts = dict(heard.annotate(n=Count("pk")))
    status = envelopes.said(feed.status.encode(), envelopes.STATUS) if feed.status else {}
    return Standing(
        feed.agreement, feed.partner.name, feed.outgoing, feed.epoch, feed.version, feed.size, feed.confirmed, feed.told_at,
        str(status.get("next_by", "")), feed.broken, feed.revoked, counts, feed.pk,
    )  # fmt: skip


def partners() -> list[Partner]:
    """Programmes that were pinned, by name."""
    return list(Partner.objects.order_by("name"))


def texts() -> list[AgreementText]:
    """Every version of every agreement, the newest first."""
    return list(AgreementText.objects.order_by("agreement", "-version"))


def card() -> tuple[bytes, str]:
    """What another programme needs to know this one: the first root, and its fingerprint to compare by another road."""
    raw = access.node().roots[0].encode()
    return raw, roots.fingerprint(raw)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an auditor finds of one feed: its lines against the head that was signed."""

    agreement: str
    partner: str
    outgoing: bool
    epoch: int
    lines: int
    faults: tuple[str, ...]


def verify() -> list[Verdict]:
    """Every feed: lines without a gap, their tree's root the signed one, bodies what their lines say, the head by the feed's key."""
    return [_verified(f) for f in Feed.objects.select_related("partner").order_by("agreement", "outgoing", "epoch")]


def _verified(feed: Feed) -> Verdict:
    publisher = access.node() if feed.outgoing else feed.partner
    faults: list[str] = []
    head = None
    if feed.head or feed.outgoing:  # of a feed that is still being fetched for the first time there is none yet
        try:
            identity = roots.read(publisher.roots[-1].encode())
            head = notes.head_of(notes.opened(feed.head.encode(), identity.raw("feed"))[0])
        except notes.NotSigned:
            faults.append("signature")
    aside = set(
        ForeignRecord.objects.filter(feed=feed, standing=Held.ASIDE.value, reason="body-hash").values_list(
            "ident", "rev"
        )
    )
    grown, count, then = Edge(), 0, Edge()
    for one in Line.objects.filter(feed=feed).order_by("seq").iterator():
        if one.seq != count:
            faults.append("gap")
            break
        count += 1
        raw = one.line.encode()
        grown = grown.grown([leaf_hash(raw)])
        then = grown if head is not None and grown.size == head.size else then
        try:
            said = lines.read(raw)
        except lines.Malformed as error:
            faults.append(f"line-{error.code}")
            continue
        if said.body and one.body and (said.id, said.rev) not in aside and _is_another(one, said.body):
            faults.append("body")
    if head is not None and (head.origin, head.size, head.root) != (origin(feed, publisher.name), then.size, then.root):
        faults.append("head")
    if feed.outgoing and head is not None and head.size != grown.size:
        faults.append("head")
    if (feed.size, tuple(feed.edge)) != (grown.size, tuple(h.hex() for h in grown.hashes)):
        faults.append("edge")
    return Verdict(feed.agreement, feed.partner.name, feed.outgoing, feed.epoch, count, tuple(dict.fromkeys(faults)))


def _is_another(kept: Line, said: str) -> bool:
    """Whether a body is not the one that its line names."""
    return lines.body_hash(bytes.fromhex(kept.salt), kept.body.encode()) != said
