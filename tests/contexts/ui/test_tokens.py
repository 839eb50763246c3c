"""Colours: every text can be read on every ground it stands on, by day and by night."""

import re
from pathlib import Path

import pytest

from commonground.ui import assets

TOKENS = (Path(assets.UI) / "static" / "ui" / "tokens.css").read_text("utf-8")
BLOCKS = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", TOKENS, flags=re.S))


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


LIGHT = colours(BLOCKS[0][1])
DARK_BY_SYSTEM, DARK_BY_CHOICE = colours(BLOCKS[1][1]), colours(BLOCKS[2][1])
SUN, NIGHT_BY_SYSTEM, NIGHT_BY_CHOICE = (colours(BLOCKS[number][1]) for number in (3, 4, 5))
STRONG = {"strong": LIGHT | SUN, "strong-dark": LIGHT | DARK_BY_CHOICE | NIGHT_BY_CHOICE}  # prefers-contrast: more
THEMES = {"light": LIGHT, "dark": LIGHT | DARK_BY_CHOICE, **STRONG}
GROUNDS = ("paper", "surface", "sunken")
ON_ANY_GROUND = ("ink", "ink-soft", "ink-faint", "accent", "accent-strong", "error", "doubt", "note")
ELSEWHERE = """
    accent-strong on accent-wash, ink on accent-wash, on-accent on accent, on-accent on accent-strong,
    past-ink on past-paper, error on error-wash, ink on note-wash, ink on doubt-wash, ink on good-wash,
    ink on error-wash, map-word on map-land
"""
TEXTS = [(text, ground) for text in ON_ANY_GROUND for ground in GROUNDS]
TEXTS += [tuple(pair.strip().split(" on ")) for pair in ELSEWHERE.split(",")]
LINES = ("confirmed-line", "suspected-line", "released-line", "unknown-line")
MARKS = [(line, ground) for line in LINES for ground in ("surface", "map-land")]


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_outlines_can_be_seen(theme, mark, ground):
    assert contrast(THEMES[theme][mark], THEMES[theme][ground]) >= 3


def test_dark_is_the_same_by_system_and_by_choice():
    assert DARK_BY_SYSTEM == DARK_BY_CHOICE
    assert NIGHT_BY_SYSTEM == NIGHT_BY_CHOICE


@pytest.mark.parametrize("theme", STRONG)
@pytest.mark.parametrize(("text", "ground"), [(text, ground) for text in ON_ANY_GROUND for ground in GROUNDS])
def test_in_the_sun_every_text_stands_out_as_much_as_the_strictest_level_asks(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 7


def test_the_trade_s_colours_are_the_trade_s():
    assert (LIGHT["confirmed"], LIGHT["suspected"]) == ("#ff0000", "#f4a718")
    assert not {"confirmed", "suspected"} & set(DARK_BY_CHOICE)
    assert "--fill-strength: 0.5;" in TOKENS


def test_no_colour_outside_the_tokens():
    for name in ("ui.css", "everyone.css"):
        sheet = (Path(assets.UI) / "static" / "ui" / name).read_text("utf-8").split("@media print")[0]
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet) == []
