"""Rows of a file as reports in draft, with the fields that the programme has added."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.core.fieldwork.types import Field, Kind, Type
from commonground.core.refusals import NotYours
from commonground.fieldwork.actions import forms, writing
from commonground.fieldwork.models import Report
from commonground.intake import gateway
from commonground.intake.actions import loads
from commonground.intake.models import Load, Row
from commonground.intake.queries import mappings
from factories import people, reports
from factories.reports import NOW, version

pytestmark = pytest.mark.django_db
SOIL = Field("x_soil", Kind.CHOICE, choices=("clay", "sand"), label="Soil type", custom=True)
SIGNS = Field("x_signs", Kind.CHOICES, choices=("fence", "tape", "stones"), label="Signs", custom=True)
FENCE = Field("x_fence", Kind.NUMBER, "m", label="Fence", custom=True)
BOX = "POLYGON((17.0 44.0, 17.002 44.0, 17.002 44.001, 17.0 44.001, 17.0 44.0))"
FILE = f"""code;hazard;date;outcome;class;soil type;Signs;Fence;wkt;remarks
P-1;N-1;2025-04-02;recorded;SHA;Clay;fence, tape;12,5;{BOX};old wall
P-2;N-2;2025-04-03;recorded;CHA;mud;;;;
P-3;N-3;soon;recorded;CHA;sand;stones;;{BOX};
"""


@pytest.fixture
def form(made):
    forms.set_fields(
        Type.SURVEY, [SOIL, SIGNS, FENCE], by=reports.viewer("administrator", name="administrator"), at=NOW
    )


@pytest.fixture
def officer(made):
    return reports.viewer("officer", name="officer")


def table(tmp_path, text=FILE):
    path = tmp_path / "surveys.csv"
    path.write_text(text, encoding="utf-8")
    return gateway.read(path)


def brought(tmp_path, by, text=FILE, **usual):
    read = table(tmp_path, text)
    mapping = mappings.proposed(read, "reports").changed(usual={"type": "survey"} | usual)
    return loads.import_table(read, mapping, by=by, at=NOW)


def test_rows_become_drafts_with_the_programmes_own_fields(form, officer, tmp_path):
    taken = brought(tmp_path, officer)
    assert taken.report["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "quarantined": 1}
    one, other = Report.objects.order_by("pk")
    assert one.fields == {
        "hazards": "N-1", "on": "2025-04-02", "outcome": "record", "level": "suspected", "extent": "drawn",
        "x_soil": "clay", "x_signs": ["fence", "tape"], "x_fence": "12,5", "remarks": "old wall",
    }  # fmt: skip
    assert one.shape_m2 and 15_000 < one.shape_m2 < 20_000 and one.form_version == 1 and one.state == "draft"
    assert one.faults == 0 and other.faults == 1, "mud is none of the choices, and handing in says so"
    assert other.fields["extent"] == "unknown"
    waiting = Row.objects.get(outcome="quarantined")
    assert "tables.date" in waiting.findings and waiting.ordinal == 3


def test_the_same_file_changes_nothing_and_a_mended_one_changes_the_draft(form, officer, tmp_path):
    brought(tmp_path, officer)
    again = brought(tmp_path, officer)
    assert again.report["counts"] == {"new": 0, "changed": 0, "unchanged": 2, "quarantined": 1}
    mended = brought(tmp_path, officer, FILE.replace(";mud;", ";sand;").replace(";soon;", ";2025-05-01;"))
    assert mended.report["counts"] == {"new": 1, "changed": 1, "unchanged": 1, "quarantined": 0}
    assert Report.objects.count() == 3
    assert sorted(Report.objects.values_list("faults", flat=True)) == [0, 0, 0]


def test_what_was_handed_in_is_not_written_over(form, officer, tmp_path):
    brought(tmp_path, officer)
    first = Report.objects.order_by("pk").first()
    writing.submit(first.pk, version=version(first.pk), by=officer, at=NOW)
    again = brought(tmp_path, officer, FILE.replace("old wall", "new wall"))
    assert again.report["counts"]["quarantined"] == 2
    assert "fieldwork.rows.handed-in" in {f["code"] for f in again.report["findings"]}
    assert Report.objects.get(pk=first.pk).fields["remarks"] == "old wall"


def test_undoing_withdraws_what_is_still_in_draft(form, officer, tmp_path):
    taken = brought(tmp_path, officer)
    first = Report.objects.order_by("pk").first()
    writing.submit(first.pk, version=version(first.pk), by=officer, at=NOW)
    done = loads.undo(Load.objects.get(pk=taken.number), by=officer, at=NOW + timedelta(hours=1))
    assert (done.report["voided"], done.report["left"]) == (1, 1)
    assert sorted(Report.objects.values_list("state", flat=True)) == ["submitted", "withdrawn"]


def test_who_may_not_import_may_not_import_reports(form, author, tmp_path):
    with pytest.raises(NotYours):
        brought(tmp_path, author)
    assert not Report.objects.exists()


def test_an_imported_report_is_approved_and_booked_like_any_other(form, officer, checker, tmp_path):
    brought(tmp_path, officer)
    first = Report.objects.order_by("pk").first()
    writing.submit(first.pk, version=version(first.pk), by=officer, at=NOW)
    reports.approved(first.pk, by=checker)
    first.refresh_from_db()
    assert first.state == "booked" and first.first is not None


def test_the_pages_bring_reports_in(form, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(people.somebody("officer"))
    at = client.post("/import/", {"file": SimpleUploadedFile("s.csv", FILE.encode()), "what": "reports"}).url
    page = client.get(at)
    sent = {n: page.context["form"][n].value() or "" for n in page.context["form"].fields}
    assert (sent["to_hazards"], sent["to_x_soil"], sent["to_x_fence"]) == ("hazard", "soil type", "Fence")
    client.post(at, {**sent, "usual_type": "survey", "do": "try"})
    page = client.get(at)
    assert page.context["report"]["counts"]["new"] == 2 and not Report.objects.exists()
    assert "P-3" in page.content.decode()
    load = client.post(at, {"do": "import"}).url
    page = client.get(load)
    assert page.status_code == 200 and Report.objects.count() == 2
    waiting = client.get(f"{load}quarantine.csv")
    rows = list(csv.DictReader(io.StringIO(waiting.content.decode("utf-8-sig"))))
    assert [r["code"] for r in rows] == ["P-3"]
    done = client.post(f"{load}undo/")
    assert done.status_code == 302 and set(Report.objects.values_list("state", flat=True)) == {"withdrawn"}
