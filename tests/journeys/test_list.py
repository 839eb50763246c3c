"""A morning with the list: filter, rows by keyboard, one hazard beside, an area on the map, an act on many, a file."""

import re

import pytest

pytestmark = pytest.mark.journey


def figure(page) -> int:
    return int(re.search(r"\d+", page.locator(".list-count").inner_text())[0])


def ready(page):
    page.wait_for_selector("[data-map][data-drawn]")
    page.wait_for_selector(".map-picks:not([hidden])")


def test_the_list_is_walked_by_keyboard(look):
    page = look("/hazards/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    second = page.locator("#found tbody tr th a").nth(1).inner_text()  # other stories may have added hazards
    assert page.evaluate("document.activeElement.textContent") == second
    page.keyboard.press("Space")
    assert page.locator("#found td.pick input:checked").count() == 1
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    page.wait_for_selector("#beside .beside-one")
    assert page.url.endswith("/hazards/")
    page.locator(f'tr[data-key="{second}"] th a').focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/hazards/{second}/")


def test_list_map_and_one_hazard_are_in_step(look, picture):
    page = look("/hazards/", width=1440)
    ready(page)
    everything = figure(page)
    page.locator(".many summary").first.click()
    page.get_by_label("confirmed", exact=True).check()
    page.wait_for_url("**status=confirmed**")
    page.wait_for_timeout(1500)
    assert page.locator(".map-shown").inner_text().startswith(str(figure(page)))
    confirmed = figure(page)
    assert 0 < confirmed < everything
    code = page.locator("tr[data-key]").first.get_attribute("data-key")
    page.locator("tr[data-key] th a").first.click()
    page.wait_for_selector(f'#beside [data-code="{code}"]')
    assert page.locator("tr.selected").get_attribute("data-key") == code
    picture(page, "list-and-map")


def test_an_area_on_the_map_is_a_filter_in_the_address(look):
    page = look("/hazards/", width=1440)
    ready(page)
    everything = figure(page)
    page.wait_for_timeout(800)
    box = page.locator(".map-canvas").bounding_box()
    page.get_by_role("button", name="Select in a rectangle").click()
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(middle + 60, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] - 70, box["y"] + box["height"] - 6)
    page.mouse.up()
    page.wait_for_url("**area=**")
    assert 0 < figure(page) < everything
    assert "inside the drawn area" in page.locator(".chips").inner_text()


def test_many_are_changed_after_a_look_and_taken_home(look, picture):
    page = look("/hazards/?code=SA-0031&code=SA-0032&code=SA-0033")
    page.locator("[data-pick-all]").check()
    page.get_by_label("What to do").select_option("flag")
    page.locator("#id_flag").select_option("inaccessible")
    page.get_by_role("button", name="See what would happen").click()
    assert "3 hazards change." in page.locator("main").inner_text()
    picture(page, "together")
    page.get_by_role("button", name="Do it").click()
    page.wait_for_selector(".notice-success")
    assert page.locator("td", has_text="inaccessible").count() == 3
    page.get_by_text("Download", exact=True).click()
    page.get_by_role("button", name="GeoPackage").click()
    page.wait_for_selector("text=Download the file")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the file").click()
    assert taken.value.suggested_filename == "hazards.gpkg"
