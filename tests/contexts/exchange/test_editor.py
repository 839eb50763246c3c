"""Writing an agreement in a form: what is chosen is what is signed, and what is previewed is what would leave."""

import html
import json
import re
from dataclasses import replace

import agreed
import pytest
from conftest_exchange import WHO, book
from peers import AT, text
from test_pages import file, page, seen, today  # noqa: F401 fixtures

from commonground.core.exchange import agreements as rules
from commonground.core.exchange import composing as texts
from commonground.core.exchange import envelopes
from commonground.core.exchange.standing import Place
from commonground.core.land.activities import Activity
from commonground.core.land.entries import Kind
from commonground.exchange.actions import agreements, publishing
from commonground.exchange.models import AgreementText, Line
from commonground.exchange.queries import overview, preview
from commonground.exchange.queries import records as known
from commonground.exchange.views import composing

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


def looked(shown):
    return shown.split('name="looked" value="')[1].split('"')[0]


def carried_of(shown):
    return json.loads(html.unescape(shown.split('name="carried" value="')[1].split('"')[0]))


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
    signed = seen.post(NEW, {**FORM, "act": "sign", "looked": looked(shown)})
    assert signed.url == "/exchange/agreements/border-2026/1/"
    kept = AgreementText.objects.get()
    assert envelopes.said(kept.envelope.encode(), envelopes.AGREEMENT) == said
    assert "waits for the other side" in page(seen, signed.url)
    assert "What they would receive" in page(seen, signed.url), "whoever signs sees the preview, too"


def test_nobody_signs_what_nobody_looked_at(seen, neighbour):  # noqa: F811
    """The bug to be caught: a field is changed beside the preview of another text, and that is what is signed."""
    first = looked(page(seen, NEW, **FORM, act="look"))
    changed = {**FORM, "geometry": "grid-100", "act": "sign"}
    shown = page(seen, NEW, 409, **changed, looked=first)
    assert "only the squares of 100 metres" in shown
    page(seen, NEW, 409, **changed)
    assert not AgreementText.objects.exists()
    assert seen.post(NEW, {**changed, "looked": looked(shown)}).url == "/exchange/agreements/border-2026/1/"


def test_an_area_that_was_looked_at_is_the_one_that_is_signed(seen, neighbour):  # noqa: F811
    """The bug to be caught: corners that were typed the other way round are read anew as if they were not."""
    typed = {**FORM, "shape-text": "20.0, 42.0\n20.5, 42.0\n20.5, 42.5\n20.0, 42.5", "shape-system": "wgs84-lonlat"}
    shown = page(seen, NEW, **typed, act="look")
    assert re.search(r'<option value="wgs84-lonlat" selected>', shown)
    written = html.unescape(shown.split('name="shape-text"')[1].split(">", 1)[1].split("</textarea>")[0])
    assert json.loads(written)["type"] == "Polygon"
    for system in ("wgs84-lonlat", "wgs84"):
        (zone,) = json.loads(
            seen.post(NEW, {**typed, "shape-text": written, "shape-system": system, "act": "json"}).content
        )["annexes"].values()
        assert zone == json.loads(written)
        assert max(lon for lon, _lat in zone["coordinates"][0]) < 21


def test_hazards_and_releases_are_told_under_their_own_fields(seen, neighbour):  # noqa: F811
    release = {"rows": None, "fields": {"day": "month"}, "geometry": "none", "footprint": {"annex": agreed.NAME}}
    book("AL-1", 20.1, size=0.02)
    book("AL-1", 20.105, 42.205, kind=Kind.CLEAR, activity=Activity.CLEARANCE, on=AT.date().replace(year=2020))
    shown = page(seen, NEW, **FORM, act="look", carried=json.dumps({"collections": {"release": release}}))
    hazards, releases = (
        shown.split(f'data-table="preview-{one}"')[1].split("</table>")[0] for one in ("hazard", "release")
    )
    assert "squares of 1,000 metres" in hazards
    assert "suspected" in hazards.lower()
    assert "2020" in releases
    assert "suspected" not in releases.lower()


UNIT = {"op": "in", "args": [{"property": "unit"}, ["RS-99"]]}
RELEASE = {"rows": None, "fields": {"day": "month"}, "geometry": "none", "footprint": {"annex": agreed.NAME}}
RELEASES = {"releases": "on", "release-way-day": "month", "release-geometry": "none", "release-footprint": "zone"}
OTHER = {"type": "Polygon", "coordinates": [[[20.0, 43.0], [20.5, 43.0], [20.5, 43.5], [20.0, 43.0]]]}
OTHERS = {agreed.NAME: agreed.ZONE, rules.annex_name(OTHER): OTHER}
PLANE = replace(rules.PLANE, code="other", definition=rules.PLANE.definition.replace("lon_0=10", "lon_0=20")).as_dict()


@pytest.mark.parametrize(
    "changes",
    [
        {"collections__hazard__rows": UNIT}, {"collections": {"release": RELEASE}}, {"plane": PLANE},
        {"annexes": OTHERS, "collections__hazard__footprint": {"annex": rules.annex_name(OTHER)}},
        {"collections__hazard__rows": {"op": "and", "args": [UNIT, {"op": "not", "args": [UNIT]},
                                                             text()["collections"]["hazard"]["rows"]["args"][0]]}},
    ],
)  # fmt: skip
def test_what_no_field_can_say_is_not_lost(programme, neighbour, changes):
    """The bugs to be caught: a condition, an area or a plane that no field has makes another agreement of it."""
    said = text(**changes)
    rules.read(said)
    draft = texts.draft(said)
    form = composing.form("amc.example.al", composing.initial(draft, "amc.example.al"))
    assert form.is_valid(), form.errors
    assert texts.same(texts.text(composing.draft(form, "amc.example.al", draft.zone)), said)


def test_a_text_of_releases_gains_no_hazards(seen, neighbour):  # noqa: F811
    said = text(collections={"release": RELEASE})
    shown = page(seen, NEW, act="import", file=file(json.dumps(said).encode()))
    assert "Which hazards" not in shown
    form = {**FORM, **RELEASES, "carried": json.dumps(carried_of(shown)), "act": "json"}
    del form["geometry"], form["footprint"]  # the page has no fields for them
    assert json.loads(seen.post(NEW, form).content)["collections"] == {"release": RELEASE}
    del form["releases"]
    assert "An agreement shares something" in page(seen, NEW, 400, **form)


def test_releases_are_chosen_beside_hazards(seen, neighbour):  # noqa: F811
    shown = page(seen, NEW)
    assert "Releases of land are shown" in shown and "What of each release" in shown
    chosen = {
        "releases": "on", "release-list-activity": ["cleared"], "release-in_zone": "on", "release-way-activity": "pass", "release-way-m2": "bucket",
        "release-bounds-m2": "1000; 50000", "release-way-unit": "drop", "release-geometry": "grid-1000", "release-footprint": "grid-5000",
    }  # fmt: skip
    said = json.loads(seen.post(NEW, {**FORM, **chosen, "act": "json"}).content)
    zone = {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": agreed.NAME}]}
    assert said["collections"]["release"] == {
        "rows": {"op": "and", "args": [{"op": "in", "args": [{"property": "activity"}, ["cleared"]]}, zone]},
        "fields": {"activity": "pass", "m2": {"bucket": [1000, 50000]}}, "geometry": {"grid": 1000}, "footprint": {"grid": 5000},
    }  # fmt: skip
    looked_at = page(seen, NEW, **FORM, **chosen, act="look")
    assert "Of the releases of land this is shown" in looked_at
    assert "release" not in json.loads(seen.post(NEW, {**FORM, "act": "json"}).content)["collections"], (
        "not unless it is ticked"
    )
    finer = {**FORM, **chosen, "release-way-m2": "pass", "way-open_m2": "drop", "act": "look"}
    refused = page(seen, NEW, 400, **finer)
    assert "would tell more exactly" in refused.split('id="field-id_release-way-m2"')[1].split("</select>")[0], (
        "at the field of the release"
    )
    del chosen["release-geometry"]
    assert "Choose one." in page(seen, NEW, 400, **FORM, **chosen, act="look")


def test_a_condition_on_releases_that_no_field_says_travels_along(seen, neighbour):  # noqa: F811
    odd = {**RELEASE, "rows": {"op": "not", "args": [{"op": "in", "args": [{"property": "activity"}, ["cleared"]]}]}}
    shown = page(seen, NEW, act="import", file=file(json.dumps(text(collections={"release": odd})).encode()))
    assert carried_of(shown)["collections"] == {"release": odd} and "Releases of land are shown" not in shown


def test_a_text_that_the_form_cannot_say_is_not_opened(seen, neighbour):  # noqa: F811
    """Between two others: the form would make it one of ours."""
    said = text(recipient="third.example.org")
    answer = seen.post(NEW, {"act": "import", "file": file(json.dumps(said).encode())})
    assert answer.url == NEW
    assert "cannot say all" in page(seen, NEW)


def test_a_version_that_holds_but_is_not_in_force_yet_silences_nothing(seen, agreement, neighbour):  # noqa: F811
    """The bug to be caught: what is signed ahead is called the one in force, and the one in force cannot be revoked."""
    first = AgreementText.objects.get()
    later = text(version=2, prev_sha256=first.sha256, valid_until="2028-12-01") | {"valid_from": "2027-01-01"}
    agreements.take(neighbour.countersign(agreements.sign(later, by=WHO, at=AT)), by=WHO, at=AT)
    stands = {c.agreement.version: c.place for c in overview.agreements(AT.date(), latest_only=True)}
    assert stands == {1: Place.IN_FORCE, 2: Place.FUTURE}
    publishing.publish(agreement, by=WHO, at=AT)
    assert 'value="revoke"' in page(seen, "/exchange/agreements/border-2026/1/")
    assert overview.holding("border-2026", 3, AT.date()).version == 1
    assert overview.holding("border-2026", 3, AT.date().replace(year=2027)).version == 2
    after = {c.agreement.version: c.place for c in overview.agreements(AT.date().replace(year=2027))}
    assert after == {1: Place.SUPERSEDED, 2: Place.IN_FORCE}


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
    again = {**form, "act": "sign", "looked": looked(shown)}
    assert seen.post(NEW, again).url == "/exchange/agreements/border-2026/2/"


def test_a_text_comes_from_a_file_and_goes_into_one(seen, neighbour):  # noqa: F811
    said = {**text(), "talk": ["link"], "onward": ["council.example.org"]}
    release = {"rows": None, "fields": {"day": "month"}, "geometry": "none", "footprint": {"annex": agreed.NAME}}
    said["collections"] = {**said["collections"], "release": release}
    shown = page(seen, NEW, act="import", file=file(json.dumps(said).encode()))
    carried = json.loads(shown.split('name="carried" value="')[1].split('"')[0].replace("&quot;", '"'))
    assert carried["collections"] == {} and shown.count('name="releases"') == 1
    again = json.loads(seen.post(NEW, {**FORM, **RELEASES, "carried": json.dumps(carried), "act": "json"}).content)
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
