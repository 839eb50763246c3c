"""A perimeter while it is drawn: measured, checked where it lies, cut to its hazard."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.core.land.entries import Kind
from contexts.geodata.places_here import book, box, draft, programme

pytestmark = pytest.mark.django_db
SQUARE = "44.000, 17.500\n44.000, 17.520\n44.010, 17.520\n44.010, 17.500"


@pytest.fixture(autouse=True)
def country(db):
    programme()
    book(draft(Kind.OPENING, box(17.50, 44.00, 17.52, 44.01)))
    book(draft(Kind.CLEAR, box(17.50, 44.00, 17.51, 44.01), on=date(2021, 1, 1)))


def drawn(reader, do="check", hazard="", **fields):
    asked = {"do": do, **{name.replace("_", "-"): value for name, value in fields.items()}}
    return reader.post(f"/map/draw/?hazard={hazard}", asked, headers={"Accept": "application/json"}).json()


def test_what_is_drawn_is_measured(reader):
    said = drawn(reader, shape_text=SQUARE)
    # 0.02 by 0.01 degrees at 44 north, geodesic by GeographicLib: about 1603.7 m by 1111.0 m.
    assert said["m2"] == pytest.approx(1_782_000, rel=0.002) and not said["refusal"]
    assert said["geometry"]["type"] == "Polygon"


def test_a_fault_is_told_where_it_is(reader):
    bow = "44.00, 17.50\n44.01, 17.52\n44.01, 17.50\n44.00, 17.52"
    found = [f for f in drawn(reader, shape_text=bow)["findings"] if f["severity"] == "error" or f["at"]]
    assert found and found[0]["sentence"]
    assert 17.5 <= found[0]["at"][0] <= 17.52 and 44.0 <= found[0]["at"][1] <= 44.01
    assert "2" in drawn(reader, shape_text="44.0, 17.5\nnonsense")["refusal"]


def test_legs_from_a_start_point_are_a_shape(reader):
    said = drawn(reader, shape_how="bearings", shape_start="44.0, 17.5", shape_text="90 100\n0 100\n270 100\n180 100")
    assert said["m2"] == pytest.approx(10_000, abs=30)


def test_what_is_left_and_what_is_cut(reader):
    left = drawn(reader, "left", "H1")
    assert left["m2"] == pytest.approx(891_000, rel=0.002) and len(left["text"].splitlines()) >= 4
    cut = drawn(reader, "cut", "H1", shape_text="44.002, 17.505\n44.002, 17.515\n44.008, 17.515\n44.008, 17.505")
    lons = [lon for lon, _lat in cut["geometry"]["coordinates"][0]]
    assert min(lons) == pytest.approx(17.51, abs=1e-5) and max(lons) == pytest.approx(17.515, abs=1e-5)
    nothing = drawn(reader, "cut", "H1", shape_text="45.0, 18.5\n45.0, 18.6\n45.1, 18.6")
    assert nothing["m2"] == 0 and nothing["refusal"]
    assert reader.post("/map/draw/?hazard=NO-1", {"do": "left"}).status_code == 404
    # A code that is being typed into a form is answered with its sentence.
    assert drawn(reader, "left", "NO-1")["refusal"]


def test_several_hazards_as_a_form_lists_them(reader):
    book(draft(Kind.OPENING, box(17.60, 44.00, 17.61, 44.01), hazards=("H2",)))
    both = drawn(reader, "left", "H1%0AH2")
    # 0.01 by 0.01 degrees each, side by side on the ground and counted once each.
    assert both["m2"] == pytest.approx(2 * 891_000, rel=0.002) and both["geometry"]["type"] == "MultiPolygon"


def test_without_scripts_the_page_says_the_same(reader):
    page = reader.post("/map/draw/", {"do": "check", "shape-text": SQUARE}).content.decode()
    assert "m²" in page and "44.000, 17.500" in page


def test_a_stranger_draws_nothing(client):
    assert client.get("/map/draw/").status_code == 403


def test_a_line_says_what_it_leaves_on_each_of_its_sides(reader):
    def asked(text, hazard="H1"):
        said = {"shape-text": text}
        return reader.post(f"/map/draw/?hazard={hazard}&line", said, headers={"Accept": "application/json"}).json()

    # From south to north at a quarter of it: the left is the west.
    said = asked("43.99, 17.505\n44.02, 17.505")
    west, east = said["parts"]
    assert said["geometry"]["type"] == "LineString" and east == pytest.approx(3 * west, rel=0.002)
    assert west + east == pytest.approx(1_782_000, rel=0.002)
    assert "leaves nothing" in asked("43.99, 17.6\n44.02, 17.6")["refusal"]
    assert "two different positions" in asked("44.0, 17.5", hazard="")["refusal"]


def test_a_file_is_read_into_the_drawing_with_and_without_scripts(reader):
    track = "".join(f'<trkpt lat="{p.split(", ")[0]}" lon="{p.split(", ")[1]}"/>' for p in SQUARE.splitlines())
    gpx = f'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{track}</trkseg></trk></gpx>'
    file = SimpleUploadedFile("walk.gpx", gpx.encode())
    said = reader.post("/map/draw/", {"shape-file": file}, headers={"Accept": "application/json"}).json()
    assert said["m2"] == pytest.approx(1_782_000, rel=0.002) and said["text"].startswith("44.0000000, 17.5000000")
    plain = reader.post("/map/draw/", {"do": "check", "shape-file": SimpleUploadedFile("walk.gpx", gpx.encode())})
    assert "44.0100000, 17.5200000" in plain.content.decode()
    none = reader.post(
        "/map/draw/",
        {"shape-file": SimpleUploadedFile("x.gpx", b"<gpx></gpx>")},
        headers={"Accept": "application/json"},
    )
    assert "no area, line or track" in none.json()["refusal"]
