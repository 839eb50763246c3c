"""The pages of the manual, photographed: they fit their window, complain of nothing, and fetch nothing from outside."""

import re

import pytest

pytestmark = pytest.mark.journey

SIGHTS = [
    ("home", "/", {}),
    ("hazards", "/hazards/", {}),
    ("map", "/map/", {}),
    ("figure", "/statement/flow/?line=cleared&from=2020-01-01&to=2024-12-31", {}),
    ("entry", "/entries/63/", {}),
    ("finding", "/findings/?code=geometry.ring.self-crossing", {}),
    ("imports", "/import/", {}),
    ("bridge", "/statement/bridge/?day=2026-06-01&old=101", {}),
    ("hazard", "/hazards/SA-0013/", {}),
    ("statement", "/statement/?year=2023", {}),
    ("findings", "/findings/", {}),
    ("hazards-dark", "/hazards/?status=open&sort=-open", {"colours": "dark"}),
    ("home-phone", "/", {"width": 390, "height": 844}),
    ("statement-arabic", "/statement/?year=2023", {"language": "ar"}),
    ("home-bosnian", "/", {"language": "bs"}),
    ("hazard-then", "/hazards/SA-0013/?on=2020-06-01&known=80", {}),
]


@pytest.mark.parametrize(("name", "path", "how"), SIGHTS, ids=[s[0] for s in SIGHTS])
def test_a_page_of_the_manual(look, picture, name, path, how):
    page = look(path, **how)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    picture(page, name, whole="phone" not in name and not name.startswith("hazards"))


CSV = """code,name,class,date,area m2,wkt
SA-0901,Gornje Polje,suspected,2025-03-01,,"POLYGON ((17.50 44.00, 17.52 44.00, 17.52 44.012, 17.505 44.015, 17.50 44.00))"
SA-0902,Stari Most,confirmed,2025-04-02,,"POLYGON ((17.55 44.02, 17.56 44.02, 17.56 44.03, 17.55 44.03, 17.55 44.02))"
SA-0903,Kod Mlina,confirmed,2025-04-09,,"POLYGON ((17.57 44.00, 17.59 44.01, 17.59 44.00, 17.57 44.01, 17.57 44.00))"
SA-0904,Velika Kosa,suspected,2025-05-20,14000,
SA-0905,Bez Datuma,confirmed,,,"POLYGON ((17.60 44.02, 17.61 44.02, 17.61 44.03, 17.60 44.02))"
SA-0906,Daleko,suspected,2025-05-21,,"POLYGON ((44.02 17.60, 44.02 17.61, 44.03 17.61, 44.02 17.60))"
SA-0907,Lipa,maybe,2025-05-22,,"POLYGON ((17.62 44.05, 17.63 44.05, 17.63 44.06, 17.62 44.05))"
"""


def test_a_file_from_hand_in_to_undoing(look, picture, tmp_path):
    file = tmp_path / "survey-2025.csv"
    file.write_text(CSV, "utf-8")
    page = look("/import/")
    page.set_input_files("#id_file", str(file))
    page.get_by_role("button", name="Hand it in").click()
    picture(page, "import-mapping", whole=True)
    page.get_by_role("button", name="See what would happen").click()
    page.wait_for_selector("#tried")
    picture(page, "import-dry-run", whole=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="Import it").click()
    page.wait_for_url(re.compile(r"/import/\d+/"))
    picture(page, "import", whole=True)
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo the import").click()
    assert "undone" in page.locator(".heading .lead").inner_text()
