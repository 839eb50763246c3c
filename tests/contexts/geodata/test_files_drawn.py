"""A file read into the drawing: tracks, routes, waypoints, placemarks and polygons, in the process of little power."""

import json

import pytest

from commonground.core.refusals import NotUsable
from commonground.intake.queries import drawn

GPX = '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'
CORNERS = [(44.0, 17.5), (44.0, 17.52), (44.01, 17.52), (44.01, 17.5)]
TEXT = "\n".join(f"{lat:.7f}, {lon:.7f}" for lat, lon in CORNERS)


def points(tag):
    return "".join(f'<{tag} lat="{lat}" lon="{lon}"/>' for lat, lon in CORNERS)


@pytest.mark.parametrize(
    "inside",
    [
        f"<trk><trkseg>{points('trkpt')}</trkseg></trk>",
        f"<rte>{points('rtept')}</rte>",
        points("wpt"),
        f'<wpt lat="1" lon="1"/><trk><trkseg>{points("trkpt")}</trkseg></trk>',
    ],
    ids=["track", "route", "waypoints", "a waypoint beside a track"],
)
def test_a_file_of_a_receiver_becomes_positions(inside):
    assert drawn.text_of("walk.gpx", GPX.format(inside).encode()) == TEXT


def test_a_placemark_and_a_polygon_with_a_hole():
    ring = " ".join(f"{lon},{lat},0" for lat, lon in [*CORNERS, CORNERS[0]])
    kml = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>'
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
    )
    assert drawn.text_of("field.kml", kml.encode()) == TEXT
    outer = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [outer, hole]}}
    said = json.loads(
        drawn.text_of("a.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    )
    assert said["type"] == "Polygon" and len(said["coordinates"]) == 2


def test_what_is_no_shape_or_no_file_is_refused():
    with pytest.raises(NotUsable, match="nothing-in-file"):
        drawn.text_of("none.gpx", GPX.format("").encode())
    with pytest.raises(NotUsable):
        drawn.text_of("bad.gpx", b'<!DOCTYPE a [<!ENTITY b "c">]><gpx>&b;</gpx>')
    with pytest.raises(NotUsable):
        drawn.text_of("bad.kml", b"\x00\x01\x02")
