"""What can be said of assistance, what is due, and that nobody is counted twice in a year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.incidents import assistance as core
from commonground.core.incidents import providers
from commonground.core.incidents.assistance import Ending, FollowUp, Goal, Kind, Need, Plan, Service
from commonground.core.incidents.consent import Purpose
from commonground.core.privacy.populations import POPULATIONS

TODAY = date(2026, 6, 1)
GOOD = (
    Need("prosthetics", "soon", TODAY, "self"),
    Plan(1, TODAY + timedelta(days=90)),
    Goal("rehabilitation", TODAY + timedelta(days=30)),
    Service("medical", TODAY - timedelta(days=9), "PR-0001", TODAY, "improved", 120, "EUR"),
    FollowUp(TODAY, "not-asked", TODAY + timedelta(days=30)),
    Ending(TODAY, "goals"),
)


@pytest.mark.parametrize("said", GOOD, ids=lambda s: type(s).__name__)
def test_what_can_be_is_kept(said):
    assert core.faults(said, TODAY) == []


@pytest.mark.parametrize(
    "said, at",
    [
        (Need("legs", "soon", TODAY, "self"), "kind"),
        (Need("medical", "soon", TODAY, "hearsay"), "source"),
        (Need("medical", "soon", TODAY + timedelta(days=1), "self"), "on"),
        (Service("medical", TODAY, until=TODAY - timedelta(days=1)), "until"),
        (Service("medical", TODAY, cost=-1, currency="EUR"), "cost"),
        (Service("medical", TODAY, cost=5), "currency"),
        (Service("medical", TODAY, cost=5, currency="eur"), "currency"),
        (FollowUp(TODAY, "fine"), "fares"),
        (FollowUp(TODAY, "worse", TODAY), "again_on"),
        (Ending(date(1800, 1, 1), "goals"), "on"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(said, at):
    assert [f.at for f in core.faults(said, TODAY)] == [at]


def test_every_kind_has_its_pillar_and_every_known_one_its_purpose():
    assert set(core.PILLARS) == set(Kind)
    assert set(core.PURPOSES) == set(Kind) - {Kind.UNKNOWN}
    assert set(core.PURPOSES.values()) <= set(Purpose)
    pillars = next(d for d in POPULATIONS["services"].dimensions if d.key == "pillar").values
    assert {p.value for p in core.PILLARS.values()} == set(pillars)


def test_the_latest_follow_up_says_when_they_are_asked_again():
    early = FollowUp(date(2026, 1, 1), "worse", date(2026, 2, 1))
    late = FollowUp(date(2026, 3, 1), "improved", date(2026, 9, 1))
    assert core.again_on([late, early]) == date(2026, 9, 1)
    assert core.again_on([early, FollowUp(date(2026, 3, 1), "deceased", date(2026, 9, 1))]) is None
    assert core.again_on([]) is None


def test_what_is_due_has_come_or_comes_soon():
    assert core.is_due(TODAY, TODAY) and core.is_due(TODAY + core.SOON, TODAY)
    assert not core.is_due(TODAY + core.SOON + timedelta(days=1), TODAY)
    assert not core.is_due(None, TODAY)


SERVICES = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from([k.value for k in Kind]), st.dates(date(2023, 1, 1), date(2025, 12, 31))
    ),
    max_size=30,
)


@given(SERVICES)
def test_nobody_is_counted_twice_in_a_year_and_halves_add_up_to_it(services):
    found = core.first_services(services, 2024)
    people = core.first_of_people(found)
    of_year = [(p, k, d) for p, k, d in services if d.year == 2024]
    assert set(people) == {p for p, _, _ in of_year}
    assert set(found) == {(p, core.PILLARS[Kind(k)].value) for p, k, _ in of_year}
    assert all(people[p] == min(d for q, _, d in of_year if q == p) for p in people)
    halves = [sum(d.month <= 6 for d in people.values()), sum(d.month > 6 for d in people.values())]
    assert sum(halves) == len(people)


def test_an_offer_holds_between_its_days():
    said = providers.Offer("Clinic", ("medical",), since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert said.offers("medical", date(2026, 1, 1)) and said.offers("medical", date(2026, 12, 31))
    assert not said.offers("medical", date(2025, 12, 31)) and not said.offers("medical", date(2027, 1, 1))
    assert not said.offers("peer", TODAY)
    assert said.is_doubtful(TODAY), "nobody ever checked it"


@pytest.mark.parametrize(
    "said, at",
    [
        (providers.Offer(" ", ("medical",)), "name"),
        (providers.Offer("Clinic", ()), "kinds"),
        (providers.Offer("Clinic", ("unknown",)), "kinds"),
        (providers.Offer("Clinic", ("medical",), reach=("lift",)), "reach"),
        (providers.Offer("Clinic", ("medical",), cost="much"), "cost"),
        (providers.Offer("Clinic", ("medical",), capacity=-1), "capacity"),
        (providers.Offer("Clinic", ("medical",), since=TODAY, until=TODAY - timedelta(days=1)), "until"),
        (providers.Offer("Clinic", ("medical",), checked_on=TODAY + timedelta(days=1)), "checked_on"),
    ],
)
def test_what_a_provider_cannot_be_is_said_at_its_field(said, at):
    assert [f.at for f in providers.faults(said, TODAY)] == [at]
