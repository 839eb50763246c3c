"""A risk education team's week: sessions written down as they were held, everybody counted once, the week added up, a table let out.

The sums are added up by hand below; nothing in them comes from the code that is tested.
"""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.no_map]
YEAR = date.today().year - 1  # tables about people are of years that are over
MONDAY = next(d for d in (date(YEAR, 5, 4) + timedelta(days=n) for n in range(7)) if d.weekday() == 0)
CAMPAIGN, OTHER = f"Schools of the valley {YEAR}", f"Before the harvest {YEAR}"
# day of the week, campaign, method, women, men, girls, boys, again, told by others, materials
WEEK = (
    (0, CAMPAIGN, "school", 0, 2, 24, 21, 0, 80, 47),
    (2, CAMPAIGN, "school", 1, 0, 17, 20, 6, 60, 38),
    (3, OTHER, "interpersonal", 14, 9, 2, 1, 0, 40, 26),
    (4, CAMPAIGN, "school", 0, 0, 3, 2, 39, 90, 5),  # back where they began: five are new
)
PEOPLE = {CAMPAIGN: 47 + 38 + 5, OTHER: 26}
AGAIN, MATERIALS, SESSIONS = 45, 116, 4


def go(page, path: str):
    """Somewhere else on the same site, as the same person."""
    parts = urlsplit(page.url)
    return page.goto(f"{parts.scheme}://{parts.netloc}{path}")


def cells(page, name: str) -> list[int]:
    """The numbers of a line of the table of campaigns, by its first cell."""
    row = page.locator("tr", has=page.get_by_role("rowheader", name=name, exact=True)).first
    return [int(re.sub(r"\D", "", cell)) for cell in row.locator("td").all_inner_texts() if re.search(r"\d", cell)]


def hold(page, day: int, campaign: str, method: str, *numbers: int) -> None:
    """Write a session down."""
    go(page, "/education/new/")
    page.locator("#id_on").fill(str(MONDAY + timedelta(days=day)))
    page.locator("#id_campaign").fill(campaign)
    page.locator("#id_method").select_option(method)
    page.locator("#id_unit").select_option(index=0)
    page.locator("[name=messages]").first.check()
    for name, number in zip(("women", "men", "girls", "boys", "again", "indirect", "materials"), numbers, strict=True):
        page.locator(f"#id_{name}").fill(str(number))
    with page.expect_navigation():
        page.get_by_role("button", name="Enter").click()


def test_a_risk_education_teams_week(look, manual):
    page = look("/education/", role="education")
    for session in WEEK:
        hold(page, *session)
    go(page, "/education/")
    page.locator("#since").fill(str(MONDAY))
    page.locator("#until").fill(str(MONDAY + timedelta(days=6)))
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    for campaign, people in PEOPLE.items():
        assert cells(page, campaign)[1] == people, "everybody once in a campaign"
    together = cells(page, "Together")
    assert together[:2] == [SESSIONS, sum(PEOPLE.values())]
    assert AGAIN in together and together[-1] == MATERIALS and 90 in together, (
        "the largest estimate, and no sum of them"
    )
    manual(page, "education-week", "table")

    go(page, f"/tables/ask/?population=educated&first=sex&year={YEAR}")
    page.locator("#id_reason").fill("the yearbook of the centre")
    with page.expect_navigation():
        page.get_by_role("button", name="Make and audit it").click()
    asked = urlsplit(page.url).path
    assert page.locator("#name").count() == 0, "whoever asks never lets out"

    ministry = look(asked, role="reader")
    ministry.locator("#name").fill("The director of the centre")
    manual(ministry, "education-asked")
    with ministry.expect_navigation():
        ministry.get_by_role("button", name="Let it out").click()
    told = ministry.inner_text("main")
    assert "The director of the centre" in told and "need not add up" in told
    go(page, urlsplit(ministry.url).path)
    figures = page.locator("table").first.locator("tbody td").all_inner_texts()
    numbers = [int(re.match(r"\d+", text).group()) for text in figures if re.match(r"\d+\b(?!–)", text)]
    assert numbers and all(number % 5 == 0 for number in numbers), "rounded, each for itself"
