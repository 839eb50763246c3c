"""A perimeter drawn by mouse, and the same by keyboard alone; every step can be undone."""

import re

import pytest

pytestmark = pytest.mark.journey
AREA = re.compile(r"([\d,]+) m²")


def m2(page) -> int:
    page.locator(".draw-said", has_text=re.compile(r"\d m²")).wait_for(timeout=15000)
    return int(AREA.search(page.locator(".draw-said").inner_text())[1].replace(",", ""))


def corners(page, number: int):
    page.wait_for_selector(f'[data-draw][data-corners="{number}"]', timeout=15000)


def test_a_perimeter_is_drawn_by_mouse(look, picture):
    page = look("/map/draw/?hazard=SA-0001", width=1400)
    page.wait_for_selector("[data-draw-do=draw]:not([hidden])", timeout=20000)
    page.wait_for_timeout(1500)
    box = page.locator(".map-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in ((-150, -110), (160, -100), (150, 120), (-140, 110)):
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(350)
    corners(page, 4)
    whole = m2(page)
    page.get_by_role("button", name="Undo").click()
    corners(page, 3)
    page.get_by_role("button", name="Redo").click()
    corners(page, 4)
    page.get_by_role("button", name="Draw corners").click()
    page.mouse.move(x + 150, y + 120)
    page.mouse.down()
    page.mouse.move(x + 60, y + 50, steps=4)
    page.mouse.up()
    page.wait_for_timeout(1500)
    assert m2(page) < whole
    picture(page, "draw")
    page.get_by_role("button", name="Cut to the hazard").click()
    page.wait_for_timeout(1500)
    assert 0 < m2(page) <= whole
    page.get_by_role("button", name="What is left").click()
    page.wait_for_timeout(1500)
    assert m2(page) == 381_497, "the open land of SA-0001, as its account has it"


def test_the_same_by_keyboard_alone(look):
    page = look("/map/draw/")
    page.wait_for_selector("[data-draw-do=draw]:not([hidden])", timeout=20000)
    page.locator("#shape-text").focus()
    page.keyboard.type("44.000, 17.500\n44.000, 17.520\n44.010, 17.520\n44.010, 17.500")
    corners(page, 4)
    page.wait_for_timeout(800)
    assert m2(page) == pytest.approx(1_782_000, rel=0.002)
    page.get_by_label("4: Remove this corner").focus()
    page.keyboard.press("Enter")
    corners(page, 3)
    page.wait_for_timeout(800)
    assert m2(page) == pytest.approx(891_000, rel=0.002)
    page.get_by_label("3: Latitude").fill("44.020")
    page.keyboard.press("Tab")
    page.wait_for_timeout(800)
    assert m2(page) == pytest.approx(1_782_000, rel=0.002)
    page.get_by_label("1: Remove this corner").focus()
    page.keyboard.press("Control+z")
    page.wait_for_timeout(800)
    assert m2(page) == pytest.approx(891_000, rel=0.002)
