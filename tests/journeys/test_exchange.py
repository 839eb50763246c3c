"""Two people agree: one writes and looks at what would leave, another signs; and the border shows both sides, in words too."""

import re

import pytest

pytestmark = pytest.mark.journey
THEIRS = "mac.neighbour.example"


def test_an_agreement_is_written_looked_at_and_signed(look):
    page = look("/exchange/", role="officer", expects="400")  # the form comes back with its faults
    assert page.get_by_role("heading", name="Partners").is_visible()
    assert page.get_by_text("heard today").first.is_visible()
    page.get_by_role("link", name="Write an agreement").first.click()
    page.get_by_label("Name of the agreement").fill("north-2026")
    page.get_by_label("With whom").select_option(THEIRS)
    page.get_by_label("What it is for").fill("joint survey of the ridge")
    page.get_by_label("What it rests on").fill("memorandum of 2026")
    page.get_by_label("First day").fill("2026-01-01")
    page.get_by_label("Last day").fill("2028-01-01")
    page.get_by_label("Only what lies in the area below").uncheck()
    page.locator("#id_way-status").select_option("pass")
    page.locator("#id_way-code").select_option("pass")
    page.locator("#id_geometry").select_option("grid-1000")
    page.locator("#id_footprint").select_option("grid-5000")
    with page.expect_navigation():
        page.get_by_role("button", name="Look at it").click()
    assert "more exactly" in page.locator("#field-id_way-code").inner_text(), (
        "a code finds the place again that squares hide"
    )
    page.locator("#id_way-code").select_option("drop")
    with page.expect_navigation():
        page.get_by_role("button", name="Look at it").click()
    said = page.locator(".comes-to").inner_text()
    assert "only the squares of 1,000 metres" in said
    assert re.search(r"\d+ records · shown anew: \d+", said)
    page.wait_for_selector("#preview[data-drawn]")
    assert page.get_by_role("button", name="Sign in this programme's name").is_disabled(), (
        "an officer prepares, and does not sign"
    )


def test_the_border_shows_what_is_no_longer_shown_as_a_warning(look):
    page = look("/exchange/border/", role="reader")
    page.wait_for_selector("#border[data-drawn]")
    table = page.locator("[data-table=border]").inner_text()
    assert table.count("no longer shown: assume hazardous") == 2
    assert "NB-003" in table
    signs = page.locator(".signs").inner_text()
    assert "assume hazardous" in signs
    with page.expect_navigation():
        page.locator("[data-table=border] tbody a").first.click()
    assert page.get_by_text("Assume that it is hazardous").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("Assume that it is hazardous").is_visible()


def test_without_scripts_the_ceremony_is_a_form_and_a_sheet(look):
    page = look("/exchange/ceremony/", role="administrator", java_script_enabled=False)
    assert page.locator(".groups li").count() == 16
    with page.expect_navigation():
        page.get_by_role("link", name="Sheet for the ceremony").click()
    assert page.locator(".boxes .box").count() == 48
