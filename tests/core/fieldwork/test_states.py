"""The machine of states: whatever is tried in whatever order, nothing is booked that nobody approved."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.fieldwork import states
from commonground.core.fieldwork.states import TRANSITIONS, Circumstances, State, Verb, decide, transition

AUTHOR, OTHER = 1, 2
TRIES = st.lists(
    st.tuples(st.sampled_from(Verb), st.sampled_from([AUTHOR, OTHER]), st.booleans(), st.integers(0, 1), st.integers(0, 1), st.booleans()),
    max_size=25,
)  # fmt: skip


def walk(tries, own_allowed, decide=decide):
    """Try one act after the other as the actions do; the states passed through, and who approved."""
    state, approved_by, marked, path = State.DRAFT, None, False, [State.DRAFT]
    for verb, actor, because, faults, contradictions, accepted in tries:
        said = Circumstances(
            author=AUTHOR, actor=actor, faults=faults, because="x" if because else "", own_allowed=own_allowed and actor == AUTHOR,
            contradictions=contradictions, accepted=accepted, approved=state is State.APPROVED, approved_by=approved_by,
            self_approved=marked,
        )  # fmt: skip
        if not decide(state, verb, said):
            continue
        if verb is Verb.APPROVE:
            approved_by, marked = actor, actor == AUTHOR
        state = transition(state, verb).target
        path.append(state)
    return path, approved_by, marked


def sound(path, approved_by, marked, own_allowed):
    """What must be so of every path that ends in the books."""
    if State.BOOKED not in path:
        return True
    if path[path.index(State.BOOKED) - 1] is not State.APPROVED or approved_by is None:
        return False
    return approved_by != AUTHOR or (own_allowed and marked)


@given(TRIES, st.booleans())
def test_no_path_books_what_nobody_else_approved_unless_that_is_allowed_and_marked(tries, own_allowed):
    path, approved_by, marked = walk(tries, own_allowed)
    assert sound(path, approved_by, marked, own_allowed)


def every_path(own_allowed, decide=decide, length=6):
    """All paths of a few acts: the property above is not true for want of a path that reaches the books."""
    acts = [(v, a, True, 0, 0, False) for v in Verb for a in (AUTHOR, OTHER)]
    frontier = [()]
    for _ in range(length):
        frontier = [(*p, act) for p in frontier for act in acts if len(walk((*p, act), own_allowed, decide)[0]) == len(p) + 2
                    and act[0] is not Verb.SAVE]  # fmt: skip
        yield from (walk(p, own_allowed, decide) for p in frontier)


@pytest.mark.parametrize("own_allowed", [False, True])
def test_the_books_are_reached_and_only_so(own_allowed):
    reached = [w for w in every_path(own_allowed, length=4) if State.BOOKED in w[0]]
    assert reached and all(sound(*w, own_allowed) for w in reached)
    assert any(w[1] == AUTHOR for w in reached) == own_allowed


@pytest.mark.parametrize("broken", ["another", "passed"])
def test_a_guard_that_is_left_out_is_seen(broken):
    """With the guard taken away a path reaches the books that must not: by the author's own hand."""

    def without(state, verb, said):
        step = transition(state, verb)
        if step is None:
            return decide(state, verb, said)
        if broken == "passed" and verb is Verb.BOOK:
            said = replace(said, approved=True, self_approved=True)
        guards = [g for g in step.guards if g.__name__ != broken]
        return next((a for g in guards if not (a := g(said))), states.YES)

    found = [w for w in every_path(False, without, length=4) if State.BOOKED in w[0]]
    if broken == "another":
        assert not all(sound(*w, False) for w in found)
    else:
        assert found


def test_nothing_leaves_the_books_and_nothing_comes_back_from_withdrawal():
    assert not [t for t in TRANSITIONS if t.source in (State.BOOKED, State.WITHDRAWN)]
    assert {t.source for t in TRANSITIONS if t.target is State.BOOKED} == {State.APPROVED}
    assert {t.source for t in TRANSITIONS} | {t.target for t in TRANSITIONS} == set(State)


@pytest.mark.parametrize(
    ("state", "verb", "said", "code"),
    [
        (State.DRAFT, Verb.APPROVE, {}, "fieldwork.report.state"),
        (State.BOOKED, Verb.SAVE, {}, "fieldwork.report.state"),
        (State.DRAFT, Verb.SAVE, {"actor": OTHER}, "fieldwork.report.not-the-author"),
        (State.DRAFT, Verb.SUBMIT, {"actor": AUTHOR, "faults": 2}, "fieldwork.report.incomplete"),
        (State.SUBMITTED, Verb.RETURN, {"actor": OTHER}, "fieldwork.return.no-reason"),
        (State.SUBMITTED, Verb.APPROVE, {"actor": AUTHOR}, "fieldwork.approve.own"),
        (State.CONFLICT, Verb.APPROVE, {"actor": OTHER, "contradictions": 1}, "fieldwork.report.contradicted"),
        (State.APPROVED, Verb.BOOK, {}, "fieldwork.report.not-approved"),
    ],
)
def test_a_no_says_why(state, verb, said, code):
    circumstances = Circumstances(**{"author": AUTHOR, "actor": AUTHOR, **said})
    assert decide(state, verb, circumstances).refusal.code == code
