"""Mined strips; areas worked by hand."""

import pytest
import shapely
from shapely import LineString

from commonground.core.geometry.lines import length_m, strip
from commonground.core.refusals import NotUsable


def test_strip_has_flat_ends():
    land = strip(LineString([(0, 0), (100, 0)]), 10)
    assert land.equals(shapely.box(0, -5, 100, 5)) and land.area == 1000


def test_strip_round_a_corner_keeps_the_outside_of_the_bend():
    # two arms of 100 x 10 m, sharing the inner quarter (25 m2) and gaining the outer one (25 m2)
    assert strip(LineString([(0, 0), (100, 0), (100, 100)]), 10).area == pytest.approx(2000)


def test_strip_of_several_lines():
    lines = shapely.MultiLineString([[(0, 0), (100, 0)], [(0, 50), (100, 50)]])
    assert strip(lines, 10).area == 2000


def test_strip_lies_on_the_grid():
    land = strip(LineString([(0, 0), (33.33, 77.77)]), 7)
    assert land.is_valid and shapely.get_precision(land) == 0.01
    assert land.area == pytest.approx(7 * LineString([(0, 0), (33.33, 77.77)]).length, abs=1)


def test_strip_without_a_width_is_a_length():
    assert length_m(LineString([(0, 0), (30, 40)])) == 50


@pytest.mark.parametrize("width", [0, -3, float("nan"), float("inf"), 0.01])
def test_strip_refuses_a_width_that_is_none(width):
    with pytest.raises(NotUsable, match="width"):
        strip(LineString([(0, 0), (100, 0)]), width)


@pytest.mark.parametrize("shape", [None, shapely.Point(0, 0), shapely.box(0, 0, 1, 1), LineString([(0, 0), (0, 0)])])
def test_strip_refuses_what_is_not_a_line(shape):
    with pytest.raises(NotUsable, match="not-a-line"):
        strip(shape, 10)
    with pytest.raises(NotUsable, match="not-a-line"):
        length_m(shape)
