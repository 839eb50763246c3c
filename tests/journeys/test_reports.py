"""A working day of two desks: a report is written, comes back with a remark, is mended, approved, and moves the land it says."""

import io
import re

import pytest
from PIL import Image

pytestmark = pytest.mark.journey
SQUARE = "43.9985, 17.6000\n43.9985, 17.6020\n43.9970, 17.6020\n43.9970, 17.6000"
M2 = 166.6 * 160.4  # 0.0015 degrees northwards by 0.0020 eastwards at 44 degrees: metres by hand


def figure(page, label):
    """A figure of a hazard's page, in square metres."""
    text = page.locator(".figure", has_text=label).first.locator(".figure-value").inner_text()
    return int(re.sub(r"\D", "", text.split("m")[0]))


def test_a_report_from_draft_to_fact(look, picture):
    writer = look("/reports/new/?hazard=SA-0901", role="officer")
    writer.get_by_text("hazard report").click()
    writer.get_by_role("button", name="Begin").click()
    writer.get_by_label("Name of the place").fill("Mlinska njiva")
    writer.get_by_label("When it was so").fill("2026-05-30")
    writer.get_by_label("What was found out").select_option("record")
    writer.get_by_label("Class of the land").select_option("confirmed")
    writer.get_by_label("Which land").select_option("drawn")
    writer.locator("#shape-text").fill(SQUARE)
    writer.locator("#shape-text").dispatch_event("change")
    writer.locator("#autosaved").get_by_text("Saved").wait_for(timeout=15_000)  # by itself, while it is written
    photo = io.BytesIO()
    Image.new("RGB", (640, 420), (96, 120, 84)).save(photo, "JPEG")
    writer.locator("#files").set_input_files(
        {"name": "field.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    writer.get_by_role("button", name="See what is missing").click()
    writer.get_by_text("Nothing is missing.").wait_for()
    picture(writer, "report-edit")
    writer.get_by_role("button", name="Hand it in").click()
    number = re.search(r"/reports/(\d+)/", writer.url).group(1)

    checker = look("/day/", role="administrator")
    picture(checker, "day")
    checker.goto(checker.url.split("/day/")[0] + f"/reports/{number}/")
    assert "What approving it would do" in checker.content()
    at_name = checker.locator("#remark-name")
    at_name.locator("xpath=..").locator("summary").click()
    at_name.fill("Is this the name on the map?")
    checker.get_by_role("button", name="Return it with these remarks").click()

    writer.goto(writer.url.split("/reports/")[0] + f"/reports/{number}/edit/")
    writer.get_by_text("Is this the name on the map?").wait_for()
    writer.get_by_label("Name of the place").fill("Mlinska njiva, Lipa")
    writer.get_by_role("button", name="Hand it in").click()

    checker.reload()
    picture(checker, "report-review")
    checker.get_by_role("button", name="Approve and book").click()
    checker.get_by_text("booked").first.wait_for()
    checker.goto(checker.url.split("/reports/")[0] + "/hazards/SA-0901/")
    assert figure(checker, "Open") == pytest.approx(M2, rel=0.003)
    assert figure(checker, "of it confirmed") == figure(checker, "Open")
    checker.goto(checker.url.split("/hazards/")[0] + "/reports/")
    picture(checker, "reports")


def test_a_report_is_written_and_handed_in_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    home = f"http://127.0.0.1:{site['port']}"
    page.goto(home + site["links"]["officer"].pop())
    page.goto(home + "/reports/new/?hazard=SA-0001")
    page.get_by_text("non-technical survey").click()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Hand it in").click()
    assert page.get_by_text("This is needed.").count() > 1
    page.get_by_label("When it was so").fill("2026-05-30")
    page.get_by_label("What was found out").select_option("cancel")
    page.get_by_label("Which land").select_option("rest")
    page.get_by_label("Reason").fill("farmed for ten years")
    page.get_by_role("button", name="Hand it in").click()
    assert "How it came to be" in page.content()
    context.close()
