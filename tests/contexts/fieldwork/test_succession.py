"""A hazard divided and hazards united by reports: written by one, shown before, approved by another, undone."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image
from test_ledger import scratch, tables

from commonground.core.fieldwork.types import Type
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.refusals import NotNow, NotUsable, NotYours
from commonground.fieldwork.actions import approving, attachments, writing
from commonground.fieldwork.models import Report
from commonground.fieldwork.queries import listing
from commonground.land.actions import succession
from commonground.land.models import Hazard
from commonground.places.models import Programme
from factories import people, reports
from factories.reports import COMPLETION, NOW, approved, begun, square, submitted, version

pytestmark = pytest.mark.django_db
SURVEY = {"hazards": "SA-NEW", "on": "2025-01-10", "outcome": "record", "level": "confirmed", "extent": "drawn",
          "contamination": "mines"}  # fmt: skip
SPLIT = {"hazards": "SA-NEW", "left_code": "SA-W", "right_code": "SA-E", "because": "Two crews", "document": "ORDER-7"}
MERGE = {"hazards": "SA-W\nSA-E", "new_code": "SA-ALL", "name": "Meadow", "because": "One crew", "document": "ORDER-8"}


def line(*corners, shape="positions"):
    """A line of the plane, as somebody would paste it."""
    plane = EqualAreaPlane.from_dict(Programme.objects.get().plane)
    lonlat = plane.inverse(np.array(corners, dtype=float)).tolist()
    if shape == "geojson":
        return {"text": json.dumps({"type": "LineString", "coordinates": lonlat})}
    if shape == "wkt":
        return {"text": "LINESTRING (" + ", ".join(f"{lon!r} {lat!r}" for lon, lat in lonlat) + ")"}
    return {"text": "\n".join(f"{lat:.9f}, {lon:.9f}" for lon, lat in lonlat)}


@pytest.fixture
def field(author, checker):
    approved(submitted(Type.SURVEY, SURVEY, entered=square(0, 0, 100), by=author), by=checker)
    cleared = {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn", "on": "2026-05-20"}
    return approved(submitted(Type.COMPLETION, cleared, entered=square(0, 0, 50), by=author), by=checker)


def accounts():
    return {
        h.code: (h.open_m2, h.released_m2)
        for h in Hazard.objects.filter(code__startswith="SA-")
        if h.open_m2 or h.released_m2
        if len(h.code) < 7 and not h.code[3:].isdigit()
    }


@pytest.mark.parametrize("shape", ["positions", "geojson", "wkt"])
def test_a_hazard_is_divided_by_a_report_that_another_approves(author, checker, field, shape):
    number = submitted(Type.SPLIT, SPLIT, entered=line((40, -20), (40, 130), shape=shape), by=author)
    report = Report.objects.get(pk=number)
    assert (report.state, report.shape_m2, report.faults) == ("submitted", None, 0)
    shown = approving.preview(number, by=checker, at=NOW)
    after = {(b.hazard, b.account): b.after for b in shown.effects.balances}
    assert after["SA-W", "confirmed"] == 2_000 and after["SA-E", "confirmed"] == 5_500
    assert after["SA-W", "cleared"] == 2_000 and after["SA-E", "cleared"] == 500
    assert after["SA-NEW", "confirmed"] == after["SA-NEW", "cleared"] == 0
    assert {m.book for m in shown.effects.moved} == {"hazard"}  # no figure of the country
    assert not Hazard.objects.filter(code="SA-W").exists()  # shown, and taken back
    done = approved(number, by=checker)
    assert done.stamp == shown.stamp
    assert accounts() == {"SA-W": (2_000, 2_000), "SA-E": (5_500, 500)}
    assert tables() == scratch()
    # Reports about the former hazard are found from each of the new ones, and the other way round.
    for code in ("SA-NEW", "SA-W", "SA-E"):
        assert {r.code for r in listing.about(checker, code)} >= {f"FR-{number:06}", f"FR-{field.number:06}"}


def test_united_again_and_both_undone(author, checker, field):
    approved(submitted(Type.SPLIT, SPLIT, entered=line((40, -20), (40, 130)), by=author), by=checker)
    done = approved(submitted(Type.MERGE, MERGE, by=author), by=checker)
    assert accounts() == {"SA-ALL": (7_500, 2_500)}
    assert Hazard.objects.get(code="SA-ALL").name == "Meadow"
    assert tables() == scratch()
    succession.undo(done.first, document="ORDER-9", because="Not yet", by=checker, at=NOW)
    assert accounts() == {"SA-W": (2_000, 2_000), "SA-E": (5_500, 500)}
    assert tables() == scratch()


def test_only_who_corrects_entries_divides(author, checker, field):
    number = submitted(Type.SPLIT, SPLIT, entered=line((40, -20), (40, 130)), by=author)
    shown = approving.preview(number, by=checker, at=NOW)
    operations = reports.viewer("operations", name="operations")
    with pytest.raises(NotYours):
        approving.approve(number, version=version(number), stamp=shown.stamp, by=operations, at=NOW)


def test_what_is_wrong_is_said_before_it_is_handed_in_or_when_it_is_looked_at(author, checker, field):
    for wrong, fault in [
        ({**SPLIT, "hazards": "SA-NEW, SA-0001"}, "land.split.one"),
        ({**SPLIT, "left_code": ""}, "fieldwork.field.missing"),
    ]:
        number = begun(Type.SPLIT, wrong, entered=line((40, -20), (40, 130)), by=author)
        with pytest.raises(NotUsable, match="incomplete"):
            writing.submit(number, version=version(number), by=author, at=NOW)
        assert Report.objects.get(pk=number).faults == 1, fault
    number = begun(Type.SPLIT, SPLIT, entered={"text": "44.1, 17.2"}, by=author)
    assert Report.objects.get(pk=number).shape is None
    for where, why in [
        (line((300, 0), (300, 50)), "misses"),
        (line((0, 0), (90, 90), (90, 0), (0, 80)), "crosses-itself"),
    ]:
        number = submitted(Type.SPLIT, SPLIT, entered=where, by=author)
        assert why in approving.preview(number, by=checker, at=NOW).refusal.code
    number = submitted(Type.SPLIT, {**SPLIT, "left_code": "SA-0001"}, entered=line((40, -20), (40, 130)), by=author)
    assert approving.preview(number, by=checker, at=NOW).refusal.code == "land.succession.code-taken"
    number = begun(Type.MERGE, {**MERGE, "hazards": "SA-NEW"}, by=author)
    assert Report.objects.get(pk=number).faults == 1


def test_something_booked_meanwhile_is_shown_before_it_is_divided(author, checker, field):
    number = submitted(Type.SPLIT, SPLIT, entered=line((40, -20), (40, 130)), by=author)
    shown = approving.preview(number, by=checker, at=NOW)
    more = {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn", "on": "2026-05-25"}
    approved(submitted(Type.COMPLETION, more, entered=square(0, 50, 50), by=author), by=checker)
    with pytest.raises(NotNow, match="world-changed"):
        approving.approve(number, version=version(number), stamp=shown.stamp, by=checker, at=NOW)


def test_the_pages_of_both_tell_what_became_of_it_and_undo_it_without_scripts(client, author, checker, field):
    approved(submitted(Type.SPLIT, SPLIT, entered=line((40, -20), (40, 130)), by=author), by=checker)
    client.force_login(people.somebody("officer", name="another"))
    former = client.get("/hazards/SA-NEW/").content.decode()
    assert 'Divided into <a href="/hazards/SA-W/">SA-W</a>' in former and "found from both" in former
    heir = client.get("/hazards/SA-W/").content.decode()
    assert "/hazards/SA-NEW/" in heir and "Undo this" in heir and "type=split&amp;hazard=SA-W" in heir
    assert "SA-W" in client.get("/hazards/?q=SA-NEW").content.decode()
    begin = client.post("/hazards-together/", {"query": "", "do": "unite", "code": ["SA-W", "SA-E"]})
    assert begin.url == "/reports/new/?type=merge&hazard=SA-W&hazard=SA-E"
    assert "SA-W, SA-E" in client.get(begin.url).content.decode()
    first = re.search(r'name="first" value="(\d+)"', heir)[1]
    done = client.post("/hazards/SA-W/undo/", {"first": first, "document": "ORDER-9", "because": "Not yet"})
    assert done.status_code == 302 and accounts() == {"SA-NEW": (7_500, 2_500)}
    assert "undone" in client.get("/hazards/SA-W/").content.decode()
    reader = people.somebody("reader", name="reader")
    client.force_login(reader)
    assert "Undo this" not in client.get("/hazards/SA-NEW/").content.decode()
    assert client.post("/hazards/SA-NEW/undo/", {"first": first, "document": "X", "because": "x"}).status_code == 403


def test_photographs_and_documents_of_its_reports_are_shown_to_who_may_see_them(client, author, checker, field):
    number = begun(
        Type.COMPLETION, {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn"}, entered=square(0, 50, 40), by=author
    )
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    attachments.attach(number, "field.jpg", picture.getvalue(), by=author, at=NOW)
    attachments.attach(number, "notes.txt", b"Two items found at the fence.", by=author, at=NOW)
    client.force_login(people.somebody("officer", name="another"))
    assert (
        "field.jpg" not in client.get("/reports/about/?hazard=SA-NEW").content.decode()
    )  # a draft is its author's own
    writing.submit(number, version=version(number), by=author, at=NOW)
    shown = client.get("/reports/about/?hazard=SA-NEW", headers={"HX-Request": "true"}).content.decode()
    assert 'alt="field.jpg"' in shown and "?preview" in shown and "Two items found" in shown
    approved(submitted(Type.SPLIT, SPLIT, entered=line((40, -20), (40, 130)), by=author), by=checker)
    assert "field.jpg" in client.get("/reports/about/?hazard=SA-E").content.decode()
    client.force_login(people.somebody("supervisor", name="elsewhere", organisation="Steady Hands"))
    assert "field.jpg" not in client.get("/reports/about/?hazard=SA-NEW").content.decode()
