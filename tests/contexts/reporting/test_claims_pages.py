"""The pages of what others print: entered by hand and by file, read beside the books, and nothing lost on the way."""

import csv
import io
import re

import pytest
from openpyxl import Workbook, load_workbook

from commonground.core.claims.sheets import HEAD
from commonground.reporting.models import Claim, ClaimLine
from commonground.reporting.queries import claim_sheets, claims
from factories import country, people

pytestmark = pytest.mark.django_db
TYPED = {
    "rows": "6", "publisher": "Example monitor", "title": "Yearly table 2025", "source": "https://example.org/t", "published_on": "2026-04-30",
    "decimals": ".", "row-1-label": "Cleared", "row-1-printed": "1.34", "row-1-measure": "km2", "row-1-figure": "land.cleared",
    "row-1-from": "2021-01-01", "row-1-to": "2021-12-31", "row-2-label": "Reduced", "row-2-printed": "about 10", "row-2-measure": "km2",
    "row-3-label": "Together", "row-3-printed": "11.60", "row-3-measure": "km2", "row-4-measure": "km2", "checks": "sum: 1 + 2 = 3\n",
    "do": "save",
}  # fmt: skip


@pytest.fixture
def made():
    return country.make(30)


@pytest.fixture
def clerk(client, made):
    client.force_login(people.somebody("officer"))
    return client


def words(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_an_empty_list_says_what_to_do(clerk):
    page = clerk.get("/claims/")
    assert "No published table has been entered yet" in words(page)
    assert "/claims/new/" in page.content.decode()


def test_a_reader_reads_and_does_not_enter(client, made):
    client.force_login(people.somebody("reader"))
    assert client.get("/claims/").status_code == 200
    assert client.get("/claims/new/").status_code == 403
    assert client.post("/claims/new/", TYPED).status_code == 403
    assert client.post("/claims/import/").status_code == 403
    assert Claim.objects.count() == 0


def test_somebody_of_one_part_of_the_country_is_not_shown_figures_of_all_of_it(client, made):
    client.force_login(people.somebody("officer", unit="N"))
    assert client.get("/claims/").status_code == 403


def test_a_table_is_typed_and_read_beside_the_books(clerk):
    page = clerk.post("/claims/new/", TYPED, follow=True)
    assert page.redirect_chain[0][0] == "/claims/1/"
    said = words(page)
    assert "Yearly table 2025" in said and "1.34 km²" in said and "about 10 km²" in said
    assert "asks for no figure of these books" in said
    assert "off by" in said  # 1.34 + about 10 is not 11.60 but for rounding
    kept = claims.claim(1).published
    assert [x.printed for x in kept.lines] == ["1.34", "about 10", "11.60"]
    ours = claims.compared(claims.claim(1)).lines[0].ours
    assert (
        "line=cleared&amp;book=&amp;class=&amp;from=2021-01-01" in page.content.decode()
        or "line=cleared" in page.content.decode()
    )
    assert ours is not None


def test_every_link_of_a_claim_leads_somewhere(clerk):
    clerk.post("/claims/new/", TYPED)
    page = clerk.get("/claims/1/?line=1").content.decode()
    links = {html.replace("&amp;", "&") for html in re.findall(r'href="(/statement[^"]+)"', page)}
    assert len(links) > 5
    for link in links:
        assert clerk.get(link).status_code == 200, link


def test_more_rows_keep_what_was_typed(clerk):
    page = clerk.post("/claims/new/", TYPED | {"do": "more"})
    assert page.content.decode().count('class="claim-row"') == 12
    assert 'value="about 10"' in page.content.decode()
    assert Claim.objects.count() == 0


@pytest.mark.parametrize(
    "change, where",
    [
        ({"row-1-printed": "plenty"}, "row-1-printed"), ({"row-2-label": ""}, "row-2-label"), ({"publisher": ""}, "publisher"),
        ({"row-1-to": ""}, "row-1-to"), ({"checks": "1 + 7 = 3"}, "checks"), ({"published_on": "soon"}, "published_on"),
        ({"row-1-unit": "nowhere"}, "row-1-unit"), ({"row-1-figure": "land.none"}, "row-1-figure"), ({"row-1-measure": "acres"}, "row-1-measure"),
        ({"row-1-from": "2022-01-01"}, "row-1-from"), ({f"row-{n}-{f}": "" for n in (1, 2, 3) for f in ("label", "printed", "figure", "from", "to")} | {"checks": ""}, "row-1-label"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_at_its_field_and_everything_typed_stays(clerk, change, where):
    page = clerk.post("/claims/new/", TYPED | change)
    assert page.status_code == 400
    html = page.content.decode()
    assert f'href="#{where}"' in html and f'id="{where}"' in html
    if "row-2-label" not in change:
        assert 'value="about 10"' in html
    assert Claim.objects.count() == 0


def test_a_claim_is_corrected_and_the_older_reading_stays(clerk):
    clerk.post("/claims/new/", TYPED)
    form = clerk.get("/claims/1/correct/").content.decode()
    assert 'value="1.34"' in form and 'name="seen" value="1"' in form
    page = clerk.post("/claims/1/correct/", TYPED | {"row-1-printed": "1.43", "seen": "1"}, follow=True)
    assert "1.43 km²" in words(page)
    old = words(clerk.get("/claims/1/?version=1"))
    assert "1.34 km²" in old and "It was corrected since" in old
    again = clerk.post("/claims/1/correct/", TYPED | {"row-1-printed": "1.44", "seen": "1"})
    assert again.status_code == 409
    assert Claim.objects.count() == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_comes_back_as_claims(clerk, kind):
    template = clerk.get(f"/claims/template.{kind}")
    assert template.status_code == 200
    page = _hand_in(clerk, f"claims.{kind}", template.content)
    assert page.redirect_chain
    [kept] = claims.claims()
    assert [x.printed for x in kept.published.lines] == ["1.34", "10.39", "11.73", "about 820"]
    assert kept.published.checks == ("released: 1 + 2 = 3",)
    assert claims.faults_of(kept.published) == []
    again = _hand_in(clerk, f"claims.{kind}", template.content)
    assert "There already: 1" in words(again)
    assert Claim.objects.count() == 1


def _hand_in(client, name, data):
    file = io.BytesIO(data)
    file.name = name
    return client.post("/claims/import/", {"file": file}, follow=True)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_claim_goes_out_and_comes_in_again_as_it_was(clerk, kind):
    clerk.post("/claims/new/", TYPED | {"row-1-printed": "1.340", "publisher": "=HYPERLINK(1)"})
    before = claims.claim(1).published
    data = clerk.get(f"/claims/1/?of=entered&format={kind}").content
    assert b'"=HYPERLINK' not in data and b",=HYPERLINK" not in data
    clerk.post("/claims/1/correct/", TYPED | {"seen": "1"})
    _hand_in(clerk, f"x.{kind}", data)
    assert claims.digest(claims.claim(2).published) == claims.digest(before)


def test_a_bad_row_is_named_and_nothing_of_the_file_is_taken(clerk):
    rows = [["A", "T", "S", "", "", "Cleared", "1.3", "km2", "", "", "", "", "", "", "", "", "", "", ""],
            ["", "", "", "", "", "Reduced", "lots", "km2", "land.nope", "", "", "", "2024-13-01", "", "", "", "", "", ""],
            ["", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "1 + 5 = 2", ""]]  # fmt: skip
    stream = io.StringIO()
    csv.writer(stream).writerows([HEAD, *rows])
    page = _hand_in(clerk, "bad.csv", stream.getvalue().encode())
    said = words(page)
    assert page.status_code == 400
    assert "Nothing of the file bad.csv was taken" in said
    assert "row 3" in said and "row 4" in said and "2024-13-01" in said
    assert Claim.objects.count() == 0


def test_columns_that_are_missing_or_unknown_are_named(clerk):
    page = _hand_in(clerk, "bad.csv", b"publisher,titel,printed\r\nA,B,1\r\n")
    said = words(page)
    assert "titel" in said and "measure" in said.casefold() and page.status_code == 400


@pytest.mark.parametrize(
    "data, name", [(b"", "empty.csv"), (b"\x00\x01\x02\x03", "x.xlsx"), (b"PK\x03\x04broken", "x.xlsx")]
)
def test_a_file_that_is_no_table_is_refused(clerk, data, name):
    page = _hand_in(clerk, name, data)
    assert page.status_code == 400
    assert Claim.objects.count() == 0


def test_a_workbook_in_which_numbers_were_typed_as_numbers_is_read(clerk):
    book = Workbook()
    book.active.append(list(HEAD))
    book.active.append(["A", "T", "S", None, ".", "Cleared", 1.5, "km2", *[None] * 11])
    book.active.append([None, None, None, None, None, "Mines", 910, "count", *[None] * 11])
    out = io.BytesIO()
    book.save(out)
    _hand_in(clerk, "x.xlsx", out.getvalue())
    assert [x.printed for x in claims.claim(1).published.lines] == ["1.5", "910"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_claim_beside_the_books_as_a_file(clerk, kind):
    clerk.post("/claims/new/", TYPED)
    data = clerk.get(f"/claims/1/?format={kind}").content
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    else:
        head, *cells = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
        rows = [dict(zip(head, map(str, row), strict=True)) for row in cells if row[0] is not None]
    found = claims.compared(claims.claim(1), pairs=(1,))
    first = found.lines[0]
    assert rows[0]["ours"] == str(first.ours) and float(rows[0]["gap"]) == float(first.gap)
    tested = [r for r in rows if r["line"] == "1"][1:]
    assert len(tested) == len(first.tested) and {r["reason"] for r in tested} >= {"year-before", "gathered"}
    assert tuple(rows[0])[: len(claim_sheets.BESIDE)] == claim_sheets.BESIDE


def test_the_list_is_filtered_by_words_and_publisher(clerk):
    clerk.post("/claims/new/", TYPED)
    clerk.post("/claims/new/", TYPED | {"publisher": "Another house", "title": "Something else"})
    assert "Yearly table 2025" not in words(clerk.get("/claims/?publisher=Another+house"))
    assert "Yearly table 2025" in words(clerk.get("/claims/?q=yearly"))
    assert "No claim is like this" in words(clerk.get("/claims/?q=nothing+of+the+kind"))


def test_what_others_print_stands_on_the_page_of_a_claim(clerk):
    clerk.post("/claims/new/", TYPED)
    clerk.post("/claims/new/", TYPED | {"publisher": "Another house", "row-1-printed": "2.05"})
    said = words(clerk.get("/claims/1/"))
    assert "Another house" in said and "2.05 km²" in said and "the two cannot both be right" in said


def test_rows_of_claims_are_never_changed(clerk):
    from django.db import DatabaseError, transaction

    clerk.post("/claims/new/", TYPED)
    with pytest.raises(DatabaseError), transaction.atomic():
        ClaimLine.objects.update(printed="9")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "javascript:alert(1)", "'\"><img src=x>"])
def test_what_is_typed_is_shown_and_not_run(clerk, text):
    page = clerk.post(
        "/claims/new/", TYPED | {"source": text, "title": text, "row-1-label": text}, follow=True
    ).content.decode()
    assert text not in page.replace("&lt;script&gt;", "") or text.startswith("javascript")
    assert f'href="{text}"' not in page


def test_in_large_books_reasons_are_tested_for_the_line_that_is_pressed(clerk, monkeypatch):
    clerk.post("/claims/new/", TYPED)
    monkeypatch.setattr(claims, "LARGE", 0)
    monkeypatch.setattr(claims, "SCOPED", 1)
    page = clerk.get("/claims/1/").content.decode()
    assert "Reasons tested (" not in page and 'href="?line=1#line-1"' in page
    said = words(clerk.get("/claims/1/?line=1"))
    assert "Reasons tested" in said and "questions that were not asked" in said
