"""Repair keeps the land: expected areas are worked by hand on small figures."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from commonground.core.geometry.repair import repair


def one(shape):
    got = repair([shape])
    return {name: getattr(got, name)[0] for name in got.__slots__}


def test_repair_leaves_a_sound_shape_alone():
    box = shapely.box(0, 0, 100, 100)
    got = one(box)
    assert got["shapes"] is box
    assert (got["reason"], got["evidence"], got["changed_m2"], got["waits"]) == ("", None, 0, False)


def test_repair_of_a_figure_of_eight_keeps_both_lobes():
    # two triangles of base 100 and height 50 around (50, 50): 2 x 2,500 m2; the signed area is nought
    got = one(Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]))
    assert got["shapes"].area == 5_000
    assert (got["changed_m2"], got["share"], got["measure"], got["waits"]) == (5_000, 1, "signed", True)
    assert "Self-intersection" in got["reason"]


def test_repair_of_overlapping_parts_keeps_what_they_share():
    got = one(MultiPolygon([shapely.box(0, 0, 100, 100), shapely.box(90, 0, 190, 100)]))
    assert got["shapes"].area == 19_000  # even-odd would leave 18,000
    assert got["changed_m2"] == 1_000
    assert got["share"] == pytest.approx(1_000 / 20_000)
    assert not got["waits"]  # 5 % is not more than 5 %


def test_repair_waits_only_past_both_thresholds():
    small = MultiPolygon([shapely.box(0, 0, 10, 4), shapely.box(0, 0, 10, 4)])  # 50 % but 40 m2
    large = MultiPolygon([shapely.box(0, 0, 10, 6), shapely.box(0, 0, 10, 6)])  # 50 % and 60 m2
    assert repair([small, large]).waits.tolist() == [False, True]


def test_repair_of_a_pentagram_keeps_its_heart():
    turns = [2 * np.pi * 2 * k / 5 for k in range(5)]
    star = Polygon([(100 * np.cos(t), 100 * np.sin(t)) for t in turns])
    # R = 100: area of the pentagram is 1.12256994 R^2, of which the heart is 0.34690 R^2
    assert one(star)["shapes"].area == pytest.approx(11_225.7, abs=1)


def test_repair_of_lobes_drawn_in_opposite_directions_keeps_what_they_share():
    # Two triangles over the edge A-C, drawn in opposite directions; found in a real file (row 7201).
    ring = [(10, 0), (0, 60), (1, 17), (10, 0), (1, 17), (9.5, 34), (10, 0)]
    got = one(Polygon(ring))
    hull = shapely.union(Polygon([(10, 0), (0, 60), (1, 17)]), Polygon([(10, 0), (1, 17), (9.5, 34)]))
    assert got["shapes"].area == pytest.approx(hull.area, abs=0.5)


def test_repair_keeps_a_spike_as_evidence():
    got = one(Polygon([(0, 0), (40, 0), (80, 0), (40, 0), (40, 40), (0, 40)]))
    assert got["shapes"].area == 1_600
    assert got["evidence"].length == pytest.approx(40, abs=0.02)
    assert (got["changed_m2"], got["waits"]) == (0, False)


def test_repair_of_a_ring_without_area_keeps_the_line_and_waits():
    got = one(Polygon([(0, 0), (40, 0), (0, 0), (0, 0)]))
    assert got["shapes"].is_empty and got["waits"]
    assert got["evidence"].length == 40


def test_repair_of_a_line_is_evidence_only():
    got = one(shapely.LineString([(0, 0), (30, 40)]))
    assert (got["reason"], got["shapes"].is_empty, got["evidence"].length) == ("Not a polygon", True, 50)


def test_repair_of_a_collection_parts_land_from_evidence():
    both = shapely.GeometryCollection([shapely.box(0, 0, 10, 10), shapely.Point(50, 50)])
    got = one(both)
    assert got["shapes"].area == 100 and got["evidence"].equals(shapely.Point(50, 50))


def test_repair_of_none_stays_none_and_the_order_holds():
    got = repair([None, shapely.box(0, 0, 1, 1), Polygon()])
    assert got.shapes[0] is None and got.shapes[1].area == 1 and got.shapes[2].is_empty


def test_repair_of_no_number_does_not_stop_the_others():
    with np.errstate(invalid="ignore"):
        nan = Polygon([(0, 0), (float("nan"), 1), (2, 2)])
    got = repair([nan, shapely.box(0, 0, 1, 1)])
    assert got.shapes[0].is_empty and got.waits[0] and got.shapes[1].area == 1


corner = st.tuples(st.integers(0, 100), st.integers(0, 100))


@given(st.lists(corner, min_size=3, max_size=9))
def test_repair_never_loses_land_that_either_reading_keeps(ring):
    drawn = Polygon(ring)
    assume(not drawn.is_valid)
    kept = repair([drawn]).shapes[0]
    assert kept.is_valid and kept.geom_type in {"Polygon", "MultiPolygon"}
    for method in ("linework", "structure"):
        reading = shapely.make_valid(drawn, method=method)
        lost = shapely.difference(reading, shapely.set_precision(kept, 0))
        # crossings are rounded to the grid: 1 cm along at most the length of the ring
        assert shapely.area(lost) <= 0.01 * drawn.length
