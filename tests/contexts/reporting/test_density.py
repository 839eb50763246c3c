"""The density of contamination by unit, as of a day, as a picture and as files."""

import csv
import io
from datetime import date

import pytest

from commonground.core.dates import Period, Times
from commonground.reporting.queries.density import density_of
from commonground.reporting.queries.statement import statement
from factories import country, people

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 1)


@pytest.fixture
def books():
    country.make(8)


def test_every_unit_has_its_open_land_by_its_area(books):
    found = density_of(ON, Times(), 1)
    assert found.units and any(u.land for u in found.units)
    whole = statement(Period(date(2026, 1, 1), ON), Times(), level=1)
    assert {u.code: u.open_m2 for u in found.units} == {u.code: u.column.closing_m2 for u in whole.units if u.code}
    for unit in found.units:
        assert unit.unit_m2 > 0 and abs(unit.land - unit.open_m2 * 1_000_000 / unit.unit_m2) <= 0.5
        assert abs(unit.tenths / 10 - unit.hazards * 100_000_000 / unit.unit_m2) <= 0.051


def test_before_there_was_anything_nothing_is_dense(books):
    assert all(u.land == 0 and u.hazards == 0 for u in density_of(date(1990, 1, 1), Times(), 1).units)


def test_the_page_and_its_files(books, client):
    client.force_login(people.somebody("planner"))
    page = client.get("/statement/density/?on=2026-05-01")
    assert page.status_code == 200 and page.content.decode().count("<svg") >= 2
    lines = list(csv.DictReader(io.StringIO(client.get("/statement/density/?format=csv").content.decode("utf-8-sig"))))
    assert {"unit", "m2_per_km2", "hazards_per_100_km2", "as of"} <= set(lines[0])
    for kind, sort in (("svg", b"<svg"), ("png", b"\x89PNG")):
        said = client.get(f"/statement/density/?format={kind}&picture=density-land").content
        assert sort in said[:200]
    assert client.get("/statement/density/?format=png&picture=none").status_code == 404
    assert client.get("/statement/density/?format=exe").status_code == 404


def test_whoever_sees_a_part_of_the_country_is_refused(books, client):
    client.force_login(people.somebody("quality", unit="N1"))
    assert client.get("/statement/density/").status_code == 403
