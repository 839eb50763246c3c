"""A browser, a small invented country on a site of its own, and pages that may complain about nothing."""

import functools
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from commonground.ui import assets

ROOT = Path(__file__).resolve().parents[2]
BROWSER = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
         "--disable-background-networking"]  # fmt: skip
# Where no map is drawn nothing needs a graphics card, nor the page before this one.
PLAIN = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-features=BackForwardCache"]
PICTURES = ROOT / "docs" / "screenshots"
MANUAL = ROOT / "docs" / "manual"


READS = ("all", "all_inner_texts", "count", "get_attribute", "inner_text", "input_value", "is_disabled", "is_visible")
PATIENCE = 40_000  # ms: on a machine that does other work too, a page may take its time


def whole_pages(*kinds) -> None:
    """What is read from a page is read from all of it: after a click the next page may have come only in part, and counts fewer rows."""

    def waiting(read):
        @functools.wraps(read)
        def wrapped(self, *arguments, **named):
            getattr(self, "page", self).wait_for_load_state("domcontentloaded")
            return read(self, *arguments, **named)

        wrapped.waits = True
        return wrapped

    for kind in kinds:
        for name in READS:
            read = getattr(kind, name, None)
            if read and not hasattr(read, "waits"):
                setattr(kind, name, waiting(read))


@pytest.fixture(scope="module")
def chromium():
    """Starts browsers, closed after the module."""
    playwright = pytest.importorskip("playwright.sync_api")
    whole_pages(playwright.Locator, playwright.Page)
    if not BROWSER.exists():
        pytest.skip("Chromium is not installed here")
    if not assets.manifest():
        pytest.skip("the page assets have not been built here: run `make assets`")
    with playwright.sync_playwright() as running:
        started = {}

        def start(flags):
            key = tuple(flags)
            if key not in started:
                started[key] = running.chromium.launch(executable_path=str(BROWSER), args=flags)
            return started[key]

        yield start
        for one in started.values():
            one.close()


@pytest.fixture(scope="module")
def browser(chromium):
    """For pages without a map."""
    return chromium(PLAIN)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a served country, and links that sign people in."""
    folder = tmp_path_factory.mktemp("country")
    environ = {
        **os.environ, "COMMONGROUND_DATABASE": str(folder / "country.cground"), "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}", "COMMONGROUND_FOLDER": str(folder / "files"),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("site.py"))], env=environ, stdout=subprocess.PIPE, text=True
    )
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def look(chromium, site, request):
    """Opens a page as somebody; what it complains about or fetches elsewhere fails the test."""
    contexts, wrong = [], []
    usual = PLAIN if request.node.get_closest_marker("no_map") else FLAGS
    home = f"http://127.0.0.1:{site['port']}"

    def opened(
        path="/",
        *,
        role="officer",
        width=1280,
        height=900,
        colours="light",
        language="en",
        expects="-",
        flags=usual,
        **more,
    ):
        context = chromium(flags).new_context(viewport={"width": width, "height": height}, color_scheme=colours, **more)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "django_language", "value": language, "url": home}])
        page = context.new_page()
        page.on(
            "console",
            lambda said: wrong.append(said.text) if said.type == "error" and expects not in said.text else None,
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request", lambda asked: None if asked.url.startswith((home, "data:", "blob:")) else wrong.append(asked.url)
        )
        if role:
            page.goto(home + site["links"][role].pop())
        page.goto(home + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def picture():
    """Keeps a picture of a page for the manual."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def keep(page, name: str, whole: bool = False):
        page.wait_for_load_state("networkidle")
        for element in page.locator("[data-map]").all():
            element.scroll_into_view_if_needed()
            page.wait_for_selector("[data-map][data-drawn]", timeout=PATIENCE)
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(400)
        page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=whole)

    return keep


@pytest.fixture
def manual():
    """Looks at a page as the manual shows it, from some place on; keeps the picture where `TEST_MANUAL` asks for new ones."""

    def keep(page, name: str, at: str = "", above: int = 70):
        page.set_viewport_size({"width": 1200, "height": 800})
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        place = page.locator(at).first.evaluate("one => one.getBoundingClientRect().top + scrollY") if at else 0
        page.evaluate("y => scrollTo(0, y)", max(0, place - above))
        if not os.environ.get("TEST_MANUAL"):
            return
        page.wait_for_timeout(1500)  # maps are drawn when they come into sight
        MANUAL.mkdir(parents=True, exist_ok=True)
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        shot.quantize(128, dither=Image.Dither.NONE).save(MANUAL / f"{name}.png", optimize=True)

    return keep
