"""A year's treaty report, from last year's draft to its approval: its figures are multiplied from the sides of rectangles.

In 2011 seven plots of 300 m by 200 m are recorded, in 2012 a part of 100 m by 180 m of one of them is cleared by hand, and
nothing else in the invented country is as old.
"""

import re
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.no_map]
PLOTS, PLOT, CLEARED = 7, 300 * 200, 100 * 180
NEAR = 6  # m² in a plot: corners lie on a grid of centimetres, and meridians lean together


def digits(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def go(page, path: str):
    parts = urlsplit(page.url)
    return page.goto(f"{parts.scheme}://{parts.netloc}{path}")


def begin(page, year: int) -> str:
    """An Article 7 report of a year; its address."""
    go(page, f"/returns/new/?kind=apmbc-7&start={year}-01-01&end={year}-12-31&due={year + 1}-04-30")
    page.get_by_role("button", name="Begin the report").click()
    page.wait_for_url(re.compile(r"/returns/\d+/"))
    return urlsplit(page.url).path


def sections(page) -> list[str]:
    return [link.get_attribute("href") for link in page.locator(".sections a").all()]


def complete(page, address: str) -> None:
    """Section by section: words where words are asked for, and a nil where there is nothing to say."""
    for section in sections(page):
        go(page, address + section)
        for text in page.locator("form textarea[name^=text-]").all():
            text.fill("As in the report of the centre.")
        page.get_by_role("button", name="Save", exact=True).last.click()
        while page.get_by_role("button", name="Confirm: nothing to report").count():
            page.get_by_role("button", name="Confirm: nothing to report").first.click()


def cells(page, part: str, line: str) -> list[int]:
    """The figures of a line of a part, in square metres or hazards; without last year's."""
    row = page.locator(f"#part-{part} tr", has=page.get_by_role("rowheader", name=line, exact=True)).last
    return [digits(link.inner_text()) for link in row.locator("td > a").all()]


def test_a_years_report_goes_from_last_years_draft_to_approval(look, picture):
    page = look("/returns/", role="planner")
    first = begin(page, 2011)
    complete(page, first)
    page.get_by_text("12 of 12 sections are complete").wait_for()
    page.get_by_role("button", name="Send to review").click()
    assert (
        page.get_by_role("button", name="Approve").count() == 0
        or page.get_by_role("button", name="Approve").is_disabled()
    )

    ministry = look("/day/", role="reader")
    ministry.locator(".heap", has_text="Reports to approve").get_by_role(
        "link", name="Mine Ban, Article 7"
    ).first.click()
    ministry.get_by_role("button", name="Approve").click()
    ministry.locator(".heading .report-approved").wait_for()

    second = begin(page, 2012)
    page.get_by_text("from last time, to be confirmed").first.wait_for()
    assert page.get_by_role("button", name="Send to review").is_disabled()
    go(page, f"{second}?section=7.1.c")
    confirmed, m2 = cells(page, "areas", "Together")[:2]
    assert confirmed == PLOTS
    assert m2 == pytest.approx(PLOTS * PLOT - CLEARED, abs=PLOTS * NEAR)
    was = digits(page.locator("#part-areas tfoot .was").first.inner_text())
    assert was == pytest.approx(PLOTS * PLOT, abs=PLOTS * NEAR), "last year's stands beside it"
    go(page, f"{second}?section=7.1.f")
    assert cells(page, "areas", "manual") == pytest.approx([CLEARED, CLEARED], abs=NEAR)
    go(page, f"{second}?section=7.1.g")
    shown = cells(page, "land", "Together")
    assert shown == pytest.approx([CLEARED, CLEARED], abs=NEAR)
    picture(page, "return", whole=True)
    page.locator("#part-land tfoot a").first.click()
    made = page.locator(".figure", has_text="The figure").first.locator(".number").inner_text()
    assert digits(made) == shown[0], "the figure opens what it is made of, to the square metre"

    go(page, f"{second}?section=7.1.a")
    page.get_by_role("button", name="Unchanged since 2011").click()
    page.get_by_text("as in 2011").wait_for()
    go(page, f"{second}?section=7.1.g")
    page.get_by_role("button", name="Unchanged since 2011").click()
    page.get_by_text("but differs from what was last reported").wait_for()
    page.get_by_role("button", name="No longer say that it is unchanged").click()
    complete(page, second)
    page.get_by_role("button", name="Send to review").click()
    go(ministry, second)
    ministry.get_by_role("button", name="Approve").click()
    ministry.locator(".heading .report-approved").wait_for()
    assert ministry.get_by_role("link", name="Publish", exact=True).count() == 1


@pytest.mark.parametrize(
    "how", [{"width": 390, "height": 844}, {"language": "ar"}, {"colours": "dark"}], ids=["phone", "arabic", "dark"]
)
def test_the_calendar_and_a_section_fit_their_window(look, how):
    page = look("/returns/", role="planner", **how)
    for path in (
        "/returns/",
        "/returns/?view=year",
        "/returns/new/",
        "/returns/duties/",
        "/returns/plan/",
        "/returns/indicators/",
    ):
        go(page, path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_a_section_is_written_without_scripts_and_by_keyboard(look):
    page = look("/returns/", role="administrator", java_script_enabled=False)
    go(page, "/returns/new/?kind=statement&start=2010-01-01&end=2010-12-31")
    page.get_by_role("button", name="Begin the report").press("Enter")
    page.get_by_label("Introduction").fill("Nothing was recorded in these books yet.")
    page.get_by_role("button", name="Save and go on").press("Enter")
    assert "section=remarks" in page.url
    page.get_by_role("button", name="Send to review").press("Enter")
    page.get_by_role("button", name="Approve").press("Enter")
    assert "approved by its own author" in page.locator(".heading").inner_text()
