"""A link that both sides say, a proposal that waits, an answer that goes back: through our own database and a neighbour made of rules."""

import pytest
from agreed import exact, hazard
from conftest_exchange import WHO, book
from peers import AT, Peer

from commonground.core.exchange.lines import Op, origin
from commonground.core.exchange.talk import Confidence, Decision, Kind, State, Statement, name_of
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.exchange import access
from commonground.exchange.actions import agreements, nodes, publishing, receiving, talking
from commonground.exchange.models import ForeignRecord, Proposal
from commonground.exchange.queries import feeds, talk
from commonground.land.models import LedgerEntry

pytestmark = pytest.mark.django_db
ALL = ["link", "propose", "decide"]
OURS, THEIRS = "amc.example.al", "mac.example.rs"


def words(code, publisher, recipient, **more):
    return exact(id=code, publisher=publisher, recipient=recipient, valid_from="2026-01-01", talk=ALL, **more)


@pytest.fixture
def both(programme):
    """We show them and they show us, with everything that may be said of records."""
    nodes.make_node(OURS, by=WHO, at=AT)
    peer = Peer(THEIRS)
    nodes.pin(peer.chain[0], peer.fingerprint, by=WHO, at=AT)
    agreements.take(peer.countersign(agreements.sign(words("there", OURS, THEIRS), by=WHO, at=AT)), by=WHO, at=AT)
    peer.agree(agreements.take(peer.sign(words("back", THEIRS, OURS)), countersign=True, by=WHO, at=AT))
    book("AL-1", 20.1)
    peer.say([hazard("RS-1", lon=20.1)], amend=True)
    hear(peer)
    publish(peer)
    return peer


def hear(peer):
    return receiving.receive(peer.bundle(), by=WHO, at=AT)


def publish(peer):
    """What we say, and what they make of it: by collection."""
    publishing.publish("there", by=WHO, at=AT)
    _, known, _ = peer.receive(feeds.bundle(access.feed("there", outgoing=True), since=0, on=AT.date()))
    out = {}
    for one in known.values():
        out.setdefault(one.collection, []).append(one)
    return out


def theirs():
    return ForeignRecord.objects.get(feed__agreement="back", collection="hazard").ident


def their_link(mine, ours, kind="same"):
    content = {"collection": "hazard", "yours": {"feed": origin(OURS, "there", 1), "id": ours}, "kind": kind, "confidence": "medium",
               "reason": ""}  # fmt: skip
    return Statement(Op.LINK, f"their {mine}", content, ("hazard", mine))


def their_proposal(ours, base=1, **values):
    content = {"collection": "hazard", "yours": {"feed": origin(OURS, "there", 1), "id": ours}, "base": base, "values": values,
               "shape": None, "reason": "seen from our side"}  # fmt: skip
    return Statement(Op.PROPOSE, "their p", content)


def states():
    return [(c.link.state, c.waiting) for c in talk.link_cards()]


def test_a_link_holds_when_both_say_it_and_no_longer_when_one_takes_it_back(both):
    talking.link("AL-1", theirs(), Kind.SAME, Confidence.HIGH, by=WHO, at=AT)
    assert states() == [(State.OURS, True)], "it has not left yet"
    there = publish(both)
    assert states() == [(State.OURS, False)] and there["link"][0].body["kind"] == "same"
    ours = there["hazard"][0].id
    assert there["link"][0].body["mine"] == ours
    both.say([], talk=[their_link("RS-1", ours)])
    hear(both)
    (card,) = talk.link_cards()
    assert (card.link.state, card.link.kind, card.link.confidence) == (State.HOLDS, Kind.SAME, Confidence.MEDIUM)
    assert (card.ours.name, card.theirs.body["code"], card.partner) == ("AL-1", "RS-1", THEIRS)
    both.say([], talk=[their_link("RS-1", ours, "adjacent")])
    hear(both)
    assert states() == [(State.DIFFER, False)]
    both.say([], talk=[])
    hear(both)
    assert states() == [(State.OURS, False)]
    talking.unlink("AL-1", theirs(), by=WHO, at=AT)
    assert states() == [] and publish(both)["link"][0].standing == "withdrawn"


def test_a_third_is_told_under_which_name_two_hazards_are_one(both):
    """Neither side tells the third an id that the two have between them; both give the same name, and only while it holds."""
    third = Peer("council.example.org", start=60)
    nodes.pin(third.chain[0], third.fingerprint, by=WHO, at=AT)
    fields = {"status": "pass", "same_as": "pass"}
    text = exact(id="region", publisher=OURS, recipient=third.name, valid_from="2026-01-01")
    text["collections"]["hazard"] |= {"fields": fields, "geometry": {"grid": 1_000}}
    agreements.take(third.countersign(agreements.sign(text, by=WHO, at=AT)), by=WHO, at=AT)

    def told():
        publishing.publish("region", by=WHO, at=AT)
        _, known, _ = third.receive(feeds.bundle(access.feed("region", outgoing=True), since=0, on=AT.date()))
        return [one.body["same_as"] for one in known.values() if one.collection == "hazard"]

    talking.link("AL-1", theirs(), Kind.SAME, Confidence.HIGH, by=WHO, at=AT)
    ours = publish(both)["hazard"][0].id
    assert told() == [None], "one side alone says nothing that counts"
    both.say([], talk=[their_link("RS-1", ours)])
    hear(both)
    pair = ((origin(OURS, "there", 1), ours), (origin(THEIRS, "back", 1), theirs()))
    assert told() == [name_of(pair)] == [name_of(pair[::-1])]
    assert ours not in told()[0] and theirs() not in told()[0]
    both.say([], talk=[])
    hear(both)
    assert told() == [None]


def test_what_they_say_first_is_theirs_until_we_say_it_too(both):
    ours = publish(both)["hazard"][0].id
    both.say([], talk=[their_link("RS-1", ours)])
    hear(both)
    (card,) = talk.link_cards()
    assert card.link.state is State.THEIRS and card.ours.name == "AL-1"
    talking.link("AL-1", theirs(), Kind.SAME, Confidence.LOW, by=WHO, at=AT)
    assert sorted(states()) == [(State.OURS, True), (State.THEIRS, False)], "ours has not left yet"
    publish(both)
    assert states() == [(State.HOLDS, False)]


def test_a_link_to_what_we_never_told_is_shown_and_holds_nothing(both):
    both.say([], talk=[their_link("RS-1", "z" * 24)])
    hear(both)
    (card,) = talk.link_cards()
    assert card.ours is None and card.link.state is State.THEIRS


def test_a_proposal_waits_in_the_inbox_and_the_answer_goes_back(both):
    ours = publish(both)["hazard"][0].id
    both.say([], talk=[their_proposal(ours, status="confirmed")])
    hear(both)
    entries = LedgerEntry.objects.count()
    (card,) = talk.inbox()
    assert (card.ours.name, card.values, card.is_current, card.answer) == ("AL-1", {"status": "confirmed"}, True, "")
    talking.decide(card.ident, Decision.REJECTED, "it is released", by=WHO, at=AT)
    assert talk.inbox()[0].answer == "rejected" and LedgerEntry.objects.count() == entries, "nothing is booked by it"
    said = publish(both)["decide"][0].body
    assert (said["decision"], said["new_rev"], said["proposal"]["id"]) == ("rejected", None, card.ident)
    with pytest.raises(NotNow, match="answered"):
        talking.decide(card.ident, Decision.ACCEPTED, by=WHO, at=AT)
    both.say([], talk=[their_proposal(ours, base=7, status="confirmed")])
    hear(both)
    (again,) = talk.inbox()
    assert (again.answer, again.is_current) == ("", False), (
        "it was said otherwise since, and of a revision that never was"
    )
    talking.decide(again.ident, Decision.ACCEPTED, by=WHO, at=AT)
    assert publish(both)["decide"][0].body["new_rev"] == 1


def test_what_we_propose_is_said_and_their_answer_is_heard(both):
    talking.propose(theirs(), {"status": "released"}, None, "cleared in 2006", by=WHO, at=AT)
    (there,) = publish(both)["propose"]
    assert there.body["base"] == 1 and there.body["yours"]["id"] == theirs()
    (card,) = talk.sent()
    assert (card.ident, card.answer, card.is_current) == (there.id, "", True)
    answer = Statement(
        Op.DECIDE, "their a", {"proposal": {"feed": origin(OURS, "there", 1), "id": there.id}, "rev": 1, "decision": "accepted",
                               "reason": ""}, ("hazard", "RS-1"),
    )  # fmt: skip
    both.say([hazard("RS-1", lon=20.1, status="confirmed")], talk=[answer])
    hear(both)
    (card,) = talk.sent()
    assert (card.answer, card.new_rev, card.is_current) == ("accepted", 2, False)
    talking.take_back(card.number, by=WHO, at=AT)
    assert talk.sent() == [] and publish(both)["propose"][0].standing == "withdrawn"


def test_what_may_not_be_said_is_refused_at_once(both, agreement_without_talk):
    with pytest.raises(NotThere):
        talking.link("AL-9", theirs(), Kind.SAME, Confidence.LOW, by=WHO, at=AT)
    with pytest.raises(NotThere):
        talking.link("AL-1", "z" * 24, Kind.SAME, Confidence.LOW, by=WHO, at=AT)
    with pytest.raises(NotUsable, match="unusable"):
        talking.propose(theirs(), {"unit": "RS-1"}, None, "", by=WHO, at=AT)
    with pytest.raises(NotUsable, match="says-a-place"):
        talking.link("AL-1", theirs(), Kind.SAME, Confidence.LOW, "x" * 400, by=WHO, at=AT)
    with pytest.raises(NotUsable, match="says-a-place"):
        talking.propose(theirs(), {"name": "ring +387 61 123 456"}, None, "", by=WHO, at=AT)
    assert not Proposal.objects.exists()
    with pytest.raises(NotNow, match="not-agreed"):
        talking.propose(agreement_without_talk, {"status": "released"}, None, "", by=WHO, at=AT)
    with pytest.raises(NotThere):
        talking.decide(theirs(), Decision.ACCEPTED, by=WHO, at=AT)


@pytest.fixture
def agreement_without_talk(both):
    """Somebody who shows us a hazard, and to whom nothing may be said."""
    silent = Peer("silent.example.hr", start=60)
    nodes.pin(silent.chain[0], silent.fingerprint, by=WHO, at=AT)
    text = exact(id="silent", publisher=silent.name, recipient=OURS, valid_from="2026-01-01")
    silent.agree(agreements.take(silent.sign(text), countersign=True, by=WHO, at=AT))
    silent.say([hazard("HR-1")], amend=True)
    hear(silent)
    return ForeignRecord.objects.get(feed__agreement="silent").ident
