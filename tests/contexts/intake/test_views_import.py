"""Bringing files in through the pages."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.intake.actions import uploads
from commonground.intake.models import Load
from commonground.intake.queries import loads, waiting
from commonground.land.queries import entries
from factories import country, people

pytestmark = pytest.mark.django_db

CSV = """code,name,class,date,area,note
Q-1,Gornje Polje,suspected,2025-03-01,12000,=1+1
Q-2,Stari Most,confirmed,2025-04-02,8000,
Q-3,Bez Datuma,confirmed,,,
Q-4,Kriva Rijec,perhaps,2025-04-02,100,
"""


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer_client(client, media):
    client.force_login(people.somebody("officer"))
    return client


def hand_in(client, text=CSV, name="survey.csv", what="hazards"):
    answer = client.post("/import/", {"file": SimpleUploadedFile(name, text.encode()), "what": what})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer.url


def fields(client, at):
    form = client.get(at).context["form"]
    return {name: form[name].value() or "" for name in form.fields if form[name].value() is not False}


def test_a_file_is_handed_in_tried_imported_and_undone(officer_client):
    country.make(6)
    at = hand_in(officer_client)
    page = officer_client.get(at)
    assert page.status_code == 200
    sent = fields(officer_client, at)
    assert sent["to_code"] == "code" and sent["to_level"] == "class"
    tried = officer_client.post(at, {**sent, "do": "try"})
    assert tried.status_code == 302, tried.context["form"].errors
    page = officer_client.get(at)
    report = page.context["report"]
    assert report["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "quarantined": 2}
    done = officer_client.post(at, {"do": "import"})
    assert done.status_code == 302
    load = done.url
    assert officer_client.get(load).status_code == 200
    text = officer_client.get(load + "quarantine.csv").content.decode("utf-8-sig")
    assert "Bez Datuma" in text and "The row has no date" in text
    assert officer_client.get(load + "undo/").status_code == 200
    assert officer_client.post(load + "undo/").status_code == 302
    assert officer_client.get(load).context["load"].state == "undone"


def test_only_what_can_be_read_is_taken(officer_client):
    country.make(2)
    page = officer_client.post("/import/", {"what": "hazards"})
    assert page.status_code == 200 and page.context["form"].errors["file"]
    at = hand_in(officer_client, "not a table", "table.xyz")
    assert officer_client.get(at).status_code == 400


def test_the_same_file_again_changes_nothing(officer_client):
    country.make(2)
    for counts in ({"new": 2, "unchanged": 0}, {"new": 0, "unchanged": 2}):
        at = hand_in(officer_client)
        officer_client.post(at, {**fields(officer_client, at), "do": "try"})
        report = officer_client.get(at).context["report"]
        assert {k: report["counts"][k] for k in counts} == counts
        officer_client.post(at, {"do": "import"})


def test_a_try_books_nothing_and_names_every_fault(officer_client):
    made = country.make(2)
    at = hand_in(officer_client)
    officer_client.post(at, {**fields(officer_client, at), "do": "try"})
    assert entries.head() == made.head
    assert Load.objects.count() == 0
    text = officer_client.get(at).content.decode()
    assert "The row has no date" in text and "a word that is not known here" in text
    assert "Nothing has been booked so far" in text


def test_the_mended_quarantine_can_be_handed_in_again(officer_client):
    country.make(2)
    at = hand_in(officer_client)
    officer_client.post(at, {**fields(officer_client, at), "do": "try"})
    load = officer_client.post(at, {"do": "import"}).url
    text = officer_client.get(load + "quarantine.csv").content.decode("utf-8-sig")
    again = hand_in(
        officer_client,
        text.replace("perhaps", "confirmed").replace("Bez Datuma,confirmed,,", "Bez Datuma,confirmed,2025-05-05,"),
        "mended.csv",
    )
    officer_client.post(again, {**fields(officer_client, again), "do": "try"})
    assert officer_client.get(again).context["report"]["counts"] == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "quarantined": 0,
    }


def test_rows_are_found_by_outcome_and_by_hazard(officer_client):
    country.make(2)
    at = hand_in(officer_client)
    officer_client.post(at, {**fields(officer_client, at), "do": "try"})
    load = officer_client.post(at, {"do": "import"}).url
    assert len(officer_client.get(load + "?outcome=quarantined").context["rows"].rows) == 2
    assert len(officer_client.get(load + "?code=intake.row.no-date").context["rows"].rows) == 1
    part = officer_client.get("/import/rows/?hazard=Q-1", headers={"HX-Request": "true"}).content.decode()
    assert "survey.csv" in part and "<html" not in part
    assert "<html" in officer_client.get("/import/rows/?hazard=Q-1").content.decode()
    assert officer_client.get("/hazards/Q-2/").status_code == 200


def test_a_mapping_is_saved_by_name_and_version_and_goes_out_as_json(officer_client):
    country.make(2)
    at = hand_in(officer_client)
    sent = fields(officer_client, at)
    officer_client.post(at, {**sent, "do": "save", "name": "Surveys"})
    officer_client.post(at, {**sent, "to_name": "", "do": "save", "name": "Surveys"})
    assert [(p.name, p.version) for p in loads.profiles()] == [("Surveys", 2), ("Surveys", 1)]
    said = json.loads(officer_client.get("/import/profiles/1/Surveys.json").content)
    assert said["columns"]["name"] == "name"
    officer_client.post(at, {"do": "use", "profile": "Surveys"})
    assert "name" not in officer_client.get(at).context["form"].initial_mapping.columns


def test_what_the_rows_are_can_be_changed_and_the_file_thrown_away(officer_client):
    country.make(2)
    at = hand_in(officer_client)
    officer_client.post(at, {"what": "activities"})
    page = officer_client.get(at)
    assert "to_kind" in page.context["form"].fields
    missing = officer_client.post(at, {**fields(officer_client, at), "do": "try"})
    assert missing.status_code == 200 and missing.context["form"].errors
    assert officer_client.post(at, {"do": "drop"}).url == "/import/"
    assert officer_client.get(at).status_code == 404


def test_a_reader_sees_imports_and_why_they_cannot_make_one(client, media):
    country.make(2)
    client.force_login(people.somebody("reader"))
    text = client.get("/import/").content.decode()
    assert "Bringing files in needs an information officer." in text
    assert 'type="file"' not in text


def test_progress_is_told_while_there_is_some(officer_client):
    country.make(2)
    at = hand_in(officer_client)
    assert officer_client.get(at + "progress/").content.decode().strip() == ""
    uploads.write(at.split("/")[3], "progress", {"done": 5, "total": 10, "what": "checking"})
    text = officer_client.get(at + "progress/").content.decode()
    assert "Checking the shapes" in text and 'hx-trigger="every 1s"' in text


def test_words_nobody_knows_are_listed_and_given_a_code_on_the_page(officer_client):
    country.make(2)
    at = hand_in(officer_client)
    officer_client.post(at, {**fields(officer_client, at), "do": "try"})
    page = officer_client.get(at)
    (line,) = page.context["words"].lines
    assert (line[0]["text"], line[0]["rows"], line[0]["column"]) == ("perhaps", 1, "class")
    assert "perhaps" in page.content.decode() and 'value="words"' in page.content.decode()
    name = line[2].html_name
    assert officer_client.post(at, {name: "suspected", "do": "words"}).status_code == 302
    page = officer_client.get(at)
    assert page.context["report"]["counts"] == {"new": 3, "changed": 0, "unchanged": 0, "quarantined": 1}
    assert page.context["words"][name].initial == "suspected"  # can still be changed
    officer_client.post(at, {**fields(officer_client, at), "do": "save", "name": "With words"})
    (saved,) = loads.profiles()
    assert saved.mapping["words"] == {"level": {"perhaps": "suspected"}}
    officer_client.post(at, {name: "nonsense", "do": "words"})
    assert officer_client.get(at).context["report"]["counts"]["new"] == 3
    officer_client.post(at, {name: "", "do": "words"})
    assert officer_client.get(at).context["report"]["counts"]["quarantined"] == 2


def test_a_word_for_no_flag_is_no_finding(officer_client):
    country.make(2)
    text = "code,class,date,area,flag\nF-1,suspected,2025-03-01,100,none of it\n"
    at = hand_in(officer_client, text)
    officer_client.post(at, {**fields(officer_client, at), "do": "try"})
    (line,) = officer_client.get(at).context["words"].lines
    officer_client.post(at, {line[2].html_name: "-", "do": "words"})
    report = officer_client.get(at).context["report"]
    assert report["counts"]["new"] == 1
    assert "intake.cell.word-doubtful" not in [f["code"] for f in report["findings"]]


def test_a_file_that_was_imported_is_kept_and_one_that_was_left_lying_is_not(officer_client, settings, officer):
    country.make(2)
    at = hand_in(officer_client)
    officer_client.post(at, {**fields(officer_client, at), "do": "try"})
    load = Load.objects.get(pk=int(officer_client.post(at, {"do": "import"}).url.split("/")[-2]))
    assert waiting.imported(load.sha256).read_text() == CSV
    left, fresh = (hand_in(officer_client, CSV + f"Q-{n},x,suspected,2025-03-01,1,\n").split("/")[3] for n in (8, 9))
    old = datetime.now(UTC) - timedelta(days=31)
    for path in (waiting.folder() / left, *(waiting.folder() / left).iterdir()):
        os.utime(path, (old.timestamp(), old.timestamp()))
    assert waiting.abandoned(datetime.now(UTC)) == [left]
    settings.UPLOADS_KEPT_DAYS = 40
    assert uploads.clear_abandoned(by=officer, at=datetime.now(UTC)) == 0
    settings.UPLOADS_KEPT_DAYS = 30
    assert uploads.clear_abandoned(by=officer, at=datetime.now(UTC)) == 1
    assert not (waiting.folder() / left).exists() and (waiting.folder() / fresh).exists()
    assert waiting.imported(load.sha256).exists()


def test_whoever_asks_again_after_the_work_is_over_is_told_to_stop(client):
    """Between two questions the import was done and its upload gone: that is no fault of the page that asks."""
    country.make(2)
    client.force_login(people.somebody("officer"))
    address = f"/import/try/{'0' * 32}/progress/"
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 286
    assert client.get(address).status_code == 404
