"""Writing an agreement in a form: what is chosen is what is signed, and what is previewed is what would leave."""

import json

import agreed
import pytest
from conftest_exchange import WHO, book
from peers import AT, text
from test_pages import file, page, seen, today  # noqa: F401 fixtures

from commonground.core.exchange import agreements as rules
from commonground.core.exchange import envelopes
from commonground.exchange.actions import publishing
from commonground.exchange.models import AgreementText, Line
from commonground.exchange.queries import preview
from commonground.exchange.queries import records as known

NEW = "/exchange/agreements/new/"
FORM = {
    "id": "border-2026", "partner": "mac.example.rs", "direction": "out", "purpose": "cross-border safety planning",
    "legal_ref": "memorandum of 2026, article 3", "valid_from": "2026-01-01", "valid_until": "2028-12-01",
    "list-status": ["suspected", "confirmed"], "in_zone": "on", "geometry": "grid-1000", "footprint": "grid-5000",
    "way-status": "pass", "way-contamination": "pass", "way-recorded_on": "month", "way-open_m2": "bucket",
    "bounds-open_m2": "1000, 10000, 100000", "delay_days": "0", "max_silence_days": "14", "onward": "", "mode": "purge", "within_days": "30",
    "shape-text": json.dumps(agreed.ZONE), "shape-system": "wgs84",
}  # fmt: skip
FORM |= {f"way-{name}": "drop" for name in ("code", "name", "flag", "changed_on", "stated_m2", "unit")}


def test_what_is_chosen_is_what_is_signed(seen, neighbour):  # noqa: F811
    said = json.loads(seen.post(NEW, {**FORM, "act": "json"}).content)
    assert said == {**text(), "collections": said["collections"]}
    expected = text()["collections"]["hazard"]
    expected["fields"].pop("name")  # what is dropped is not named
    assert said["collections"]["hazard"] == expected
    book("AL-1", 20.1)
    book("AL-9", 20.9)  # outside the area
    shown = page(seen, NEW, **FORM, act="look")
    assert "What it comes to" in shown
    assert "only the squares of 1,000 metres" in shown
    assert "One record" in shown
    assert "AL-1" in shown
    assert "AL-9" not in shown
    assert "The guard let every line of it pass." in shown
    signed = seen.post(NEW, {**FORM, "act": "sign"})
    assert signed.url == "/exchange/agreements/border-2026/1/"
    kept = AgreementText.objects.get()
    assert envelopes.said(kept.envelope.encode(), envelopes.AGREEMENT) == said
    assert "waits for the other side" in page(seen, signed.url)
    assert "What they would receive" in page(seen, signed.url), "whoever signs sees the preview, too"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"way-code": "pass"}, "way-code", "more exactly"), ({"bounds-open_m2": "10, 5"}, "bounds-open_m2", "nothing that can be agreed"),
        ({"bounds-open_m2": "many"}, "bounds-open_m2", "nothing that can be agreed"), ({"footprint": "grid-500"}, "footprint", "more exactly"),
        ({"valid_until": "2020-01-01"}, None, "ends after it begins"), ({"more": '{"op": "like", "args": []}'}, None, "nobody here knows"),
        ({"more": "{"}, "more", "no JSON"), ({"shape-text": ""}, None, "does not come with it"), ({"onward": "Not A Name"}, "onward", "nothing that can be agreed"),
        ({"purpose": ""}, "purpose", ""), ({"shape-text": "not a place"}, None, ""),
    ],
)  # fmt: skip
def test_a_refusal_stands_at_its_field(seen, neighbour, change, field, words):  # noqa: F811
    shown = page(seen, NEW, 400, **{**FORM, **change}, act="look")
    assert words in shown
    assert 'class="faults"' in shown
    if field:
        assert f'id="id_{field}_error"' in shown
    assert "What it comes to" not in shown
    assert not AgreementText.objects.exists()


def test_the_next_version_begins_where_the_last_one_stands(seen, agreement):  # noqa: F811
    shown = page(seen, f"{NEW}?after=border-2026")
    carried = json.loads(shown.split('name="carried" value="')[1].split('"')[0].replace("&quot;", '"'))
    held = AgreementText.objects.get()
    assert (carried["version"], carried["prev_sha256"]) == (2, held.sha256)
    book("AL-1", 20.1)
    book("AL-2", 20.2)
    form = {**FORM, "carried": json.dumps(carried), "geometry": "grid-2000", "list-status": ["suspected"]}
    shown = page(seen, NEW, **form, act="look")
    assert "Held against version 1" in shown
    assert "shown coarser: 2" in shown
    assert seen.post(NEW, {**form, "act": "sign"}).url == "/exchange/agreements/border-2026/2/"


def test_a_text_comes_from_a_file_and_goes_into_one(seen, neighbour):  # noqa: F811
    said = {**text(), "talk": ["link"], "onward": ["council.example.org"]}
    release = {"rows": None, "fields": {"day": "month"}, "geometry": "none", "footprint": {"annex": agreed.NAME}}
    said["collections"] = {**said["collections"], "release": release}
    shown = page(seen, NEW, act="import", file=file(json.dumps(said).encode()))
    carried = json.loads(shown.split('name="carried" value="')[1].split('"')[0].replace("&quot;", '"'))
    assert carried["collections"] == {"release": release}, "what the form has no field for is not lost"
    again = json.loads(seen.post(NEW, {**FORM, "carried": json.dumps(carried), "act": "json"}).content)
    assert again["collections"]["release"] == release
    assert 'value="border-2026"' in shown
    assert 'value="council.example.org"' in shown
    assert seen.post(NEW, {"act": "import", "file": file(b"{")}).url == NEW
    assert seen.post(NEW, {"act": "import", "file": file(b"[]")}).url == NEW


def test_the_area_can_be_drawn_typed_or_handed_in(seen, neighbour):  # noqa: F811
    typed = {**FORM, "shape-text": "42.0, 20.0\n42.0, 20.5\n42.5, 20.5\n42.5, 20.0"}
    (zone,) = json.loads(seen.post(NEW, {**typed, "act": "json"}).content)["annexes"].values()
    assert len(zone["coordinates"][0]) == 5
    handed = {
        **FORM,
        "shape-text": "",
        "shape-file": file(json.dumps({"type": "Feature", "properties": {}, "geometry": agreed.ZONE}).encode()),
    }
    (zone,) = json.loads(seen.post(NEW, {**handed, "act": "json"}).content)["annexes"].values()
    assert zone["type"] in ("Polygon", "MultiPolygon")


def test_a_preview_is_what_a_feed_would_say(agreement):
    """The bug to be caught: a preview that goes another road than the feed."""
    for i in range(4):
        book(f"AL-{i}", 20.05 + i / 10)
    held = AgreementText.objects.get()
    found = preview.preview(rules.read(envelopes.said(held.envelope.encode(), envelopes.AGREEMENT)), at=AT)
    publishing.publish(agreement, by=WHO, at=AT)
    sent = sorted(
        json.dumps(json.loads(b), sort_keys=True) for b in Line.objects.exclude(body="").values_list("body", flat=True)
    )
    assert sorted(json.dumps(one.body, sort_keys=True) for one in found.lines) == sent
    assert found.received == len(sent) == found.drawn
    assert not found.faults


def test_a_preview_of_too_much_says_what_it_did_not_look_at(neighbour, monkeypatch):
    for i in range(6):
        book(f"AL-{i}", 20.05 + i / 20)
    monkeypatch.setattr(preview, "LOOKED_AT", 4)
    everywhere = rules.read(text(collections__hazard__rows=None))
    found = preview.preview(everywhere, at=AT)
    assert found.looked_at + found.left_out == len(known.keys(everywhere)) == 6
    assert found.looked_at == 3
    narrowed = preview.preview(rules.read(text(version=2, prev_sha256="a" * 64)), everywhere, at=AT)
    assert narrowed.left_out, "the version before shows what lies elsewhere"


def test_what_is_no_longer_shown_is_told_and_drawn(agreement):
    book("AL-1", 20.1)
    before = rules.read(text())
    after = rules.read(text(collections__hazard__rows={"op": "in", "args": [{"property": "status"}, ["confirmed"]]}))
    found = preview.preview(after, before, at=AT)
    assert dict(found.changes) == {"gone": 1}
    assert found.received == 0
    assert found.features[0]["properties"]["kind"] == "gone"


def test_a_preview_says_what_the_guard_would_hold_back(neighbour, monkeypatch):
    book("AL-1", 20.1)
    monkeypatch.setattr(preview.guard, "faults_each", lambda some, *a, **k: [["geometry"] for _ in some])
    assert preview.preview(rules.read(text()), at=AT).faults == {"geometry": 1}
