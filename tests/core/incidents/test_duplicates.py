"""Pairs are proposed with their reasons: near in time and place, contradicted by nothing, and never within one source."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.incidents.duplicates import Reason, Seen, compare, proposals

ONE = Seen(
    "V-1",
    "AC-1",
    "hospital",
    "",
    date(2024, 3, 5),
    date(2024, 3, 5),
    17.4,
    44.1,
    "N1",
    "female",
    34,
    "adult",
    "injured",
)
SAME = replace(ONE, code="V-2", accident="AC-2", source="police", lon=17.405)


def test_two_of_the_same_day_and_place_are_proposed_with_their_reasons():
    assert compare(ONE, SAME) == (Reason.DAY, Reason.PLACE, Reason.SEX, Reason.AGE, Reason.OUTCOME)


@pytest.mark.parametrize("changes", [
    {"source": "hospital"}, {"accident": "AC-1"}, {"sex": "male"}, {"age": 50}, {"since": date(2024, 4, 1), "until": date(2024, 4, 1)},
    {"lon": 18.4}, {"lon": None, "lat": None, "unit": "N2"}, {"age": None, "age_class": "child"},
])  # fmt: skip
def test_what_contradicts_it_is_no_pair(changes):
    assert compare(ONE, replace(SAME, **changes)) == ()


def test_unknown_contradicts_nothing_and_proves_nothing():
    other = replace(SAME, sex="unknown", age=None, age_class="", outcome="unknown")
    assert compare(ONE, other) == (), "the day and the place alone are too little"
    assert compare(ONE, replace(other, sex="female")) == (Reason.DAY, Reason.PLACE, Reason.SEX)


def test_another_outcome_is_said_and_hinders_nothing():
    assert compare(ONE, replace(SAME, outcome="killed"))[-1] is Reason.OTHER_OUTCOME, "somebody may have died later"


def test_equal_rows_of_one_register_are_never_paired():
    rows = [replace(ONE, code=f"V-{n}", accident=f"AC-{n}", source="register") for n in range(40)]
    assert list(proposals(rows)) == []


@given(st.lists(st.tuples(st.integers(0, 120), st.sampled_from(["a", "b", "c"])), max_size=25))
def test_looking_month_by_month_finds_what_comparing_everybody_finds(some):
    people = [
        replace(
            ONE,
            code=f"V-{n}",
            accident=f"AC-{n}",
            source=source,
            since=(d := date(2023, 11, 20) + timedelta(days=days)),
            until=d,
        )
        for n, (days, source) in enumerate(some)
    ]
    plain = {(a.code, b.code) for i, b in enumerate(people) for a in people[:i] if compare(a, b)}
    assert {(p.one, p.other) for p in proposals(people)} == plain
