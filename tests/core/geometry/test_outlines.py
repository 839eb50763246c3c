"""Outlines to know a place by: what lies in the box, on the plane, and nothing that is not finite."""

import math

import shapely

from commonground.core.exchange.agreements import PLANE
from commonground.core.geometry import outlines

LAND = {"type": "Polygon", "coordinates": [[[-170, -80], [170, -80], [170, 44], [-170, 44], [-170, -80]]]}
BORDER = {
    "type": "MultiLineString",
    "coordinates": [[[16, 40], [16, 43], [16.001, 43.5], [16, 50]], [[100, 10], [101, 11]]],
}


def drawn(*geometries, around=(4_600_000, 2_000_000, 5_000_000, 2_600_000), coarse=1_000):
    world = [{"type": "Feature", "properties": {}, "geometry": one} for one in geometries]
    return outlines.within(world, PLANE, around, coarse)


def test_what_lies_in_the_box_is_drawn_where_it_lies():
    (border,) = drawn(BORDER)
    x, y = PLANE.forward_one(16, 44)
    assert shapely.distance(shapely.LineString(border), shapely.Point(x, y)) < 2_000
    assert len(border) < 6, "corners that make no difference are left out"


def test_a_polygon_is_its_edge_and_nothing_of_the_box():
    (coast,) = drawn(LAND)
    lonlat = shapely.get_coordinates(PLANE.to_lonlat(shapely.LineString(coast)))
    assert all(math.isclose(lat, 44, abs_tol=0.2) for _lon, lat in lonlat)


def test_nothing_is_drawn_where_there_is_nothing():
    assert drawn() == [] and drawn(LAND, around=(4_600_000, 3_000_000, 4_700_000, 3_100_000)) == []
