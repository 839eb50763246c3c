"""Reading shapes out of files: one bad record costs only itself."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.geometry.received import from_geojson, from_wkb

RING = [[18, 44], [18.001, 44], [18.001, 44.001]]


def test_from_geojson_closes_a_ring_and_says_so():
    shapes, told = from_geojson([{"type": "Polygon", "coordinates": [RING]}, None], ["a", "b"])
    assert shapes[0].equals(shapely.Polygon(RING)) and shapes[1] is None
    assert [(row, news.code, news.about) for row, news in told] == [(0, "geometry.ring.not-closed", "a")]


def test_from_geojson_reads_a_sound_polygon_without_news():
    shapes, told = from_geojson([{"type": "Polygon", "coordinates": [[*RING, RING[0]]]}], ["a"])
    assert shapes[0].is_valid and told == []


@pytest.mark.parametrize(
    "item",
    [
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [[["a", "b"]]]},
        {"type": "Polygon", "coordinates": [[[None, 44]]]},
        {"type": "Pentagon", "coordinates": []},
        {},
        [],
    ],
)
def test_from_geojson_of_nonsense_costs_only_that_row(item):
    good = {"type": "Point", "coordinates": [18, 44]}
    shapes, told = from_geojson([item, good], ["a", "b"])
    assert shapes[0] is None and shapes[1].equals(shapely.Point(18, 44))
    assert [(row, news.code) for row, news in told] == [(0, "geometry.shape.unreadable")]


def square(x, y, size):
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


CORNER = st.floats(-170, 170)
ODD = st.sampled_from([[[1.0, 2.0]], [], "ring", [[1.0, 2.0], [3, 4.0], [5.0, 6.0], [1.0, 2.0]], [[1.0, 2.0, 3.0]] * 5, [[True, 1.5]] * 5,
                       [*square(1.0, 1.0, 1.0)[:4]], [[float("inf"), 1.0]] * 4, [(1.0, 2.0)] * 4])  # fmt: skip


@given(st.lists(st.lists(st.one_of(st.builds(square, CORNER, CORNER, st.floats(0.1, 5)), ODD), max_size=3), max_size=4))
def test_polygons_made_of_their_numbers_are_those_of_their_texts(polygons):
    """What is made quickly is what GEOS reads, to the last digit; and what is not as it should be goes the slow road."""
    items = [{"type": "Polygon", "coordinates": rings} for rings in polygons]
    shapes, told = from_geojson(items, ["x"] * len(items))
    for i, item in enumerate(items):
        # One more word sends the same polygon by its text.
        slow, news = from_geojson([{**item, "bbox": None}], ["x"])
        assert shapely.to_wkb(shapes[i]) == shapely.to_wkb(slow[0])
        assert [code for row, code in told if row == i] == [code for _, code in news]


def test_from_geojson_keeps_a_ring_of_two_points_for_the_checks():
    shapes, _ = from_geojson([{"type": "Polygon", "coordinates": [RING[:2]]}], ["a"])
    assert len(np.unique(shapely.get_coordinates(shapes[0]), axis=0)) == 2


def test_from_wkb_closes_a_ring_and_says_so():
    sound = shapely.to_wkb(shapely.Polygon(RING))
    # header 5, ring count 4, point count 4: three points instead of four
    unclosed = sound[:9] + (3).to_bytes(4, "little") + sound[13 : 13 + 3 * 16]
    shapes, told = from_wkb([sound, unclosed, b"junk", None], ["a", "b", "c", "d"])
    assert shapes[1].equals(shapes[0]) and shapes[2] is None and shapes[3] is None
    assert [(row, news.code) for row, news in told] == [
        (1, "geometry.ring.not-closed"),
        (2, "geometry.shape.unreadable"),
    ]


@given(st.binary(max_size=60))
def test_from_wkb_never_raises(junk):
    shapes, told = from_wkb([junk], ["a"])
    assert shapes[0] is not None or told
