"""Receipts: how far a receiver is, what it could not use and what it forgot, signed by it; and taking in those of others."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.exchange import envelopes, roots
from commonground.core.exchange.lines import Op
from commonground.core.exchange.received import Standing
from commonground.core.exchange.tree import leaf_hash
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import access, gateway
from commonground.exchange.models import Feed, ForeignRecord, Line, Receipt
from commonground.exchange.queries import feeds as known

KEPT = 200  # receipts of one feed
MOST = known.MOST  # lines named in one receipt


def made(feed: Feed, origin: str, at: datetime) -> bytes:
    """The receipt of a feed as it stands here; it says the same however often it is asked for."""
    said: dict[str, Any] = {
        "feed": origin, "size": feed.size, "root": known.edge(feed).root.hex(), "aside": aside(feed),
        "redacted": known.redactions(feed), "purged": _is_purged(feed), "at": at.isoformat(timespec="seconds"),
    }  # fmt: skip
    return envelopes.sign(envelopes.RECEIPT, said, gateway.key("status"))


def _is_purged(feed: Feed) -> bool:
    """Whether the agreement is over and nothing is kept of what came under it but places."""
    if not feed.revoked and feed.purged_at is None:
        return False
    every = Feed.objects.filter(agreement=feed.agreement, outgoing=False)
    return not (
        ForeignRecord.objects.filter(feed__in=every, body__isnull=False).exists()
        or Line.objects.filter(feed__in=every).exclude(body="").exists()
    )


def aside(feed: Feed) -> list[dict[str, Any]]:
    """Lines that cannot be used, by number and reason, as they stand."""
    waiting = ForeignRecord.objects.filter(feed=feed, standing=Standing.ASIDE.value).order_by("ident")[:MOST]
    out = []
    for record in waiting:
        rows = Line.objects.filter(feed=feed, line__contains=f'"id":"{record.ident}"').order_by("-seq")
        for seq, line in rows.values_list("seq", "line"):
            said = json.loads(line)
            if said["op"] == Op.PUT and said["rev"] == record.rev:
                out.append({"seq": seq, "code": record.reason})
                break
    return sorted(out, key=lambda one: one["seq"])


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How far a receiver is; `contradicts` where it has heard another log than the one that is here."""

    agreement: str
    epoch: int
    size: int
    contradicts: str = ""
    here: int = 0
    recorded_facts: dict[str, Any] = field(default_factory=dict)


def confirm(receipt: bytes, *, feed: Feed | None = None, by, at: datetime) -> Confirmed:
    """Take a receipt, of one of our feeds or of the one that is named. Raises NotUsable where it is nobody's who is known, or of
    another log; NotNow where it confirms what this programme has not said, which is so after a restore: the feed stands still then."""
    done = _confirmed(receipt, feed, by=by, at=at)
    if done.contradicts:
        raise NotNow(
            f"exchange.feed.{done.contradicts}", agreement=done.agreement, here=done.here, there=done.size, size=done.size
        )  # fmt: skip
    return done


@recorded("exchange.receipt-taken", about=lambda done, *a, **k: f"{done.agreement} {done.epoch}")
def _confirmed(raw: bytes, only: Feed | None, *, by, at: datetime) -> Confirmed:
    require(access.may(by, "exchange.send"))
    said = envelopes.said(raw, envelopes.RECEIPT)
    feeds = [only] if only is not None else Feed.objects.filter(outgoing=True)
    found = next((f for f in feeds if known.origin(f, access.node().name) == said.get("feed")), None)
    if found is None:
        raise NotUsable("exchange.receipt.unknown-feed")
    feed = Feed.objects.select_for_update().get(pk=found.pk)
    keys = roots.read(feed.partner.roots[-1].encode()).keys["status"]
    if not envelopes.is_signed(raw, keys):
        raise NotUsable("exchange.receipt.not-signed", name=feed.partner.name)
    size, root = said.get("size"), said.get("root")
    if type(size) is not int or not isinstance(root, str) or size < 0:
        raise NotUsable("exchange.document.unreadable")
    contradicts = "behind" if size > feed.size else "fork" if _root_at(feed, size) != root else ""
    if contradicts:
        feed.broken = contradicts  # to say more would make two logs of one
    else:
        feed.confirmed = max(feed.confirmed, size)
    feed.save()
    digest = hashlib.sha256(raw).hexdigest()
    Receipt.objects.get_or_create(sha256=digest, defaults={"feed": feed, "size": size, "text": raw.decode(), "at": at})
    last = Receipt.objects.filter(feed=feed).order_by("-pk").values_list("pk", flat=True)[:KEPT]
    Receipt.objects.filter(feed=feed).exclude(pk__in=list(last)).delete()
    facts = {"contradicts": contradicts} if contradicts else {"confirmed": size}
    return Confirmed(feed.agreement, feed.epoch, size, contradicts, feed.size, facts)


def _root_at(feed: Feed, size: int) -> str:
    if size == feed.size:
        return known.edge(feed).root.hex()
    if not feed.broken and (
        before := Receipt.objects.filter(feed=feed, size=size).first()
    ):  # was held against the log then
        return str(envelopes.said(before.text.encode(), envelopes.RECEIPT)["root"])
    kept = Line.objects.filter(feed=feed, seq__lt=size).order_by("seq").values_list("line", flat=True)
    return known.Edge().grown(leaf_hash(line.encode()) for line in kept.iterator()).root.hex()
