"""An accident's investigation, and how somebody is kept apart from their facts, as the people who do it see it."""

import re
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.no_map]
NAME = "Nobody Atall"


def go(page, path: str):
    """Somewhere else on the same site, as the same person."""
    parts = urlsplit(page.url)
    return page.goto(f"{parts.scheme}://{parts.netloc}{path}")


def entered(page, *, kind: str, device: str) -> str:
    """An accident written down by hand; its code."""
    page.get_by_label("Kind of accident").select_option(kind)
    page.get_by_label("First day").fill("2026-05-04")
    page.get_by_label("What is known of the place").select_option("unit")
    page.locator("#id_unit").select_option(index=1)
    page.locator("#id_device").select_option(device)
    page.locator("#id_doing").select_option("demining" if kind == "demining" else "farming")
    page.get_by_role("button", name="Enter", exact=True).click()
    page.wait_for_url(re.compile(r"/accidents/AC-\d+/$"))
    return re.search(r"AC-\d+", page.url).group(0)


def step(page, button: str, text: str) -> None:
    page.get_by_label("What is written down").fill(text)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state("networkidle")


def test_an_investigator_finds_out_why_and_sees_it_mended(look, manual):
    page = look("/accidents/new/", role="investigator", expects="Failed to load resource")  # a refusal is one
    code = entered(page, kind="demining", device="ap-mine")
    page.get_by_role("link", name="Add a victim").click()
    page.locator("#id_outcome").select_option("injured")
    page.locator("#id_sex").select_option("male")
    page.locator("#id_age").fill("31")
    page.locator("#injury-c1-2-2-2-2").check()
    marked = page.locator(".part-fingers-right").evaluate("one => getComputedStyle(one).fill")
    assert marked != page.locator(".part-fingers-left").evaluate("one => getComputedStyle(one).fill"), (
        "the picture follows the boxes"
    )
    page.get_by_role("button", name="Enter", exact=True).click()
    page.wait_for_url(re.compile(r"/victims/V-"))
    assert page.locator("svg.body-picture .hurt-amputation").count() == 1

    go(page, f"/accidents/{code}/investigation/")
    step(page, "Begin the investigation", "By radio from the site.")
    step(page, "Hand in the initial report", "What was known on the first evening.")
    step(page, "Appoint the board", "Three people.")
    assert page.get_by_role("alert").first.inner_text().startswith("Whoever leads the board must not be")
    page.get_by_label("Whoever leads the board is not of the organisation concerned").check()
    step(page, "Appoint the board", "Three people, led by the centre.")
    page.get_by_label("inadequate marking").check()
    step(page, "Write down the findings", "The lane was wider than its marking.")
    page.get_by_text("Recommend an action", exact=True).click()
    page.get_by_label("What is to be done").fill("Check the width of lanes before every shift.")
    page.get_by_label("Whom it falls to").fill("operations officer")
    page.get_by_label("Until").fill("2030-01-01")
    page.get_by_role("button", name="Recommend", exact=True).click()
    step(page, "Make the recommendations", "")
    manual(page, "investigator-stages")
    step(page, "Begin the follow-up", "With the operator.")
    step(page, "Close the investigation", "Done.")
    assert "neither done nor given up: 1" in page.get_by_role("alert").first.inner_text(), (
        "nothing is closed over an open action"
    )
    page.get_by_text("It has ended").click()
    page.get_by_label("What was done, or why not").fill("In the drill since May.")
    page.get_by_role("button", name="Write it down").click()
    step(page, "Close the investigation", "Done.")
    assert page.locator(".stages [aria-current]").inner_text() == "closed"


def test_who_somebody_is_is_read_with_a_reason_and_by_nobody_else(look, manual):
    page = look("/accidents/new/", role="assistance")
    entered(page, kind="ordnance", device="other-uxo")
    page.get_by_role("link", name="Add a victim").click()
    page.locator("#id_outcome").select_option("injured")
    page.locator("#injury-c1-2-3-2").check()
    manual(page, "assistance-body", ".body-side")
    page.get_by_role("button", name="Enter", exact=True).click()
    page.wait_for_url(re.compile(r"/victims/V-"))
    at = urlsplit(page.url).path
    page.get_by_role("link", name="Who this is").click()
    page.get_by_role("button", name="Begin the case").click()
    page.get_by_text("Write a consent down").click()
    page.get_by_label("Recipient").fill("Clinic of the valley")
    page.locator("button[value=consent]").click()
    page.locator("#id_name").fill(NAME)
    page.locator("#id_keep_until").fill("2031-01-01")
    page.get_by_role("button", name="Seal it").click()
    page.wait_for_load_state("networkidle")
    assert NAME not in page.content()
    manual(page, "assistance-case")
    page.get_by_label("What do you read it for?").select_option("contact")
    page.get_by_role("button", name="Read who this is").click()
    assert page.locator("#id_name").input_value() == NAME

    boss = look("/accidents/", role="steward", expects="404")
    assert go(boss, f"{at}identity/").status == 404
    assert go(boss, at).status == 404


def test_a_risk_education_officer_sees_where_people_are_hurt(look, manual):
    page = look("/casualties/", role="education")
    assert page.locator(".drawn svg").count() >= 5
    shown = page.locator(".figure", has_text="Casualties").locator(".number").inner_text()
    page.locator("details summary", has_text="The same as a table").first.click()
    sums = page.locator(".drawn").first.locator("tbody tr td:last-child").all_inner_texts()
    assert sum(int(re.sub(r"\D", "", one)) for one in sums) == int(re.sub(r"\D", "", shown)), (
        "the years add up to the whole"
    )
    go(page, "/casualties/")
    manual(page, "education-figures")
