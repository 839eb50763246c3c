"""Feeds as they stand: what was told, how the log goes on, and the file that carries it."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db.models import Count, Q, QuerySet

from commonground.core.exchange import agreements, bundles, envelopes, lines, notes, roots, standing
from commonground.core.exchange.agreements import Agreement, read
from commonground.core.exchange.bundles import Bundle
from commonground.core.exchange.feed import Told
from commonground.core.exchange.totals import TABLES
from commonground.core.exchange.tree import Edge, leaf_hash
from commonground.core.exchange.vocabulary import COLLECTIONS, TALK
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import access
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line, Partner, ToldRecord
from commonground.store.sets import among, rows

MOST = 1_000  # lines named in one receipt
BATCH = 20 * bundles.PAGE  # lines that are looked at side by side
TOLD = f"SELECT ident, collection, rev, digest, version FROM {ToldRecord._meta.db_table}"


def ours(code: str) -> Feed | None:
    """Our feed under an agreement, its last epoch; None where nothing was said yet."""
    return access.feed(code, outgoing=True)


def edge(feed: Feed) -> Edge:
    """The right edge of a feed's tree."""
    return Edge(feed.size, tuple(bytes.fromhex(one) for one in feed.edge))


def told(feed: Feed, idents: list[str]) -> dict[str, Told]:
    """What the receiver was last told of some records, by the feed's ids."""
    clause, params = among("ident", idents)
    return {r[0]: Told(*r[1:]) for r in rows(f"{TOLD} WHERE feed_id = %s AND {clause}", [feed.pk, *params])}


def still_told(feed: Feed, collections: Iterable[str] = (*COLLECTIONS, *TABLES)) -> Iterator[tuple[str, Told]]:
    """Every record that the receiver was told of and that was not withdrawn; or every statement."""
    clause, params = among("collection", collections)
    for ident, *said in rows(f"{TOLD} WHERE feed_id = %s AND digest <> '' AND {clause}", [feed.pk, *params]):
        yield ident, Told(*said)


def understood(text: AgreementText) -> Agreement:
    """A version of an agreement, word by word."""
    return read(envelopes.said(text.envelope.encode(), envelopes.AGREEMENT))


def in_force(code: str, day: date) -> Agreement:
    """The version of an agreement that counts on a day. Raises NotThere where none holds, NotNow where no day has come yet."""
    access.agreement(code)
    texts = [understood(t) for t in AgreementText.objects.filter(agreement=code, holds=True)]
    found = agreements.in_force(texts, day)
    if found is None:
        raise NotNow(
            "exchange.agreement.not-in-force", agreement=code, since=min(t.valid_from for t in texts).isoformat()
        )
    return found


def bodies_of(feed: Feed, ident: str, before: int) -> QuerySet[Line]:
    """The bodies of one record that are still kept beside their lines, up to a line."""
    return Line.objects.filter(feed=feed, seq__lt=before, line__contains=f'"id":"{ident}"').exclude(body="")


def redactions(feed: Feed) -> list[int]:
    """The last lines of somebody's feed that asked to forget something, which was done with them. They are kept with the feed; in
    one that began before they were, they are looked for."""
    if feed.redacted is not None:
        return list(feed.redacted)
    asked = Line.objects.filter(feed=feed, line__contains=f'"op":"{lines.Op.REDACT.value}"').order_by("-seq")
    return sorted(asked.values_list("seq", flat=True)[:MOST])


def origin(feed: Feed, publisher: str) -> str:
    """The name of a feed as its head says it."""
    return lines.origin(publisher, feed.agreement, feed.epoch)


def travels(feed: Feed, day: date) -> bool:
    """Whether bodies of one of our feeds still travel: neither after a revocation nor after the agreement's last day, nor what was
    said under another version than the one that counts that day, nor beside an epoch that another one took the place of."""
    texts = [understood(t) for t in AgreementText.objects.filter(agreement=feed.agreement, holds=True)]
    counts = agreements.in_force(texts, day)
    if feed.revoked or counts is None or not counts.is_in_force(day) or counts.version != feed.version:
        return False
    return not Feed.objects.filter(agreement=feed.agreement, outgoing=True, epoch__gt=feed.epoch).exists()


def bundle(feed: Feed, *, on: date, since: int | None = None) -> bytes:
    """The bytes of what `write` writes."""
    out = io.BytesIO()
    write(out, feed, on=on, since=since)
    return out.getvalue()


def write(out: IO[bytes], feed: Feed, *, on: date, since: int | None = None) -> None:
    """The file of one of our feeds, from the first line that no receipt confirms (or from another one), with the bodies that may
    travel on a day: that on which it is handed out, however long ago its last line was said. It is never in memory whole."""
    start = min(feed.confirmed if since is None else since, feed.size)
    texts = AgreementText.objects.filter(agreement=feed.agreement, holds=True).order_by("version")
    said = Bundle(
        [root.encode() for root in access.node().roots],
        {t.version: t.envelope.encode() for t in texts},
        feed.head.encode(), feed.status.encode(), start, (), {},
    )  # fmt: skip
    bundles.write(out, said, _pages(feed, start, travels=travels(feed, on)))


def _pages(feed: Feed, start: int, *, travels: bool) -> Iterator[list[bundles.Row]]:
    """The lines of a feed from one on, by pages, each with its body where that is what a receiver should have now."""
    for first in range(start, feed.size, BATCH):
        found = Line.objects.filter(feed=feed, seq__gte=first, seq__lt=min(first + BATCH, feed.size)).order_by("seq")
        kept = list(found.values_list("line", "salt", "body", named=True))
        live = _live(feed, kept) if travels else set()
        said = [
            (one.line.encode(), (bytes.fromhex(one.salt), one.body.encode()) if one.body and names(one) in live else None)
            for one in kept
        ]  # fmt: skip
        for at in range(0, len(said), bundles.PAGE):
            yield said[at : at + bundles.PAGE]


def _live(feed: Feed, kept: list[Any]) -> set[tuple[str, int]]:
    """Which records, of those that some lines are about, are in which revision what a receiver should have now."""
    clause, params = among("ident", {names(one)[0] for one in kept if one.body})
    found = rows(
        f"SELECT ident, rev FROM {ToldRecord._meta.db_table} "
        f"WHERE feed_id = %s AND version = %s AND digest <> '' AND {clause}",
        [feed.pk, feed.version, *params],
    )
    return {(ident, rev) for ident, rev in found}


def names(one: Any) -> tuple[str, int]:
    """The record that one of our own lines is about, and its revision."""
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
    over: bool = False  # incoming: its agreement is

    def as_data(self) -> dict[str, Any]:
        return {
            "agreement": self.agreement, "partner": self.partner, "direction": "out" if self.outgoing else "in",
            "epoch": self.epoch, "version": self.version, "lines": self.lines, "confirmed": self.confirmed,
            "last": self.last.isoformat() if self.last else None, "fresh_until": self.fresh_until, "broken": self.broken,
            "revoked": self.revoked, "records": self.records,
        }  # fmt: skip


def over(day: date) -> frozenset[int]:
    """Feeds of others whose agreement is over on a day, by their numbers here. Nothing of them says how things are, whether or not
    somebody has looked after them since."""
    heard = list(Feed.objects.filter(outgoing=False).values_list("pk", "agreement", "revoked"))
    texts: dict[str, list[Agreement]] = {code: [] for _, code, _ in heard}
    for text in AgreementText.objects.filter(holds=True, agreement__in=texts) if texts else ():
        texts[text.agreement].append(understood(text))
    counts = {code: agreements.in_force(some, day) for code, some in texts.items()}
    ended = {code for code, found in counts.items() if found is not None and day > found.valid_until}
    return frozenset(number for number, code, revoked in heard if revoked or code in ended)


def standings(day: date, partner: str = "") -> list[Standing]:
    """Every feed, ours and theirs, by partner; or those with one. As of a day: what came under an agreement that is over has ended."""
    found = Feed.objects.select_related("partner").order_by("partner__name", "agreement", "outgoing", "epoch")
    ended = over(day)
    return [_standing(f, f.pk in ended) for f in (found.filter(partner__name=partner) if partner else found)]


def _standing(feed: Feed, ended: bool) -> Standing:
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
        if ended and "shared" in counts:
            counts["ended"] = counts.get("ended", 0) + counts.pop("shared")
    status = envelopes.said(feed.status.encode(), envelopes.STATUS) if feed.status else {}
    return Standing(
        feed.agreement, feed.partner.name, feed.outgoing, feed.epoch, feed.version, feed.size, feed.confirmed, feed.told_at,
        _fresh_until(feed, status), feed.broken, feed.revoked, counts, feed.pk, ended,
    )  # fmt: skip


def live(found: Iterable[Any]) -> dict[tuple[str, bool], int]:
    """The epoch that counts, by agreement and direction, of some feeds: the last that was told whole. One that is still being fetched
    takes nobody's place; where none is whole, the last there is."""
    best: dict[tuple[str, bool], tuple[bool, int]] = {}
    for one in found:
        key = (one.agreement, one.outgoing)
        best[key] = max(best.get(key, (False, 0)), (one.version > 0, one.epoch))
    return {key: epoch for key, (_, epoch) in best.items()}


def _fresh_until(feed: Feed, status: dict[str, Any]) -> str:
    """What others say of time is held against when it was heard; what is none says nothing."""
    if feed.outgoing or not status or feed.told_at is None:
        return str(status.get("next_by", ""))
    try:
        return standing.fresh_until(status, feed.told_at).isoformat()
    except NotUsable:
        return ""


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
    head = _signed_head(feed, publisher.roots)
    faults: list[str] = []
    grown, count, there = Edge(), 0, Edge()
    for one in Line.objects.filter(feed=feed).order_by("seq").iterator():
        if one.seq != count:
            faults.append("gap")
            break
        count += 1
        grown = grown.grown([leaf_hash(one.line.encode())])
        there = grown if head is not None and count == head.size else there
        faults += _line_faults(one)
    if head is None:
        faults.append("signature" if feed.head else "unfinished")
    elif (head.origin, head.size, head.root) != (origin(feed, publisher.name), there.size, there.root):
        faults.append("head")
    elif count > head.size:  # fetched as far as it came; the head that says so is taken with the last page
        faults.append("unfinished")
    if (feed.size, tuple(feed.edge)) != (grown.size, tuple(h.hex() for h in grown.hashes)):
        faults.append("edge")
    return Verdict(feed.agreement, feed.partner.name, feed.outgoing, feed.epoch, count, tuple(dict.fromkeys(faults)))


def _signed_head(feed: Feed, chain: list[str]) -> notes.Head | None:
    """The head, where a feed key of the publisher signed it: of today or, with keys changed since, of before."""
    for raw in reversed(chain):
        try:
            return notes.head_of(notes.opened(feed.head.encode(), roots.read(raw.encode()).raw("feed"))[0])
        except notes.NotSigned:
            continue
    return None


def _line_faults(one: Line) -> list[str]:
    try:
        said = lines.read(one.line.encode())
    except lines.Malformed as error:
        return [f"line-{error.code}"]
    other = said.body and one.body and lines.body_hash(bytes.fromhex(one.salt), one.body.encode()) != said.body
    return ["body"] if other else []
