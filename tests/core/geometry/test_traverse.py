"""Traverses: the reference vectors of domain.md 2.6, and what is worked by hand from them."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from commonground.core.geometry.traverse import (
    BearingUnit,
    Leg,
    North,
    PointType,
    Traverse,
    close,
    convergence_deg,
)
from commonground.core.refusals import NotUsable
from core.geometry.figures import PLANE

SQUARE = ((0, 100), (90, 100), (180, 100), (270, 100))
NEARLY = ((45, 50), (135, 60), (225, 50), (315, 58))
POOR = ((30, 120), (110, 85), (205, 140), (290, 100))


def walk(legs, **more):
    return Traverse((18.0, 44.0), tuple(Leg(*leg) for leg in legs), **more)


def codes(closure):
    return [n.code for n in closure.findings if n.code != "geometry.traverse.long-leg"]


@pytest.mark.parametrize(
    ("legs", "misclosure", "ratio", "raw", "adjusted", "code"),
    [
        (SQUARE, "0.000", None, "10000.0", "10000.0", []),
        (NEARLY, "2.000", 109, "3000.0", "2949.5", []),
        (POOR, "22.221", 20, "11682.0", "11863.9", ["geometry.closure.rejected"]),
    ],
)
def test_traverse_reference_vectors(legs, misclosure, ratio, raw, adjusted, code):
    got = close(walk(legs))
    assert f"{got.misclosure_m:.3f}" == misclosure
    assert (round(got.ratio) if got.ratio else None) == ratio
    assert (f"{got.raw_m2:.1f}", f"{got.adjusted_m2:.1f}") == (raw, adjusted)
    assert codes(got) == code and got.accepted is (not code)


def test_traverse_between_the_limits_is_doubtful_but_accepted():
    # the closing leg 5 m short of 100: 395 / 5 = 1:79
    got = close(walk((*SQUARE[:3], (270, 95))))
    assert round(got.ratio) == 79 and codes(got)[0] == "geometry.closure.doubtful" and got.accepted


def test_traverse_in_mils_is_the_traverse_in_degrees():
    mils = close(walk(((0, 100), (1600, 100), (3200, 100), (4800, 100)), unit=BearingUnit.MILS))
    assert np.allclose(mils.offsets, close(walk(SQUARE)).offsets, atol=1e-9)


def test_traverse_polygon_has_its_ground_area_on_the_plane_and_starts_at_the_reference():
    got = close(walk(SQUARE))
    assert got.perimeter.exterior.coords[0] == pytest.approx((18, 44))
    assert got.on_plane(PLANE).area == pytest.approx(10_000, abs=2)


def test_traverse_approach_leads_from_the_reference_to_the_start():
    got = close(walk(SQUARE, approach=(Leg(90, 200), Leg(0, 50))))
    _, _, metres = Geod(ellps="WGS84").inv(18, 44, *got.perimeter.exterior.coords[0])
    assert metres == pytest.approx(math.hypot(200, 50), abs=1e-3)


def test_traverse_from_magnetic_north_adds_an_easterly_declination():
    got = close(walk(SQUARE, north=North.MAGNETIC, declination_deg=5.0))
    second = got.offsets[1]  # 100 m at 0 magnetic is 5 degrees true
    assert second == pytest.approx([100 * math.sin(math.radians(5)), 100 * math.cos(math.radians(5))])
    with pytest.raises(NotUsable, match="no-declination"):
        close(walk(SQUARE, north=North.MAGNETIC))


def test_convergence_is_the_angle_of_the_meridian_on_the_grid():
    # cs2cs EPSG:4326 EPSG:32634 -f %.4f of (44, 23) and (44.001, 23): the meridian leans WEST of grid north
    # by atan2(dE, dN); so grid north is east of true, and the convergence positive, east of the central
    # meridian
    (e0, n0), (e1, n1) = (660349.4106, 4873817.3334), (660346.7162, 4873928.4037)
    lean = math.degrees(math.atan2(e1 - e0, n1 - n0))
    assert lean < 0
    assert convergence_deg(23, 44.0005, "utm-34N") == pytest.approx(-lean, abs=1e-3)
    assert convergence_deg(19, 44.0005, "utm-34N") == pytest.approx(lean, abs=1e-3)


def test_traverse_from_grid_north_is_turned_by_the_convergence():
    got = close(replace(walk(SQUARE), reference=(23.0, 44.0), north=North.GRID, grid="utm-34N"))
    azimuth, _, _ = Geod(ellps="WGS84").inv(*got.perimeter.exterior.coords[0], *got.perimeter.exterior.coords[1])
    assert azimuth == pytest.approx(1.3894, abs=0.001)  # 2 sin 44 to first order, by the figures above


def test_traverse_that_does_not_return_says_so():
    got = close(walk(SQUARE[:3], closes=False))
    assert codes(got) == ["geometry.traverse.open"] and got.adjusted_m2 == pytest.approx(10_000)


def test_traverse_against_a_recorded_area():
    assert "geometry.area.differs" in codes(close(walk(SQUARE), recorded_m2=10_600))
    assert codes(close(walk(SQUARE), recorded_m2=10_400)) == []


def test_traverse_whose_adjustment_moves_the_area():
    got = close(walk(((0, 100), (90, 100), (180, 100), (270, 60))))
    assert "geometry.closure.area" in codes(got)
    assert "geometry.closure.area" not in codes(close(walk(NEARLY)))  # 1.7 %


def test_traverse_legs_without_length_and_without_markers():
    got = [n.code for n in close(walk(((0, 50), (0, 0), (90, 50.1), (180, 50), (270, 50.1)))).findings]
    assert got.count("geometry.traverse.no-length") == 1 and got.count("geometry.traverse.long-leg") == 2


@pytest.mark.parametrize(
    ("traverse", "code"),
    [
        (walk(SQUARE[:2]), "too-few-legs"),
        (walk(((0, 100), (90, -1), (180, 3))), "leg"),
        (walk(((0, 100), (float("nan"), 1), (180, 3))), "leg"),
        (walk(((0, 0), (0, 0), (0, 0))), "leg"),
        (replace(walk(SQUARE), reference=(200.0, 0.0)), "reference"),
        (walk(SQUARE, north=North.GRID, grid="wgs84"), "unknown-system"),
    ],
)
def test_traverse_refuses_what_cannot_be_computed(traverse, code):
    with pytest.raises(NotUsable, match=code):
        close(traverse)


def test_point_types_are_those_of_the_reference():
    assert len(PointType) == 9 and PointType("turning") is PointType.TURNING


leg = st.tuples(st.floats(0, 360), st.floats(1, 500))


@given(st.lists(leg, min_size=3, max_size=12))
def test_traverse_adjusted_always_closes_and_shares_by_length(legs):
    got = close(walk(legs))
    # what Bowditch leaves of each leg adds up to nothing, and no point moves further than the misclosure
    moved = np.hypot(*(got.offsets - got.raw_offsets).T)
    assert (np.diff(moved) >= -1e-6).all() and moved[-1] <= got.misclosure_m + 1e-6
    last = got.offsets[-1] + np.array(
        [math.sin(math.radians(legs[-1][0])) * legs[-1][1], math.cos(math.radians(legs[-1][0])) * legs[-1][1]]
    )
    share = legs[-1][1] / got.length_m
    assert last - share * np.array(got.misclosure) == pytest.approx([0, 0], abs=1e-6)
