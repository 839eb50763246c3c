"""Bars: from opening to closing, open land by year's end, and what was released year by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from commonground.core.quantities import M2_PER_KM2
from commonground.ui.drawings import BAR, GAP, balance
from commonground.ui.numbers import grouped, km2
from commonground.ui.parts import Balance
from commonground.ui.pictures.svg import (
    WIDTH,
    Picture,
    bar,
    drawing,
    legend,
    line,
    marks,
    nice_step,
    painted,
    text,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture says in words, ready in the reader's language."""

    title: str
    description: str
    opening: str = ""
    closing: str = ""
    unexplained: str = ""
    head: Sequence[str] = ()


def scale_start(of: Balance) -> int:
    """Where the scale of a waterfall begins: above nought where what moved would be too small to be seen otherwise."""
    levels = [*accumulate((of.opening_m2, *(one.m2 for one in of.parts))), of.closing_m2]
    low, moved = min(levels), max(levels) - min(levels)
    if not moved or low < 5 * moved:
        return 0
    step = round(nice_step(moved, 1))
    return (low - moved // 2 - 1) // step * step


def waterfall(of: Balance, words: Words, name: str = "waterfall") -> Picture:
    """Opening, each movement hanging where the last one ended, closing; what does not add up stands as such.

    Where the scale does not begin at nought, the bars of the whole are broken, and the words should say so.
    """
    start = scale_start(of)
    found = balance(Balance(of.title, of.opening_m2 - start, of.parts, of.closing_m2 - start, of.description))
    said = {"opening": words.opening, "closing": words.closing}
    out = []
    for number, one in enumerate(found.bars):
        label = words.unexplained if one.state == "unexplained" else said.get(str(one.label), str(one.label))
        y = 8 + one.y
        if one.joins_x is not None and number + 1 < len(found.bars):
            out.append(line(one.joins_x, y + BAR, one.joins_x, y + BAR + GAP, "pic-join"))
        out.append(bar(one.x, y, one.width, BAR, "total" if one.is_total else one.state, name))
        if one.is_total and start:
            out.append(f'<path d="M{one.x + 18:g} {y - 2:g}l6 8l-9 7l9 7l-6 8" {painted("pic-cut")}/>')
        sign = "+" if not one.is_total and one.m2 > 0 else ""
        out.append(text(found.words_x, y + BAR / 2 + 4, label, anchor="end"))
        out.append(
            text(
                found.figures_x, y + BAR / 2 + 4, f"{sign}{km2(one.m2 + (start if one.is_total else 0))}", anchor="end"
            )
        )
    states = sorted({one.state for one in found.bars if not one.is_total})
    rows: list[list[object]] = [[words.opening, of.opening_m2], *([str(p.label), p.m2] for p in of.parts)]
    if of.unexplained_m2:
        rows.append([words.unexplained, of.unexplained_m2])
    svg = drawing(name, words.title, words.description, found.height + 16, out, marks(name, states))
    return Picture(name, words.title, words.description, svg, words.head, [*rows, [words.closing, of.closing_m2]])


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of states that stand on each other; None is a figure that does not exist."""

    label: str
    parts: Sequence[int | None]  # square metres, in the order of the states


def burn_down(
    stacks: Sequence[Stack], states: Sequence[tuple[str, str]], words: Words, name: str = "burn-down"
) -> Picture:
    """Open land at each year's end, one state upon the other."""
    left, right, head, base = 64.0, WIDTH - 10.0, 34.0, 250.0
    tops = [sum(p or 0 for p in stack.parts) for stack in stacks]
    out, scale = _scale(max(tops, default=0), left, right, head, base)
    wide = (right - left) / max(1, len(stacks))
    every = max(1, -(-len(stacks) // 14))
    for number, stack in enumerate(stacks):
        x, level = left + number * wide + wide * 0.14, 0.0
        for (state, _word), m2 in zip(states, stack.parts, strict=True):
            high = (m2 or 0) * scale
            if high:
                out.append(
                    bar(round(x, 2), round(base - level - high, 2), round(wide * 0.72, 2), round(high, 2), state, name)
                )
            level += high
        if all(p is None for p in stack.parts):
            out.append(text(x + wide * 0.36, base - 6, "?", "pic-soft", anchor="middle"))
        if (len(stacks) - 1 - number) % every == 0:
            out.append(text(round(x + wide * 0.36, 2), base + 18, stack.label, "pic-soft", anchor="middle", size=11))
            if every == 1 and wide > 34:
                out.append(
                    text(
                        round(x + wide * 0.36, 2),
                        round(base - level - 5, 2),
                        km2(tops[number]),
                        anchor="middle",
                        size=9.5,
                    )
                )
    out.append(legend(states, left, 16, name))
    svg = drawing(name, words.title, words.description, base + 28, out, marks(name, [state for state, _ in states]))
    rows = [[stack.label, *stack.parts, top] for stack, top in zip(stacks, tops, strict=True)]
    return Picture(name, words.title, words.description, svg, words.head, rows)


def _scale(top: int, left: float, right: float, head: float, base: float) -> tuple[list[str], float]:
    """Lines of a scale in square kilometres, and picture units to a square metre."""
    whole = top / M2_PER_KM2
    step = nice_step(whole)
    lines = max(1, -(-round(whole * 1e6) // max(1, round(step * 1e6))))
    scale = (base - head) / (lines * step * M2_PER_KM2)
    places = 0 if step >= 1 else min(6, len(f"{step:.6f}".rstrip("0").split(".")[1]))
    out = []
    for number in range(int(lines) + 1):
        y = round(base - number * step * M2_PER_KM2 * scale, 2)
        out += [
            line(left, y, right, y, "pic-grid"),
            text(left - 8, y + 4, grouped(round(number * step, 6), places), "pic-soft", anchor="end", size=11),
        ]
    return out, scale


COLUMNS, PANEL_GAP = 4, 16


def multiples(
    panels: Sequence[Stack], states: Sequence[tuple[str, str]], words: Words, name: str = "by-year"
) -> Picture:
    """A small picture for each year on one scale: a bar for each way in which land was released."""
    wide = (WIDTH - 20 - (COLUMNS - 1) * PANEL_GAP) / COLUMNS
    high, head = 116.0, 34.0
    top = max((p or 0 for panel in panels for p in panel.parts), default=0) or 1
    out = [legend(states, 10, 16, name)]
    for number, panel in enumerate(panels):
        x, y = 10 + number % COLUMNS * (wide + PANEL_GAP), head + number // COLUMNS * (high + 14)
        base = y + high - 6
        out += [
            text(x, y + 12, panel.label, bold=True),
            text(x + wide, y + 12, km2(sum(p or 0 for p in panel.parts)), "pic-soft", anchor="end", size=11),
        ]
        out.append(line(x, base, x + wide, base, "pic-join"))
        each = wide / len(states)
        for place, ((state, _word), m2) in enumerate(zip(states, panel.parts, strict=True)):
            tall = (m2 or 0) / top * (high - 42)
            middle = x + (place + 0.5) * each
            if tall:
                out.append(
                    bar(
                        round(middle - each * 0.32, 2),
                        round(base - tall, 2),
                        round(each * 0.64, 2),
                        round(tall, 2),
                        state,
                        name,
                    )
                )
            out.append(
                text(
                    round(middle, 2),
                    round(base - tall - 4, 2),
                    km2(m2 or 0) if m2 is not None else "–",
                    "pic-soft",
                    anchor="middle",
                    size=9,
                )
            )
    rows_of = -(-len(panels) // COLUMNS)
    svg = drawing(
        name,
        words.title,
        words.description,
        head + rows_of * (high + 14) + 4,
        out,
        marks(name, [state for state, _ in states]),
    )
    rows = [[panel.label, *panel.parts, sum(p or 0 for p in panel.parts)] for panel in panels]
    return Picture(name, words.title, words.description, svg, words.head, rows)
