"""The equal-area plane: expected figures are hand-worked or come from PROJ's own `cs2cs`."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, network

from commonground.core.geometry.plane import EqualAreaPlane, plane_for
from commonground.core.refusals import NotUsable

BOSNIA = (15.73, 42.56, 19.62, 45.28)
LAEA = "+proj=laea +lat_0=44 +lon_0=18 +datum=WGS84 +units=m +no_defs +type=crs"


@pytest.fixture
def plane():
    return EqualAreaPlane("laea:44:18", LAEA)


def test_plane_for_centres_on_the_bounds_to_half_a_degree():
    made = plane_for(BOSNIA)  # middle is 17.675, 43.92
    assert (made.code, "+lat_0=44 +lon_0=17.5 " in made.definition) == ("laea:44:17.5", True)


def test_plane_for_bounds_across_the_date_line_centres_on_it():
    assert plane_for((170, -20, -176, -12)).code == "laea:-16:177"


def test_plane_agrees_with_cs2cs(plane):
    # echo "17.8 43.9" | cs2cs -f %.4f +proj=longlat +datum=WGS84 +to +proj=laea +lat_0=44 +lon_0=18
    # +datum=WGS84
    x, y = plane.forward(np.array([[17.8, 43.9]]))[0]
    assert (round(x, 4), round(y, 4)) == (-16068.1116, -11091.7314)


def test_plane_centre_is_the_origin_and_one_degree_is_the_hundred_and_eleven_kilometres_of_the_ellipsoid(
    plane,
):
    got = plane.to_plane(shapely.LineString([(18, 44), (18, 45)]))
    assert shapely.get_coordinates(got)[0].tolist() == [0, 0]
    assert shapely.get_coordinates(got)[1] == pytest.approx([0, 111_122], abs=15)


def test_plane_area_is_the_area_on_the_ellipsoid(plane):
    square = shapely.box(17.0, 43.0, 17.01, 43.01)
    true, _ = Geod(ellps="WGS84").geometry_area_perimeter(square)
    assert plane.to_plane(square).area == pytest.approx(abs(true), rel=2e-6)


def test_to_plane_snaps_to_the_grid_and_keeps_what_is_faulty(plane):
    eight = shapely.Polygon([(18, 44), (18.01, 44.01), (18.01, 44), (18, 44.01)])
    got = plane.to_plane(eight)
    coords = shapely.get_coordinates(got)
    assert np.allclose(coords, np.round(coords, 2), rtol=0, atol=1e-9)
    assert not got.is_valid and len(coords) == 5


def test_to_plane_of_a_bad_shape_costs_only_that_shape(plane):
    with np.errstate(invalid="ignore"):
        nan = shapely.Polygon([(18, 44), (float("nan"), 44), (18.1, 44.1)])
    far = shapely.Polygon([(18, 44), (400, 44), (18.1, 44.1)])
    good = shapely.box(18, 44, 18.01, 44.01)
    got = plane.to_plane([nan, good, None, far, shapely.Polygon()])
    assert [g is None for g in got] == [True, False, True, True, False]
    assert got[1].equals(plane.to_plane(good))


def test_to_plane_leaves_heights_behind(plane):
    assert not plane.to_plane(shapely.Point(18, 44, 300)).has_z


def test_bounds_to_plane_holds_more_than_the_corners(plane):
    x0, y0, x1, y1 = plane.bounds_to_plane((15, 42, 21, 46))
    corners = plane.forward(np.array([[15, 42], [21, 42], [15, 46], [21, 46.0]]))
    inside = plane.forward(np.array([[18, 42.0]]))
    assert y0 == pytest.approx(inside[0, 1]) and y0 < corners[:, 1].min()
    assert x0 <= corners[:, 0].min() and x1 >= corners[:, 0].max() and y1 >= corners[:, 1].max()


def test_plane_travels_as_json_and_holds_the_operation_to_its_word(plane):
    written = json.loads(json.dumps(plane.as_dict()))
    assert EqualAreaPlane.from_dict(written) == plane
    written["operation"] = written["operation"].replace("lat_0=44", "lat_0=45")
    with pytest.raises(NotUsable, match="another-operation"):
        EqualAreaPlane.from_dict(written)


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ("+proj=merc +lon_0=0 +datum=WGS84 +units=m", "geometry.plane.not-equal-area"),
        ("+proj=laea +lat_0=44 +lon_0=18 +ellps=bessel +units=m", "geometry.plane.not-understood"),
        (
            "+proj=laea +lat_0=44 +lon_0=18 +datum=WGS84 +towgs84=1,2,3 +units=m",
            "geometry.plane.not-understood",
        ),
        ("+proj=laea +lat_0=44 +lon_0=18 +datum=WGS84 +units=us-ft", "geometry.plane.not-understood"),
        ("+proj=laea +lat_0=144 +lon_0=18 +datum=WGS84 +units=m", "geometry.plane.not-understood"),
        ("EPSG:3035", "geometry.plane.not-understood"),
    ],
)
def test_plane_refuses_what_is_not_a_pinned_equal_area_projection(definition, code):
    with pytest.raises(NotUsable) as refused:
        EqualAreaPlane("x", definition)
    assert refused.value.code == code


def test_plane_refuses_a_grid_of_kilometres():
    with pytest.raises(NotUsable, match="grid"):
        EqualAreaPlane("x", LAEA, 1000)


def test_network_for_grids_is_off():
    assert not network.is_network_enabled()


@given(st.floats(15, 20), st.floats(42, 46))
def test_there_and_back_stays_within_half_a_grid_step(lon, lat):
    plane = EqualAreaPlane("laea:44:18", LAEA)
    back = plane.to_lonlat(plane.to_plane(shapely.Point(lon, lat)))
    _, _, metres = Geod(ellps="WGS84").inv(lon, lat, back.x, back.y)
    assert metres <= 0.0072  # half the diagonal of a 1 cm cell
