"""Keyed rounding: unbiased, near, the same for the same people, and tied to nothing else."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.privacy.rounding import BASE, could_be, keyed_round, percent, record_key

KEY = b"year"
MEMBERS = st.lists(st.binary(min_size=16, max_size=16), unique=True, max_size=40)


@given(MEMBERS)
def test_a_rounded_count_is_near_and_its_range_holds_the_count(members):
    rounded = keyed_round(members, KEY)
    assert rounded % BASE == 0 and abs(rounded - len(members)) < BASE
    least, most = could_be(rounded)
    assert least <= len(members) <= most
    assert most - least >= BASE - 1


@given(MEMBERS, st.randoms())
def test_the_same_people_give_the_same_number_in_any_order(members, dice):
    shuffled = list(members)
    dice.shuffle(shuffled)
    assert keyed_round(shuffled, KEY) == keyed_round(members, KEY)


@pytest.mark.parametrize("count", range(14))
def test_on_average_the_rounded_count_is_the_count(count):
    dice = Random(count)
    drawn = [keyed_round([dice.randbytes(16) for _ in range(count)], KEY) for _ in range(4000)]
    assert abs(sum(drawn) / len(drawn) - count) < 0.2
    assert (count % BASE == 0) == (len(set(drawn)) == 1)


def test_other_people_or_another_year_are_rounded_otherwise():
    dice = Random(1)
    groups = [[dice.randbytes(16) for _ in range(7)] for _ in range(200)]
    one, other = ([keyed_round(g, key) for g in groups] for key in (KEY, b"another year"))
    assert one != other and {5, 10} == set(one)


def test_a_record_key_is_of_its_kin_and_its_programme():
    made = {record_key(s, kin, b"V-1") for s in (b"one", b"two") for kin in ("victims", "audience")}
    assert len(made) == 4 and all(len(k) == 16 and b"V-1" not in k for k in made)


@pytest.mark.parametrize("part, whole, said", [(5, 45, None), (10, 50, 20), (25, 75, 33), (0, 50, 0), (5, 1000, 1)])
def test_a_percentage_is_whole_and_of_fifty_or_more(part, whole, said):
    assert percent(part, whole) == said
