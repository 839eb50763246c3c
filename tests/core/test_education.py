"""Nobody is counted twice in one campaign."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.incidents.education import GROUPS, Session, faults, reach
from commonground.core.privacy.populations import POPULATIONS

TODAY = date(2026, 6, 1)
PEOPLE = st.lists(st.tuples(st.sampled_from("ab"), st.sets(st.integers(0, 30), min_size=1)), min_size=1, max_size=8)


@given(PEOPLE)
def test_a_campaign_reached_as_many_people_as_came_at_least_once(evenings):
    """People come and come again; whoever writes down who came for the first time counts everybody once."""
    met: dict[str, set[int]] = {}
    sessions = []
    for campaign, came in evenings:
        before = met.setdefault(campaign, set())
        sessions.append(Session(TODAY, campaign, "school", girls=len(came - before), again=len(came & before)))
        before |= came
    found = reach(sessions)
    assert {c: r.people for c, r in found.items()} == {c: len(people) for c, people in met.items()}
    assert sum(r.people + r.again for r in found.values()) == sum(len(came) for _, came in evenings)


def test_an_estimate_is_never_summed():
    some = [Session(TODAY, "a", "media", women=1, indirect=n) for n in (500, None, 700)]
    assert reach(some)["a"].indirect == 700 and reach(some)["a"].people == 3


@pytest.mark.parametrize(
    "change, code",
    [
        ({"on": date(2026, 6, 2)}, "future"),
        ({"women": 0}, "nobody"),
        ({"men": -1}, "number"),
        ({"disability": 9}, "disability"),
    ],
)
def test_what_cannot_be_is_said(change, code):
    said = {"on": TODAY, "campaign": "a", "method": "school", "women": 3} | change
    assert [c for _, c in faults(Session(**said), TODAY)] == [f"incidents.session.{code}"]
    assert faults(Session(**said | {"on": TODAY, "women": 3, "men": 0, "disability": 3}), TODAY) == []


def test_methods_are_those_that_tables_know():
    from commonground.core.incidents.education import Method

    known = {d.key: set(d.values) for d in POPULATIONS["educated"].dimensions}
    assert known["method"] == {m.value for m in Method} | {"unknown"}
    assert len(GROUPS) == 5
