"""With scripts off, everything can be read, and the plain forms work."""

import re

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.no_map]


def test_the_list_is_filtered_and_the_times_are_changed(look):
    page = look("/hazards/", java_script_enabled=False)
    assert page.locator(".table tbody tr").count() > 5
    page.locator("main input[name=q]").first.fill("SA-0013")
    page.locator("main form.filters button[type=submit], main form.filters button:not([type])").first.click()
    page.wait_for_url("**q=SA-0013**")
    assert page.locator(".table tbody tr").count() == 1
    page.locator(".table tbody th a").click()
    assert "Brod" in page.inner_text("h1")
    assert "Maps need scripts" in page.inner_text("main")

    page.locator(".times-control > summary").click()
    page.locator("#times-on").fill("2020-06-01")
    page.locator(".times-form button").click()
    page.wait_for_url("**on=2020-06-01**")
    assert page.locator("html.is-past").count() == 1
    assert "Jun 1, 2020" in page.inner_text(".times-words") or "1 Jun 2020" in page.inner_text(".times-words")


def test_statements_findings_and_search_can_be_read(look):
    page = look("/statement/?year=2023", java_script_enabled=False)
    assert page.locator(".statement tbody tr").count() > 10
    page.locator(".statement td a").first.click()
    assert page.locator("h1").count() == 1
    page.locator("#search").fill("SA-0002")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("SA-0002"))
    page.locator(".help > summary").click()
    assert page.locator(".help-words p").is_visible()
    page.locator(".rail a[href^='/findings/']").click()
    assert page.locator(".finding, .table tbody tr").count() > 1


def test_the_language_is_changed_by_a_button(look):
    page = look("/", java_script_enabled=False)
    page.locator("#language").select_option("bs")
    page.locator("form.language button").click()
    assert page.locator("html").get_attribute("lang") == "bs"


def test_a_report_is_begun_checked_and_shown_for_approval(look):
    page = look("/reports/1/", role="administrator", java_script_enabled=False)
    assert "What approving it would do" in page.inner_text("main")
    assert page.get_by_role("button", name=re.compile("^Approve")).is_visible()
    page.goto(page.url.replace("/reports/1/", "/reports/new/?hazard=SA-0013"))
    page.locator("#type-clearance-completion").check()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/edit/**")
    page.get_by_role("button", name="See what is missing").click()
    assert page.locator(".faults a").count() > 2
    page.locator("#id_f-depth_cm").fill("20")
    page.get_by_role("button", name="Save the draft").click()
    assert page.locator("#id_f-depth_cm").input_value() == "20"
