"""Links, proposals and answers: what we say under an agreement, and what is said to us."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commonground.core.exchange.lines import Op
from commonground.core.exchange.received import Standing
from commonground.core.exchange.talk import Asserted, Confidence, Kind, Statement, links, name_of
from commonground.core.exchange.talk import Link as Pair
from commonground.core.exchange.vocabulary import TALK
from commonground.exchange.models import Answer, Feed, ForeignRecord, Link, Node, Proposal, ToldRecord
from commonground.exchange.queries import feeds as known
from commonground.land.queries import shared


def _key(*parts: object) -> str:
    """What a statement is called here: the same for the same record of theirs."""
    return hashlib.sha256("\x00".join(map(str, parts)).encode()).hexdigest()


def _of_link(one: Link) -> str:
    return _key(one.collection, one.record, one.their_feed, one.their_id)


def _of_proposal(one: Proposal) -> str:
    return _key(one.their_feed, one.their_id, one.number)


def ours(feed: Feed) -> list[Statement]:
    """Everything that is said in one of our feeds of records; what was taken back is not among it."""
    code = feed.agreement
    out = [
        Statement(
            Op.LINK, _of_link(one),
            {"collection": one.collection, "yours": {"feed": one.their_feed, "id": one.their_id}, "kind": one.kind,
             "confidence": one.confidence, "reason": one.reason},
            (one.collection, one.record),
        )
        for one in Link.objects.filter(agreement=code, withdrawn=False)
    ]  # fmt: skip
    out += [
        Statement(
            Op.PROPOSE, _of_proposal(one),
            {"collection": one.collection, "yours": {"feed": one.their_feed, "id": one.their_id}, "base": one.base,
             "values": one.values, "shape": one.shape, "reason": one.reason},
        )
        for one in Proposal.objects.filter(agreement=code, withdrawn=False)
    ]  # fmt: skip
    return out + [
        Statement(
            Op.DECIDE, _key(one.their_feed, one.their_id),
            {"proposal": {"feed": one.their_feed, "id": one.their_id}, "rev": one.rev, "decision": one.decision, "reason": one.reason},
            (one.collection, one.record),
        )
        for one in Answer.objects.filter(agreement=code)
    ]  # fmt: skip


# --- what is said to us, and how it stands ---


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our records: its collection, its key and what it is called."""

    collection: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A pair of records of which somebody says something. Either record can be unknown here: no link is lost by that."""

    partner: str
    ours: Ours | None
    theirs: ForeignRecord | None
    their_id: str
    link: Pair
    waiting: bool = False  # we said it here, and it has not left yet


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal: theirs on a record of ours, or ours on one of theirs, and what was answered."""

    number: int  # of ours
    partner: str
    ident: str
    ours: Ours | None
    theirs: ForeignRecord | None
    base: int
    is_current: bool  # whether the record is still as it was when it was proposed
    values: Mapping[str, Any]
    shape: Mapping[str, Any] | None
    reason: str
    day: str
    answer: str
    answer_reason: str
    new_rev: int | None


def our_record(reference: Mapping[str, str]) -> tuple[str, str] | None:
    """The record that a reference to one of our feeds means; None where it was never told there."""
    feed = _our_feeds().get(reference["feed"])
    found = feed and ToldRecord.objects.filter(feed=feed, ident=reference["id"]).exclude(collection__in=TALK).first()
    return (found.collection, found.key) if found and found.key else None


def _our_feeds() -> dict[str, Feed]:
    mine = Node.objects.first()
    feeds = Feed.objects.filter(outgoing=True).select_related("partner")
    return {known.origin(one, mine.name): one for one in feeds} if mine else {}


def link_cards() -> list[LinkCard]:
    """The state of every link, ours and theirs."""
    feeds = _our_feeds()
    newest: dict[str, tuple[str, Feed]] = {}
    for name, feed in sorted(feeds.items(), key=lambda one: one[1].epoch):
        newest[feed.agreement] = (name, feed)
    ours, waiting, keys = [], [], {}
    for row in Link.objects.filter(withdrawn=False):
        name, feed = newest.get(row.agreement, ("", None))
        projected = None if feed is None else _told_of(feed, row)
        mine = (name, projected[0] if projected else f"{row.collection} {row.record}")
        keys[mine] = (row.collection, row.record)
        said = Asserted(mine, (row.their_feed, row.their_id), Kind(row.kind), Confidence(row.confidence), row.reason)
        (ours if projected and projected[1] else waiting).append(said)
    theirs, partners = [], {}
    for heard in _heard(Op.LINK):
        body, name = heard.body, known.origin(heard.feed, heard.feed.partner.name)
        yours = (body["yours"]["feed"], body["yours"]["id"])
        theirs.append(
            Asserted((name, body["mine"]), yours, Kind(body["kind"]), Confidence(body["confidence"]), body["reason"])
        )
        partners[name] = heard.feed.partner.name
    found = [(one, False) for one in links(ours, theirs)] + [(one, True) for one in links(waiting, [])]
    lost = {one.ours for one, _ in found} - keys.keys()
    keys |= {one: key for one in lost if (key := our_record({"feed": one[0], "id": one[1]}))}
    names = _names(keys.values())
    records = _records({one.theirs for one, _ in found})
    return [
        LinkCard(
            one.theirs[0].partition("/")[0], names.get(keys.get(one.ours, ("", ""))), records.get(one.theirs), one.theirs[1], one, waits
        )
        for one, waits in found
    ]  # fmt: skip


def same_as() -> dict[str, str]:
    """The names of the links that hold and say that two hazards are one, by the key of ours; at most twenty of each."""
    found: dict[str, list[str]] = {}
    if Link.objects.filter(withdrawn=False).exists():
        for one in link_cards():
            if one.link.kind is Kind.SAME and one.ours is not None and one.ours.collection == "hazard":
                found.setdefault(one.ours.key, []).append(name_of((one.link.ours, one.link.theirs)))
    return {key: " ".join(sorted(names)[:20]) for key, names in found.items()}


def _told_of(feed: Feed, row: Link) -> tuple[str, bool] | None:
    """The id of a record of ours in a feed, and whether the link was said there as it is now."""
    told = ToldRecord.objects.filter(feed=feed).exclude(digest="")
    record = told.filter(collection=row.collection, key=row.record).values_list("ident", flat=True).first()
    if record is None:
        return None
    digest = told.filter(collection=Op.LINK.value, key=_of_link(row)).values_list("digest", flat=True).first()
    return record, digest == next(one.digest for one in ours(feed) if one.key == _of_link(row))


def _heard(op: Op) -> list[ForeignRecord]:
    """Statements of others that hold, of feeds that were not begun anew since."""
    found = ForeignRecord.objects.filter(collection=op.value, standing=Standing.SHARED.value, body__isnull=False)
    return list(found.select_related("feed__partner").order_by("feed", "ident"))


def _records(some: Iterable[tuple[str, str]]) -> dict[tuple[str, str], ForeignRecord]:
    found = ForeignRecord.objects.filter(ident__in={ident for _, ident in some}).exclude(collection__in=TALK)
    return {
        (known.origin(one.feed, one.feed.partner.name), one.ident): one for one in found.select_related("feed__partner")
    }


def _names(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Ours]:
    every = set(keys)
    codes = shared.codes(int(key) for collection, key in every if collection == "hazard" and key.isdecimal())
    return {(c, k): Ours(c, k, codes.get(int(k), k) if k.isdecimal() else k) for c, k in every}


def inbox() -> list[ProposalCard]:
    """What others propose for our records, those without an answer first."""
    answers = {(a.their_feed, a.their_id): a for a in Answer.objects.all()}
    heard = _heard(Op.PROPOSE)
    ours = {one.pk: our_record(one.body["yours"]) for one in heard}
    names = _names(key for key in ours.values() if key)
    feeds = _our_feeds()
    out = []
    for one in heard:
        body, key = one.body, ours[one.pk]
        answer = answers.get((known.origin(one.feed, one.feed.partner.name), one.ident))
        if answer is not None and answer.rev < one.rev:
            answer = None  # it was changed since
        told = ToldRecord.objects.filter(feed=feeds.get(body["yours"]["feed"]), ident=body["yours"]["id"]).first()
        out.append(ProposalCard(
            0, one.feed.partner.name, one.ident, names.get(key) if key else None, None, body["base"],
            told is not None and told.rev == body["base"], body["values"], body["shape"], body["reason"], one.day,
            answer.decision if answer else "", answer.reason if answer else "", None,
        ))  # fmt: skip
    return sorted(out, key=lambda p: (p.answer != "", p.day, p.ident))


def sent() -> list[ProposalCard]:
    """What we propose for records of others, and what they answered."""
    answers = {(a.body["proposal"]["feed"], a.body["proposal"]["id"]): a for a in _heard(Op.DECIDE)}
    rows = list(Proposal.objects.filter(withdrawn=False).order_by("-said_at"))
    records = _records({(p.their_feed, p.their_id) for p in rows})
    said = {}
    for name, feed in sorted(_our_feeds().items(), key=lambda one: one[1].epoch):
        for ident, key in ToldRecord.objects.filter(feed=feed, collection=Op.PROPOSE.value).values_list("ident", "key"):
            said[key] = (name, ident)
    out = []
    for one in rows:
        name, mine = said.get(_of_proposal(one), ("", ""))
        answer, record = answers.get((name, mine)), records.get((one.their_feed, one.their_id))
        out.append(ProposalCard(
            one.pk, one.their_feed.partition("/")[0], mine, None, record, one.base, record is not None and record.rev == one.base,
            one.values, one.shape, one.reason, one.said_at.date().isoformat(), answer.body["decision"] if answer else "",
            answer.body["reason"] if answer else "", answer.body["new_rev"] if answer else None,
        ))  # fmt: skip
    return out


def called(partner: str, code: str) -> str:
    """The id of a hazard that a partner calls by a code; "" where none is told, or codes are not shared."""
    found = ForeignRecord.objects.filter(feed__partner__name=partner, feed__outgoing=False, collection="hazard")
    return next(
        (one.ident for one in found.order_by("-feed__epoch", "ident") if (one.body or {}).get("code") == code), ""
    )
