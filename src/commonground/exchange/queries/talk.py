"""Links, proposals and answers: what we say under an agreement, and what is said to us."""

from commonground.core.exchange.lines import Op
from commonground.core.exchange.talk import Statement
from commonground.exchange.models import Answer, Feed, Link, Proposal


def ours(feed: Feed) -> list[Statement]:
    """Everything that is said in one of our feeds of records; what was taken back is not among it."""
    code = feed.agreement
    out = [
        Statement(
            Op.LINK, f"{one.collection}\x00{one.record}\x00{one.their_feed}\x00{one.their_id}",
            {"collection": one.collection, "yours": {"feed": one.their_feed, "id": one.their_id}, "kind": one.kind,
             "confidence": one.confidence, "reason": one.reason},
            (one.collection, one.record),
        )
        for one in Link.objects.filter(agreement=code, withdrawn=False)
    ]  # fmt: skip
    out += [
        Statement(
            Op.PROPOSE, f"{one.their_feed}\x00{one.their_id}\x00{one.number}",
            {"collection": one.collection, "yours": {"feed": one.their_feed, "id": one.their_id}, "base": one.base,
             "values": one.values, "shape": one.shape, "reason": one.reason},
        )
        for one in Proposal.objects.filter(agreement=code, withdrawn=False)
    ]  # fmt: skip
    return out + [
        Statement(
            Op.DECIDE, f"{one.their_feed}\x00{one.their_id}",
            {"proposal": {"feed": one.their_feed, "id": one.their_id}, "rev": one.rev, "decision": one.decision, "reason": one.reason},
            (one.collection, one.record),
        )
        for one in Answer.objects.filter(agreement=code)
    ]  # fmt: skip
