"""Places under the pointer and places sought: by the server's own operations, with how exact they are."""

import pytest

from commonground.places.models import Programme
from contexts.geodata.places_here import programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country(db):
    programme()
    Programme.objects.update(code="BA")


def where(reader, **asked):
    return reader.get("/geodata/where/", asked)


def test_a_place_is_told_in_the_way_that_is_asked_for(reader):
    said = where(reader, lon=18.4131, lat=43.8563, **{"in": "utm"}).json()
    assert (said["text"], said["accuracy_m"]) == ("34N 292095 4859166", 1.0)
    said = where(reader, lon=18.4131, lat=43.8563, **{"in": "national"}).json()
    assert said["system"] == "mgi1901-6-ba" and said["operation"].startswith("EPSG:8823")
    assert where(reader, lon=18.4131, lat=43.8563).json()["text"] == "43.856300, 18.413100"


@pytest.mark.parametrize("asked", [{}, {"lon": "x", "lat": "1"}, {"lon": "nan", "lat": "1"}, {"lon": "1", "lat": "99"},
                                   {"lon": "2", "lat": "48", "in": "national"}])  # fmt: skip
def test_what_is_no_place_is_said_and_not_guessed(reader, asked):
    answer = where(reader, **asked)
    assert answer.status_code == 400 and answer.json()["sentence"]


def test_it_is_for_those_who_may_see_the_map(client):
    assert client.get("/geodata/where/?lon=1&lat=1").status_code in (302, 403)


@pytest.mark.parametrize("text, way", [
    ("43.8563, 18.4131", "utm"), ("43°51'22.68\"N 18°24'47.16\"E", "wgs84"), ("34N 292095 4859166", "mgrs"),
    ("34T BP 92094 59165", "wgs84"), ("6533615 4856956", "wgs84"), ("6533615 4856956", "national"),
])  # fmt: skip
def test_the_map_goes_to_a_place_however_it_is_written(reader, text, way):
    page = reader.get("/map/", {"at": text, "in": way})
    lon, lat = map(float, page.context["map"].extra["at"].split(","))
    assert (lon, lat) == pytest.approx((18.4131, 43.8563), abs=3e-5)
    content = page.content.decode()
    assert ("34N 292095 4859166" in content and "mgi1901-6-ba" in content) or "MGI 1901" in content


def test_a_place_that_cannot_be_read_is_said_on_the_page(reader):
    page = reader.get("/map/", {"at": "by the old mill", "in": "utm"})
    assert "cannot be read as a position" in page.content.decode() and "at" not in page.context["map"].extra


def test_a_country_without_a_grid_is_not_offered_one(reader):
    assert "national grid" in reader.get("/map/").content.decode()
    Programme.objects.update(code="SRS")
    assert "national grid" not in reader.get("/map/").content.decode()
