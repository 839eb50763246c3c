"""A region worked out by hand: a border hazard counted once, a range that stays one, and no date where nothing is released."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.exchange.region import (
    YEARS,
    Countdown,
    Hazard,
    Released,
    Span,
    balance,
    by_term,
    countdown,
    joints,
    span_of,
    yearly,
)  # fmt: skip


def m2(number):
    return Span(number, number)


HUNDRED = m2(100)


def hazard(country, id_, open_=HUNDRED, same=(), shape=None, status="suspected", kind="mines"):
    return Hazard(country, id_, status, kind, open_, frozenset(same), frozenset(), shape)


def test_linked_land_is_counted_once_by_the_union_of_exact_perimeters():
    """Ten by ten metres on either side of a line, four by ten of them the same ground: 100 + 100 - 40 = 160."""
    here, there = shapely.box(0, 0, 10, 10), shapely.box(6, 0, 16, 10)
    both = [hazard("al", "a", same=["x"], shape=here), hazard("rs", "b", same=["x"], shape=there), hazard("rs", "c")]
    (joint,) = joints(both)
    assert (joint.counted, joint.taken_off, joint.by_perimeter) == (m2(160), m2(40), True)
    found = balance(both, [], 2006)
    assert (found.open, found.taken_off, found.hazards) == (m2(260), m2(40), 3)


def test_where_a_perimeter_is_coarse_the_larger_counts_once():
    shape = shapely.box(0, 0, 10, 10)
    (joint,) = joints([hazard("al", "a", same=["x"], shape=shape), hazard("rs", "b", m2(70), ["x"])])
    assert (joint.counted, joint.taken_off, joint.by_perimeter) == (m2(100), m2(70), False)
    (joint,) = joints([hazard("al", "a", Span(1_000, 9_999), ["x"]), hazard("rs", "b", m2(4_000), ["x"])])
    assert (joint.counted, joint.taken_off) == (Span(4_000, 9_999), Span(1_000, 4_000))
    (joint,) = joints([hazard("al", "a", Span(1_000, None), ["x"]), hazard("rs", "b", None, ["x"])])
    assert (joint.counted, joint.taken_off) == (Span(1_000, None), Span(0, None))


def test_what_one_country_says_alone_joins_nothing():
    assert joints([hazard("al", "a", same=["x"]), hazard("al", "b", same=["x"]), hazard("rs", "c", same=["y"])]) == []
    assert joints([hazard("al", "a", same=["x"], status="released"), hazard("rs", "b", same=["x"])]) != []
    released = [hazard("al", "a", same=["x"], status="released"), hazard("rs", "b", same=["x"])]
    assert balance(released, [], 2006).open == m2(100), "released land is no longer open on either side's account"


def test_three_countries_meet_in_one_point():
    three = [hazard("al", "a", m2(10), ["x"]), hazard("me", "b", m2(30), ["x", "y"]), hazard("rs", "c", m2(20), ["y"])]
    (joint,) = joints(three)
    assert (joint.counted, joint.taken_off) == (m2(30), m2(30))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 50), st.sampled_from(["", "x", "y", "z"])), max_size=12)
)
def test_counting_once_never_loses_the_larger_nor_counts_more_than_was_told(some):
    hazards = [hazard(c, str(i), m2(n), [s] if s else []) for i, (c, n, s) in enumerate(some)]
    told, found = sum(n for _, n, _ in some), balance(hazards, [], 2006)
    assert found.open == balance(hazards[::-1], [], 2006).open
    assert max([n for _, n, _ in some], default=0) <= found.open.least <= told
    assert found.open.least + found.taken_off.least == told
    if len({c for c, _, s in some if s}) < 2:
        assert found.open.least == told


def test_a_balance_by_hand():
    released = [
        Released("al", "cleared", 2006, m2(30)), Released("al", "cleared", 2006, m2(12)), Released("al", "reduced", 2006, m2(5)),
        Released("al", "cleared", 2005, m2(99)),
    ]  # fmt: skip
    hazards = [hazard("al", "a", m2(200)), hazard("al", "b", None), hazard("al", "c", m2(7), status="released")]
    found = balance(hazards, released, 2006)
    assert found.released == {"cleared": m2(42), "reduced": m2(5)}
    assert (found.open, found.before, found.hazards, found.without_area) == (Span(200, None), Span(247, None), 2, 1)
    assert balance(hazards, None, 2006).before is None, "what was released was not shared"
    assert yearly(released) == {2006: 47, 2005: 99}


@pytest.mark.parametrize(
    "open_, years, found",
    [
        (m2(1_000), {2001: 100, 2002: 200, 2003: 250, 2004: 100, 2005: 125}, (2010, 2016)),  # 4 years at 250, 10 at 100
        (m2(1_001), {2001: 100, 2002: 200, 2003: 250, 2004: 100, 2005: 125}, (2011, 2017)),  # a rest takes a year of its own
        (m2(1_000), {2003: 250}, (2010, None)),  # in some years nothing was released
        (m2(1_000), {}, (None, None)),
        (m2(1_000), {2006: 900}, (None, None)),  # the year that runs is no full one
        (Span(1_000, None), dict.fromkeys(range(2001, 2006), 500), (2008, None)),  # the area has no upper bound
        (Span(500, 1_500), dict.fromkeys(range(2001, 2006), 500), (2007, 2009)),
        (m2(0), {}, (2006, 2006)),
        (m2(10**9), dict.fromkeys(range(2001, 2006), 1), (None, None)),  # a million years say nothing
    ],
)  # fmt: skip
def test_a_countdown_is_a_range_or_nothing(open_, years, found):
    said = countdown(open_, years, 2006)
    assert (said.earliest, said.latest) == found and isinstance(said, Countdown) and YEARS == 5


def test_nothing_told_is_not_nothing_there():
    pace = dict.fromkeys(range(2001, 2006), 100)
    for open_ in (m2(0), Span(0, None)):
        found = countdown(open_, pace, 2006, unknown=True)
        assert (found.earliest, found.latest) == (None, None)
    found = countdown(m2(1_000), pace, 2006, unknown=True)
    assert (found.earliest, found.latest) == (2016, None), "what is known takes that long at least"
    assert balance([], [], 2006, unknown=True).open == Span(0, None)
    assert by_term([hazard("al", "a", None), hazard("al", "b")], {}) == {"": Span(100, None)}


def test_several_hazards_of_one_country_are_not_one():
    """A1 and A2 lie beside each other: A alone told 180, whatever B calls the same."""
    three = [hazard("a", "A1", m2(100), ["x"]), hazard("a", "A2", m2(80), ["x"]), hazard("b", "B1", m2(150), ["x"])]
    (joint,) = joints(three)
    assert (joint.counted, joint.taken_off) == (m2(180), m2(150))
    terms = {("a", "mines"): "mines", ("b", "mines"): "erw"}
    assert by_term(three, terms) == {"mines": m2(180), "erw": m2(0)}, (
        "a told most of it, though no one hazard is the largest"
    )


def test_before_a_past_year_is_with_everything_released_since():
    released = [Released("al", "cleared", year, m2(n)) for year, n in ((2023, 9), (2024, 5), (2025, 700))]
    found = balance([hazard("al", "a", m2(1_000))], released, 2024)
    assert (found.before, found.released) == (m2(1_705), {"cleared": m2(5)})


def test_terms_come_from_the_table_alone():
    hazards = [
        hazard("al", "a", m2(10), ["x"], kind="ap"),
        hazard("rs", "b", m2(30), ["x"], kind="mine"),
        hazard("rs", "c", m2(5), kind="?"),
    ]
    terms = {("al", "ap"): "mines", ("rs", "mine"): "mines"}
    assert by_term(hazards, terms) == {"mines": m2(30), "": m2(5)}, "40 told, 10 of them twice"
    assert by_term(hazards[1:], {}) == {"": m2(35)}
    three = [
        hazard("al", "a", m2(10), ["x"]),
        hazard("me", "b", m2(30), ["x"], kind="ap"),
        hazard("rs", "c", m2(30), ["x"]),
    ]
    terms = {("al", "mines"): "mines", ("me", "ap"): "ap-mines", ("rs", "mines"): "mines"}
    assert by_term(three, terms) == {"mines": m2(30), "ap-mines": m2(0)}, "under the term of who told most of it"


def test_an_area_is_what_was_told():
    assert (span_of(None), span_of(5), span_of({"from": 10, "below": 20})) == (None, m2(5), Span(10, 19))
    assert span_of({"from": 100, "below": None}) == Span(100, None)
