"""The first page and the statements: every figure whole, at both times, leading to what it is made of."""

import csv
import io
import json
import re
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook

from commonground.land.models import LedgerEntry
from commonground.reporting.queries import sheets
from factories import country, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(people.somebody("reader"))
    return client


@pytest.fixture
def made():
    return country.make(60)


def words(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_empty_books_say_what_to_do(reader):
    country.places.make_programme("SRS", name="Sarsan", bounds=country.BOUNDS, by=country.OFFICER)
    page = reader.get("/")
    assert "The books are open, and empty" in words(page)
    assert reader.get("/statement/").status_code == 200


def test_the_first_page_stands_as_the_books_do(reader, made):
    page = reader.get("/")
    total = page.context["country"].statement.total
    figures = {str(f.label): f.value for f in page.context["figures"]}
    assert figures["Open land"] == total.closing_m2 > 0
    assert page.context["country"].years[-1].open_m2 == total.closing_m2
    assert page.context["balance"].unexplained_m2 == 0
    assert "findings are errors" in words(page)
    assert "This country is invented." in words(page)


def test_the_first_page_follows_both_times(reader, made):
    then = reader.get("/?on=2018-12-31&known=40")
    total = then.context["country"].statement.total
    assert then.context["country"].years[-1].open_m2 == total.closing_m2
    assert "as known at entry 40" in words(then)
    assert then.context["events"][0].number == 40


@pytest.mark.parametrize("query", ["year=2021", "from=2019-03-01&to=2022-02-28", "year=2022&contamination=ap-mines", "year=2022&flag=none",
                                   "year=2020&operator=Blue+Spade", "year=2023&level=2", "year=2022&on=2022-06-30", "year=2022&known=60"])  # fmt: skip
def test_every_figure_is_the_sum_of_what_it_leads_to(reader, made, query):
    page = reader.get(f"/statement/?{query}")
    checked = 0
    cells = [c for line in page.context["lines"] for c in line.cells]
    cells += [c for row in page.context["rows"] for c in row["cells"]]
    for cell in cells:
        if cell.href and cell.value:
            behind = reader.get(cell.href)
            assert abs(behind.context["made"].total) == abs(cell.value), cell.href
            checked += 1
    for _title, some in page.context["beside"]:
        for _label, value, _unit, href in some:
            assert reader.get(href).context["made"].total == value, href
            checked += 1
    assert checked >= 4


def test_the_parts_of_a_figure_add_up_over_its_pages(reader, made):
    rows = list(
        csv.DictReader(io.StringIO(reader.get("/statement/flow/?line=closing&format=csv").content.decode("utf-8-sig")))
    )
    whole = reader.get("/statement/flow/?line=closing").context["made"]
    assert sum(int(r["amount"]) for r in rows) == whole.total
    assert len(rows) == whole.count


def test_acts_have_flows_and_no_balance(reader, made):
    page = reader.get("/statement/?year=2020&operator=Blue+Spade")
    assert "flows only" in words(page)
    assert "Open at the end" not in words(page)


def test_the_statement_goes_out_in_three_forms_that_agree(reader, made):
    said = json.loads(reader.get("/statement/?year=2021&format=json").content)
    rows = list(csv.DictReader(io.StringIO(reader.get("/statement/?year=2021&format=csv").content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(reader.get("/statement/?year=2021&format=xlsx").content))["Statement"]
    head = [c.value for c in sheet[1]]
    last = dict(zip(head, [c.value for c in sheet[sheet.max_row]], strict=True))
    assert said["closes"] is True
    assert int(rows[-1]["closing_m2"]) == said["total"]["closing_m2"] == last["closing_m2"]
    assert sum(u["closing_m2"] for u in said["units"]) == said["total"]["closing_m2"]
    assert [r["unit"] for r in rows][-1] == "programme"
    assert "laea" in sheets.plane_in_words()


def test_a_unit_that_looks_like_a_formula_stays_text(reader, made):
    from commonground.places.models import Unit

    Unit.objects.filter(code="N").update(name='=cmd|" /C calc"!A1')
    assert "'=cmd" in reader.get("/statement/?year=2021&level=1&format=csv").content.decode()
    sheet = load_workbook(io.BytesIO(reader.get("/statement/?year=2021&level=1&format=xlsx").content))["Statement"]
    assert {c.data_type for c in sheet["B"]} == {"s"}


@pytest.mark.parametrize("query", ["year=abc", "from=2024-31-12", "from=2024-02-01&to=2024-01-01"])
def test_a_period_that_cannot_be_is_refused_with_a_sentence(reader, made, query):
    assert reader.get(f"/statement/?{query}").status_code == 400


@pytest.mark.parametrize("query", ["line=nonsense", "line=closing&book=nonsense", "line=closing&unit=NOWHERE"])
def test_a_figure_that_is_none_is_refused(reader, made, query):
    assert reader.get(f"/statement/flow/?{query}").status_code == 400


def test_the_bridge_makes_the_whole_difference(reader, made):
    page = reader.get(f"/statement/bridge/?day=2026-06-01&old={made.first_head}")
    found = page.context["found"]
    assert found.holds and found.new_m2 != found.old_m2
    assert [i.number for i in found.items] == [made.head]
    assert "the completion report was of another area" in words(page)
    assert reader.get("/statement/bridge/").status_code == 200


def test_links_keep_both_times(reader, made):
    page = reader.get("/statement/?year=2021&known=70")
    for href in re.findall(r'<td class="kind-m2"><a href="([^"]+)"', page.content.decode()):
        assert "known=70" in urlsplit(href).query


def test_bosnian_and_arabic(reader, made):
    reader.cookies["django_language"] = "bs"
    assert "Otvoreno na kraju" in words(reader.get("/statement/"))
    reader.cookies["django_language"] = "ar"
    page = reader.get("/").content.decode()
    assert 'dir="rtl"' in page and "machine-made" in page
    assert LedgerEntry.objects.count() == made.head
