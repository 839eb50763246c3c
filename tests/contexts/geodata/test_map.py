"""The map page and one hazard's land as GeoJSON."""

import json
import subprocess
import sys
from datetime import date

import pytest
import shapely

from commonground.core.land.entries import Kind
from contexts.geodata.places_here import book, box, draft, programme, three_hazards
from contexts.geodata.test_tiles import address, tile_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country(db):
    programme()


def test_the_page_says_what_is_not_on_the_map(reader):
    three_hazards()
    page = reader.get("/map/").content.decode()
    assert "One hazard has no known place" in page
    assert 'data-tiles="/tiles/{z}/{x}/{y}.mvt"' in page
    book(draft(Kind.OPENING, None, hazards=("H6",), on=date(2024, 1, 1)))
    assert "2 hazards have no known place" in reader.get("/map/").content.decode()
    assert "One hazard has no known place" in reader.get("/map/?on=2023-01-01").content.decode()
    assert "no known place" not in reader.get("/map/?on=2019-01-01").content.decode()
    assert "no known place" not in reader.get("/map/?contamination=mines").content.decode()
    assert "of 5 hazards" in reader.get("/map/?contamination=mines").content.decode()


def test_the_address_chooses_what_is_shown(reader):
    three_hazards()
    page = reader.get("/map/?state=open&contamination=mines&unit=A&on=2024-12-31").content.decode()
    assert 'data-states="confirmed suspected unknown"' in page
    assert "/tiles/{z}/{x}/{y}.mvt?contamination=mines&amp;unit=A&amp;on=2024-12-31" in page
    # Unit A, from 17 to 18 degrees.
    bounds = json.loads(page.partition('data-bounds="')[2].partition('"')[0])
    assert bounds == pytest.approx([17, 43, 18, 45], abs=0.02)


def test_the_bounds_of_everything_are_those_of_the_hazards(reader):
    book(draft(Kind.OPENING, box(17.50, 44.00, 17.525, 44.015)))
    bounds = json.loads(reader.get("/map/").content.decode().partition('data-bounds="')[2].partition('"')[0])
    assert bounds == pytest.approx([17.50, 44.00, 17.525, 44.015], abs=1e-5)


@pytest.mark.parametrize("where", ["/map/", "/tiles/0/0/0.mvt"])
def test_a_stranger_sees_no_map(client, where):
    assert client.get(where).status_code == 403


def test_a_hazard_s_land_is_a_feature_for_each_account(reader):
    book(draft(Kind.OPENING, box(17.50, 44.00, 17.52, 44.01)))
    book(draft(Kind.CLEAR, box(17.50, 44.00, 17.51, 44.01), on=date(2021, 1, 1)))
    told = reader.get("/geodata/hazards/H1.geojson")
    assert told["Content-Type"] == "application/geo+json"
    features = {f["properties"]["state"]: f for f in told.json()["features"]}
    assert set(features) == {"suspected", "cleared"}
    shape = shapely.geometry.shape(features["cleared"]["geometry"])
    assert shape.bounds == pytest.approx((17.50, 44.00, 17.51, 44.01), abs=1e-6)
    assert shape.exterior.is_ccw  # RFC 7946
    # 0.01 by 0.01 degrees at 44 north, geodesic by GeographicLib: about 801.9 m by 1111.0 m.
    assert features["cleared"]["properties"]["m2"] == pytest.approx(891_000, rel=0.002)
    before = reader.get("/geodata/hazards/H1.geojson?on=2020-12-31").json()["features"]
    assert [f["properties"]["state"] for f in before] == ["suspected"]


def test_a_hazard_that_is_not_there_and_one_that_is_hidden_answer_alike(reader):
    book(draft(Kind.OPENING, box(17.50, 44.00, 17.52, 44.01)))
    assert reader.get("/geodata/hazards/H7.geojson").status_code == 404
    assert reader.get("/geodata/hazards/H1.geojson?on=2019-01-01").status_code == 404
    reader.logout()
    assert reader.get("/geodata/hazards/H1.geojson").status_code == 404


READ = """
import json, sys, pyogrio
out = {}
for name, _ in pyogrio.list_layers(sys.argv[1]):
    meta, _, shapes, _ = pyogrio.raw.read(sys.argv[1], layer=name)
    out[name] = len(shapes)
print(json.dumps(out))
"""


def test_gdal_reads_what_we_write(reader, tmp_path):
    three_hazards()
    where = tile_at(18.5001, 44.0001, 13)
    (tmp_path / "t.mvt").write_bytes(reader.get(address(*where)).content)
    done = subprocess.run(
        [sys.executable, "-c", READ, f"MVT:{tmp_path / 't.mvt'}"], capture_output=True, text=True, check=True
    )
    # H2 is 31 m wide in Mercator: 3.2 pixels at this zoom, so a marker. The other marker is H3's, and the name that of unit
    # B, whose middle is here.
    assert json.loads(done.stdout) == {"hazard_points": 2, "units": 1}
