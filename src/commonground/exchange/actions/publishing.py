"""Saying what an agreement lets us say: what changed of the projection, signed, and nothing else."""

import io
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any

from django.db.models import QuerySet

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.exchange import envelopes, guard, notes, roots
from commonground.core.exchange import feed as feeds
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.feed import Key, Said
from commonground.core.exchange.lines import WITH_BODY, Op
from commonground.core.exchange.projection import Projection, Record
from commonground.core.exchange.tree import leaf_hash
from commonground.core.exchange.vocabulary import TALK
from commonground.core.refusals import NotNow
from commonground.exchange import access, gateway
from commonground.exchange.actions import cutting
from commonground.exchange.models import AgreementText, Feed, Line, ToldRecord
from commonground.exchange.queries import feeds as known
from commonground.exchange.queries import figures, records
from commonground.exchange.queries import talk as talking
from commonground.land.queries import entries as ledger
from commonground.store.bulk import change, insert, much

RecordsOf = Callable[[list[Key]], Sequence[Record]]


@dataclass(frozen=True, slots=True)
class Published:
    """What was said: how many lines of which kind, and how many there are now."""

    agreement: str
    epoch: int
    size: int
    said: dict[str, int]
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("exchange.published", about=lambda done, *a, **k: f"{done.agreement} {done.epoch}")
def publish(code: str, *, by, at: datetime) -> Published:
    """Say what changed since the last time under the version that holds. Raises NotNow where the agreement is not in force, or the
    guard finds something in a line that was not agreed: then nothing is said at all."""
    require(access.may(by, "exchange.send"))
    agreement = _in_force(code, at)
    feed = access.feed_held(code) or _first(code, agreement)
    if feed.revoked:
        raise NotNow("exchange.feed.revoked", agreement=code)
    if agreement.version < feed.version:  # a clock that went back
        raise NotNow("exchange.agreement.not-in-force", agreement=code, since=at.date().isoformat())
    _goes_on(feed)
    return _say(feed, agreement, at)


def _goes_on(feed: Feed) -> None:
    """Raises NotNow for a feed that stands still: the other side has heard more of it, and any line more would make two logs of one.
    It is begun anew first; also a revocation is heard only there."""
    if feed.broken:
        raise NotNow("exchange.feed.stands-still", agreement=feed.agreement, why=feed.broken)


def _in_force(code: str, at: datetime) -> Agreement:
    """The version of ours that counts on a day, and is not over. Raises NotNow."""
    agreement = known.in_force(code, at.date())
    if agreement.publisher != access.node().name:
        raise NotNow("exchange.feed.not-ours", agreement=code)
    if not agreement.is_in_force(at.date()):
        raise NotNow("exchange.agreement.not-in-force", agreement=code, since=agreement.valid_until.isoformat())
    return agreement


def in_force(at: datetime) -> list[str]:
    """Agreements under which this programme has something to say on a day."""
    mine = access.node().name
    texts = AgreementText.objects.filter(publisher=mine, holds=True).order_by("agreement", "version")
    return sorted({t.agreement for t in texts if known.understood(t).is_in_force(at.date())})


def _first(code: str, agreement: Agreement) -> Feed:
    """The feed of an agreement, begun. Whoever would begin it at the same time waits here, and finds it then."""
    access.node_held()
    return access.feed_held(code) or _begun(code, agreement, 1)


def _begun(code: str, agreement: Agreement, epoch: int) -> Feed:
    while gateway.is_taken(code, epoch):  # begun before and rolled back, or told before a restore: never again
        epoch += 1
    gateway.new_secret(code, epoch)
    return Feed.objects.create(agreement=code, partner=access.partner(agreement.recipient), outgoing=True, epoch=epoch)


def _say(feed: Feed, agreement: Agreement, at: datetime) -> Published:
    projection = Projection(agreement, gateway.secret(feed.agreement, feed.epoch))
    day, amending = at.date().isoformat(), feed.version != agreement.version
    head, then = _horizon(feed, agreement, at)
    since = None if amending else feed.known or 0
    counts: Counter[str] = Counter()
    with much():
        keys, records_of = (
            _figures(agreement, head, since, at)
            if agreement.is_aggregate
            else (records.keys(agreement, since), partial(records.some, known=then))
        )
        told_of = partial(known.told, feed)
        for part in feeds.in_batches(projection, keys, records_of, told_of, size=feed.size, day=day):
            counts += _appended(feed, part, agreement)
        if amending:
            last = feeds.closing(projection, keys, known.still_told(feed), size=feed.size, day=day)
            counts += _appended(feed, last, agreement)
        counts += _talked(feed, projection, day)
        if amending:
            counts += _appended(feed, [feeds.in_force(agreement, size=feed.size, day=day)], agreement)
    feed.known, feed.version = head, agreement.version
    _signed(feed, agreement, at)
    feed.save()
    said = dict(counts)
    return Published(
        feed.agreement, feed.epoch, feed.size, said, {"lines": said, "size": feed.size, "version": feed.version}
    )


def _figures(agreement: Agreement, head: int, since: int | None, at: datetime) -> tuple[list[Key], RecordsOf]:
    """The cells of what was cut, each month that is due being cut first."""
    cutting.cut_due(agreement, head, at)
    held = figures.records(agreement, since)
    return list(held), lambda some: [held[one] for one in some]


def _horizon(feed: Feed, agreement: Agreement, at: datetime) -> tuple[int, int | None]:
    """Up to which ledger number things are said, and as of which one records are looked at: None is as they are now. What was said
    is not taken back because a later version waits longer, or a clock goes back."""
    if not agreement.delay_days:
        return ledger.head(), None
    then = max(ledger.known_by(at - timedelta(days=agreement.delay_days)), feed.known or 0)
    return then, then


def _talked(feed: Feed, projection: Projection, day: str) -> Counter[str]:
    """Links, proposals and answers, once the records that they name were said."""
    talk = talking.ours(feed)
    told = known.told(feed, feeds.named(projection, talk)) | dict(known.still_told(feed, TALK))
    said = feeds.talked(projection, talk, told, size=feed.size, day=day)
    there = {i for i, one in told.items() if one.digest and one.collection not in TALK}
    return _appended(feed, said, projection.agreement, there)


def _looked_at(said: Sequence[Said], agreement: Agreement, there: Container[str]) -> None:
    """The last look at every line, by rules written apart from what made it. `there` are the records that a link may name."""
    for one, faults in zip(said, guard.faults_each([(s, s.record) for s in said], agreement, there), strict=True):
        if faults:
            raise NotNow("exchange.feed.withheld", faults=", ".join(faults), seq=one.line.seq)


def _appended(
    feed: Feed, said: Sequence[Said], agreement: Agreement, there: Container[str] = frozenset()
) -> Counter[str]:
    """Lines at the end of a feed, once each was looked at; how many of which kind."""
    _looked_at(said, agreement, there)
    raws = [one.raw for one in said]
    kept = [
        (feed.pk, s.line.seq, raw.decode(), s.salt.hex(), s.body.decode()) for s, raw in zip(said, raws, strict=True)
    ]
    insert(Line, ["feed", "seq", "line", "salt", "body"], kept)
    _told(feed, [s for s in said if s.line.op in (*WITH_BODY, Op.WITHDRAW)])
    edge = known.edge(feed).grown(leaf_hash(raw) for raw in raws)
    feed.size, feed.edge = edge.size, [one.hex() for one in edge.hashes]
    return Counter(one.line.op.value for one in said)


def _told(feed: Feed, said: Sequence[Said]) -> None:
    """What the receiver knows now of each record: most are new to them, and need not be looked for."""
    insert(ToldRecord, ["feed", "ident", "collection", "rev", "digest", "version", "key"], [
        (feed.pk, s.line.id, s.line.collection, s.line.rev, s.digest, s.line.agreement, s.record.key if s.record else "")
        for s in said if s.line.rev == 1
    ])  # fmt: skip
    change(ToldRecord, ["rev", "digest", "version"], ["feed", "ident"], [
        (s.line.rev, s.digest, s.line.agreement, feed.pk, s.line.id) for s in said if s.line.rev > 1
    ])  # fmt: skip


def _signed(feed: Feed, agreement: Agreement, at: datetime) -> None:
    """The head last: whoever has it can hold every line against it."""
    mine = access.node().name
    head = notes.Head(known.origin(feed, mine), feed.size, known.edge(feed).root)
    feed.head = notes.sign(head.text(), roots.key_name(mine, "feed"), gateway.key("feed"))
    until = at + timedelta(days=agreement.max_silence_days)
    status = {
        "feed": head.origin, "size": head.size, "root": head.root.hex(), "agreement_sha256": agreement.sha256,
        "issued_at": at.isoformat(timespec="seconds"), "next_by": until.isoformat(timespec="seconds"),
    }  # fmt: skip
    feed.status = envelopes.sign(envelopes.STATUS, status, gateway.key("status")).decode()
    feed.told_at = at


def sealed(raw: bytes, feed: Feed) -> bytes:
    """The bytes of what `seal` writes."""
    out = io.BytesIO()
    seal(io.BytesIO(raw), out, feed)
    return out.getvalue()


def seal(file: IO[bytes], out: IO[bytes], feed: Feed) -> None:
    """Write a file for a stick that only the receiver can open. Raises NotNow where its roots do not say for which key."""
    recipient = roots.read(feed.partner.roots[-1].encode()).sealed_for
    if not recipient:
        raise NotNow("exchange.seal.none", name=feed.partner.name)
    gateway.seal(file, out, recipient)


def sign_again(feed: Feed) -> None:
    """The same head and the same status, by the keys of today."""
    mine = access.node().name
    text, _, _ = feed.head.rpartition("\n\n")
    feed.head = notes.sign(text + "\n", roots.key_name(mine, "feed"), gateway.key("feed"))
    status = envelopes.said(feed.status.encode(), envelopes.STATUS)
    feed.status = envelopes.sign(envelopes.STATUS, status, gateway.key("status")).decode()
    feed.save()


@recorded("exchange.revoked", about=lambda done, *a, **k: f"{done.agreement} {done.epoch}")
def revoke(code: str, *, by, at: datetime) -> Published:
    """Say the last line: nothing more is shared. What was shared goes by the agreement's end; the coarse footprint stays."""
    require(access.may(by, "exchange.agree"))
    agreement = known.understood(access.agreement(code))
    feed = access.feed_held(code)
    if feed is None or agreement.publisher != access.node().name:
        raise NotNow("exchange.feed.not-ours", agreement=code)
    if feed.revoked:
        raise NotNow("exchange.feed.revoked", agreement=code)
    _goes_on(feed)
    last = feeds.revoked(
        replace(agreement, version=feed.version or agreement.version), size=feed.size, day=at.date().isoformat()
    )
    feed.revoked = True
    _appended(feed, [last], replace(agreement, version=last.line.agreement))
    _of_earlier_epochs(feed).update(body="", salt="")
    _signed(feed, agreement, at)
    feed.save()
    return Published(code, feed.epoch, feed.size, {"revoke": 1}, {"size": feed.size})


def _ended_anew(before: Feed, agreement: Agreement, at: datetime) -> Published:
    """A feed that says that the agreement is over, and nothing of any record. Raises NotNow where the end was heard."""
    if before.confirmed == before.size:
        raise NotNow("exchange.feed.revoked", agreement=before.agreement)
    feed = _begun(before.agreement, agreement, before.epoch + 1)
    day = at.date().isoformat()
    _appended(feed, [feeds.in_force(agreement, size=0, day=day), feeds.revoked(agreement, size=1, day=day)], agreement)
    feed.version, feed.revoked = agreement.version, True
    _of_earlier_epochs(feed).update(body="", salt="")
    _signed(feed, agreement, at)
    feed.save()
    return Published(feed.agreement, feed.epoch, feed.size, {"policy": 1, "revoke": 1}, {"size": feed.size})


def _of_earlier_epochs(feed: Feed) -> QuerySet[Line]:
    """The lines of the feeds that this one took the place of."""
    return Line.objects.filter(feed__agreement=feed.agreement, feed__outgoing=True, feed__epoch__lt=feed.epoch)


@recorded("exchange.feed-begun-anew", about=lambda done, *a, **k: f"{done.agreement} {done.epoch}")
def begin_anew(code: str, *, by, at: datetime) -> Published:
    """Begin a feed anew, with a new secret and from its first line: after a restore of an older copy, or where its secret is lost.
    The receiver keeps what it has until the new feed has said everything. One that was revoked and whose end was not heard, since the
    receiver has another log, says nothing but its end again."""
    require(access.may(by, "exchange.agree"))
    agreement, before = _in_force(code, at), access.feed_held(code)
    if before is None:
        raise NotNow("exchange.feed.not-ours", agreement=code)
    if before.revoked:
        return _ended_anew(before, agreement, at)
    return _say(_begun(code, agreement, before.epoch + 1), agreement, at)


@recorded("exchange.redacted", about=lambda done, *a, **k: f"{done.agreement} {done.epoch}")
def redact(code: str, record: str, *, by, at: datetime) -> Published:
    """Ask the other side to forget what it has of one of our hazards, by its code; here too its bodies go, and only its place stays
    marked there. What changes of it later is shared again, as far as the agreement goes. Raises NotNow where nothing of it was shared."""
    require(access.may(by, "exchange.agree"))
    agreement, feed = known.understood(access.agreement(code)), access.feed_held(code)
    if feed is None or feed.revoked or agreement.publisher != access.node().name:
        raise NotNow("exchange.feed.not-ours", agreement=code)
    _goes_on(feed)
    projection = Projection(replace(agreement, version=feed.version), gateway.secret(code, feed.epoch))
    key = records.key_of(record)
    ident = projection.id_for(*key) if key else ""
    told = known.told(feed, [ident]).get(ident)
    if told is None:
        raise NotNow("exchange.record.not-shared", agreement=code, code=record[:60])
    said = feeds.redacted(projection.agreement, ident, told, size=feed.size, day=at.date().isoformat())
    _appended(feed, [said], projection.agreement)
    known.bodies_of(feed, ident, said.line.seq).update(body="", salt="")
    for one in ToldRecord.objects.filter(
        feed__agreement=code, feed__outgoing=True, feed__epoch__lt=feed.epoch, collection=key[0], key=key[1]
    ).select_related("feed"):  # under another id there
        known.bodies_of(one.feed, one.ident, one.feed.size).update(body="", salt="")
    _signed(feed, agreement, at)
    feed.save()
    return Published(code, feed.epoch, feed.size, {"redact": 1}, {"size": feed.size})
