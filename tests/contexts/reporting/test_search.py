"""One box for everything: each thing is found by what it is called, and by nobody who may not see it."""

import pytest

from commonground.core.dates import Times
from commonground.core.viewers import Viewer
from commonground.identity import queries as identity
from commonground.land.models import Document, Hazard
from commonground.places.models import PlaceName, Settlement
from commonground.reporting.queries.search import search
from factories import country, people

pytestmark = pytest.mark.django_db
ANYBODY = identity.operator_at_the_console()


@pytest.fixture
def made():
    made = country.make(30)
    Settlement.objects.create(code="S1", name="Đurđevik", lon=18.62, lat=44.45, population=900)
    PlaceName.objects.create(place="settlement:S1", language="sr", name="Ђурђевик", folded="durdevik")
    return made


@pytest.fixture
def reader(client):
    client.force_login(people.somebody("reader"))
    return client


def asked(text):
    return search(ANYBODY, text, Times())


def test_nothing_asked_finds_nothing(made):
    assert asked("  ").is_nothing


def test_a_hazard_is_found_by_a_part_of_its_code(made):
    code = Hazard.objects.order_by("code").first().code
    found = asked(code[:5])
    assert code in [h.code for h in found.hazards]
    assert found.hazards_in_all == Hazard.objects.filter(code__startswith=code[:5]).count()
    assert found.exact == ""
    assert asked(code.lower()).exact == code


@pytest.mark.parametrize("text", ["Đurđevik", "djurdjevik", "ЂУРЂЕВИК", "durdev"])
def test_a_place_is_found_in_either_script(made, text):
    assert [s[1] for s in asked(text).settlements] == ["Đurđevik"]


def test_documents_and_entries_are_found(made):
    document = Document.objects.order_by("pk").last()
    ((number, named),) = [d for d in asked(document.code).documents if d[1].code == document.code]
    assert named.code == document.code
    assert number >= 1
    assert asked("№ 3").entry == asked("3").entry == 3
    assert asked("999999").entry is None


@pytest.mark.parametrize("text", ["44.5, 18.1", "44°30'N 18°06'E", "33T YK 46534 32152"])
def test_coordinates_are_read(made, text):
    found = asked(text)
    assert found.readings
    assert all(40 < p.lat < 50 and 10 < p.lon < 25 for p in found.readings[:1])


def test_who_may_see_nothing_finds_nothing(made):
    code = Hazard.objects.first().code
    for text in (code, "Đurđevik", "3", Document.objects.first().code):
        assert search(Viewer(), text, Times()).is_nothing


def test_an_exact_code_leads_to_its_hazard(made, reader):
    code = Hazard.objects.first().code
    assert reader.get("/search/", {"q": code}).url == f"/hazards/{code}/"
    assert reader.get("/search/", {"q": code, "known": "5"}).url == f"/hazards/{code}/?known=5"
    page = reader.get("/search/", {"q": code, "all": "1"})
    assert code in page.content.decode()


def test_finding_nothing_is_not_called_safe(made, reader):
    page = reader.get("/search/", {"q": "<b>Atlantis</b>"}).content.decode()
    assert "That says nothing about whether land is dangerous." in page
    assert "<b>Atlantis" not in page
