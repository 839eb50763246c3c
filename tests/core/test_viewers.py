"""What somebody may do is the sum of what each grant gives, and a no says what stands in the way."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.decisions import YES, require
from commonground.core.refusals import NotYours
from commonground.core.viewers import Grant, Viewer

UNITS, ORGANISATIONS, PERMISSIONS = "ABC", "XY", ("land.see", "land.book", "fieldwork.report")

grants = st.builds(
    Grant,
    st.just("some"),
    st.frozensets(st.sampled_from(PERMISSIONS)),
    st.none() | st.frozensets(st.sampled_from(UNITS), min_size=1),
    st.none() | st.sampled_from(ORGANISATIONS),
)
viewers = st.builds(
    lambda everywhere, held: Viewer(1, "a", frozenset(everywhere), grants=tuple(held)),
    st.frozensets(st.sampled_from(PERMISSIONS), max_size=1),
    st.lists(grants, max_size=4),
)
asked = {
    "permission": st.sampled_from(PERMISSIONS),
    "unit": st.none() | st.sampled_from([*UNITS, ""]),
    "organisation": st.none() | st.sampled_from([*ORGANISATIONS, ""]),
}


def opened(viewer: Viewer, permission: str) -> set[tuple[str, str]]:
    """Every pair of a unit and an organisation that somebody's permission opens, counted one by one.

    A place outside all units and the records of no organisation are among them.
    """
    pairs = set()
    for unit in (*UNITS, ""):
        for organisation in (*ORGANISATIONS, ""):
            if permission in viewer.permissions:
                pairs.add((unit, organisation))
            for g in viewer.grants:
                here = g.units is None or unit in g.units
                theirs = g.organisation is None or g.organisation == organisation
                if permission in g.permissions and here and theirs:
                    pairs.add((unit, organisation))
    return pairs


@given(viewer=viewers, **asked)
def test_the_answer_is_what_the_grants_open(viewer, permission, unit, organisation):
    pairs = {(u, o) for u, o in opened(viewer, permission) if unit in (None, u) and organisation in (None, o)}
    assert bool(viewer.may(permission, unit=unit, organisation=organisation)) == bool(pairs)


@given(viewer=viewers, more=grants, **asked)
def test_another_grant_never_takes_anything_away(viewer, more, permission, unit, organisation):
    richer = Viewer(1, "a", viewer.permissions, grants=(*viewer.grants, more))
    if viewer.may(permission, unit=unit, organisation=organisation):
        assert richer.may(permission, unit=unit, organisation=organisation)


@given(viewer=viewers, **asked)
def test_who_may_somewhere_in_particular_may_anywhere_at_all(viewer, permission, unit, organisation):
    if viewer.may(permission, unit=unit, organisation=organisation):
        assert viewer.may(permission) and viewer.within(permission)


@given(viewers, st.sampled_from(PERMISSIONS))
def test_who_may_in_the_whole_country_may_in_every_unit(viewer, permission):
    if viewer.may(permission, unit="", organisation=""):
        assert all(viewer.may(permission, unit=u) for u in UNITS)
        assert any(g.units is None and g.organisation is None for g in viewer.within(permission))


@given(viewer=viewers, **asked)
def test_a_no_is_raised_as_it_is_shown(viewer, permission, unit, organisation):
    decision = viewer.may(permission, unit=unit, organisation=organisation)
    if decision:
        assert decision == YES
        return
    with pytest.raises(NotYours) as refused:
        require(decision)
    assert refused.value is decision.refusal and refused.value.facts["permission"] == permission


REPORT = frozenset({"fieldwork.report"})
NORTH = Grant("reporter", REPORT, units=frozenset({"N", "N1"}))
OWN = Grant("reporter", REPORT, organisation="BS")


@pytest.mark.parametrize(
    "viewer, where, code, facts",
    [
        (Viewer(1, "a"), {}, "fieldwork.report.not-yours", {}),
        (Viewer(1, "a", grants=(NORTH,)), {"unit": "S"}, "identity.permission.other-units", {"unit": "S"}),
        (Viewer(1, "a", grants=(NORTH,)), {"unit": ""}, "identity.permission.not-everywhere", {}),
        (Viewer(1, "a", grants=(OWN,)), {"organisation": "SH"}, "identity.permission.own-organisation", {"organisation": "SH"}),
        (Viewer(1, "a", grants=(OWN,)), {"organisation": ""}, "identity.permission.not-for-all", {}),
        (Viewer(1, "a", ended=(Grant("reporter", REPORT, until=date(2026, 3, 1)),)), {}, "identity.permission.ended", {"on": date(2026, 3, 1)}),
        (Viewer(1, "a", coming=(Grant("reporter", REPORT, since=date(2027, 3, 1)),)), {}, "identity.permission.not-yet", {"on": date(2027, 3, 1)}),
    ],
)  # fmt: skip
def test_a_no_says_what_stands_in_the_way(viewer, where, code, facts):
    refusal = viewer.may("fieldwork.report", **where).refusal
    assert (refusal.code, refusal.facts) == (code, {"permission": "fieldwork.report"} | facts)


def test_two_grants_do_not_lend_each_other_their_reach():
    """North for one's own organisation and the south for all is not the north for all."""
    viewer = Viewer(
        1, "a", grants=(Grant("reporter", REPORT, frozenset("N"), "BS"), Grant("planner", REPORT, frozenset("S")))
    )
    assert viewer.may("fieldwork.report", unit="N", organisation="BS")
    assert viewer.may("fieldwork.report", unit="S", organisation="SH")
    assert not viewer.may("fieldwork.report", unit="N", organisation="SH")


def test_the_organisations_somebody_acts_for():
    assert Viewer(1, "a", grants=(OWN, NORTH)).organisations == {"BS"}
