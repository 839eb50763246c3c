"""A whole task by keyboard alone, and the main pages with scripts off."""

import re

import pytest

pytestmark = pytest.mark.journey
# Where the focus is, whether the reader sees at least a part of it, and whether an outline says so.
WHERE = """() => {
  const on = document.activeElement; const box = on.getBoundingClientRect(); const style = getComputedStyle(on);
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const top = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, y);
  return {name: on.getAttribute("aria-label") ?? on.labels?.[0]?.textContent ?? on.textContent.trim(), tag: on.tagName, id: on.id,
          seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && (on === top || on.contains(top) || !!top?.contains(on)),
          outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, at: [box.top, box.bottom, top?.className ?? ""]};
}"""
# The order of the page; days as the browser's own field takes them.
FORM = [("began_on", "05012026"), ("on", "06012026"), ("extent", "all"), ("depth_cm", "20"), ("method", "m"), ("certified", "operations manager")]  # fmt: skip


def tab_to(page, wanted: str, most: int = 120) -> None:
    """Press Tab until something so called has the focus; each stop on the way must be seen, and be seen to be it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        assert here["tag"] == "BODY" or (here["seen"] and here["outline"]), here
        if re.search(wanted, here["name"] or "") or re.search(wanted, here["id"]):
            return
    raise AssertionError(f"{wanted} cannot be reached by Tab")


def test_a_report_from_search_to_submission_without_a_mouse(look):
    page = look("/", role="administrator")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"

    page.keyboard.press("/")
    page.keyboard.type("SA-0013")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(search|hazards)/"))
    if "/hazards/" not in page.url:
        tab_to(page, "SA-0013")
        page.keyboard.press("Enter")
        page.wait_for_url("**/hazards/SA-0013/**")

    tab_to(page, "^Report on this hazard$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/new/**")
    tab_to(page, "^type-")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.value") == "clearance-completion":
            break
    tab_to(page, "^Begin$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/**")

    for field, keys in FORM:
        tab_to(page, f"^id_f-{field}$")
        page.keyboard.type(keys)
    tab_to(page, "Hand it in")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/reports/\d+/$"))
    assert "to check" in page.inner_text(".heading .lead")


def test_menus_open_and_close_by_keyboard_and_give_the_focus_back(look):
    page = look("/hazards/")
    for menu in (".times-control", ".help"):
        page.locator(f"{menu} > summary").focus()
        page.keyboard.press("Enter")
        assert page.locator(f"{menu}[open]").count() == 1
        page.keyboard.press("Escape" if menu == ".times-control" else "Enter")
        assert page.locator(f"{menu}[open]").count() == 0
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_map_has_its_like_by_keyboard(look):
    page = look("/map/?status=open")
    tab_to(page, "The same as a list", 40)
    page.keyboard.press("Enter")
    page.wait_for_url("**/hazards/?*status=open*")
    assert page.locator(".table tbody tr a").count() > 5


def test_no_row_with_the_focus_is_behind_the_map(look):
    page = look("/hazards/")
    tab_to(page, "^SA-0001$")
    tab_to(page, "^SA-0006$")
