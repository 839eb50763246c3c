"""A referral goes nowhere without consent, and nobody outside sees one that has ended; whatever is tried in whatever order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.incidents import referral
from commonground.core.incidents.assistance import ANSWER_WITHIN
from commonground.core.incidents.referral import Circumstances, State, Verb, Why

GOOD = {"consented": True, "shown": True, "offered": True}
TOLD_SOMEBODY = {State.SENT, State.ACCEPTED, State.DECLINED, State.IN_SERVICE, State.COMPLETED, State.NOT_TAKEN_UP}
TRIES = st.lists(
    st.tuples(st.sampled_from(Verb), st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", *Why])),
    max_size=12,
)


def go(state: State, verb: Verb, **more) -> State:
    said = Circumstances(**{**GOOD, "verb": verb, "why": "other"} | more)
    answer = referral.decide(state, verb, said)
    return referral.target(state, verb) if answer else state


def test_the_way_of_a_referral_that_goes_well():
    state = State.DRAFT
    for verb in (Verb.CONSENT, Verb.SEND, Verb.ACCEPT, Verb.START, Verb.COMPLETE):
        state = go(state, verb)
    assert state is State.COMPLETED
    assert referral.verbs(state, referral.IDENTIFY) == referral.verbs(state, referral.RECEIVE) == ()


@pytest.mark.parametrize(
    "missing, code",
    [
        ({"consented": False}, "incidents.referral.no-consent"),
        ({"shown": False}, "incidents.referral.not-shown"),
        ({"offered": False}, "incidents.referral.not-offered"),
    ],
)
def test_nothing_is_sent_where_anything_is_missing(missing, code):
    said = Circumstances(**GOOD | missing, verb=Verb.SEND)
    answer = referral.decide(State.CONSENTED, Verb.SEND, said)
    assert answer.refusal.code == code


@given(TRIES)
def test_nobody_is_told_without_consent_in_whatever_order_things_are_tried(tries):
    state, sent_with = State.DRAFT, None
    for verb, consented, shown, offered, why in tries:
        before = state
        state = go(state, verb, consented=consented, shown=shown, offered=offered, why=why)
        if before is State.CONSENTED and state is State.SENT:
            sent_with = (consented, shown, offered)
        if before is not state and state in TOLD_SOMEBODY:
            assert consented, "an answer is only to what is still agreed to"
        assert (state in TOLD_SOMEBODY) <= (sent_with == (True, True, True))
        assert not referral.is_seen(state, consented=False)
        assert referral.is_seen(state, consented=True) == (state in referral.RECEIVED)


def test_the_tries_come_far_enough_to_prove_anything():
    """The property above would hold of a referral that can never be sent."""
    assert {go(State.CONSENTED, Verb.SEND), go(State.SENT, Verb.ACCEPT), go(State.IN_SERVICE, Verb.COMPLETE)} == {
        State.SENT, State.ACCEPTED, State.COMPLETED,
    }  # fmt: skip


@pytest.mark.parametrize("state", referral.OPEN)
def test_every_open_referral_can_be_withdrawn_with_a_reason(state):
    assert go(state, Verb.WITHDRAW, consented=False, shown=False, offered=False, why="consent") is State.WITHDRAWN
    assert go(state, Verb.WITHDRAW, why="") is state
    assert go(state, Verb.WITHDRAW, why="full") is state, "that is a provider's reason"


@pytest.mark.parametrize("state", referral.ENDED)
def test_what_has_ended_stays_ended(state):
    assert {go(state, verb) for verb in Verb} == {state}


def test_only_the_provider_or_whoever_writes_its_answer_down_answers():
    answers = {v for s in State for v in referral.verbs(s, referral.RECEIVE)}
    assert answers == {Verb.ACCEPT, Verb.DECLINE, Verb.START, Verb.COMPLETE, Verb.MISS}
    assert answers.isdisjoint(v for s in State for v in referral.verbs(s, referral.IDENTIFY))


def test_an_answer_is_waited_for_two_weeks():
    today = date(2026, 6, 30)
    assert not referral.is_unanswered(State.SENT, today - ANSWER_WITHIN, today)
    assert referral.is_unanswered(State.SENT, today - ANSWER_WITHIN - timedelta(days=1), today)
    assert not referral.is_unanswered(State.ACCEPTED, date(2020, 1, 1), today)
    assert not referral.is_unanswered(State.SENT, None, today)
