"""Bars for numbers of things: one for each row, its number written at its end as it is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commonground.ui.pictures.svg import WIDTH, Picture, drawing, rect, text

LEFT, RIGHT, HIGH, GAP, HEAD = 210.0, 120.0, 20.0, 10.0, 8.0
LONGEST = 32  # characters of a name that stand beside a bar; the table has all of it


@dataclass(frozen=True, slots=True)
class Counted:
    """One row: its name, its number, and how that is written."""

    name: str
    number: int
    written: str


def counts(rows: Sequence[Counted], title: str, description: str, head: Sequence[Any], name: str) -> Picture:
    """A bar for each row from nought, the longest as wide as there is room."""
    top = max((row.number for row in rows), default=0) or 1
    out = []
    for place, row in enumerate(rows):
        y = HEAD + place * (HIGH + GAP)
        wide = round(row.number / top * (WIDTH - LEFT - RIGHT), 2)
        said = row.name if len(row.name) <= LONGEST else f"{row.name[: LONGEST - 1]}…"
        out.append(text(LEFT - 10, y + HIGH / 2 + 4, said, anchor="end"))
        out.append(rect(LEFT, y, max(wide, 1.0) if row.number else 0.0, HIGH, "pic-total"))
        out.append(text(LEFT + wide + 8, y + HIGH / 2 + 4, row.written, "pic-soft"))
    svg = drawing(name, title, description, HEAD * 2 + len(rows) * (HIGH + GAP), out)
    return Picture(name, title, description, svg, [str(h) for h in head], [[row.name, row.written] for row in rows], "")
