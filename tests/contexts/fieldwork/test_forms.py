"""Fields of the programme's own: versions that stay readable, in the editor, the filter and the export."""

import io

import pytest
from openpyxl import load_workbook

from commonground.core.fieldwork.types import Field, Kind, Type
from commonground.core.refusals import NotUsable, NotYours
from commonground.fieldwork.actions import forms, writing
from commonground.fieldwork.models import FormVersion, Report
from factories import people, reports
from factories.reports import COMPLETION, NOW, version

pytestmark = pytest.mark.django_db
SOIL = Field("x_soil", Kind.CHOICE, choices=("clay", "sand"), label="Soil", custom=True)
DOGS = Field("x_dogs", Kind.NUMBER, "dogs", label="Dogs", custom=True)


@pytest.fixture
def administrator(made):
    return reports.viewer("administrator", name="administrator")


def test_a_report_keeps_the_version_it_was_begun_with(administrator, author):
    old = reports.begun(Type.COMPLETION, COMPLETION, by=author)
    assert forms.set_fields(Type.COMPLETION, [SOIL], by=administrator, at=NOW) == 1
    new = reports.begun(Type.COMPLETION, {**COMPLETION, "x_soil": "clay"}, by=author)
    assert forms.set_fields(Type.COMPLETION, [DOGS], by=administrator, at=NOW) == 2
    assert forms.set_fields(Type.COMPLETION, [DOGS], by=administrator, at=NOW) == 2 and FormVersion.objects.count() == 2
    names = {
        n: {f.name for f in writing.content.type_of(Report.objects.get(pk=n)).fields if f.custom} for n in (old, new)
    }
    assert names == {old: set(), new: {"x_soil"}}
    writing.save(new, version=version(new), fields={**COMPLETION, "x_soil": "mud"}, by=author, at=NOW)
    assert Report.objects.get(pk=new).faults == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([Field("x_a", Kind.CHOICE, choices=("one",), label="A", custom=True)], "fieldwork.form.choices"),
        ([Field("x_a", Kind.TEXT, label=" ", custom=True)], "fieldwork.form.name"),
        ([Field("x_a", Kind.SHAPE, label="A", custom=True)], "fieldwork.form.kind"),
        ([DOGS, DOGS], "fieldwork.form.twice"),
        ([Field("x_dogs", Kind.TEXT, label="Dogs", custom=True)], "fieldwork.form.changed"),
        ([Field(f"x_{i}", Kind.TEXT, label="A", custom=True) for i in range(41)], "fieldwork.form.many"),
    ],
)
def test_what_would_make_old_reports_unreadable_is_refused(administrator, fields, code):
    forms.set_fields(Type.SURVEY, [DOGS], by=administrator, at=NOW)
    with pytest.raises(NotUsable) as said:
        forms.set_fields(Type.SURVEY, fields, by=administrator, at=NOW)
    assert said.value.code == code


def test_only_an_administrator_changes_a_form(checker):
    with pytest.raises(NotYours):
        forms.set_fields(Type.SURVEY, [DOGS], by=checker, at=NOW)


def test_a_field_is_added_on_the_page_and_filters_and_leaves_with_the_rest(client, author, checker):
    client.force_login(people.somebody("administrator", name="chief"))
    page = "/reports/forms/clearance-completion/"
    sent = {"label": "Tlo / soil", "kind": "choice", "unit": "", "choices": "clay\nsand"}
    assert client.post(page, sent).status_code == 302
    assert b"Tlo / soil" in client.get(page).content
    assert client.post(page, {**sent, "kind": "number"}).status_code == 400
    clay, sand = (
        f"FR-{reports.submitted(Type.COMPLETION, {**COMPLETION, 'x_tlo_soil': soil}, by=author):06}"
        for soil in ("clay", "sand")
    )
    client.force_login(people.somebody("officer", name="filters"))
    found = client.get("/reports/?type=clearance-completion&custom=x_tlo_soil=clay").content.decode()
    assert clay in found and sand not in found and "Tlo / soil" in found
    assert client.get("/reports/?custom=author=1").status_code == 200  # no other column can be asked for this way
    table = client.get("/reports/?format=csv").content.decode("utf-8-sig").splitlines()
    assert "x_tlo_soil" in table[0].split(",") and "clay" in table[1]
    book = load_workbook(io.BytesIO(client.get("/reports/?format=xlsx&state=submitted").content)).active
    head, first, *rest = book.iter_rows(values_only=True)
    assert dict(zip(head, first, strict=True))["x_tlo_soil"] == "clay" and not rest  # the other one contradicts it
    assert not [c for row in book.iter_rows() for c in row if c.data_type == "f"]
    client.force_login(people.somebody("administrator", name="again"))
    assert client.post(page, {"leave-out": "x_tlo_soil"}).status_code == 302
    assert b"no field of our own" in client.get(page).content
