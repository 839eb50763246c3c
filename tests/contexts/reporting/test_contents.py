"""A publication on its page: figures that open as they were known then, pictures to take along, and the catalogue of figures."""

import json

import pytest

from commonground.core.dates import Times
from commonground.core.figures import catalogue
from commonground.land.actions import ledger
from commonground.reporting.queries import kept
from commonground.reporting.views import contents as shown_contents
from contexts.reporting import test_schema
from contexts.reporting.test_publications import late_report, publish
from factories import country, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places_of_files(settings, tmp_path):
    settings.MEDIA_ROOT, settings.SIGNING_KEY = tmp_path / "files", tmp_path / "programme.key"


@pytest.fixture
def made():
    return country.make()


@pytest.fixture
def reader(client, made):
    client.force_login(people.somebody("officer"))
    return client


def test_a_publication_is_shown_with_figures_that_open_and_pictures_that_can_be_taken(reader, now):
    done = publish(now)
    page = reader.get(f"/publications/{done.number}/")
    shown = page.context["shown"]
    assert [p.picture.name for p in shown["pictures"]] == ["waterfall", "burn-down", "map", "by-year"]
    opened = 0
    for line in shown["lines"]:
        for cell in line.cells:
            if cell.value and "/statement/flow/" in cell.href:
                behind = reader.get(cell.href)
                assert abs(behind.context["made"].total) == abs(cell.value), cell.href
                assert f"known={kept.publication(done.number).question.known}" in cell.href
                opened += 1
    assert opened >= 8
    for one in shown["pictures"]:
        for kind, href in one.files:
            taken = reader.get(href)
            assert taken.status_code == 200, href
            assert taken.headers["Content-Type"].startswith(
                {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv"}[kind]
            )
    assert reader.get(f"/publications/{done.number}/pictures/none.svg").status_code == 404
    assert reader.get(f"/publications/{done.number}/pictures/map.exe").status_code == 404


@pytest.mark.parametrize("by", ["unit", "operator", "method", "contamination", "year", "month"])
def test_every_figure_of_a_table_leads_to_what_it_is_the_sum_of(reader, now, by):
    done = publish(now)
    content = kept.publication(done.number).content
    table = next(t for t in content["tables"] if t["by"] == by)
    codes = [
        c
        for c in ("land.opening", "land.cancelled", "land.cleared", "land.closing", "land.new")
        if c in table["rows"][0]["values"]
    ]
    opened = 0
    page = reader.get(f"/publications/{done.number}/")
    request = page.wsgi_request
    request.times = Times()
    for row in table["rows"][:6]:
        for code in codes:
            href = shown_contents._address(request, content, code, by, row["key"])
            if row["values"][code] and href:
                assert reader.get(href).context["made"].total == row["values"][code], href
                opened += 1
    assert opened


def test_the_catalogue_lists_every_figure_and_finds_it_in_any_language(reader):
    page = reader.get("/figures/")
    assert len(page.context["table"].rows) == len(catalogue.FIGURES)
    assert next(r.cells[0] for r in reader.get("/figures/?q=land.released").context["table"].rows).startswith(
        "Released"
    )
    assert len(reader.get("/figures/?unit=percent").context["table"].rows) == 5
    assert len(reader.get("/figures/?nature=share&unit=m2").context["table"].rows) == 0
    said = json.loads(reader.get("/figures/?format=json").content)
    assert said["sha256"] == catalogue.digest()
    assert {f["code"] for f in said["figures"]} == set(catalogue.FIGURES)
    assert reader.get("/figures/?format=csv").content.count(b"\r\n") == len(catalogue.FIGURES) + 1


def test_real_contents_are_as_the_schema_says(made, now):
    first = publish(now)
    ledger.book([late_report()], by=country.OFFICER, at=now)
    second = publish(now)
    for number in (first.number, second.number):
        assert test_schema.faults(kept.publication(number).content, test_schema.SCHEMA) == []
