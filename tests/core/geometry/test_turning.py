"""Turning points: corners in a grid, with bearings and distances worked by hand."""

import pytest
import shapely

from commonground.core.geometry import turning
from commonground.core.geometry.plane import plane_for
from commonground.core.geometry.systems import system_for

PLANE = plane_for((14.0, 42.0, 16.0, 46.0))
UTM = system_for("utm-33N")


def from_grid(*points: tuple[float, float], holes=()):
    """A polygon of the plane, drawn in UTM metres south-west of 500,000 east and 4,900,000 north."""

    def ring(some):
        lonlat = [UTM.convert([500_000 + e], [4_900_000 + n]) for e, n in some]
        return [(float(lon[0]), float(lat[0])) for lon, lat in lonlat]

    return PLANE.to_plane(shapely.Polygon(ring(points), [ring(h) for h in holes]))


def test_a_square_is_walked_clockwise_from_its_northernmost_corner():
    land = from_grid((0, 0), (100, 0), (100, 50), (0, 50.2))
    found = turning.turning_points(land, PLANE, UTM)
    assert [(round(p.easting - 500_000), round(p.northing - 4_900_000)) for p in found] == [(0, 50), (100, 50), (100, 0), (0, 0)]  # fmt: skip
    assert [p.number for p in found] == [1, 2, 3, 4]
    assert [round(p.bearing_deg) % 360 for p in found] == [90, 180, 270, 0]
    assert [p.distance_m for p in found] == pytest.approx([100, 50, 100, 50.2], abs=0.05)
    assert {(p.part, p.inner) for p in found} == {(1, False)}


def test_a_hole_is_a_part_of_its_own_and_walked_the_other_way():
    land = from_grid((0, 0), (100, 0), (100, 100), (0, 100), holes=[[(40, 40), (60, 40), (60, 60), (40, 60.5)]])
    found = [p for p in turning.turning_points(land, PLANE, UTM) if p.inner]
    assert {p.part for p in found} == {2}
    assert round(found[0].bearing_deg) == 180
    assert [p.number for p in found] == [5, 6, 7, 8]


def test_points_that_an_overlay_left_on_a_straight_edge_turn_nothing():
    west, east = from_grid((0, 0), (50, 0), (50, 80), (0, 80)), from_grid((50, 0), (100, 0), (100, 80), (50, 80))
    found = turning.turning_points(turning.outline([west, east]), PLANE, UTM)
    assert len(found) == 4
