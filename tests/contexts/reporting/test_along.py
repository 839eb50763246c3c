"""Figures along any axis and beside others, as pages and files; what lies behind one, on a map and as a file."""

import csv
import io
import json
from datetime import date

import pytest
from openpyxl import load_workbook

from commonground.core.dates import Period, Times, year
from commonground.land.queries.behind import Figure, made_of
from commonground.land.queries.flows import EVERYTHING
from commonground.reporting.queries import compared, tables
from factories import country, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    made = country.make()
    client.force_login(people.somebody("reader"))
    return client, made


def get(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content[:400]
    return answer


@pytest.mark.parametrize("axis", tables.AXES)
def test_every_axis_has_a_page_and_files_that_agree(axis, reader):
    client, _ = reader
    at = f"/statement/along/?by={axis}&year=2023&level=1"
    get(client, at)
    rows = list(csv.DictReader(io.StringIO(get(client, at + "&format=csv").content.decode("utf-8-sig"))))
    said = json.loads(get(client, at + "&format=json").content)
    sheet = load_workbook(io.BytesIO(get(client, at + "&format=xlsx").content))[axis]
    parts = [r for r in rows if r["name"] != "programme"]
    assert [r[axis] for r in parts] == [r["key"] for r in said["rows"]]
    assert sheet.max_row == len(rows) + 1
    for row, told in zip(parts, said["rows"], strict=True):
        assert int(row["cleared_m2"]) == told["values"]["land.cleared"]
    if axis in ("unit", "operator", "donor", "method", "month"):
        whole = made_of(Figure("cleared"), year(2023), Times(), EVERYTHING).total
        assert sum(int(r["cleared_m2"]) for r in parts) == whole


def test_a_figure_on_the_page_leads_to_what_it_is_the_sum_of(reader):
    client, _ = reader
    page = get(client, "/statement/along/?by=operator&from=2013-01-01&to=2026-12-31").content.decode()
    at = next(part.split('"')[0] for part in page.split('href="') if "line=cleared" in part).replace("&amp;", "&")
    assert "operator=" in at
    get(client, at)


def test_an_axis_nobody_knows_is_refused(reader):
    assert reader[0].get("/statement/along/?by=weather").status_code == 400


def test_the_year_before_beside_this_one(reader):
    client, _ = reader
    found = {line.code: line for line in compared.with_year_before(year(2024), Times())}
    assert found["land.closing"].there == found["land.opening"].here, "the year before ends where this one begins"
    assert found["land.closing"].change == found["land.closing"].here - found["land.closing"].there
    get(client, "/statement/compared/?year=2024")


def test_the_29th_of_february_has_a_day_in_every_year():
    assert compared.year_before(Period(date(2024, 2, 29), date(2024, 2, 29))) == Period(
        date(2023, 2, 28), date(2023, 2, 28)
    )


def test_the_land_behind_a_figure_is_on_the_map_and_in_a_file(reader):
    client, _ = reader
    at = "line=cleared&from=2013-01-01&to=2026-12-31"
    page = get(client, f"/statement/flow/?{at}").content.decode()
    assert "shapes.geojson" in page and "data-map" in page
    said = get(client, f"/statement/flow/shapes.geojson?{at}&file=1").json()
    made = made_of(Figure("cleared"), Period(date(2013, 1, 1), date(2026, 12, 31)), Times(), EVERYTHING)
    drawn = {f["properties"]["entry"]: f["properties"]["amount"] for f in said["features"]}
    assert sum(drawn.values()) == made.total > 0
    assert all(f["geometry"]["type"] in ("Polygon", "MultiPolygon") for f in said["features"])
    assert all(f["properties"]["document"] for f in said["features"])
