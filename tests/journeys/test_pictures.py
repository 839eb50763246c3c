"""The pages of the manual, photographed: they fit their window, complain of nothing, and fetch nothing from outside."""

import pytest

pytestmark = pytest.mark.journey

SIGHTS = [
    ("home", "/", {}),
    ("hazards", "/hazards/", {}),
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
    picture(page, name, whole="phone" not in name)
