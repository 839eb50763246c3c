"""Pages of the land: the list in step with its address, a hazard's account, an entry, the findings board."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.core.dates import Times
from commonground.land.models import Hazard
from commonground.land.queries import hazards as listed
from commonground.land.queries import sheet as sheets
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


def codes(page) -> list[str]:
    return [row.cells[0] for row in page.context["table"].rows]


def test_an_empty_list_says_what_to_do(reader):
    country.places.make_programme("SRS", name="Sarsan", bounds=country.BOUNDS, by=country.OFFICER)
    page = reader.get("/hazards/")
    assert "No hazards yet" in words(page)
    assert 'href="/import/"' in page.content.decode()
    assert "Nothing was found" in words(reader.get("/findings/"))


def test_the_list_is_paged_and_sorted(reader, made):
    page = reader.get("/hazards/")
    assert len(codes(page)) == listed.PAGE and codes(page)[0] == "SA-0001"
    assert len(codes(reader.get("/hazards/?page=2"))) == 60 - listed.PAGE
    assert codes(reader.get("/hazards/?sort=-code"))[0] == "SA-0060"
    areas = [row.cells[5] for row in reader.get("/hazards/?sort=-open").context["table"].rows]
    numbers = [a for a in areas if isinstance(a, int)]
    assert numbers == sorted(numbers, reverse=True)
    assert codes(reader.get("/hazards/?page=9999999&sort=nonsense")) != []


@pytest.mark.parametrize("query", ["status=confirmed", "contamination=erw", "unit=N", "unit=S2", "flag=military", "findings=error",
                                   "findings=none", "findings=geometry.edge.long", "status=unknown", "unit=outside"])  # fmt: skip
def test_a_filter_gives_what_it_says(reader, made, query):
    page = reader.get(f"/hazards/?{query}")
    name, value = query.split("=")
    assert len(page.context["chips"]) == 1
    found = Hazard.objects.all()
    if name in ("contamination", "flag"):
        assert page.context["total"] == found.filter(**{name: value}).count() > 0
    elif query == "status=confirmed":
        assert page.context["total"] == found.filter(standing="confirmed").count() > 0
    elif query == "status=unknown":
        assert page.context["total"] == found.filter(unknown=True).count() > 0
    elif query == "unit=N":
        both = sum(reader.get(f"/hazards/?unit={u}").context["total"] for u in ("N1", "N2"))
        assert page.context["total"] == both > 0


def test_search_finds_latin_and_cyrillic_with_or_without_marks(reader, made):
    wanted = {h.code for h in Hazard.objects.filter(name__startswith="Đurđevo Polje")}
    assert wanted
    for text in ("Đurđevo Polje", "djurdjevo polje", "Ђурђево Поље", "durdevo"):
        assert set(codes(reader.get("/hazards/", {"q": text}))) == wanted, text
    assert codes(reader.get("/hazards/?q=100%25")) == []


def test_the_list_without_scripts_is_the_list_with_them(reader, made):
    whole = reader.get("/hazards/?status=confirmed")
    part = reader.get("/hazards/?status=confirmed", headers={"HX-Request": "true", "HX-Target": "found"})
    assert part.content.decode().strip().startswith('<div id="found"')
    assert codes(whole) == codes(part)
    assert b"<html" in whole.content and b"<html" not in part.content


def test_no_perimeter_is_unknown_and_never_nought(reader, made):
    page = reader.get("/hazards/?q=SA-0012")
    assert page.context["table"].rows[0].cells[5] is None
    assert "unknown" in words(page)
    stated = reader.get("/hazards/?q=SA-0006").context["table"].rows[0].cells[5]
    assert "stated" in stated and "17,000" in stated


def test_what_is_seen_can_be_taken_away_and_runs_nothing(reader, made):
    Hazard.objects.filter(code="SA-0002").update(name="=HYPERLINK(1)", folded="x")
    text = reader.get("/hazards/?format=csv&status=released").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {r["status"] for r in rows} == {"released"}
    assert len(rows) == Hazard.objects.filter(standing="released").count()
    everything = reader.get("/hazards/?format=csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in everything
    assert next(r for r in csv.DictReader(io.StringIO(everything)) if r["code"] == "SA-0012")["open_m2"] == "unknown"


def test_now_and_the_same_moment_written_out_are_the_same_list(made):
    now = {h.code: h for h in listed.every(listed.ALL, Times())}
    then = {h.code: h for h in listed.every(listed.ALL, Times(known=made.head))}
    for code, one in then.items():
        other = now[code]
        assert (one.standing, one.open_m2, one.released_m2, one.stated_m2) == (
            other.standing, other.open_m2, other.released_m2, other.stated_m2), code  # fmt: skip


def test_the_list_follows_both_times(reader, made):
    early = reader.get("/hazards/?on=2014-06-30")
    assert 0 < early.context["total"] < 60
    assert "As of 30 Jun 2014" in words(early)
    assert all("on=2014-06-30" in row.href for row in early.context["table"].rows)


def test_the_list_and_the_hazard_ask_few_questions(reader, made):
    for address, most in (("/hazards/?sort=-open", 22), ("/hazards/SA-0013/", 34), ("/hazards/?on=2020-01-01", 22)):
        reader.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            reader.get(address)
        assert len(asked) <= most, (address, len(asked))


def test_a_longer_history_asks_no_more(reader, made):
    counts = []
    for code in ("SA-0003", "SA-0013"):
        with CaptureQueriesContext(connection) as asked:
            reader.get(f"/hazards/{code}/")
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 2


def test_a_hazard_shows_its_account_and_it_adds_up(reader, made):
    sheet = sheets.sheet(Hazard.objects.get(code="SA-0013").pk, Times())
    row = Hazard.objects.get(code="SA-0013")
    last = sheet.steps[-1]
    assert (last.open_m2, last.released_m2) == (row.open_m2, row.released_m2)
    page = reader.get("/hazards/SA-0013/")
    text = words(page)
    assert "Cleared" in text and "CR-2025-900" in text and "booked on 20 May 2026" in text
    assert "What to do: Check the dates of the two reports" in text


def test_a_hazard_then_is_as_it_was(reader, made):
    text = words(reader.get("/hazards/SA-0013/?on=2018-01-01"))
    assert "CR-2025-900" not in text
    assert "As of 1 Jan 2018" in text


def test_a_correction_is_shown_as_one(reader, made):
    entry = reader.get(f"/entries/{made.head}/")
    wrong = entry.context["entry"].corrects
    assert wrong
    text = words(reader.get(f"/entries/{wrong}/"))
    assert "This entry no longer counts. Corrected by:" in text
    before = words(reader.get(f"/entries/{wrong}/?known={made.first_head}"))
    assert "This entry no longer counts" not in before


def test_land_is_drawn_by_account_at_both_times(reader, made):
    now = json.loads(reader.get("/hazards/SA-0013/shape.geojson").content)
    states = {f["properties"].get("state") for f in now["features"] if f["properties"].get("code") == "SA-0013"}
    assert {"confirmed", "cleared"} <= states
    lon, lat = now["features"][0]["geometry"]["coordinates"][0][0][:2]
    assert 16 < lon < 19 and 43 < lat < 45
    then = json.loads(reader.get("/hazards/SA-0013/shape.geojson?on=2018-01-01").content)
    assert "cleared" not in {f["properties"].get("state") for f in then["features"]}
    assert json.loads(reader.get("/hazards/SA-0012/shape.geojson").content)["features"] == []


def test_a_hazard_that_is_not_there_is_not_there(reader, made):
    page = reader.get("/hazards/NO-1/")
    assert page.status_code == 404
    assert "There is no hazard NO-1 here" in words(page)
    assert reader.get("/entries/99999/").status_code == 404


def test_the_board_counts_and_opens(reader, made):
    page = reader.get("/findings/")
    heaps = page.context["found"].heaps
    assert [h.severity for h in heaps] == sorted((h.severity for h in heaps), key=("error", "doubt", "note").index)
    one = next(h for h in heaps if h.code == "geometry.area.differs")
    opened = reader.get(f"/findings/?code={one.code}")
    assert opened.context["found"].total == one.findings
    assert "the perimeter encloses" in words(opened)
    assert "{" not in words(opened).split("Records")[1]
    text = reader.get("/findings/?severity=error&format=csv").content.decode("utf-8-sig")
    assert {r["severity"] for r in csv.DictReader(io.StringIO(text))} == {"error"}


def test_bosnian_says_it_in_bosnian_and_arabic_runs_from_the_right(reader, made):
    reader.cookies["django_language"] = "bs"
    text = words(reader.get("/hazards/SA-0013/"))
    assert "Račun, prema granici" in text and "Očišćeno" in text
    reader.cookies["django_language"] = "ar"
    page = reader.get("/hazards/").content.decode()
    assert 'dir="rtl"' in page
    assert "machine-made" in page


def test_a_hazards_life_is_drawn_and_leads_back(reader, made):
    hazard = Hazard.objects.filter(open_m2=0, unknown=0, standing="released", released_m2__gt=0).first()
    page = reader.get(f"/hazards/{hazard.code}/")
    life = page.context["life_of"]
    assert life.stops[-1].released == hazard.released_m2
    assert life.stops[0].suspected + life.stops[0].confirmed > 0
    days = [s.on for s in life.stops]
    assert days == sorted(set(days))
    for stop in life.stops:
        then = reader.get(f"/hazards/{hazard.code}/?on={stop.on}")
        figures = {str(f.label): f.value for f in then.context["figures"]}
        assert figures["Released"] == stop.released
        assert then.context["life_of"].stops == life.stops, "the picture shows the whole life at any day"
    number, at = life.moments[-1]
    assert number >= 1, "the last number of the booking that first spoke of it"
    assert at.year >= 2000
    assert [n for n, _ in life.moments] == sorted((n for n, _ in life.moments), reverse=True)
    assert "Its land through time" in words(page)
