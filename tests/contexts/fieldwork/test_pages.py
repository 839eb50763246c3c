"""A report on its way over the pages, by plain forms: nothing here needs scripts."""

import re

import pytest

from commonground.fieldwork.models import Report
from commonground.land.models import Hazard
from factories import people, reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(made):
    return people.somebody("reporter", name="author", organisation="Blue Spade")


@pytest.fixture
def checker(made):
    return people.somebody("officer", name="checker")


def hidden(page, name, form=""):
    """The value of a hidden field of a form on a page."""
    text = page.content.decode()
    text = text[text.index(f'action="{form}"') :] if form else text
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', text).group(1)


def typed(fields, **more):
    return {f"f-{name}": value for name, value in fields.items()} | more


def begun(client, kind="clearance-completion"):
    page = client.post("/reports/new/", {"type": kind, "organisation": "Blue Spade", "hazard": "SA-0001"})
    assert page.status_code == 302, page.content.decode()[-3000:]
    return int(page.url.split("/")[2])


def test_a_completion_report_goes_over_the_pages_into_the_books(client, author, checker):
    client.force_login(author)
    number = begun(client)
    edit, at = f"/reports/{number}/edit/", f"/reports/{number}/"
    page = client.post(edit, {"version": hidden(client.get(edit), "version"), "f-hazards": "SA-0001", "do": "submit"})
    assert page.status_code == 200 and b"This is needed." in page.content
    assert b"This field is required." not in page.content  # what is missing is said once, and only what is
    assert Report.objects.get().state == "draft"
    page = client.post(edit, typed(reports.COMPLETION, version=hidden(page, "version"), do="submit"))
    assert page.status_code == 302 and Report.objects.get().state == "submitted"
    assert client.get(edit).status_code == 409  # handed in: no longer the author's to change
    client.force_login(checker)
    page = client.get(at)
    assert "What approving it would do" in page.content.decode()
    back = client.post(
        f"{at}return/",
        {"version": hidden(page, "version", f"{at}return/"), "remark-depth_cm": "20 or 30?", "because": "see the log"},
    )
    assert back.status_code == 302 and Report.objects.get().state == "returned"
    client.force_login(author)
    page = client.get(edit)
    assert "20 or 30?" in page.content.decode() and "see the log" in page.content.decode()
    client.post(edit, typed({**reports.COMPLETION, "depth_cm": "30"}, version=hidden(page, "version"), do="submit"))
    refused = client.post(f"{at}approve/", {"version": "6", "stamp": ""})
    assert refused.status_code == 403
    client.force_login(checker)
    page = client.get(at)
    form = f"{at}approve/"
    sent = {name: hidden(page, name, form) for name in ("version", "stamp", "accept")}
    assert client.post(form, {**sent, "stamp": "another"}).status_code == 409
    assert client.post(form, sent).status_code == 302
    report = Report.objects.get()
    assert report.state == "booked" and Hazard.objects.get(code="SA-0001").open_m2 == 0
    page = client.get(at)
    assert f"/entries/{report.first}/" in page.content.decode()
    assert client.get("/reports/").status_code == 200


def test_a_draft_is_nobody_elses_and_an_organisations_reports_are_its_own(client, author, checker):
    client.force_login(author)
    number = begun(client)
    client.force_login(checker)
    assert client.get(f"/reports/{number}/").status_code == 404
    Report.objects.update(state="submitted")
    assert client.get(f"/reports/{number}/").status_code == 200
    client.force_login(people.somebody("reporter", name="another", organisation="Steady Hands"))
    assert client.get(f"/reports/{number}/").status_code == 404
    assert client.get("/reports/999/").status_code == 404
    assert "FR-" not in client.get("/reports/").content.decode()
    refused = client.post("/reports/new/", {"type": "survey", "organisation": "Blue Spade", "hazard": ""})
    assert refused.status_code == 200 and Report.objects.count() == 1


def test_a_draft_keeps_itself_and_a_stale_window_loses_nothing(client, author):
    client.force_login(author)
    edit = f"/reports/{begun(client)}/edit/"
    page = client.get(edit)
    first = hidden(page, "version")
    form = page.content.decode().split('id="report-form"')[1].split("</form>")[0]
    assert " required" not in form, "the browser would keep a draft from being saved"
    kept = client.post(edit, {"version": first, "f-hazards": "SA-0001", "f-remarks": "one", "do": "autosave"})
    assert "Saved" in kept.content.decode() and "<html" not in kept.content.decode()
    assert (
        hidden(kept, "version") == str(Report.objects.get().version) and Report.objects.get().fields["remarks"] == "one"
    )
    stale = client.post(edit, {"version": first, "f-remarks": "two", "do": "autosave"})
    assert stale.status_code == 200 and "Somebody has changed this report" in stale.content.decode()
    window = client.post(edit, {"version": first, "f-remarks": "two", "do": "save"})
    assert window.status_code == 409 and ">\ntwo</textarea>" in window.content.decode()
    again = client.post(edit, {"version": hidden(window, "version"), "f-remarks": "two", "do": "save"})
    assert again.status_code == 200 and Report.objects.get().fields["remarks"] == "two"
    back = client.post(edit.replace("edit", "back"), {"version": hidden(again, "version"), "to": "2"})
    assert back.status_code == 302 and Report.objects.get().fields["remarks"] == "one"


def test_a_button_pressed_while_the_page_saves_by_itself_finds_nobody_elses_change(client, author):
    client.force_login(author)
    edit = f"/reports/{begun(client)}/edit/"
    first = hidden(client.get(edit), "version")
    said = {"f-remarks": "one", "shape-text": "44.5 18.5\n44.6 18.5\n44.6 18.6"}
    client.post(edit, {**said, "version": first, "do": "autosave"})
    version = Report.objects.get().version
    assert version == int(first) + 1
    pressed = client.post(edit, {**said, "version": first, "do": "check"})  # with the version of before
    assert pressed.status_code == 200 and "Somebody has changed" not in pressed.content.decode()
    assert Report.objects.get().version == version and hidden(pressed, "version") == str(version)
    assert client.post(edit, {**said, "f-remarks": "two", "version": first, "do": "check"}).status_code == 409


def test_a_contradiction_shows_both_sides_and_its_choices(client, author, checker):
    client.force_login(author)
    number = begun(client)
    late = {**reports.COMPLETION, "on": "2012-06-01", "began_on": "2012-05-01"}
    edit, at = f"/reports/{number}/edit/", f"/reports/{number}/"
    client.post(edit, typed(late, version=hidden(client.get(edit), "version"), do="submit"))
    assert Report.objects.get().state == "conflict"
    client.force_login(checker)
    page = client.get(at).content.decode()
    assert "Both sides" in page and "land-drawing" in page and "Book it in place of the earlier one" in page
    assert f'action="{at}approve/"' not in page, "nothing is booked before somebody has chosen"
    page = client.get(f"{at}?accept=as-it-is")
    sent = {name: hidden(page, name, f"{at}approve/") for name in ("version", "stamp", "accept")}
    assert client.post(f"{at}approve/", {**sent, "accept": ""}).status_code == 409
    assert client.post(f"{at}approve/", sent).status_code == 302 and Report.objects.get().state == "booked"


def test_what_a_field_is_called_never_runs_as_markup(client, author, checker):
    client.force_login(author)
    edit = f"/reports/{begun(client)}/edit/"
    bad = {
        **reports.COMPLETION,
        "remarks": "<script>alert(1)</script>",
        "found": "a & b < c",
        "hazards": "SA-0001\n<b>X</b>",
    }
    client.post(edit, typed(bad, version=hidden(client.get(edit), "version"), do="submit"))
    for page in (client.get(edit.replace("edit/", "")), client.get("/reports/"), client.get("/day/")):
        assert b"<script>alert" not in page.content and b"<b>X</b>" not in page.content
