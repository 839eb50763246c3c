"""What is seen is taken away: the filter, the columns, the order and the times, in every format, and no cell runs."""

import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from openpyxl import load_workbook

from commonground.audit.models import Event
from commonground.geodata.queries import taken
from commonground.land.models import Hazard
from factories import country, people

pytestmark = pytest.mark.django_db
READ = """
import json, sys, pyogrio
meta, _, shapes, fields = pyogrio.raw.read(sys.argv[1])
print(json.dumps({"fields": list(meta["fields"]), "rows": [[str(v) for v in row] for row in zip(*fields)], "shapes": [s is not None for s in shapes]}))
"""


@pytest.fixture(autouse=True)
def somewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def made():
    return country.make(44)


@pytest.fixture
def officer_in(client, made):
    client.force_login(people.somebody("officer"))
    return client


def take(client, kind: str, query: str, times: str = "") -> bytes:
    asked = client.post(f"/geodata/take/{times}", {"as": kind, "query": query})
    page = client.get(asked.url)
    assert b"Download the file" in page.content
    return b"".join(client.get(f"{asked.url}file").streaming_content)


QUERY = "status=open&sort=-open&columns=code,name,open,findings"


def seen(client, query: str) -> list[str]:
    return [row.key for row in client.get(f"/hazards/?{query}").context["table"].rows]


def test_a_workbook_is_what_is_seen_and_runs_nothing(officer_in):
    Hazard.objects.filter(code="SA-0002").update(name="=HYPERLINK(1)", standing="confirmed")
    rows = list(load_workbook(io.BytesIO(take(officer_in, "xlsx", QUERY))).active.values)
    assert rows[0] == ("code", "name", "open_m2", "stated_m2", "errors", "doubts", "notes")
    assert [row[0] for row in rows[1:]] == seen(officer_in, QUERY)
    assert next(row for row in rows if row[0] == "SA-0012")[2] == "unknown"
    assert next(row for row in rows if row[0] == "SA-0002")[1] == "'=HYPERLINK(1)"
    text = take(officer_in, "csv", QUERY).decode("utf-8-sig")
    assert [row["code"] for row in csv.DictReader(io.StringIO(text))] == seen(officer_in, QUERY)


@pytest.mark.parametrize("kind", ["gpkg", "kml"])
def test_gdal_reads_what_was_taken(officer_in, tmp_path, kind):
    (tmp_path / f"x.{kind}").write_bytes(take(officer_in, kind, QUERY))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / f"x.{kind}")], capture_output=True, text=True, check=True
    )
    read = json.loads(done.stdout)
    name = read["fields"].index("code" if kind == "gpkg" else "Name")
    assert [row[name] for row in read["rows"]] == seen(officer_in, QUERY)
    place = [row[name] for row in read["rows"]].index("SA-0012")
    assert not read["shapes"][place] and sum(read["shapes"]) > 10
    assert taken.NO_PERIMETER in read["rows"][place]


def test_gpx_has_a_waypoint_inside_and_the_perimeter_as_a_track(officer_in):
    root = ET.fromstring(take(officer_in, "gpx", "code=SA-0001&code=SA-0012&columns=code,standing"))
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    assert [n.text for n in root.findall("g:wpt/g:name", space)] == ["SA-0001"]
    points = root.findall("g:trk/g:trkseg/g:trkpt", space)
    assert len(points) > 10 and 43 < float(points[0].get("lat")) < 45 and 16 < float(points[0].get("lon")) < 19
    assert "status: " in root.find("g:wpt/g:desc", space).text


def test_times_are_followed(officer_in):
    then = take(officer_in, "csv", "columns=code,open", "?on=2014-06-30").decode("utf-8-sig")
    page = officer_in.get("/hazards/?on=2014-06-30")
    assert len(list(csv.reader(io.StringIO(then)))) == page.context["total"] + 1 < 45


def test_taking_away_is_written_down_and_is_one_s_own(officer_in, client):
    asked = officer_in.post("/geodata/take/", {"as": "gpx", "query": "status=open"})
    event = Event.objects.get(what="geodata.taken-away")
    assert event.facts["kind"] == "gpx" and event.facts["query"] == "status=open"
    client.force_login(people.somebody("reader"))
    assert client.get(asked.url).status_code == 404
    assert client.get(f"{asked.url}file").status_code == 404
    client.force_login(people.somebody("reporter", organisation="Blue Spade"))
    assert client.post("/geodata/take/", {"as": "csv", "query": ""}).status_code == 403


def test_a_refusal_while_writing_is_shown(officer_in, monkeypatch):
    from commonground.core.refusals import NotUsable
    from commonground.geodata import actions

    def full(*args, **kwargs):
        raise NotUsable("geodata.export.failed", file="x", reason="disk full")

    monkeypatch.setattr(actions.gateway, "write_geopackage", full)
    asked = officer_in.post("/geodata/take/", {"as": "gpkg", "query": ""})
    page = officer_in.get(asked.url).content.decode()
    assert "could not be written" in page and "disk full" in page


def test_a_bug_while_writing_is_told_and_the_page_asks_no_more(officer_in, monkeypatch):
    from commonground.geodata import actions

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(actions.gateway, "write_geopackage", broken)
    asked = officer_in.post("/geodata/take/", {"as": "gpkg", "query": ""})
    page = officer_in.get(asked.url).content.decode()
    assert "the program itself is at fault" in page and 'hx-trigger="every' not in page
