"""Perimeters as people enter them. Areas are worked out by hand, from metres on the ground."""

import json

import pytest

from commonground.core.fieldwork.shapes import Entered, read_shape
from commonground.core.geometry.plane import EqualAreaPlane

PLANE = EqualAreaPlane("test", "+proj=laea +lat_0=44 +lon_0=17.5 +datum=WGS84 +units=m")
LINES = "44.0000, 17.5000\n44.0000, 17.5010\n44.0010, 17.5010\n44.0010, 17.5000"
# At 44 degrees north a thousandth of a degree is 111.1 m northwards and 80.2 m eastwards.
M2 = 111.1 * 80.2


def test_one_position_to_a_line():
    read = read_shape(Entered(LINES), PLANE)
    assert read.refusal is None and read.m2 == pytest.approx(M2, rel=0.002)


def test_the_same_land_however_it_is_written():
    ring = [[17.5, 44.0], [17.501, 44.0], [17.501, 44.001], [17.5, 44.001], [17.5, 44.0]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    ways = [
        LINES, LINES + "\n44.0000, 17.5000", "TP1: " + LINES.replace("\n", "\nTP2: "),
        "POLYGON ((17.5 44, 17.501 44, 17.501 44.001, 17.5 44.001, 17.5 44))", json.dumps(polygon),
        json.dumps({"type": "Feature", "properties": {}, "geometry": polygon}),
        json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": polygon}]}),
    ]  # fmt: skip
    assert len({read_shape(Entered(way), PLANE).m2 for way in ways}) == 1


def test_an_empty_line_begins_another_part():
    other = LINES.replace("44.000", "44.010").replace("44.001", "44.011")
    assert read_shape(Entered(f"{LINES}\n\n{other}"), PLANE).m2 == pytest.approx(2 * M2, rel=0.02)


def test_turning_points_by_bearing_and_distance():
    read = read_shape(Entered("0 100\n90 100\n180 100\n270 100", how="bearings", start="44.0, 17.5"), PLANE)
    assert read.m2 == pytest.approx(10_000, rel=0.001) and read.facts["legs"] == 4
    mils = read_shape(
        Entered("0 100\n1600 100\n3200 100\n4800 100", how="bearings", start="44.0, 17.5", unit="mils"), PLANE
    )
    assert mils.m2 == read.m2


@pytest.mark.parametrize(
    ("entered", "code"),
    [
        (Entered("44.0, 17.5\nsomewhere\n44.1, 17.5"), "fieldwork.shape.line"),
        (Entered("44.0, 17.5\n44.1, 17.5"), "tables.points.too-few"),
        (Entered("{not json"), "fieldwork.shape.not-json"),
        (Entered('{"type": "FeatureCollection", "features": []}'), "fieldwork.shape.no-polygon"),
        (Entered("POLYGON ((17.5 44, 17.501"), "tables.wkt.unreadable"),
        (Entered("0 100\n90 100\n180 100\n270 60", how="bearings", start="44.0, 17.5"), "geometry.closure.rejected"),
        (Entered("0 100 7\n90 100", how="bearings", start="44.0, 17.5"), "fieldwork.shape.leg"),
        (Entered("POLYGON ((17.5 44, 17.501 44, 17.502 44, 17.5 44))"), "geometry.shape.collapsed"),
        (Entered("x" * 2_000_001), "fieldwork.shape.long"),
    ],
)
def test_what_cannot_be_read_says_where(entered, code):
    read = read_shape(entered, PLANE)
    assert read.shape is None and read.refusal is not None and read.refusal.code == code


def test_nothing_entered_is_nothing_and_no_fault():
    assert read_shape(Entered("  \n"), PLANE).refusal is None
