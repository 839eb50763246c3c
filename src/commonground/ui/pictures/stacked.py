"""Bars of how many: upright by year, lying by category, in parts. Every part has its pattern; colour is never the only sign."""

from collections.abc import Sequence

from commonground.ui.numbers import grouped
from commonground.ui.pictures.bars import Stack, Words
from commonground.ui.pictures.choropleth import HATCH, MISSING
from commonground.ui.pictures.svg import WIDTH, Picture, drawing, line, nice_step, painted, pattern, text

Series = Sequence[tuple[str, str]]  # dark, middle, light or none, and its words
SHADES = {
    "dark": ("pic-class-5", 5),
    "middle": ("pic-class-3", 3),
    "light": ("pic-class-1", 1),
    "none": ("pic-nought", 0),
}


def columns(stacks: Sequence[Stack], series: Series, words: Words, name: str) -> Picture:
    """How many at each point of time, one part upon the other; a point that nobody knows is a gap with its sign."""
    left, right, head, base = 56.0, WIDTH - 10.0, 34.0, 250.0
    tops = [sum(p or 0 for p in s.parts) for s in stacks]
    out, scale = _scale(max(tops, default=0), left, right, head, base)
    wide = (right - left) / max(1, len(stacks))
    every = max(1, -(-len(stacks) // 14))
    for number, stack in enumerate(stacks):
        x, level = left + number * wide + wide * 0.14, 0.0
        for (shade, _word), count in zip(series, stack.parts, strict=True):
            high = (count or 0) * scale
            if high:
                out.append(_bar(x, base - level - high, wide * 0.72, high, shade, name))
            level += high
        if (len(stacks) - 1 - number) % every == 0:
            middle = round(x + wide * 0.36, 2)
            out.append(text(middle, base + 18, stack.label, "pic-soft", anchor="middle", size=11))
            if every == 1 and wide > 30 and tops[number]:
                out.append(text(middle, round(base - level - 5, 2), grouped(tops[number]), anchor="middle", size=9.5))
    out.append(_legend(series, left, name))
    return _picture(stacks, series, words, name, base + 28, out)


def lines(stacks: Sequence[Stack], series: Series, words: Words, name: str) -> Picture:
    """How many of each category, one part after the other, with the number at the end."""
    left, right, each = 236.0, WIDTH - 70.0, 26.0
    most = max((sum(p or 0 for p in s.parts) for s in stacks), default=0) or 1
    out = [_legend(series, 10, name)]
    for number, stack in enumerate(stacks):
        y, x = 34 + number * each, left
        out.append(text(left - 10, y + 14, _short(stack.label), anchor="end", size=11.5))
        for (shade, _word), count in zip(series, stack.parts, strict=True):
            wide = (count or 0) / most * (right - left)
            if wide:
                out.append(_bar(x, y + 2, wide, each - 8, shade, name))
            x += wide
        out.append(text(round(x + 6, 2), y + 14, grouped(sum(p or 0 for p in stack.parts)), "pic-soft", size=11))
    return _picture(stacks, series, words, name, 40 + len(stacks) * each, out)


def _short(label: str) -> str:
    return label if len(label) < 37 else f"{label[:35]}…"


def _bar(x: float, y: float, wide: float, high: float, shade: str, name: str) -> str:
    kind, hatch = SHADES[shade]
    box = f'x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}"'
    over = f'<rect {box} fill="url(#{name}-{hatch})"/>'
    return f"<rect {box} {painted(kind)}/>{over}<rect {box} {painted('pic-unit')}/>"


def _legend(series: Series, x: float, name: str) -> str:
    out = []
    for shade, said in series:
        out.append(_bar(x, 6, 18, 12, shade, name) + text(x + 24, 16, said, "pic-soft"))
        x += 24 + 7.5 * len(said) + 26
    return "".join(out)


def _picture(
    stacks: Sequence[Stack], series: Series, words: Words, name: str, height: float, out: Sequence[str]
) -> Picture:
    used = {SHADES[shade][1] for shade, _ in series}
    hatches = "".join(pattern(f"{name}-{i}", *(HATCH[i] if i else MISSING)) for i in sorted(used))
    svg = drawing(name, words.title, words.description, height, out, hatches)
    rows = [[s.label, *s.parts, sum(p or 0 for p in s.parts)] for s in stacks]
    return Picture(name, words.title, words.description, svg, words.head, rows, unit="")


def _scale(top: int, left: float, right: float, head: float, base: float) -> tuple[list[str], float]:
    """Lines of a scale in whole numbers, and picture units to one of them."""
    step = max(1, round(nice_step(top)))
    count = max(1, -(-top // step))
    scale = (base - head) / (count * step)
    out = []
    for number in range(count + 1):
        y = round(base - number * step * scale, 2)
        out += [
            line(left, y, right, y, "pic-grid"),
            text(left - 8, y + 4, grouped(number * step), "pic-soft", anchor="end", size=11),
        ]
    return out, scale
