"""Pictures: classes that hold every unit, nought told from no figure, and a pattern beside every colour."""

import re

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import assume, given
from hypothesis import strategies as st

from commonground.ui.parts import Balance, Part
from commonground.ui.pictures import choropleth, svg
from commonground.ui.pictures.bars import Stack, Words, burn_down, multiples, scale_start, waterfall

WORDS = Words("Title", "Said & <told>", "opening", "closing", "unexplained", ["a", "b"])
LEGEND = choropleth.MapWords("none", "no figure", "North", "km²")


@given(st.lists(st.integers(min_value=1, max_value=10**12), min_size=1))
def test_every_figure_is_in_a_class_and_no_class_is_empty(values):
    limits = choropleth.bounds(values)
    assert limits == sorted(set(limits))
    found = [choropleth.class_of(v, limits) for v in values]
    assert set(found) == set(range(1, len(limits) + 1))
    assert len(limits) <= choropleth.CLASSES


def test_nought_and_no_figure_are_not_the_same():
    assert choropleth.class_of(0, [5]) == 0
    assert choropleth.class_of(None, [5]) is None
    assert choropleth.bounds([0, 0]) == []


def square(key, x, m2, side=10_000.0):
    ring = [(x, 0.0), (x + side, 0.0), (x + side, side), (x, side), (x, 0.0)]
    return choropleth.Area(key, key, [ring], (x + side / 2, side / 2), m2)


def test_the_map_tells_classes_by_pattern_and_the_legend_counts_all_units():
    areas = [
        square(f"U{i}", i * 10_000.0, m2) for i, m2 in enumerate([None, 0, 400_000, 2_000_000, 9_000_000, 9_000_001])
    ]
    made = choropleth.choropleth(areas, WORDS, LEGEND).svg
    fills = re.findall(r'<path d="[^"]+" fill-rule="evenodd" class="pic-class-(\d)"', made)
    over = re.findall(r'<path d="[^"]+" fill-rule="evenodd" fill="url\(#map-(\d|missing)\)"', made)
    assert [*fills] == [x for x in over if x != "missing"]
    assert over.count("missing") == 1
    counts = re.findall(r'text-anchor="end">(\d+)</text>', made)
    assert sum(map(int, counts)) == len(areas)
    assert ">none<" in made
    assert ">no figure<" in made
    assert "Said &amp; &lt;told&gt;" in made


@pytest.mark.parametrize("states", [("confirmed", "suspected"), ("cancelled", "reduced", "cleared")])
def test_each_bar_has_its_mark_over_its_colour(states):
    named = [(state, state) for state in states]
    stacks = [Stack(str(y), [1_000_000 * (i + 1) for i, _ in enumerate(states)]) for y in range(2020, 2024)]
    for made in (burn_down(stacks, named, WORDS).svg, multiples(stacks, named, WORDS).svg):
        for state in states:
            assert made.count(f'class="pic-{state}"') == made.count(f"-{state})") == len(stacks) + 1


def test_what_is_unknown_is_no_bar_and_no_nought():
    made = burn_down(
        [Stack("2020", [None, None]), Stack("2021", [5, 6])], [("confirmed", "c"), ("suspected", "s")], WORDS
    )
    assert ">?<" in made.svg
    assert made.rows[0][:3] == ["2020", None, None]


def test_a_balance_that_does_not_add_up_says_so():
    made = waterfall(Balance("t", 100, [Part("Cleared", "cleared", -10)], 80), WORDS)
    assert ["unexplained", -10] in made.rows
    assert "pic-unexplained" in made.svg


@given(st.integers(0, 10**10), st.lists(st.integers(-(10**7), 10**7), max_size=6))
def test_a_scale_that_does_not_begin_at_nought_is_seen_to(opening, moved):
    levels = [opening + sum(moved[:i]) for i in range(len(moved) + 1)]
    assume(min(levels) >= 0)
    closing = levels[-1]
    of = Balance("t", opening, [Part(f"part {i}", "cleared", m2) for i, m2 in enumerate(moved)], closing)
    start = scale_start(of)
    made = waterfall(of, WORDS)
    assert ("pic-cut" in made.svg) == bool(start)
    assert start == 0 or 0 < start < min(levels)
    assert all(float(width) >= 0 for width in re.findall(r' width="([-\d.e]+)"', made.svg))
    assert made.rows[0][1] == opening and made.rows[-1][1] == closing


def test_every_class_has_colours_for_print():
    drawn = waterfall(Balance("t", 100, [Part("Cleared", "cleared", -10)], 90), WORDS).svg
    assert set(re.findall(r'class="(pic-[\w-]+)"', drawn)) <= set(svg.PAINT)


def test_a_name_with_signs_that_no_xml_holds_is_drawn_all_the_same():
    areas = [square("U1\x01\x0b", 0, 5), square("<b>\x1b", 10_000.0, 9)]
    words = Words("Ti\x00tle", "Said", "opening", "closing", "unexplained", ["a", "b"])
    assert fromstring(choropleth.choropleth(areas, words, LEGEND).svg.encode()).tag.endswith("svg")
