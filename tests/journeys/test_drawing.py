"""A perimeter drawn by mouse, and the same by keyboard alone; every step can be undone."""

import math
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
    page.wait_for_selector("[data-draw-do=draw]:not([hidden])")
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
    page.wait_for_selector("[data-draw-do=draw]:not([hidden])")
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


def by_hand(text: str) -> float:
    """Square metres of a small ring of positions: metres to a degree at its latitude, and the shoelace."""
    ring = [tuple(float(cell) for cell in line.split(",")) for line in text.splitlines()]
    middle = math.radians(sum(lat for lat, _lon in ring) / len(ring))
    north = 111_132.92 - 559.82 * math.cos(2 * middle) + 1.175 * math.cos(4 * middle)
    east = 111_412.84 * math.cos(middle) - 93.5 * math.cos(3 * middle)
    flat = [(lon * east, lat * north) for lat, lon in ring]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(flat, [*flat[1:], flat[0]], strict=True))) / 2


def test_a_report_is_drawn_by_mouse_and_handed_in(look, picture):
    page = look("/hazards/SA-0001/", width=1400, height=1000)
    page.get_by_role("link", name="Draw a report on this hazard").click()
    page.get_by_text("non-technical survey").click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector("[data-draw-do=draw]:not([hidden])")
    page.get_by_role("button", name="What is left").click()
    assert m2(page) == 381_497, "the open land of the hazard that the form names"
    page.get_by_role("button", name="Begin anew").click()
    page.wait_for_selector("[data-draw-do=draw][aria-pressed=true]", timeout=15000)
    page.locator(".map-canvas").scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    box = page.locator(".map-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in ((-70, -50), (60, -45), (55, 60), (-65, 50)):
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(350)
    corners(page, 4)
    page.evaluate("document.querySelector('#autosaved').replaceChildren()")
    page.locator("#autosaved").get_by_text("Saved").wait_for(timeout=15_000)  # the drawn text went along
    text = page.locator("#shape-text").input_value()
    assert m2(page) == pytest.approx(by_hand(text), rel=0.001, abs=2)
    page.reload()
    corners(page, 4)
    assert page.locator("#shape-text").input_value() == text
    page.get_by_label("When it was so").fill("2026-05-30")
    page.get_by_label("What was found out").select_option("cancel")
    page.get_by_label("Which land").select_option("drawn")
    page.get_by_label("Reason").fill("farmed for ten years")
    page.wait_for_timeout(1500)
    picture(page, "report-draw")
    page.get_by_role("button", name="Hand it in").click()
    page.get_by_text("How it came to be").wait_for()
    found = [int(one.replace(",", "")) for one in re.findall(r"(\d[\d,]*) m²", page.locator("main").inner_text())]
    assert any(one == pytest.approx(by_hand(text), rel=0.001, abs=2) for one in found), found


def test_parts_and_holes_are_drawn_on_the_map(look):
    page = look("/map/draw/?hazard=SA-0001", width=1400)
    page.wait_for_selector("[data-draw-do=draw]:not([hidden])")
    page.wait_for_timeout(1500)
    box = page.locator(".map-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in ((-150, -110), (160, -100), (150, 120), (-140, 110)):
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(350)
    corners(page, 4)
    page.wait_for_timeout(1000)
    whole = m2(page)
    page.get_by_role("button", name="A hole in it").click()
    for dx, dy in ((-30, -20), (30, -20), (30, 20)):
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(350)
    corners(page, 7)
    page.wait_for_timeout(1500)
    assert '"Polygon"' in page.locator("#shape-text").input_value()
    holed = m2(page)
    assert holed < whole
    page.get_by_role("button", name="Undo").click()
    corners(page, 6)
    page.get_by_role("button", name="Redo").click()
    corners(page, 7)
    page.get_by_role("button", name="Another part").click()
    for dx, dy in ((220, -60), (290, -60), (290, 60)):
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(350)
    corners(page, 10)
    page.wait_for_timeout(1500)
    assert '"MultiPolygon"' in page.locator("#shape-text").input_value()
    assert m2(page) != holed


def test_a_track_of_a_receiver_is_read_into_the_drawing(look, tmp_path):
    track = "".join(
        f'<trkpt lat="{lat}" lon="{lon}"/>' for lat, lon in ((44.0, 17.5), (44.0, 17.52), (44.01, 17.52), (44.01, 17.5))
    )
    file = tmp_path / "walk.gpx"
    file.write_text(
        f'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{track}</trkseg></trk></gpx>'
    )
    page = look("/map/draw/")
    page.wait_for_selector("[data-draw-do=draw]:not([hidden])")
    page.locator("#shape-file").set_input_files(str(file))
    corners(page, 4)
    assert m2(page) == pytest.approx(1_782_000, rel=0.002)


def test_a_hazard_is_divided_by_a_line_drawn_across_it(look):
    page = look("/hazards/SA-0001/", width=1400)
    page.get_by_role("link", name="Divide this hazard").click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/edit/")
    page.wait_for_selector("[data-draw-do=draw]:not([hidden])")
    for name, text in (
        ("left_code", "SA-0001-A"),
        ("right_code", "SA-0001-B"),
        ("because", "Two crews."),
        ("document", "ORDER-7"),
    ):
        page.locator(f"#id_f-{name}").fill(text)
    page.wait_for_timeout(3000)
    page.locator(".map-canvas").scroll_into_view_if_needed()
    box = page.locator(".map-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y + 120)
    page.wait_for_timeout(400)
    page.mouse.click(x, y - 110)
    corners(page, 2)
    page.locator(".draw-said", has_text=re.compile(r"\d m² \| [\d,]+ m²")).wait_for(timeout=15000)
    page.get_by_role("button", name="Hand it in").click()
    page.wait_for_selector("#effects table")
    assert "The country's figures stay as they are" in page.locator("#effects").inner_text()
    page = look(f"/reports{page.url.split('/reports')[1]}", role="administrator")
    page.get_by_role("button", name="Approve and book").click()
    page.wait_for_selector(".report-booked")
    page.goto(f"{page.url.split('/reports')[0]}/hazards/SA-0001-A/")
    page.get_by_text("Undo this").click()
    page.locator("#undo-" + page.locator("[name=first]").get_attribute("value") + "-document").fill("ORDER-8")
    page.locator("#undo-" + page.locator("[name=first]").get_attribute("value") + "-because").fill("Not yet.")
    page.get_by_role("button", name="Undo it").click()
    page.wait_for_load_state("networkidle")
    page.goto(f"{page.url.split('/hazards')[0]}/hazards/SA-0001/")
    assert "381,497" in page.locator(".figures").inner_text(), "as before"
