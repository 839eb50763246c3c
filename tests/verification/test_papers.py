"""A country's real perimeters as a national statement by unit in every form, in four languages and three scripts."""

import io
from datetime import date

import bosnia
import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from commonground.core.publishing.content import does_not_add_up
from commonground.land.queries import entries
from commonground.reporting.queries import contents
from commonground.reporting.queries.papers import content as told
from commonground.reporting.queries.papers import flat, forms, pictures

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(bosnia.DATA is None, reason=bosnia.WHY)]


@pytest.fixture
def said(db):
    bosnia.bring_units()
    bosnia.take_in(bosnia.table(bosnia.HAZARDS))
    question = contents.question("statement", date(2024, 1, 1), date(2024, 12, 31), entries.head(), 2)
    return contents.content(question, "Land release statement 2024")


def test_the_national_statement_goes_out_in_every_form_and_says_the_same(said):
    assert does_not_add_up(said) == []
    units = told.table(said, "unit")
    assert len(units["rows"]) == 143  # 142, and what lies in none
    out = {f.name: f.data for f in forms(said, ["en", "bs", "sr", "ar"])}
    assert all(
        out[f"publication-{language}.pdf"].startswith(b"%PDF")
        for language in ("en", "bs", "sr", "ar", "en-sr", "en-ar")
    )
    total = told.whole(said)["land.closing"]
    assert total > 800_000_000
    assert f"unit,*,,land.closing,1,m2,{total}\r\n".encode() in flat.long_csv(said)
    sheet = load_workbook(io.BytesIO(out["publication.xlsx"]))["By unit"]
    assert [row[0].value or "" for row in sheet.iter_rows(4, 146)] == [row["key"] for row in units["rows"]]
    for language in ("en", "bs", "sr", "ar"):
        with override(language):
            drawn = pictures.picture(said, "map")
            assert len(drawn.rows) == len(units["rows"])
            assert drawn.svg.count('class="pic-unit"') > 142
            shown = told.printed(said, "unit")
            assert sum(row.values[-1] for row in shown.rows) == shown.total.values[-1] == total
