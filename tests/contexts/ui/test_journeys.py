"""Pages in a browser: drawn, within the policy, from nowhere but here."""

import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application

from commonground.ui import assets, views
from contexts.ui import tiles

pytestmark = pytest.mark.journey
BROWSER = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
]
SQUARE = [(1200, 1200), (2900, 1200), (2900, 2900), (1200, 2900)]
TILE = tiles.tile(
    hazards=[
        ({"code": "HA-1", "state": "confirmed"}, SQUARE),
        ({"code": "HA-3", "state": "suspected"}, [(600, 600)]),
    ],
    hazard_points=[({"code": "HA-2", "state": "cleared", "until": 24}, [(3400, 3400)])],
    units=[
        (
            {"name": "Sarsan", "name:sr": "Сарсан", "level": 1},
            [(100, 100), (4000, 100), (4000, 4000), (100, 4000)],
        )
    ],
    settlements=[({"name": "Brod", "name:ar": "برود"}, [(2000, 3600)])],
)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments):
        """Nothing is said for each request."""


@pytest.fixture(scope="module")
def site():
    if not assets.manifest():
        pytest.skip("the page assets have not been built here: run `make assets`")
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not BROWSER.exists():
        pytest.skip("Chromium is not installed here")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=str(BROWSER), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def look(browser, site):
    """Opens a page; anything it complains about or fetches elsewhere fails the test."""
    contexts, wrong = [], []

    def opened(path: str, width: int = 1280, colours: str = "light", tile: bytes | None = None):
        context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=colours)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((site, "data:", "blob:")) else wrong.append(asked.url),
        )
        if tile is not None:
            page.route("**/tiles/**", lambda route: route.fulfill(body=tile, content_type="application/x-protobuf"))
        page.goto(site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("sheet", list(views.SHEETS))
@pytest.mark.parametrize(
    ("width", "colours", "language"), [(1280, "light", "en"), (390, "dark", "bs"), (1280, "light", "ar")]
)
def test_every_sheet_fits_its_window(look, sheet, width, colours, language):
    page = look(f"/gallery/{sheet}/?language={language}", width, colours)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_map_draws_every_hazard_and_counts_it(look):
    page = look("/gallery/maps/")
    page.wait_for_selector("#big[data-drawn='11']")
    legend = page.locator("#big .map-legend")
    assert [row.inner_text().split() for row in legend.locator("li").all()[:2]] == [
        ["confirmed", "3"],
        ["suspected", "3"],
    ]
    legend.get_by_role("button", name="confirmed").click()
    page.wait_for_selector("#big[data-drawn='8']")


def test_a_hazard_is_visible_at_every_zoom(look):
    page = look("/gallery/maps/")
    page.wait_for_selector("#big[data-drawn='11']")
    for _ in range(5):
        page.locator("#big").get_by_role("button", name="Further away").click()
        page.wait_for_timeout(450)
    page.wait_for_function("() => document.querySelector('#big').dataset.drawn === '11'")


def test_the_map_works_by_keyboard(look):
    page = look("/gallery/maps/")
    page.wait_for_selector("#big[data-drawn]")
    page.locator("#big canvas").focus()
    page.keyboard.press("n")
    assert "HA-0003, reduced" in page.locator("#big .map-told").inner_text()
    page.keyboard.press("p")
    assert "HA-0002, suspected" in page.locator("#big .map-told").inner_text()


def test_the_map_reads_vector_tiles(look):
    """Areas, places, and points for areas too small to see, each once; names in the reader's script."""
    page = look("/gallery/maps/?language=sr", tile=TILE)
    page.wait_for_selector("#big[data-drawn]")
    page.evaluate(
        """async () => {
          const { mountMap } = await import("/static/ui/map.js");
          const old = document.querySelector("#big");
          const element = old.cloneNode(false);
          element.id = "tiled";
          delete element.dataset.features; delete element.dataset.drawn;
          const bounds = "[-170, -80, 170, 80]";
          Object.assign(element.dataset, { tiles: "/tiles/{z}/{x}/{y}", bounds, selected: "HA-1" });
          element.append(...old.querySelectorAll("script"));
          old.replaceWith(element);
          await mountMap(element);
        }"""
    )
    page.wait_for_selector("#tiled[data-drawn='3']", timeout=15000)
    assert page.locator("#tiled .map-told .wrong").count() == 0


def test_slash_goes_to_the_search_and_the_theme_is_kept(look):
    page = look("/gallery/")
    search = page.locator("#search")
    if search.count():
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.press("Tab")
    page.locator("[data-theme-toggle]").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_draft_keeps_itself(look):
    page = look("/gallery/forms/")
    page.locator("form[data-draft] [name=name]").fill("Стари млин")
    page.reload()
    assert page.locator("form[data-draft] [name=name]").input_value() == "Стари млин"
    page.get_by_role("button", name="What will happen").click()
    assert page.locator("#sure").is_visible()
