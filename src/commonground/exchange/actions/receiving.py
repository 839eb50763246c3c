"""Taking in what another programme says: verified before it is read, applied once, kept apart from our own books."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.exchange import bundles, envelopes, lines, notes, received, roots
from commonground.core.exchange.agreements import Agreement, read
from commonground.core.exchange.bundles import Bundle
from commonground.core.exchange.lines import Malformed
from commonground.core.exchange.received import Broken, Foreign, Standing
from commonground.core.exchange.tree import leaf_hash
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import access, gateway
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line, Partner
from commonground.exchange.queries import feeds as known
from commonground.store.bulk import insert, much
from commonground.store.sets import among, run

PAGE = 5_000  # lines that are read side by side
FOREIGN = ForeignRecord._meta.db_table


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a bundle; `receipt` goes back to who sent it."""

    feed: str
    size: int
    new: int
    aside: tuple[tuple[int, str], ...]
    broken: str
    receipt: bytes
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("exchange.received", about=lambda done, *a, **k: done.feed)
def receive(raw: bytes, *, by, at: datetime) -> Heard:
    """Take in a bundle. What was taken in before is held against it byte by byte; what is new is applied once.

    Raises NotUsable for what is none, is not signed by who is pinned here or does not hold together, and NotNow where no agreement
    holds. A log that contradicts itself stops its feed, is told, and everything that was heard before stays as it was.
    """
    require(access.may(by, "exchange.send"))
    bundle = bundles.read(raw)
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
    feed.save()
    try:
        with much(), transaction.atomic():  # a log that contradicts itself leaves nothing behind
            new, aside = _applied(feed, bundle, head)
    except Broken as broken:
        feed.refresh_from_db()
        feed.broken = broken.code
        feed.save()
        return Heard(head.origin, feed.size, 0, (), broken.code, b"", {"broken": broken.code, "seq": broken.seq})
    feed.head, feed.status, feed.told_at = bundle.head.decode(), bundle.status.decode(), at
    feed.save()
    _former_epochs(feed)
    receipt = _receipt(feed, head, aside, at)
    return Heard(
        head.origin, feed.size, new, tuple(aside), "", receipt, {"new": new, "aside": len(aside), "size": feed.size}
    )


def _head(bundle: Bundle) -> tuple[Partner, notes.Head]:
    """Who says it and up to where: the chain of roots from the one that is pinned, and the head by its feed key."""
    if not bundle.roots:
        raise NotUsable("exchange.root.none")
    partner = access.partner(roots.first(bundle.roots[0]).name)
    pinned = [root.encode() for root in partner.roots]
    if list(bundle.roots[: len(pinned)]) != pinned[: len(bundle.roots)]:
        raise NotUsable("exchange.partner.fingerprint", name=partner.name)
    chain = list(bundle.roots) if len(bundle.roots) > len(pinned) else pinned
    identity = roots.chain(chain)
    if len(chain) > len(pinned):
        partner.roots = [root.decode() for root in chain]
        partner.save()
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
    mine = roots.read(access.node().roots[-1].encode()).needed("agreement")
    theirs = roots.read(partner.roots[-1].encode()).needed("agreement")
    if not (envelopes.is_signed(raw, *mine) and envelopes.is_signed(raw, *theirs)):
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


def _applied(feed: Feed, bundle: Bundle, head: notes.Head) -> tuple[int, list[tuple[int, str]]]:
    """Every new line, in order. Raises Broken where the log is another one than was heard, NotUsable where lines are missing."""
    kept = dict(Line.objects.filter(feed=feed, seq__gte=bundle.first).values_list("seq", "line"))
    rows = list(enumerate(bundle.lines, start=bundle.first))
    for seq, raw in rows:
        if seq in kept and kept[seq].encode() != raw:
            raise Broken("fork", seq)
    if bundle.first > feed.size:
        raise NotUsable("exchange.bundle.gap", have=feed.size, first=bundle.first)
    if head.size < feed.size:
        if _edge_at(feed, head.size) != head.root:
            raise Broken("fork", head.size)
        raise NotNow("exchange.bundle.older", have=feed.size, size=head.size)
    _mended(feed, rows, bundle)
    fresh = [(seq, raw) for seq, raw in rows if feed.size <= seq < head.size]
    edge = known.edge(feed).grown(leaf_hash(raw) for _, raw in fresh)
    if edge.size != head.size:
        raise NotUsable("exchange.bundle.gap", have=edge.size, first=head.size)
    if edge.root != head.root:
        raise Broken("fork", head.size)
    aside = _heard(feed, fresh, bundle)
    feed.size, feed.edge = edge.size, [one.hex() for one in edge.hashes]
    return len(fresh), aside


def _mended(feed: Feed, rows: list[tuple[int, bytes]], bundle: Bundle) -> None:
    """Bodies that did not come, or came damaged, are taken when the line comes again with the body that it names."""
    waiting = {r.ident: r for r in ForeignRecord.objects.filter(feed=feed, standing=Standing.ASIDE.value)}
    for seq, raw in rows if waiting else ():
        line = lines.read(raw) if seq < feed.size and seq in bundle.bodies else None
        record = waiting.get(line.id) if line is not None else None
        if line is None or record is None or line.op not in lines.WITH_BODY or line.rev != record.rev:
            continue
        text = AgreementText.objects.get(agreement=feed.agreement, version=line.agreement)
        try:
            record.body = received.read_body(line, bundle.bodies[seq], known.understood(text))
        except Malformed:
            continue
        record.standing, record.reason = Standing.SHARED.value, ""
        record.save()
        salt, body = _body(bundle, seq)
        Line.objects.filter(feed=feed, seq=seq).update(salt=salt, body=body)


def _edge_at(feed: Feed, size: int) -> bytes:
    kept = Line.objects.filter(feed=feed, seq__lt=size).order_by("seq").values_list("line", flat=True)
    return known.Edge().grown(leaf_hash(line.encode()) for line in kept.iterator()).root


def _heard(feed: Feed, fresh: list[tuple[int, bytes]], bundle: Bundle) -> list[tuple[int, str]]:
    """Apply lines to what is known of foreign records; which of them were put aside, and why."""
    texts = {t.version: known.understood(t) for t in AgreementText.objects.filter(agreement=feed.agreement, holds=True)}
    state = received.Feed(feed.size, feed.version, feed.revoked)
    aside: dict[str, tuple[int, str]] = {}
    redacted: list[lines.Line] = []
    ends = False
    for start in range(0, len(fresh), PAGE):
        part = fresh[start : start + PAGE]
        said = [_line(seq, raw, texts) for seq, raw in part]
        before = _known(feed, [one.id for one in said if one.id])
        state, records, last = _together(said, part, bundle, texts, state, before)
        for ident, seq in last.items():
            aside.pop(ident, None)
            if records[ident].standing is Standing.ASIDE:
                aside[ident] = (seq, records[ident].reason)
        redacted += [one for one in said if one.op is lines.Op.REDACT]
        ends = ends or any(one.op in (lines.Op.POLICY, lines.Op.REVOKE) for one in said)
        _written(feed, records, before)
        rows = [(feed.pk, seq, raw.decode(), *_body(bundle, seq)) for seq, raw in part]
        insert(Line, ["feed", "seq", "line", "salt", "body"], rows)
    for gone in redacted:
        kept = Line.objects.filter(feed=feed, seq__lt=gone.seq, line__contains=f'"id":"{gone.id}"').exclude(body="")
        old = [one.pk for one in kept if lines.read(one.line.encode()).rev <= gone.rev]
        Line.objects.filter(pk__in=old).update(body="", salt="")
    feed.version, feed.revoked = state.agreement, state.revoked
    if ends:
        _forgotten(feed, texts)
    return sorted(aside.values())


def _line(seq: int, raw: bytes, texts: dict[int, Agreement]) -> lines.Line:
    try:
        line = lines.read(raw)
    except Malformed as error:
        raise Broken(f"line-{error.code}", seq) from error
    if line.agreement not in texts:
        raise Broken("another-agreement", seq)
    return line


def _together(
    said: list[lines.Line], part: list[tuple[int, bytes]], bundle: Bundle, texts: dict[int, Agreement],
    state: received.Feed, before: dict[str, Foreign],
) -> tuple[received.Feed, dict[str, Foreign], dict[str, int]]:  # fmt: skip
    """Some lines applied one after the other, their bodies read side by side: how the feed stands then, what became of which
    record, and with which line."""
    records: dict[str, Foreign] = {}
    last: dict[str, int] = {}
    puts = [(i, one) for i, one in enumerate(said) if one.op in lines.WITH_BODY]
    opened = received.open_each([(one, bundle.bodies.get(part[i][0]), texts[one.agreement]) for i, one in puts])
    bodies = dict(zip((i for i, _ in puts), opened, strict=True))
    for i, (line, (seq, _)) in enumerate(zip(said, part, strict=True)):
        was = records.get(line.id) or before.get(line.id)
        state, after = received.applied(state, line, was, None, texts[line.agreement], bodies.get(i))
        if after is not None:
            records[line.id] = after
            last[line.id] = seq
    return state, records, last


def _body(bundle: Bundle, seq: int) -> tuple[str, str]:
    """The salt and the body of a line. Bodies that cannot be used are kept as they came, where they are text at all: they can be
    looked at, and mended by who sent them."""
    salt, body = bundle.bodies.get(seq, (b"", b""))
    return salt.hex()[:64], body.decode("utf-8", "replace").replace("\x00", "\ufffd")


def _known(feed: Feed, idents: list[str]) -> dict[str, Foreign]:
    """What is known of some foreign records."""
    clause, params = among("ident", idents)
    found = ForeignRecord.objects.raw(f"SELECT * FROM {FOREIGN} WHERE feed_id = %s AND {clause}", [feed.pk, *params])
    return {
        r.ident: Foreign(
            r.collection, r.ident, r.rev, Standing(r.standing), r.version, r.day, r.body, r.reason, tuple(r.footprints)
        )
        for r in found
    }


def _written(feed: Feed, records: dict[str, Foreign], before: dict[str, Foreign]) -> None:
    """Records as they are now: most are new, and need not be looked for."""
    new = [r for r in records.values() if r.id not in before]
    columns = ["feed", "ident", "collection", "rev", "standing", "version", "day", "body", "reason", "footprints"]
    insert(ForeignRecord, columns, [
        (feed.pk, r.id, r.collection, r.rev, r.standing.value, r.agreement, r.day, None if r.body is None else json.dumps(r.body),
         r.reason, json.dumps(r.footprints)) for r in new
    ])  # fmt: skip
    ForeignRecord.objects.bulk_create(
        (ForeignRecord(feed=feed, ident=r.id, collection=r.collection, rev=r.rev, standing=r.standing.value, version=r.agreement,
                       day=r.day, body=r.body, reason=r.reason, footprints=[dict(f) for f in r.footprints])
         for r in records.values() if r.id in before),
        batch_size=2_000, update_conflicts=True, unique_fields=["feed", "ident"],
        update_fields=["rev", "standing", "version", "day", "body", "reason", "footprints"],
    )  # fmt: skip


def _forgotten(feed: Feed, texts: dict[int, Agreement]) -> None:
    """Bodies that came under a version that no longer holds, and all of them after the end where that was agreed."""
    agreement = texts[max(texts)]
    gone = ForeignRecord.objects.filter(feed=feed, body__isnull=False)
    if not feed.revoked:
        gone = gone.filter(version__lt=feed.version)
    elif agreement.at_end.value != "purge":
        return
    gone.update(body=None, standing=Standing.ERASED.value)
    if feed.revoked:
        Line.objects.filter(feed=feed).exclude(body="").update(body="", salt="")
    elif min(texts) < feed.version:
        kept = Line.objects.filter(feed=feed).exclude(body="").values_list("pk", "line").iterator()
        clause, params = among("id", [pk for pk, line in kept if json.loads(line)["av"] < feed.version])
        run(f"UPDATE {Line._meta.db_table} SET body = '', salt = '' WHERE {clause}", params)


def _former_epochs(feed: Feed) -> None:
    """A feed that was begun anew and has said everything takes the place of the one before; footprints stay."""
    if feed.version:
        former = ForeignRecord.objects.filter(
            feed__agreement=feed.agreement, feed__outgoing=False, feed__epoch__lt=feed.epoch, body__isnull=False
        )
        former.update(body=None, standing=Standing.WITHDRAWN.value)


def _receipt(feed: Feed, head: notes.Head, aside: list[tuple[int, str]], at: datetime) -> bytes:
    said = {
        "feed": head.origin, "size": head.size, "root": head.root.hex(), "aside": [{"seq": seq, "code": code} for seq, code in aside],
        "at": at.isoformat(timespec="seconds"),
    }  # fmt: skip
    return envelopes.sign(envelopes.RECEIPT, said, gateway.key("status"))
