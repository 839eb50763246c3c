"""Checks of shapes and rings: each with the fault and without it; figures worked by hand."""

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from commonground.core.findings import Severity
from commonground.core.geometry.checks import ALL, Batch, run
from commonground.core.geometry.codes import CODES
from core.geometry.figures import PLANE, at, codes, only, square, told


def test_a_sound_perimeter_has_no_news():
    assert codes(square()) == [[]]


def test_every_code_used_is_registered_and_every_sentence_has_a_mend():
    source = Path(__file__).parents[3] / "src/commonground/core/geometry"
    text = "\n".join(p.read_text() for p in source.rglob("*.py") if p.name != "codes.py")
    for code, entry in CODES.items():
        assert re.fullmatch(r"geometry(\.[a-z-]+){2}", code)
        assert entry.sentence.endswith(".") and entry.mend.endswith(".") and isinstance(entry.severity, Severity)
        assert f'"{code}"' in text, f"{code} is never told"


def test_shape_absent_and_empty():
    assert codes(None, Polygon()) == [["geometry.shape.absent"], ["geometry.shape.empty"]]


@pytest.mark.parametrize(
    ("kind", "shape"),
    [("point", shapely.Point(18, 44)), ("line", shapely.LineString([(18, 44), (18.001, 44)]))],
)
def test_shape_not_polygon(kind, shape):
    news = only("geometry.shape.not-polygon", told(shape))
    assert news.facts == {"kind": kind}


def test_shape_mixed_with_points():
    mixed = shapely.GeometryCollection([square(), shapely.Point(18.01, 44)])
    assert "geometry.shape.mixed" in codes(mixed)[0]
    assert "geometry.shape.not-polygon" not in codes(mixed)[0]


def test_ring_self_crossing_points_at_the_crossing():
    news = only("geometry.ring.self-crossing", told(at((0, 0), (100, 100), (100, 0), (0, 100))))
    metres = PLANE.forward(np.array([news.at]))[0]
    assert metres == pytest.approx([50, 50], abs=0.02)
    assert news.severity is Severity.ERROR


def test_ring_self_touching_is_not_crossing():
    # comes back to (50, 0), the middle of its own base
    got = codes(at((0, 0), (50, 0), (100, 0), (100, 100), (50, 0), (0, 100)))[0]
    assert "geometry.ring.self-touching" in got and "geometry.ring.self-crossing" not in got
    assert "geometry.ring.revisited-point" in got


def test_ring_hole_outside_and_nested_holes():
    outer = shapely.get_coordinates(square()).tolist()
    away = shapely.get_coordinates(square(500, 0, 10)).tolist()
    big, small = (shapely.get_coordinates(square(20, 20, s)).tolist() for s in (50, 10))
    inner = shapely.get_coordinates(square(30, 30, 10)).tolist()
    assert "geometry.ring.hole-outside" in codes(Polygon(outer, [away]))[0]
    assert "geometry.ring.holes-nested" in codes(Polygon(outer, [big, inner]))[0]
    assert [c for c in codes(Polygon(outer, [small]))[0] if c != "geometry.ring.orientation"] == []


def test_ring_pinched_by_its_hole():
    outer = shapely.get_coordinates(at((0, 0), (50, 0), (100, 0), (100, 100), (50, 100), (0, 100))).tolist()
    slit = [
        outer[1],
        shapely.get_coordinates(at((40, 50), (60, 50), (50, 100)))[0].tolist(),
        outer[4],
        shapely.get_coordinates(at((60, 50), (40, 50), (50, 100)))[0].tolist(),
    ]
    assert "geometry.ring.pinched" in codes(Polygon(outer, [slit]))[0]


def test_parts_crossing_is_told_from_a_crossing_ring():
    sound = MultiPolygon([square(), square(90)])
    assert "geometry.parts.crossing" in codes(sound)[0]
    assert "geometry.ring.self-crossing" not in codes(sound)[0]
    eight = MultiPolygon([at((0, 0), (100, 100), (100, 0), (0, 100)), square(500)])
    assert "geometry.ring.self-crossing" in codes(eight)[0]


def test_parts_nested():
    assert "geometry.parts.nested" in codes(MultiPolygon([square(), square(20, 20, 10)]))[0]


def test_parts_duplicate_whatever_corner_it_begins_with():
    turned = at((100, 0), (100, 100), (0, 100), (0, 0))
    news = only("geometry.parts.duplicate", told(MultiPolygon([square(), turned, square(500)])))
    assert news.facts == {"times": 2}
    assert "geometry.parts.duplicate" not in codes(MultiPolygon([square(), square(500)]))[0]


def test_ring_of_one_and_of_two_points():
    one = Polygon([(18, 44)] * 4)
    two = Polygon([(18, 44), (18.01, 44), (18, 44), (18.01, 44)])
    assert codes(one)[0] == ["geometry.ring.one-point", "geometry.shape.collapsed"]
    assert codes(two)[0] == ["geometry.ring.two-points", "geometry.shape.collapsed"]
    assert "geometry.ring.two-points" not in codes(at((0, 0), (10, 0), (0, 10)))[0]


def test_ring_repeated_point_by_the_tolerance_of_the_toolbox():
    corners = shapely.get_coordinates(square())[:-1].tolist()
    near = [corners[0], corners[1], [corners[1][0] + 9e-7, corners[1][1]], *corners[2:]]
    far = [corners[0], corners[1], [corners[1][0] + 1.1e-6, corners[1][1]], *corners[2:]]
    assert only("geometry.ring.repeated-point", told(Polygon(near))).facts == {"times": 1}
    assert "geometry.ring.repeated-point" not in codes(Polygon(far))[0]


def test_ring_closed_twice_and_overclosed():
    a, b, c, d, _ = shapely.get_coordinates(square()).tolist()
    assert codes(Polygon([a, b, c, d, a, a]))[0] == ["geometry.ring.closed-twice"]
    over = codes(Polygon([a, b, c, d, a, b]))[0]
    assert "geometry.ring.overclosed" in over and "geometry.ring.revisited-point" not in over
    assert codes(Polygon([a, b, c, d]))[0] == []


def test_ring_revisited_point():
    news = only("geometry.ring.revisited-point", told(at((0, 0), (50, 0), (100, 0), (100, 100), (50, 0), (0, 100))))
    assert news.facts == {"times": 1}
    assert PLANE.forward(np.array([news.at]))[0] == pytest.approx([50, 0], abs=0.02)


@pytest.mark.parametrize(("tip", "is_spike"), [(50.0, True), (52.0, False)])
def test_ring_spike_by_its_angle(tip, is_spike):
    # arms of 50 m and a mouth of 2 x 1.25 m: 2 atan(1.25 / 50) = 2.86 degrees; with 1.39 it is 3.06
    half = 1.25 if is_spike else 1.39 * tip / 50
    got = told(at((0, 0), (100, 0), (100, 100), (50 + half, 100), (50, 100 + tip), (50 - half, 100), (0, 100)))
    found = [news for news in got[0] if news.code == "geometry.ring.spike"]
    assert bool(found) is is_spike
    if found:
        assert found[0].facts["angle_deg"] == pytest.approx(2.86, abs=0.05)


def test_ring_spike_of_jitter_length_is_left_alone():
    got = codes(at((0, 0), (100, 0), (100, 100), (50.05, 100), (50, 104), (49.95, 100), (0, 100)))[0]
    assert "geometry.ring.spike" not in got


def test_ring_spike_with_a_doubled_tip_is_still_seen():
    tip = (50, 150)
    got = codes(at((0, 0), (100, 0), (100, 100), (51, 100), tip, tip, (49, 100), (0, 100)))[0]
    assert "geometry.ring.spike" in got


def test_ring_orientation_is_a_note_about_clockwise_rings():
    [[news]] = told(shapely.reverse(square()))
    assert (news.code, news.severity) == ("geometry.ring.orientation", Severity.NOTE)


def test_edge_long_measures_the_closing_edge():
    # only the closing edge, from (5001, 1) to (0, 0), is longer than 5 km; its neighbours are 2.5 km
    news = only("geometry.edge.long", told(at((0, 0), (2500, -300), (5001, 1))))
    assert news.facts["closing"] and news.facts["length_m"] == pytest.approx(5001, abs=2)
    assert "geometry.edge.long" not in codes(at((0, 0), (2500, -300), (4990, 1)))[0]


def test_edge_long_measures_any_edge():
    news = only("geometry.edge.long", told(at((0, 0), (6000, 0), (2900, 3900))))
    assert not news.facts["closing"] and news.facts["length_m"] == pytest.approx(6000, abs=2)


def test_shape_many_points():
    angles = np.linspace(0, 2 * np.pi, 10_001)
    ring = Polygon(np.column_stack([18 + 0.01 * np.cos(angles), 44 + 0.01 * np.sin(angles)]))
    assert only("geometry.shape.many-points", told(ring)).facts["points"] == 10_001


def test_repair_that_changes_much_waits():
    news = only("geometry.repair.waits", told(at((0, 0), (100, 100), (100, 0), (0, 100))))
    assert news.facts["changed_m2"] == pytest.approx(5000, abs=2) and news.facts["percent"] == 100


def test_repair_keeps_a_spike_as_evidence():
    news = only("geometry.repair.evidence", told(at((0, 0), (40, 0), (80, 0), (40, 0), (40, 40), (0, 40))))
    assert news.facts["length_m"] == pytest.approx(40, abs=0.1)


def test_coordinates_that_are_no_place_on_earth():
    with np.errstate(invalid="ignore"):
        nan = Polygon([(18, 44), (float("nan"), 44.01), (18.01, 44.01)])
        infinite = Polygon([(18, 44), (18, float("inf")), (18.01, 44.01)])
    metres = shapely.box(6_500_000, 4_850_000, 6_500_100, 4_850_100)
    rows = told(nan, infinite, metres, square())
    assert [row[0].code if row else None for row in rows] == [
        "geometry.coordinate.not-a-number",
        "geometry.coordinate.not-a-number",
        "geometry.coordinate.out-of-range",
        None,
    ]
    assert rows[2][0].facts["lat"] >= 4_850_000


def test_coordinate_zero_in_one_or_both():
    both = only("geometry.coordinate.zero", told(Polygon([(18, 44), (0, 0), (18.001, 44.001)])))
    one = only("geometry.coordinate.zero", told(Polygon([(18, 44), (18, 0), (18.001, 44.001)])))
    assert (both.facts["both"], one.facts["both"], both.at) == (True, False, (0.0, 0.0))


def test_run_tells_its_progress_and_keeps_the_order_of_checks():
    seen = []
    run(Batch.of(["a"], [square()], PLANE), progress=lambda *step: seen.append(step))
    assert seen[0] == (0, len(ALL), "shape_absent") and seen[-1] == (len(ALL), len(ALL), "")


def test_run_of_nothing():
    assert run(Batch.of([], [], PLANE)) == []


corner = st.tuples(st.integers(0, 6), st.integers(0, 6))


@given(st.lists(corner, min_size=3, max_size=8))
def test_repeated_places_are_found_as_by_looking_at_every_pair(ring):
    # the sorting search for repeated points against the slow and obvious one
    drawn = Polygon([(18 + x * 1e-3, 44 + y * 1e-3) for x, y in [*ring, ring[0]]])
    rings = Batch.of(["a"], [drawn], PLANE).rings
    first, second = rings.repeats
    expected = {(i, j) for j in range(len(ring)) for i in range(j) if ring[i] == ring[j]}
    assert set(zip(first.tolist(), second.tolist(), strict=True)) == expected
    assert rings.different[0] == len(set(ring))
