"""Links, proposals and answers: what may be said, what holds, and that the order in which it is heard does not matter."""

from dataclasses import replace

import agreed
import pytest
from agreed import hazard
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.exchange import agreements, feed, guard, lines, projection, received, talk
from commonground.core.exchange.lines import Malformed, Op
from commonground.core.exchange.received import Broken, Standing
from commonground.core.exchange.talk import Asserted, Confidence, Kind, State, Statement
from commonground.core.refusals import NotUsable

DAY = "2026-12-02"
THEIRS = "mac.example.rs/smx/back-2026/1"
OURS = "amc.example.al/smx/border-2026/1"
THEIR_ID, OTHER_ID = "a" * 24, "b" * 24
ALL = ["link", "propose", "decide"]
COARSE = agreements.read(agreed.said(talk=ALL))
EXACT = agreements.read(agreed.exact(talk=ALL))
SILENT = agreements.read(agreed.exact())
TRIANGLE = {"type": "Polygon", "coordinates": [[[20.2, 42.2], [20.3, 42.2], [20.2, 42.3], [20.2, 42.2]]]}


def link(kind="same", key="H1", their_id=THEIR_ID, **words):
    content = {"collection": "hazard", "yours": {"feed": THEIRS, "id": their_id}, "kind": kind, "confidence": "high", "reason": "", **words}  # fmt: skip
    return Statement(Op.LINK, f"{key} {their_id}", content, ("hazard", key))


def proposal(values=None, shape=None, **words):
    content = {"collection": "hazard", "yours": {"feed": THEIRS, "id": THEIR_ID}, "base": 3, "values": values or {}, "shape": shape,
               "reason": "seen from our side", **words}  # fmt: skip
    return Statement(Op.PROPOSE, "p1", content)


def answer(decision="accepted", **words):
    content = {"proposal": {"feed": THEIRS, "id": THEIR_ID}, "rev": 1, "decision": decision, "reason": "", **words}
    return Statement(Op.DECIDE, "a1", content, ("hazard", "H1"))


class Side:
    """One feed with its log, and a receiver of it."""

    def __init__(self, agreement=EXACT):
        self.agreement, self.told, self.log = agreement, {}, []
        self.projection = projection.Projection(agreement, b"s" * 32)
        self.feed, self.foreign = received.Feed(), {}

    def say(self, records=(), talk_=(), gone=()):
        said = feed.next_lines(self.projection, records, gone, self.told, size=len(self.log), day=DAY)
        self.told = feed.after(self.told, said)
        more = feed.talked(self.projection, talk_, self.told, size=len(self.log) + len(said), day=DAY)
        self.told, said = feed.after(self.told, more), said + more
        ids = {i for i, t in self.told.items() if t.digest}
        assert [guard.faults(one, self.agreement, one.record, ids) for one in said] == [[]] * len(said)
        self.log += said
        for one in said:
            self.hear(one)
        return [one.line.op for one in said]

    def hear(self, one):
        line = lines.read(one.line.written())
        assert line == one.line
        body = (one.salt, one.body) if one.body else None
        self.feed, after = received.applied(self.feed, line, self.foreign.get(line.id), body, self.agreement)
        if after is not None:
            self.foreign[line.id] = after

    def of(self, op):
        return [f for f in self.foreign.values() if f.collection == op]


def test_a_link_names_our_record_by_its_id_in_this_feed_and_comes_after_it():
    side = Side()
    assert side.say([hazard()], [link()]) == [Op.PUT, Op.LINK]
    (heard,) = side.of("link")
    assert heard.standing is Standing.SHARED and heard.footprints == ()
    assert heard.body["mine"] == side.projection.id_of(hazard()) and heard.body["yours"]["id"] == THEIR_ID
    assert side.say([hazard()], [link()]) == [], "nothing new"
    assert side.say([hazard()], [link("overlap")]) == [Op.LINK] and side.of("link")[0].rev == 2
    assert side.say([], []) == [Op.WITHDRAW] and side.of("link")[0].standing is Standing.WITHDRAWN
    assert side.say([], [link("overlap")]) == [Op.LINK], "said once more"


def test_of_what_is_not_shared_there_is_no_link():
    side = Side()
    assert side.say([], [link()]) == [], "the other side does not have our record"
    assert side.say([hazard()], [link()]) == [Op.PUT, Op.LINK]
    assert side.say([hazard(status="released")], [link()]) == [Op.WITHDRAW, Op.WITHDRAW]
    assert side.of("link")[0].body is None


def test_what_the_agreement_does_not_name_is_not_said_and_not_taken():
    assert Side(SILENT).say([hazard()], [link(), proposal({"status": "released"}), answer()]) == [Op.PUT]
    assert agreements.read(agreed.said()).talk == (), "an agreement of before says no, and stays what it was"
    for bad in (["chat"], ["link", "link"], "link", [["link"]]):
        with pytest.raises(NotUsable):
            agreements.read(agreed.said(talk=bad))
    side = Side()
    side.say([hazard()], [link()])
    heard = received.applied(received.Feed(1), side.log[1].line, None, (side.log[1].salt, side.log[1].body), SILENT)[1]
    assert (heard.standing, heard.reason) == (Standing.ASIDE, "not-agreed")


def test_a_proposal_says_nothing_finer_than_what_is_shared():
    side = Side()
    assert side.say([], [proposal({"status": "released", "open_m2": 5}, TRIANGLE)]) == [Op.PROPOSE]
    coarse = Side(COARSE)
    assert coarse.say([], [proposal(shape=TRIANGLE)]) == [], "a perimeter where cells were agreed"
    assert coarse.say([], [proposal({"open_m2": 5})]) == [], "a number where a range was agreed"
    assert coarse.say([], [proposal({"name": "Livadhi"})]) == [], "a field that is dropped"
    assert coarse.say([], [proposal({"status": "released"})]) == [Op.PROPOSE]


def test_an_answer_says_the_revision_that_came_of_it():
    side = Side()
    side.say([hazard()])
    assert side.say([hazard(status="confirmed")], [answer()]) == [Op.PUT, Op.DECIDE]
    assert side.of("decide")[0].body["new_rev"] == 2
    assert side.say([hazard()], [answer()]) == [Op.PUT], "what follows later is no part of it"
    other = Side()
    other.say([hazard()], [answer("rejected", reason="released already")])
    assert other.of("decide")[0].body["new_rev"] is None


def test_a_new_version_says_it_again_or_takes_it_back():
    side = Side()
    side.say([hazard()], [link()])
    for words, op in ((ALL, Op.LINK), ([], Op.WITHDRAW)):
        newer = agreements.read(agreed.exact(version=2, prev_sha256=EXACT.sha256, talk=words))
        again = feed.amended(
            projection.Projection(newer, b"s" * 32), [hazard()], side.told, size=2, day=DAY, talk=[link()]
        )
        assert [s.line.op for s in again] == [Op.PUT, op, Op.POLICY]


def test_a_link_cannot_take_the_place_of_a_hazard():
    side = Side()
    side.say([hazard()], [link()])
    put, said = side.log
    stolen = replace(said.line, id=put.line.id, rev=9, seq=2)
    with pytest.raises(Broken, match="another-kind"):
        received.applied(side.feed, stolen, side.foreign[put.line.id], (said.salt, said.body), EXACT)


def bodies(statement, **change):
    mine = ("c" * 24, 1) if statement.about else None
    return {**talk.body(statement, EXACT, mine), **change}


BAD = [
    (link(), {"kind": "twin"}, "value"), (link(), {"confidence": "sure"}, "value"), (link(), {"mine": "H1"}, "value"),
    (link(), {"surprise": 1}, "fields"), (link(), {"collection": "release"}, "not-agreed"), (link(), {"collection": ["hazard"]}, "not-agreed"),
    (link(), {"yours": {"feed": OURS, "id": THEIR_ID}}, "not-yours"), (link(), {"yours": {"feed": THEIRS, "id": "H1"}}, "value"),
    (link(), {"yours": {"feed": THEIRS + "/x", "id": THEIR_ID}}, "value"), (link(), {"yours": None}, "value"), (link(), {"kind": ["same"]}, "value"),
    (link(), {"reason": "x" * 501}, "value"), (link(), {"reason": "\x1b[2J"}, "value"), (link(), {"reason": None}, "value"),
    (proposal({"status": "released"}), {"base": 0}, "value"), (proposal({"status": "released"}), {"values": {}}, "value"),
    (proposal({"status": "released"}), {"values": {"unit": "RS-1"}}, "fields"), (proposal({"status": "released"}), {"values": {"status": "safe"}}, "value"),
    (proposal(shape=TRIANGLE), {"shape": {"type": "Point", "coordinates": [20, 42]}}, "geometry"),
    (proposal(shape=TRIANGLE), {"shape": {**TRIANGLE, "crs": 1}}, "geometry"),
    (answer(), {"decision": "perhaps"}, "value"), (answer("rejected"), {"new_rev": 2}, "value"), (answer(), {"rev": True}, "value"),
    (answer(), {"proposal": {"feed": THEIRS}}, "value"), (answer(), {"decision": {}}, "value"),
]  # fmt: skip


@pytest.mark.parametrize("statement, change, code", BAD, ids=range(len(BAD)))
def test_what_is_no_statement_is_put_aside_with_its_reason(statement, change, code):
    raw, salt = lines.written_body(bodies(statement, **change)), b"1" * 32
    line = lines.Line(0, statement.op, 1, DAY, statement.op.value, "d" * 24, 1, lines.body_hash(salt, raw))
    _, heard = received.applied(received.Feed(), line, None, (salt, raw), EXACT)
    assert (heard.standing, heard.reason, heard.body) == (Standing.ASIDE, code, None)


GUARDED = [
    (EXACT, link(), {}, []), (EXACT, link(), {"mine": "e" * 24}, ["not-shared"]), (EXACT, link(), {"kind": "twin"}, ["field-kind"]),
    (EXACT, link(), {"confidence": "sure"}, ["field-confidence"]), (EXACT, link(), {"note": ""}, ["fields"]),
    (EXACT, link(), {"yours": {"feed": OURS, "id": THEIR_ID}}, ["of-another"]), (EXACT, link(), {"reason": "x" * 301}, ["text"]),
    (EXACT, link(), {"collection": "release"}, ["collection"]), (EXACT, proposal({"status": "released"}), {}, []),
    (EXACT, answer(), {"decision": "perhaps"}, ["field-decision"]), (SILENT, link(), {}, ["talk"]),
    (COARSE, proposal({"status": "released"}), {"shape": TRIANGLE}, ["geometry"]),
    (COARSE, proposal({"status": "released"}), {"values": {"open_m2": 5}}, ["field-open_m2"]),
    (COARSE, proposal({"status": "released"}), {"values": {"recorded_on": "2019-05-17"}}, ["field-recorded_on", "text"]),
    (COARSE, link(), {"reason": "it lies at 42.20113, 20.3"}, ["text"]), (EXACT, link(), {"reason": "it lies at 42.20113, 20.3"}, []),
    (COARSE, link(), {"reason": "ring 061 123 456"}, ["text"]),
    (EXACT, link(), {"reason": "ring +387 61 123 456"}, ["text"]), (EXACT, link(), {"reason": "write to a1.234@b.example"}, ["text"]),
    (EXACT, proposal({"status": "released"}), {"values": {"name": "ring 061 123 456"}}, ["text"]),
    (EXACT, proposal({"status": "released"}), {"values": {"contamination": "a.b@c.example"}}, ["text"]),
    (EXACT, proposal({"status": "released"}), {"values": {"name": "laid 1992-1995", "recorded_on": "2019-05-17"}}, []),
]  # fmt: skip


@pytest.mark.parametrize("agreement, statement, change, faults", GUARDED, ids=range(len(GUARDED)))
def test_the_guard_looks_at_what_is_said_too(agreement, statement, change, faults):
    raw, salt = lines.written_body(bodies(statement, **change)), b"1" * 32
    line = lines.Line(0, statement.op, 1, DAY, statement.op.value, "d" * 24, 1, lines.body_hash(salt, raw))
    assert guard.faults(feed.Said(line, salt, raw), agreement, None, {"c" * 24}) == faults
    assert "hash" in guard.faults(feed.Said(line, b"2" * 32, raw), agreement, None, {"c" * 24})


def test_a_line_of_a_link_has_its_words_and_no_other():
    side = Side()
    side.say([hazard()], [link()])
    raw = side.log[1].line.written()
    for bad in (
        raw.replace(b'"rev":1', b'"rev":0'),
        raw.replace(b'"op":"link"', b'"op":"like"'),
        raw.replace(b'{"at"', b'{"a":1,"at"'),
    ):
        with pytest.raises(Malformed):
            lines.read(bad)
    assert lines.read(raw).collection == "link"


# --- what holds ---

SAYINGS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([THEIR_ID, OTHER_ID]), st.sampled_from(list(Kind)), st.booleans()), max_size=10
)  # fmt: skip


def asserted(ours, theirs, kind, confidence=Confidence.HIGH, *, by_us=True):
    mine, yours = (OURS, ours), (THEIRS, theirs)
    return Asserted(mine if by_us else yours, yours if by_us else mine, kind, confidence)


@settings(max_examples=50, deadline=None)
@given(SAYINGS, st.randoms(use_true_random=False))
def test_the_order_in_which_it_is_heard_does_not_matter_and_one_side_is_not_enough(sayings, random):
    """Each side's last word of a pair counts; however the two logs arrive between each other, the same holds."""
    last = {}
    for by_us, their_id, kind, stays in sayings:
        last[by_us, their_id] = (kind, stays)
    live = [
        asserted("m" * 24, their_id, kind, by_us=by_us) for (by_us, their_id), (kind, stays) in last.items() if stays
    ]
    sides = {by_us: [a for a in live if (a.mine[0] == OURS) is by_us] for by_us in (True, False)}
    found = talk.links(sides[True], sides[False])
    for some in sides.values():
        random.shuffle(some)
    assert talk.links(sides[True], sides[False]) == found
    mirrored = talk.links(sides[False], sides[True])
    assert {(x.theirs, x.ours, x.kind) for x in mirrored} == {(x.ours, x.theirs, x.kind) for x in found}, (
        "both see the same"
    )
    for one in found:
        both = {by_us: last.get((by_us, one.theirs[1])) for by_us in (True, False)}
        holds = all(said is not None and said[1] for said in both.values()) and both[True][0] == both[False][0]
        assert (one.state is State.HOLDS) is holds and (one.kind is not None) is holds


def test_who_says_two_kinds_says_nothing_that_could_hold():
    same, other = asserted("m", "t", Kind.SAME), asserted("m", "t", Kind.OVERLAP)
    theirs = asserted("m", "t", Kind.SAME, Confidence.LOW, by_us=False)
    (found,) = talk.links([same, other], [theirs])
    assert found.state is State.DIFFER and found.kind is None
    (found,) = talk.links([same], [theirs])
    assert (found.kind, found.confidence) == (Kind.SAME, Confidence.LOW), "as sure as the less sure of both"
    assert [x.state for x in talk.links([same], [])] == [State.OURS]
    assert [x.state for x in talk.links([], [theirs])] == [State.THEIRS]
