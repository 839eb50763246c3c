"""For everyone: no page keeps anybody out, is too wide for a telephone or too heavy for a thin line, in any language."""

import gzip

import pytest

from commonground.ui import catalogues
from journeys import pages
from journeys.conftest import FLAGS, PLAIN

pytestmark = pytest.mark.journey
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = """async ([only, off]) => {
  const rules = Object.fromEntries(off.map((name) => [name, {enabled: false}]));
  const found = await axe.run(document, {runOnly: only, rules, resultTypes: ["violations"]});
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    [one.id, node.target.join(" "), node.html.slice(0, 160), ...node.any.concat(node.all).map((told) => told.message)].join(" | ")));
}"""
# Colours are the same in every language, and names and order in every colour: each is looked at once, and what can be looked
# at on a page that is there already is.
WAYS = {"english": ("en", []), "arabic": ("ar", ["color-contrast", "target-size"])}
# A small telephone, a larger one, a laptop's window at 200 %, and a window just above where the frame folds.
WIDTHS = (320, 390, 640, 980)
OVER = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *, .top *")]
  .filter((one) => { const box = one.getBoundingClientRect(); return box.width && (box.right > innerWidth + 1 || box.left < -1); })
  .slice(0, 5).map((one) => `${one.tagName}.${one.getAttribute("class") ?? ""}`).concat(document.documentElement.scrollWidth)"""
# A page as it comes, in a frame that runs no scripts, at every width: laid out where it stands, and never painted.
FRAMED = """async ([address, widths, planted]) => {
  const answer = await fetch(address, {redirect: "manual"});
  const html = (await answer.text()).replace(/<script\\b[^>]*>[^]*?<[/]script>/g, "") + planted;
  if (answer.type !== "basic" || !html.includes("<main")) return [`no page: ${answer.type} ${answer.status}`];
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-same-origin";
  frame.height = 800;
  frame.srcdoc = html;
  const there = new Promise((done) => { frame.onload = done; });
  document.body.replaceChildren(frame);
  await there;
  const page = frame.contentDocument, found = [];
  await page.fonts.ready;
  if (page.styleSheets.length === 0 || [...page.styleSheets].some((one) => one.cssRules.length === 0)) return ["no styles"];
  for (const width of widths) {
    frame.style.width = `${width}px`;
    const root = page.documentElement;
    if (frame.contentWindow.innerWidth !== width) found.push(`not ${width}`);
    if (root.scrollWidth <= width) continue;
    found.push([width, root.scrollWidth, ...[...page.querySelectorAll("main *, .top *")]
      .filter((one) => { const box = one.getBoundingClientRect(); return box.width && (box.right > width + 1 || box.left < -1); })
      .slice(0, 5).map((one) => `${one.tagName}.${one.getAttribute("class") ?? ""}`)].join(" "));
  }
  return found;
}"""
LANGUAGES = sorted({"en", "ar", *(folder.lower().replace("_", "-") for folder in catalogues.COMPLETE)})
HEAVY = 150_000  # bytes as they travel, without the map
OF_THE_MAP = ("/maplibre", "/tiles/", "/world")


def of_the_gallery(name: str) -> bool:
    """Its sheets show every component there is."""
    return name.startswith("gallery")


@pytest.fixture(scope="module")
def checker():
    return pages.axe()


@pytest.fixture
def everything(look, site):
    """Goes through all pages as somebody who may everything; what is asked of each and is not nothing comes back."""

    def asked(visit, among=lambda name: True, **how) -> dict:
        found = {}
        every = {name: address for name, address in pages.addresses().items() if among(name)}
        for flags, some in ((PLAIN, every.keys() - pages.MAPS), (FLAGS, every.keys() & pages.MAPS)):
            page = signed_in(look, flags=flags, **how)
            for name in (name for name in every if name in some):
                page.goto(f"http://127.0.0.1:{site['port']}{every[name]}")
                assert page.url.endswith(every[name]), (name, page.url)
                assert bool(page.locator("[data-map]").count()) == (name in pages.MAPS), name
                wrong = visit(page)
                if wrong:
                    found[name] = wrong
        return found

    return asked


def signed_in(look, **how):
    """A page of somebody who may everything, and has said the password again."""
    page = look("/account/reauthenticate/", role="administrator", expects="404", **how)
    page.locator("#id_password").fill("a long enough one")
    with page.expect_navigation():
        page.locator("main form button").first.click()
    return page


@pytest.mark.parametrize("way", WAYS)
def test_no_page_keeps_anybody_out_or_is_heavier_than_a_thin_line_carries(everything, checker, way):
    language, off = WAYS[way]
    known: dict[str, int] = {}

    def checked(page):
        # A map's tools and legend come with it. Beside an empty list there is nothing to draw, nor to wait for.
        if way == "english" and "nothing+is+called" not in page.url and page.locator("[data-map]:visible").count():
            page.locator("[data-map]:visible").first.scroll_into_view_if_needed()
            page.wait_for_selector("[data-map][data-drawn]")
            page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")  # the bar on top would lie on whatever it meets
        page.evaluate(checker)
        found = page.evaluate(CHECK, [RULES, off])
        if way == "arabic":
            return found
        return found + in_the_dark(page, ["color-contrast"]) + too_heavy(page, known)

    assert everything(checked, colours="light", language=language) == {}


def in_the_dark(page, rules: list[str]) -> list[str]:
    """The same page as the system's dark colours have it; light again afterwards."""
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    found = page.evaluate(CHECK, [rules, []])
    page.emulate_media(color_scheme="light")
    return [f"dark: {one}" for one in found]


def too_heavy(page, known: dict[str, int]) -> list[str]:
    """Everything that a page fetches for the first time, as it travels; the library of the map is another matter."""
    if "/gallery/" in page.url or "/second-factor/" in page.url:
        return []
    fetched = page.evaluate("performance.getEntries().map((one) => one.name).filter((one) => /^http/.test(one))")
    assert len(fetched) > 5, "nothing was weighed"
    for address in fetched:
        if address not in known:
            known[address] = len(gzip.compress(page.request.get(address).body()))
    weight = sum(known[one] for one in set(fetched) if not any(part in one for part in OF_THE_MAP))
    return [f"{weight} bytes"] if weight > HEAVY else []


def test_in_the_sun_no_part_of_a_page_keeps_anybody_out(everything, checker):
    rules = ["color-contrast", "color-contrast-enhanced"]

    def checked(page):
        page.evaluate(checker)
        return page.evaluate(CHECK, [rules, []]) + in_the_dark(page, rules)

    assert everything(checked, among=of_the_gallery, colours="light", contrast="more") == {}


@pytest.fixture
def measured(look, site):
    """What is too wide on a page, at each width; of one that somebody reads who may everything."""

    def opened(language: str):
        page = look(
            "/account/reauthenticate/",
            role="administrator",
            expects="404",
            language=language,
            flags=PLAIN,
            bypass_csp=True,
        )
        page.locator("#id_password").fill("a long enough one")
        page.locator("main form button").first.click()
        empty = f"http://127.0.0.1:{site['port']}/an-empty-page/"
        page.route(
            empty,
            lambda route: route.fulfill(
                body="<!doctype html><style>iframe { border: 0 }</style><body>", content_type="text/html"
            ),
        )
        page.goto(empty)
        return lambda address, planted="": page.evaluate(FRAMED, [address, WIDTHS, planted])

    return opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_too_wide_in_any_language(measured, language):
    over = measured(language)
    among = {n: a for n, a in pages.addresses().items() if not of_the_gallery(n) or language == "en"}
    assert {name: found for name, address in among.items() if (found := over(address))} == {}


def test_a_page_that_is_too_wide_is_found(measured):
    """The frame that pages are measured in is as strict as a window: what sticks out is told at the widths where it does."""
    over = measured("en")
    found = over("/hazards/", "<main><p class=planted><img width=700 height=1></p></main>")
    assert [one.split()[0] for one in found] == ["320", "390", "640"]
    assert over("/hazards/", "<main><p class=planted><img width=200 height=1></p></main>") == []
    assert over("/hazards/NOT-THERE-AT-ALL/") == [], "refusals are pages too"
    assert over("/account/login/")[0].startswith("no page"), "whoever is signed in is sent on"
