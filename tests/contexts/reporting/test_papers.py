"""The forms a publication leaves in say what its content says, to the last figure, and the same bytes each time."""

import csv
import io
import re
import time
import zipfile
from xml.etree import ElementTree

import pytest
from django.utils.translation import override, pgettext
from docx import Document
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from commonground.core.dates import year
from commonground.core.publishing.content import Kind, cells, does_not_add_up
from commonground.identity import queries as identity
from commonground.places.models import Programme
from commonground.reporting.actions import returns
from commonground.reporting.models import Return
from commonground.reporting.queries import returns as returns_known
from commonground.reporting.queries.papers import content as told
from commonground.reporting.queries.papers import editable, explained, flat, forms, pictures, printed, prose, workbook
from commonground.ui.paper import png
from factories import contents, country, people

pytestmark = pytest.mark.django_db
HEAD, BEFORE = workbook.HEAD_ROWS, workbook.BEFORE


@pytest.fixture
def units(db):
    country.make(4)


@pytest.fixture
def content(units):
    made = contents.content()
    assert does_not_add_up(made) == []
    return made


def test_every_form_is_there_and_is_the_same_bytes_each_time(content):
    first = forms(content, ["en", "ar"])
    assert [f.name for f in first] == [
        "publication-en.pdf", "publication-en.docx", "publication-ar.pdf", "publication-ar.docx", "publication-en-ar.pdf",
        "publication.xlsx", "publication.csv", "publication-hxl.csv",
    ]  # fmt: skip
    time.sleep(2.1)  # a ZIP's dates have a grain of two seconds
    assert forms(content, ["en", "ar"]) == first


def test_the_long_table_holds_every_figure_of_the_content_and_no_other(content):
    found = list(csv.DictReader(io.StringIO(flat.long_csv(content).decode("utf-8-sig"))))
    rows = {(r["table"], "total" if r["key"] == "*" else f":{r['key']}", r["figure"]): r for r in found}
    assert len(rows) == len(found)
    for key, value in cells(content).items():
        written = rows.pop(key)
        shown = "" if value is None else f"{value / 10:.1f}" if written["unit"] == "percent" else str(value)
        assert float(written["value"] or "nan") == pytest.approx(float(shown or "nan"), nan_ok=True), key
    assert rows == {}


def test_the_table_for_hxl_has_hashtags_under_its_head_and_no_row_of_the_whole(content):
    head, tags, *rows = csv.reader(io.StringIO(flat.hxl_csv(content).decode("utf-8-sig")))
    assert tags[:4] == ["#adm2+code", "#adm2+name", "#date+start", "#date+end"]
    assert all(re.fullmatch(r"#[a-z0-9]+(\+[a-z0-9_]+)*", tag) for tag in tags)
    table = told.table(content, "unit")
    assert [r[0] for r in rows] == [r["key"] for r in table["rows"]]
    for row, said in zip(rows, table["rows"], strict=True):
        assert [int(n) for n in row[4:]] == [said["values"][code] for code in head[4:]]


def test_no_name_acts_as_a_formula(content):
    name = contents.UNITS[3][1]
    assert name.startswith("=")
    assert name not in {r[2] for r in csv.reader(io.StringIO(flat.long_csv(content).decode("utf-8-sig")))}
    sheet = load_workbook(io.BytesIO(workbook.xlsx(content, "en")))["By unit"]
    cell = sheet.cell(HEAD + 4, 2)
    assert (cell.data_type, cell.value) == ("s", "'" + name)


# --- the workbook reckons again ---


class Reckoner:
    """As much of a spreadsheet as these formulas need."""

    def __init__(self, sheet):
        self.sheet = sheet

    def at(self, name):
        value = self.sheet[name].value
        return self.of(value[1:]) if isinstance(value, str) and value.startswith("=") else value

    def of(self, said):
        if found := re.fullmatch(r"SUM\((.+)\)", said):
            left, top, right, bottom = range_boundaries(found[1])
            return sum(
                self.at(c.coordinate) or 0 for row in self.sheet.iter_rows(top, bottom, left, right) for c in row
            )
        if found := re.fullmatch(r'IF\(AND\((.+)\),"(\w+)","(\w+)"\)', said):
            pairs = [pair.split("=") for pair in found[1].split(",")]
            return found[2] if all(same(self.at(a), self.at(b)) for a, b in pairs) else found[3]
        if found := re.fullmatch(r'IF\((\w+)=0,"",ROUND\(1000\*(\w+)/(\w+),0\)/10\)', said):
            whole = self.at(found[3]) or 0
            return "" if not whole else int(1000 * (self.at(found[2]) or 0) / whole + 0.5) / 10
        return sum(
            (-1 if sign == "-" else 1) * (self.at(name) or 0) for sign, name in re.findall(r"([+-]?)([A-Z]+\d+)", said)
        )


def same(a, b):
    return (a or "") == (b or "") if a in ("", None) or b in ("", None) else a == b


def sheets(content):
    book = load_workbook(io.BytesIO(workbook.xlsx(content, "en")))
    return {t["by"]: book[str(told.TITLES[t["by"]])] for t in content["tables"]}


def test_the_workbook_reckons_every_figure_again_and_finds_it_equal(content):
    formulas = 0
    for table in content["tables"]:
        sheet = sheets(content)[table["by"]]
        reckoner = Reckoner(sheet)
        codes = list(dict.fromkeys(c.value for c in sheet[2] if c.value))
        for number, row in enumerate([*table["rows"], *([{"values": table["total"]}] if table["total"] else [])]):
            for column, code in enumerate(codes):
                cell = sheet.cell(HEAD + 1 + number, BEFORE + 1 + column)
                value = row["values"].get(code)
                if value is not None:
                    assert reckoner.at(cell.coordinate) == (value / 10 if code.startswith("share.") else value), (
                        table["by"],
                        code,
                    )
                    formulas += str(cell.value).startswith("=")
        said = [reckoner.at(c.coordinate) for row in sheet.iter_rows() for c in row if "equal" in str(c.value)]
        assert set(said) == {"equal"}
        assert len(said) >= len(table["rows"])
    assert formulas > 300


def test_the_closing_of_a_unit_is_opening_and_what_came_in_without_what_went_out(content):
    sheet = sheets(content)["unit"]
    at = {c.value: c.column_letter for c in reversed(sheet[2]) if c.value}
    said = sheet[f"{at['land.closing']}{HEAD + 1}"].value
    expected = [f"{at[f'land.{x}']}{HEAD + 1}" for x in ("opening", "brought-forward", "new", "extended", "reopened")]
    assert said == "=" + "+".join(expected) + "".join(
        f"-{at[f'land.{x}']}{HEAD + 1}" for x in ("cancelled", "reduced", "cleared")
    )
    assert sheet[f"{at['land.new']}{HEAD + 5}"].value == f"=SUM({at['land.new']}{HEAD + 1}:{at['land.new']}{HEAD + 4})"


def test_a_figure_that_was_changed_is_seen_by_the_check(content):
    sheet = sheets(content)["unit"]
    at = {c.value: c.column_letter for c in reversed(sheet[2]) if c.value}
    sheet[f"{at['land.cleared.confirmed']}{HEAD + 1}"].value += 1
    check = next(c.column_letter for c in sheet[1] if c.value == "Check")
    reckoner = Reckoner(sheet)
    assert reckoner.at(f"{check}{HEAD + 1}") == "DIFFERS"
    assert reckoner.at(f"{check}{HEAD + 2}") == "equal"
    assert reckoner.at(f"{at['land.closing']}{HEAD + 7}") == "DIFFERS"


# --- for people ---


def number(text):
    """A figure as it is written, read back."""
    plain = re.sub(r"[^\d.,−-]", "", text).replace("−", "-")
    return int(re.sub(r"[.,]", "", plain)) if plain.strip("-") else None


@pytest.mark.parametrize("language", ["en", "bs", "sr", "ar"])
def test_what_is_printed_is_what_the_content_says(content, language):
    with override(language):
        for shown in told.tables(content):
            table = told.table(content, shown.by)
            for row, said in zip(shown.rows, table["rows"], strict=True):
                for place, cell in zip(shown.places, row.cells, strict=False):
                    assert number(cell) == place.sign * said["values"][place.code], (shown.by, row.name, place.code)
        lines = {line.label: line.cells for line in told.statement(content)}
        assert number(lines[str(told.WHOLE[-1].label)][2]) == told.whole(content)["land.closing"]
        assert all(cell != told.figures.NO_FIGURE for cells in lines.values() for cell in cells)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_document_has_heads_that_come_again_and_every_printed_figure(content, language):
    made = Document(io.BytesIO(editable.docx(content, language)))
    written = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
    with override(language):
        for shown in told.tables(content):
            for row in shown.rows:
                assert [editable._clean(x) for x in (row.name, *row.cells)] in written, row.name
        assert [told.FIRST["unit"], *told.printed(content, "unit").heads] in written
    xml = zipfile.ZipFile(io.BytesIO(editable.docx(content, language))).read("word/document.xml").decode()
    assert "<w:tblHeader/>" in xml
    assert ("<w:bidiVisual/>" in xml) == ("<w:rtl/>" in xml) == (language == "ar")


ORDER = {
    "pPr": "pStyle keepNext keepLines numPr bidi spacing ind jc rPr sectPr",
    "tblPr": "tblStyle bidiVisual tblW jc tblLayout tblLook",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs rtl cs lang",
    "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg bidi docGrid",
}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_document_is_in_the_order_that_word_asks_for(content, language):
    root = ElementTree.fromstring(
        zipfile.ZipFile(io.BytesIO(editable.docx(content, language))).read("word/document.xml")
    )
    seen = 0
    for parent, order in ORDER.items():
        for one in root.iter(f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{parent}"):
            names = [child.tag.rpartition("}")[2] for child in one]
            assert names == sorted(names, key=order.split().index), names
            seen += "bidi" in names or "szCs" in names or "bidiVisual" in names
    assert bool(seen) == (language == "ar")


def test_the_pdf_has_its_pages_in_one_language_and_in_two(content):
    for languages in (["en"], ["ar"], ["bs", "sr"], ["ar", "en"]):
        made = printed.pdf(content, languages)
        assert made.startswith(b"%PDF-")
        assert len(re.findall(rb"/Type\s*/Page\b", made)) >= 5 or b"/ObjStm" in made


def test_papers_of_an_invented_country_say_so(content):
    said = "This country is invented. Nothing here says anything about real land."
    assert told.notice() == said
    assert said in [p.text for p in Document(io.BytesIO(editable.docx(content, "en"))).paragraphs]
    assert load_workbook(io.BytesIO(workbook.xlsx(content, "en")))["About"]["A2"].value == said
    assert printed._said(content)["notice"] == said
    Programme.objects.update(invented=False)
    assert printed._said(content)["notice"] == ""


def test_restatements_are_told_with_each_cause(content):
    (one,) = explained.restated(content)
    assert one.others == 1
    second, first = one.changes  # the whole before its units
    assert (first.where, first.old, first.new, first.by) == ("Unit: Brod", "100", "350", "+250")
    assert first.causes == [("№ 401, Cancelled, 1 Mar 2024, NTS-7", "+250")]
    assert second.causes[1] == ("rounding of pieces", "−1")


def test_definitions_are_the_contents_own(content):
    content["figures"][0] = {**content["figures"][0], "edition": 99, "name": "Something else altogether"}
    assert explained.definitions(content).rows[0].name == "Something else altogether"


@pytest.mark.parametrize("kind", [Kind.APMBC_7, Kind.CCM_7, Kind.APMBC_5])
def test_the_sections_of_a_treaty_form_are_printed_with_their_figures(content, kind, now):
    planner = identity.viewer_for(people.somebody("planner"), on=now.date())
    number = returns.start_return(kind, year(2025), by=planner, at=now)
    row = Return.objects.get(pk=number)
    first = next(s for s in returns_known.filled(row) for p in s.parts if p.part.by.is_written)
    part = next(p.part.key for p in first.parts if p.part.by.is_written)
    returns.confirm_nil(number, version=row.version, section=first.section.code, part=part, by=planner, at=now)
    content["sections"] = returns_known.sections_of(Return.objects.get(pk=number))
    for language in ("en", "bs", "ar"):
        with override(language):
            found = prose.sections(content)
            assert len(found) == len(content["sections"])
            figured = 0
            for section, said in zip(found, content["sections"], strict=True):
                parts = [p for p in said["parts"] if p["state"] != "empty"]
                for shown, meant in zip(section.parts, parts, strict=True):
                    lines = [*meant["rows"], *([meant["total"]] if meant["total"] else [])]
                    columns = [c["key"] for c in meant["columns"] if meant["by"] != "plan" or c["key"] != "figure"]
                    for cells_of, line in zip(shown.rows, lines, strict=True):
                        for key, cell in zip(columns, cells_of[1:], strict=True):
                            value = line["cells"][key]
                            assert cell == told.figures.NO_FIGURE if value is None else number_or_text(cell, value), (
                                key,
                                cell,
                                value,
                            )
                            figured += isinstance(value, int)
            assert figured > 10
            assert any(pgettext("section", "nil, confirmed") in p.lines for s in found for p in s.parts)
        assert printed.pdf(content, [language]).startswith(b"%PDF")
        assert editable.docx(content, language).startswith(b"PK")
    assert printed.pdf(content, ["en", "ar"]).startswith(b"%PDF")
    sums_of_sheets_agree(content)


def sums_of_sheets_agree(content):
    """Every part of every section stands on a sheet of its own section, and its sums make what was published."""
    plain = {**content, "sections": []}
    book = load_workbook(io.BytesIO(workbook.xlsx(content, "en")))
    before = load_workbook(io.BytesIO(workbook.xlsx(plain, "en"))).sheetnames
    sheets = [s for s in book.worksheets if s.title not in before]
    said = [s for s in content["sections"] if any(p["state"] != "empty" for p in s["parts"])]
    assert len(sheets) == len(said) == len({s.title for s in sheets})
    checks = 0
    for sheet, section in zip(sheets, said, strict=True):
        reckoner = Reckoner(sheet)
        values = [reckoner.at(c.coordinate) for row in sheet.iter_rows() for c in row if c.value is not None]
        assert "DIFFERS" not in values
        checks += values.count("equal")
        for part in (p for p in section["parts"] if p["state"] != "empty"):
            numbers = {v for r in part["rows"] for v in r["cells"].values() if isinstance(v, int)}
            assert numbers <= set(values), (section["code"], part["key"])
    assert checks > 2
    total = next(
        c
        for s in sheets
        for row in s.iter_rows()
        for c in row
        if isinstance(c.value, str) and c.value.startswith("=SUM")
    )
    above = total.parent.cell(total.row - 1, total.column)
    above.value = (above.value or 0) + 1
    assert Reckoner(total.parent).at(total.parent.cell(total.row + 2, total.column).coordinate) == "DIFFERS"


def number_or_text(cell, value):
    if isinstance(value, int):
        return number(cell.removesuffix(" %")) in (value, round(value))
    return cell == str(value)


# --- pictures ---


def test_pictures_draw_their_tables_and_the_tables_are_the_contents(content):
    drawn = {p.name: p for p in pictures.pictures(content)}
    assert list(drawn) == list(pictures.NAMES)
    whole = told.whole(content)
    steps = [row[1] for row in drawn["waterfall"].rows]
    assert steps[0] == whole["land.opening"]
    assert sum(steps[:-1]) == steps[-1] == whole["land.closing"]
    years = told.table(content, "year")["rows"]
    assert [row[-1] for row in drawn["burn-down"].rows] == [y["values"]["land.closing"] for y in years]
    assert [row[-1] for row in drawn["by-year"].rows] == [y["values"]["land.released"] for y in years][
        -pictures.YEARS :
    ]
    assert {row[1] for row in drawn["map"].rows} == {
        r["values"]["land.closing"] for r in told.table(content, "unit")["rows"]
    }
    for picture in drawn.values():
        root = ElementTree.fromstring(picture.svg)
        assert root.find("{*}title").text == picture.title
        assert root.find("{*}desc").text == picture.description
        assert len(picture.head) == len(picture.rows[0])
        assert png(picture.svg).startswith(b"\x89PNG")


def test_a_content_without_units_or_years_has_the_pictures_it_can_have(content):
    content["tables"] = [t for t in content["tables"] if t["by"] in ("operator", "method")]
    assert pictures.pictures(content) == []
    assert [f.name for f in forms(content, ["en"])] == [
        "publication-en.pdf",
        "publication-en.docx",
        "publication.xlsx",
        "publication.csv",
    ]
