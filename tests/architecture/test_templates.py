"""Templates stay in their slice, carry no scripts or styles of their own, and are all readable."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils.translation import override

SOURCE = Path(__file__).resolve().parents[2] / "src" / "commonground"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
SHARED = ("ui/", "account/", "allauth/", "mfa/", "usersessions/", "404.html", "403.html", "500.html", "403_csrf.html")


def slice_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE / slice_of(path) / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_can_be_read(path):
    with override("en"):
        engines["django"].get_template(name_of(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_uses_only_its_own_slice_and_the_shared_ones(path):
    text = path.read_text("utf-8")
    for used in re.findall(r"\{%\s*(?:extends|include)\s+['\"]([^'\"]+)", text):
        assert used.startswith((slice_of(path) + "/", "ui/")), f"{name_of(path)} uses {used}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_lies_under_the_name_of_its_slice(path):
    own = name_of(path).startswith(slice_of(path) + "/")
    assert own or (slice_of(path) == "ui" and name_of(path).startswith(SHARED))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_no_script_or_style_inside(path):
    """The Content-Security-Policy would refuse them in front of the reader; this refuses them here."""
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
    assert not re.search(r"<style|\sstyle\s*=|\son\w+\s*=\s*['\"]|hx-on|javascript:", text), name_of(path)
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag, f"{name_of(path)}: {tag}"


@pytest.mark.parametrize("path", sorted(SOURCE.glob("*/static/**/*.css")), ids=lambda path: path.name)
def test_layout_is_by_logical_properties_only(path):
    """Right-to-left is free only while nobody says left or right."""
    if "vendor" in path.parts:
        pytest.skip("not ours")
    sided = r"(?<![\w-])((margin|padding|border|inset)-(left|right|top|bottom)|left|right|top|bottom|float)\s*:"
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    assert re.findall(sided, text) == []
