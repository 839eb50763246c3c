"""Saying to a neighbour what we think of a record of his, and answering what he thinks of ours. Nothing here changes any record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.exchange import guard, talk
from commonground.core.exchange.agreements import Agreement, Geometry
from commonground.core.exchange.lines import Malformed, Op
from commonground.core.exchange.talk import Confidence, Decision, Kind
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.exchange import access
from commonground.exchange.models import AgreementText, Answer, ForeignRecord, Link, Partner, Proposal
from commonground.exchange.queries import feeds as known
from commonground.exchange.queries import talk as said
from commonground.exchange.queries.records import HAZARD
from commonground.land.queries import shared


@recorded("exchange.linked", about=lambda done, code, *a, **k: code)
def link(code: str, ident: str, kind: Kind, confidence: Confidence, reason: str = "", *, by, at: datetime) -> Link:
    """Say what a hazard of ours and a record of theirs have to do with each other. It is said with the next publication, and holds
    when they say the same. Raises NotThere, NotUsable, and NotNow where no agreement lets us say it."""
    require(access.may(by, "exchange.send"))
    number, theirs = shared.number_of(code), access.foreign_land(ident)
    if number is None:
        raise NotThere("exchange.record.not-there", ident=code[:30])
    agreement = _lets(theirs.feed.partner, "link", theirs.collection)
    content = {"collection": HAZARD, "yours": _reference(theirs), "kind": kind.value, "confidence": confidence.value, "reason": reason}  # fmt: skip
    _check(Op.LINK, content | {"mine": "a" * 24}, agreement)
    row, _ = Link.objects.update_or_create(
        agreement=agreement.id, collection=HAZARD, record=str(number), their_feed=content["yours"]["feed"], their_id=ident,
        defaults={"kind": kind.value, "confidence": confidence.value, "reason": reason, "said_at": at, "said_by": by.number,
                  "withdrawn": False},
    )  # fmt: skip
    tell(partner=theirs.feed.partner.name, kind=kind.value)
    return row


@recorded("exchange.unlinked", about=lambda done, code, *a, **k: code)
def unlink(code: str, ident: str, *, by, at: datetime) -> None:
    """Say no longer what was said of two records."""
    require(access.may(by, "exchange.send"))
    found = Link.objects.filter(collection=HAZARD, record=str(shared.number_of(code)), their_id=ident, withdrawn=False)
    if not found.update(withdrawn=True, said_at=at, said_by=by.number):
        raise NotThere("exchange.record.not-there", ident=ident[:30])


@recorded("exchange.proposed", about=lambda done, ident, *a, **k: ident)
def propose(
    ident: str, values: Mapping[str, Any], shape: Mapping[str, Any] | None, reason: str, *, by, at: datetime
) -> Proposal:
    """Suggest a change to a record of theirs, on the revision that we have before us. They decide."""
    require(access.may(by, "exchange.send"))
    theirs = access.foreign_land(ident)
    agreement = _lets(theirs.feed.partner, "propose", theirs.collection)
    reference = _reference(theirs)
    content = {"collection": theirs.collection, "yours": reference, "base": theirs.rev, "values": dict(values), "shape": shape,
               "reason": reason}  # fmt: skip
    _check(Op.PROPOSE, content, agreement)
    before = Proposal.objects.filter(agreement=agreement.id, their_feed=reference["feed"], their_id=ident)
    return Proposal.objects.create(
        agreement=agreement.id, collection=theirs.collection, their_feed=reference["feed"], their_id=ident, number=before.count() + 1,
        base=theirs.rev, values=dict(values), shape=shape, reason=reason, said_at=at, said_by=by.number,
    )  # fmt: skip


@recorded("exchange.proposal-taken-back", about=lambda done, number, **k: str(number))
def take_back(number: int, *, by, at: datetime) -> None:
    """Take back a proposal of ours, whatever became of it."""
    require(access.may(by, "exchange.send"))
    if not Proposal.objects.filter(pk=number, withdrawn=False).update(withdrawn=True):
        raise NotThere("exchange.record.not-there", ident=str(number))


@recorded("exchange.decided", about=lambda done, ident, *a, **k: ident)
def decide(ident: str, decision: Decision, reason: str = "", *, by, at: datetime) -> Answer:
    """Answer a proposal of theirs. Nothing of our record changes by it: that is an entry of the books, booked before or after.

    Raises NotThere where it is none of our records, and NotNow where it was taken back, answered, or no agreement lets us answer.
    """
    require(access.may(by, "exchange.send"))
    proposal = access.foreign(ident)
    if proposal.collection != Op.PROPOSE.value or proposal.body is None:
        raise NotThere("exchange.record.not-there", ident=ident[:30])
    ours = said.our_record(proposal.body["yours"])
    if ours is None:
        raise NotThere("exchange.record.not-there", ident=ident[:30])
    agreement = _lets(proposal.feed.partner, "decide", "")
    reference = _reference(proposal)
    if Answer.objects.filter(their_feed=reference["feed"], their_id=ident, rev__gte=proposal.rev).exists():
        raise NotNow("exchange.proposal.answered", ident=ident)
    content = {
        "proposal": reference,
        "rev": proposal.rev,
        "decision": decision.value,
        "new_rev": None,
        "reason": reason,
    }
    _check(Op.DECIDE, content, agreement)
    row, _ = Answer.objects.update_or_create(
        their_feed=reference["feed"], their_id=ident,
        defaults={"agreement": agreement.id, "rev": proposal.rev, "decision": decision.value, "reason": reason,
                  "collection": ours[0], "record": ours[1], "said_at": at, "said_by": by.number},
    )  # fmt: skip
    tell(decision=decision.value)
    return row


def _lets(partner: Partner, word: str, collection: str) -> Agreement:
    """The agreement under which we may say something to a partner. Raises NotNow where there is none."""
    mine, newest = access.node().name, {}
    for text in AgreementText.objects.filter(holds=True, publisher=mine, recipient=partner.name).order_by("version"):
        newest[text.agreement] = text
    for _, text in sorted(newest.items()):
        found = known.understood(text)
        if word in found.talk and (not collection or collection in found.collections):
            return found
    raise NotNow("exchange.talk.not-agreed", name=partner.name, word=word)


def _reference(theirs: ForeignRecord) -> dict[str, str]:
    return {"feed": known.origin(theirs.feed, theirs.feed.partner.name), "id": theirs.ident}


def _check(op: Op, content: Mapping[str, Any], agreement: Agreement) -> None:
    """What could not leave is refused now, and not when the whole feed is to be said."""
    try:
        talk.check(op, content, agreement)
    except Malformed as error:
        raise NotUsable("exchange.talk.unusable", code=error.code) from error
    exact = op is not Op.DECIDE and agreement.collections[content["collection"]].geometry is Geometry.EXACT
    loud = guard.says_too_much(content.get("values", {}), exact=exact)
    if loud or not guard.is_plain(content["reason"], exact=exact):
        raise NotUsable("exchange.talk.says-a-place")
