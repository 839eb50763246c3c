"""Checks of place, area and neighbours: each with the fault and without it; figures worked by hand."""

import math

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon

from commonground.core.geometry.checks import containment, outside_m2
from core.geometry.figures import PLANE, at, codes, only, square, told

COUNTRY = shapely.box(-50_000, -50_000, 50_000, 50_000)


def turned(shape, order=(1, 0), sign=(1, 1)):
    return shapely.transform(shape, lambda c: c[:, order] * sign)


def test_parts_overlap_reference_vectors():
    # domain.md 3.1: 100 x 100 m squares sharing a strip of 10 x 100 m, and of 0.9 x 100 m
    wide = only("geometry.parts.overlap", told(MultiPolygon([square(), square(90)])))
    assert wide.facts["percent"] == pytest.approx(5.263, abs=0.002)
    assert wide.facts["area_m2"] == pytest.approx(1000, abs=1)
    assert "geometry.parts.overlap" not in codes(MultiPolygon([square(), square(99.1)]))[0]


def test_parts_overlap_past_a_thousand_percent_is_told_whole():
    news = only("geometry.parts.overlap", told(MultiPolygon([square()] * 12)))
    assert news.facts["percent"] == pytest.approx(1100, abs=0.1)


def test_parts_overlap_is_not_hidden_by_a_broken_part():
    eight = at((0, 0), (100, 100), (100, 0), (0, 100))  # lobes left and right, 5,000 m2 once mended
    news = only("geometry.parts.overlap", told(MultiPolygon([square(), eight])))
    assert news.facts["area_m2"] == pytest.approx(5000, abs=2)


def test_parts_that_only_touch_do_not_overlap():
    assert "geometry.parts.overlap" not in codes(MultiPolygon([square(), square(100)]))[0]


def test_records_overlap_is_told_of_both_with_its_square_metres():
    one, two, apart = told(square(), square(60), square(160))
    assert [(n.code, n.facts["other"], n.facts["area_m2"]) for n in one] == [
        ("geometry.overlap.records", "H-1", pytest.approx(4000, abs=1))
    ]
    assert two[0].facts["other"] == "H-0" and apart == []


def test_records_overlap_does_not_merge_rows_of_one_name():
    from commonground.core.geometry.checks import Batch, run

    rows = run(Batch.of(["same", "same"], [square(), square(60)], PLANE))
    assert [news.code for row in rows for news in row] == ["geometry.overlap.records"] * 2


def test_shape_duplicate_whatever_corner_or_direction():
    again = at((100, 100), (100, 0), (0, 0), (0, 100))
    one, two = told(square(), again)
    assert one[0].code == "geometry.shape.duplicate" and one[0].facts["other"] == "H-1"
    assert "geometry.shape.duplicate" in [n.code for n in two]


def test_shape_near_duplicate_within_one_percent():
    near, far = square(0.3), square(1000, 0)
    got = told(square(), near, far, square(1001))
    # moved by 0.3 of 100 m: 2 x 30 m2 of 10,000 differ, 0.6 %; moved by 1 m it is 2 %
    assert only("geometry.shape.near-duplicate", got[:1]).facts["percent"] == pytest.approx(0.6, abs=0.02)
    assert [n.code for n in got[2]] == ["geometry.overlap.records"]


def test_place_in_the_country_is_no_news():
    assert codes(square(), country=COUNTRY) == [[]]


def test_place_outside_the_country_says_how_far():
    news = only("geometry.place.outside-country", told(square(51_000, 0), country=COUNTRY))
    assert news.facts["distance_m"] == pytest.approx(1000, abs=0.1)


def test_place_across_the_border_says_how_much():
    news = only("geometry.place.across-border", told(square(49_970, 0), country=COUNTRY))
    assert news.facts["area_m2"] == pytest.approx(7000, abs=1)
    assert news.facts["percent"] == pytest.approx(70, abs=0.01)


def test_place_swapped():
    assert codes(turned(square()), country=COUNTRY) == [["geometry.ring.orientation", "geometry.place.swapped"]]


@pytest.mark.parametrize(
    ("sign", "axis"), [((-1, 1), "longitude"), ((1, -1), "latitude"), ((-1, -1), "longitude and latitude")]
)
def test_place_mirrored(sign, axis):
    news = only("geometry.place.mirrored", told(turned(square(), (0, 1), sign), country=COUNTRY))
    assert news.facts == {"axis": axis}


def test_place_swapped_where_the_swap_is_past_the_pole():
    # 100 E 30 N swapped has a latitude of 100: it cannot be projected, and is still explained
    from commonground.core.geometry.checks import Batch, run
    from commonground.core.geometry.plane import plane_for

    plane = plane_for((99, 29, 101, 31))
    shape = turned(shapely.box(100, 30, 100.01, 30.01))
    country = plane.to_plane(shapely.box(99, 29, 101, 31))
    got = [n.code for n in run(Batch.of(["a"], [shape], plane, country=country))[0]]
    assert got == [
        "geometry.coordinate.out-of-range",
        "geometry.ring.orientation",
        "geometry.place.swapped",
    ] or (got == ["geometry.coordinate.out-of-range", "geometry.place.swapped"])


def test_place_outside_and_across_its_unit():
    units = [shapely.box(0, 0, 100, 100), shapely.box(500, 0, 600, 100), shapely.box(50, 0, 200, 100), None]
    rows = told(square(), square(0, 200), square(0, 400), square(0, 600), units=units)
    assert [[n.code for n in row] for row in rows] == [
        [],
        ["geometry.place.outside-unit"],
        ["geometry.place.outside-unit"],
        [],
    ]
    across = only("geometry.place.across-unit", told(square(), units=[shapely.box(50, -10, 200, 110)]))
    assert across.facts["area_m2"] == pytest.approx(5000, abs=1)
    assert rows[1][0].facts["distance_m"] == pytest.approx(math.hypot(400, 100), abs=0.1)


@pytest.mark.parametrize(
    ("side", "stated", "differs"),
    [
        (100, 10_600, True),  # 6 % and 600 m2
        (100, 10_400, False),  # 4 %
        (25, 670, False),  # 7.2 % but 45 m2
        (25, 680, True),  # 8.8 % and 55 m2
        (100, float("nan"), False),
    ],
)
def test_area_differs_past_both_thresholds(side, stated, differs):
    got = codes(square(side=side), stated_m2=[stated])[0]
    assert ("geometry.area.differs" in got) is differs


@pytest.mark.parametrize(
    ("stated", "likely"),
    [
        (1.0, "hectares"),
        (19_260, "Mercator"),
        (107_639, "square feet"),
        (0.01, "square kilometres"),
        (13_000, ""),
    ],
)
def test_area_differs_names_what_the_factor_gives_away(stated, likely):
    # domain.md 2.6: Mercator inflates by 1.926 at 44 N
    assert only("geometry.area.differs", told(square(), stated_m2=[stated])).facts["likely"] == likely


@pytest.mark.parametrize("stated", [0, -5])
def test_area_not_positive(stated):
    assert "geometry.area.not-positive" in codes(square(), stated_m2=[stated])[0]


def test_area_implausible():
    assert codes(square(side=3))[0] == ["geometry.area.too-small"]
    assert "geometry.area.too-large" in codes(square(side=10_100))[0]
    assert codes(square(side=4))[0] == []


def test_containment_of_a_release_in_its_hazard():
    hazard = shapely.box(0, 0, 100, 100)
    releases = [shapely.box(0, 0, 50, 50), shapely.box(50, 0, 150, 10), shapely.box(200, 0, 210, 10), None]
    assert outside_m2(releases, [hazard] * 4)[:3].tolist() == [0, 500, 100]
    assert np.isnan(outside_m2(releases, [hazard] * 4)[3])
    told_ = containment(releases, [hazard] * 4, ["a", "b", "c", "d"], PLANE)
    assert [(row, n.code, n.facts["area_m2"]) for row, n in told_] == [
        (1, "geometry.containment.beyond", 500),
        (2, "geometry.containment.outside", 100),
    ]
    assert told_[0][1].facts["percent"] == 50
