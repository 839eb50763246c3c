"""The manual has a page for each role, and every picture in it is taken by a journey."""

import re

import pytest
from house import ROOT

from commonground.identity.queries import permissions

MANUAL = ROOT / "docs" / "manual"
JOURNEYS = "\n".join(p.read_text("utf-8") for p in sorted((ROOT / "tests" / "journeys").glob("test_*.py")))
TAKEN = set(re.findall(r'\bmanual\(\w+, "([\w-]+)"', JOURNEYS))
ROLES = sorted(frozenset().union(*permissions().values()))
MOST_BYTES = 3_000_000


def named(text: str) -> set[str]:
    return set(re.findall(r"!\[[^\]]+\]\(([\w-]+)\.png\)", text))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_its_page_with_pictures_a_figure_and_its_refusals(role):
    text = (MANUAL / f"{role}.md").read_text("utf-8")
    assert named(text), "a page shows what it speaks of"
    assert re.search(r"^## The figures?$", text, flags=re.M)
    assert re.search(r"^## (When it says no|Why not)$", text, flags=re.M)
    assert f"({role}.md)" in (MANUAL / "README.md").read_text("utf-8")


def test_every_picture_is_taken_by_a_journey_and_shown_on_a_page():
    shown = set().union(*(named(page.read_text("utf-8")) for page in MANUAL.glob("*.md")))
    assert shown - TAKEN == set(), "no journey takes them"
    assert TAKEN - shown == set(), "no page shows them"
    assert {p.stem for p in MANUAL.glob("*.png")} == TAKEN
    assert sum(p.stat().st_size for p in MANUAL.glob("*.png")) < MOST_BYTES
