"""What all pictures are drawn with: print colours as attributes, which the pages' style sheet overrides by class.

So one drawing serves paper, a file of its own, and a page in the light and in the dark. Colour is never the only sign:
every state has its pattern, as on the map.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from commonground.core.tables.escape import CONTROL

WIDTH = 720
RED, AMBER, GREEN, INK, SOFT, FAINT, LINE = "#b3000c", "#8a5a00", "#2c6b1b", "#1d2427", "#4f585c", "#60696c", "#d8d5cb"
PAINT = {
    "pic-paper": 'fill="#ffffff"',
    "pic-word": f'fill="{INK}"',
    "pic-soft": f'fill="{SOFT}"',
    "pic-grid": f'stroke="{LINE}"',
    "pic-join": f'stroke="{FAINT}" stroke-dasharray="2 2"',
    "pic-total": f'fill="{SOFT}"',
    "pic-confirmed": f'fill="#ff0000" fill-opacity="0.3" stroke="{RED}"',
    "pic-suspected": f'fill="#f4a718" fill-opacity="0.4" stroke="{AMBER}"',
    "pic-cancelled": f'fill="#57a639" fill-opacity="0.12" stroke="{GREEN}"',
    "pic-reduced": f'fill="#57a639" fill-opacity="0.35" stroke="{GREEN}"',
    "pic-cleared": f'fill="#57a639" fill-opacity="0.6" stroke="{GREEN}"',
    "pic-cut": 'fill="none" stroke="#ffffff" stroke-width="4"',
    "pic-unexplained": 'fill="none" stroke="#a4161a" stroke-dasharray="4 3"',
    "pic-unit": f'fill="none" stroke="{FAINT}" stroke-width="0.7" stroke-linejoin="round"',
    "pic-nought": 'fill="#ffffff"',
    "pic-class-1": 'fill="#e6eef2"',
    "pic-class-2": 'fill="#bcd3df"',
    "pic-class-3": 'fill="#86aec4"',
    "pic-class-4": 'fill="#4c83a1"',
    "pic-class-5": 'fill="#1c4f6b"',
    "pic-hatch": f'stroke="{INK}" stroke-opacity="0.35" stroke-width="0.7" fill="none"',
    "pic-hatch-deep": 'stroke="#ffffff" stroke-opacity="0.5" stroke-width="0.8" fill="none"',
    "pic-missing": f'stroke="{FAINT}" stroke-width="0.8" fill="none"',
    "pic-mark-confirmed": f'stroke="{RED}" stroke-width="0.9" fill="none"',
    "pic-mark-suspected": f'stroke="{AMBER}" stroke-width="0.9" fill="none"',
    "pic-mark-released": f'stroke="{GREEN}" stroke-width="0.8" fill="none"',
    "pic-plate": 'fill="#ffffff" fill-opacity="0.85"',
}
# The marks of the map, eight units square.
MARKS = {
    "confirmed": ("pic-mark-confirmed", "M0 8L8 0M0 0L8 8"),
    "suspected": ("pic-mark-suspected", "M-1 1L1 -1M0 8L8 0M7 9L9 7"),
    "reduced": ("pic-mark-released", "M0 2H8M0 6H8"),
    "cancelled": ("pic-mark-released", "M2 1.5V2.5M6 5.5V6.5"),
    "cleared": ("pic-mark-released", "M2 4L3.6 6L6.4 2"),
    "unexplained": ("pic-mark-confirmed", "M0 8L8 0"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with everything that a reader needs who cannot see it."""

    name: str
    title: str
    description: str
    svg: str
    head: Sequence[str]  # of the table that it draws
    rows: Sequence[Sequence[Any]]  # first what the row is of, then whole numbers, None where there is no figure
    unit: str = "m²"


def painted(name: str) -> str:
    """The attributes of an element: its class, and its colours for print."""
    return f'class="{name}" {PAINT[name]}'


def told(said: Any) -> str:
    """Words as XML has them: no markup of their own, and none of the characters that XML has no place for."""
    return escape(CONTROL.sub("", str(said)))


def text(
    x: float,
    y: float,
    said: str,
    kind: str = "pic-word",
    *,
    anchor: str = "start",
    size: float = 12,
    bold: bool = False,
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" {painted(kind)} font-size="{size:g}" text-anchor="{anchor}"{weight}>{told(said)}</text>'


def rect(x: float, y: float, wide: float, high: float, kind: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" {painted(kind)}/>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" {painted(kind)}/>'


def bar(x: float, y: float, wide: float, high: float, state: str, name: str) -> str:
    """A bar of a state: its colour, and its mark upon it."""
    if state == "total":
        return rect(x, y, wide, high, "pic-total")
    over = f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" fill="url(#{name}-{state})"/>'
    return rect(x, y, wide, high, f"pic-{state}") + over


def marks(name: str, states: Sequence[str]) -> str:
    """The patterns of some states, under names that no other picture of a page has."""
    return "".join(pattern(f"{name}-{state}", MARKS[state][0], MARKS[state][1]) for state in states)


def pattern(name: str, kind: str, path: str, size: float = 8) -> str:
    return (
        f'<pattern id="{name}" width="{size:g}" height="{size:g}" patternUnits="userSpaceOnUse">'
        f'<path {painted(kind)} d="{path}"/></pattern>'
    )


def drawing(
    name: str,
    title: str,
    description: str,
    height: float,
    inside: Sequence[str],
    patterns: str = "",
    width: float = WIDTH,
) -> str:
    """The whole SVG. Numbers run from left to right in every language, and so does the picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'font-family="DejaVu Sans, sans-serif" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{told(title)}</title><desc id="{name}-desc">{told(description)}</desc>'
        f"<defs>{patterns}</defs>{rect(0, 0, width, height, 'pic-paper')}{''.join(inside)}</svg>"
    )


def legend(items: Sequence[tuple[str, str]], x: float, y: float, name: str) -> str:
    """States with their words, one beside the other."""
    out = []
    for state, said in items:
        out.append(bar(x, y - 10, 18, 12, state, name) + text(x + 24, y, said, "pic-soft"))
        x += 24 + 8 * len(said) + 26
    return "".join(out)


def nice_step(top: float, lines: int = 4) -> float:
    """A round distance between the lines of a scale: 1, 2 or 5 times a power of ten, at most so many of them."""
    if top <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= top / lines:
        power *= 10
    while power > top / lines:
        power /= 10
    return next(power * m for m in (1, 2, 5, 10) if power * m * lines >= top * 0.999999)
