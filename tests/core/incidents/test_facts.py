"""What can be said of an accident and a victim, and what cannot."""

from dataclasses import replace
from datetime import date

import pytest

from commonground.core.incidents import facts, injuries
from commonground.core.incidents.injuries import Group
from commonground.core.incidents.near import band, counted

TODAY = date(2026, 6, 1)
DAY = facts.Accident(since=date(2024, 2, 10), precision="day", where="unit", unit="N1")


@pytest.mark.parametrize("precision, since, until", [("day", "2024-02-10", "2024-02-10"), ("month", "2024-02-01", "2024-02-29"),
                                                     ("year", "2024-01-01", "2024-12-31")])  # fmt: skip
def test_a_month_or_a_year_is_all_of_its_days(precision, since, until):
    found = facts.settled(replace(DAY, precision=precision))
    assert (str(found.since), str(found.until)) == (since, until)


def test_december_ends_with_the_year():
    assert facts.settled(replace(DAY, precision="month", since=date(2024, 12, 5))).until == date(2024, 12, 31)


def test_a_day_that_is_not_known_has_none():
    found = facts.settled(replace(DAY, precision="unknown"))
    assert found.since is None and found.in_year() is None
    assert facts.accident_faults(found, TODAY) == []


@pytest.mark.parametrize("changes, code", [
    ({"since": None}, "incidents.day.missing"), ({"since": date(2026, 6, 2)}, "incidents.day.future"),
    ({"since": date(1899, 1, 1)}, "incidents.day.too-old"), ({"precision": "period", "until": date(2020, 1, 1)}, "incidents.day.backwards"),
    ({"where": "point"}, "incidents.place.no-point"), ({"where": "point", "lon": 200.0, "lat": 1.0}, "incidents.place.not-on-earth"),
    ({"unit": ""}, "incidents.place.no-unit"), ({"accuracy_m": -1}, "incidents.place.accuracy"),
    ({"device": "bomb"}, "incidents.code.unknown"), ({"kind": ""}, "incidents.code.unknown"), ({"told": "x" * 2001}, "incidents.text.long"),
])  # fmt: skip
def test_a_fault_of_an_accident_is_named(changes, code):
    assert facts.accident_faults(DAY, TODAY) == []
    assert [f.code for f in facts.accident_faults(replace(DAY, **changes), TODAY)] == [code]


@pytest.mark.parametrize("changes, code", [({"age": 121}, "incidents.victim.age"), ({"age": 30, "age_class": "child"}, "incidents.victim.age-and-class"),
                                           ({"outcome": ""}, "incidents.code.unknown"), ({"sex": "x"}, "incidents.code.unknown"),
                                           ({"injuries": ("C9",)}, "incidents.code.unknown")])  # fmt: skip
def test_a_fault_of_a_victim_is_named(changes, code):
    assert facts.victim_faults(facts.Victim(age=17, age_class="child")) == []
    assert [f.code for f in facts.victim_faults(replace(facts.Victim(), **changes))] == [code]


def test_a_child_is_under_eighteen():
    assert [facts.Victim(age=a).is_child for a in (0, 17, 18)] == [True, True, False]
    assert facts.Victim(age_class="unknown").is_child is None
    assert facts.Victim(age_class="adult").is_child is False


def test_doubts_refuse_nothing():
    one = facts.Victim(outcome="killed", status="civilian", doing="forces", saw_marking="yes", disability_after="yes")
    assert {f.code for f in facts.doubts(replace(DAY, marking="unmarked"), one)} == {
        "incidents.victim.civilian-on-duty", "incidents.victim.killed-and-after", "incidents.victim.saw-no-marking",
    }  # fmt: skip
    assert facts.doubts(DAY, facts.Victim()) == []


def test_injuries_follow_the_published_list():
    assert injuries.BY_CODE["C1.2.3.2.1"].part == "foot-left"
    assert injuries.known(("C1.3.5.1", "nonsense", "C1.1.9", "C1.1.9")) == ("C1.1.9", "C1.3.5.1")
    assert injuries.parts(("C1.2.3.1", "C1.1.10")) == {"head": Group.WOUND, "thigh-left": Group.AMPUTATION}
    assert len({i.code for i in injuries.INJURIES}) == len(injuries.INJURIES)


def test_distances_fall_into_bands():
    assert [band(m) for m in (None, 0, 0.1, 100, 100.1, 5000, 5001)] == [None, 0, 1, 1, 2, 4, 5]
    assert counted([0, None, 99, 1e9]) == ([1, 1, 0, 0, 0, 1], 1)
