"""Where the heading of a table is: below titles and blank rows, on one row or on two that were merged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LOOKED_AT = 15  # rows from the top in which a heading is looked for
NUMBER = re.compile(r"^[+-]?[\d.,\s'%]+$")
DATE = re.compile(r"^\d{1,4}[./-]\d{1,2}([./-]\d{1,4}\.?)?([ T].*)?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """The names of the columns, the first row of data, and how the names came about."""

    names: tuple[str, ...]
    data: int  # index of the first row below the heading
    skipped: int = 0  # rows above it: titles, dates of issue, blanks
    merged: bool = False  # names were put together from two rows
    missing: bool = False  # no heading: the names were made up
    unnamed: int = 0  # columns without a name, which got one


def find(rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int]] = ()) -> Heading:
    """The heading among the first rows of a table.

    `merged` are areas of merged cells where the file says so:
    (first row, first column, last row, last column).
    """
    looked = [[_plain(cell) for cell in row] for row in rows[:LOOKED_AT]]
    width = max((_width(row) for row in looked), default=0)
    top = next((n for n, row in enumerate(looked) if _may_head(row, width)), None)
    if top is None:
        first = next((n for n, row in enumerate(looked) if any(row)), 0)
        names = tuple(f"column {n + 1}" for n in range(width))
        return Heading(names, first, skipped=first, missing=True)
    width = max(len(looked[top]), _usual([_width(row) for row in looked[top + 1 :] if any(row)]))
    row = (looked[top] + [""] * width)[:width]
    below = (looked[top + 1] + [""] * width)[:width] if top + 1 < len(looked) else []
    if below and _two_rows(row, below, top, merged):
        spread = _spread(row, top, merged)
        given = [" ".join(filter(None, (a, b if b != a else ""))) for a, b in zip(spread, below, strict=True)]
        return _named(given, top + 2, top, merged=True)
    return _named(row, top + 1, top, merged=False)


def _named(given: list[str], data: int, skipped: int, *, merged: bool) -> Heading:
    names = tuple(name or f"column {n + 1}" for n, name in enumerate(given))
    return Heading(names, data, skipped, merged, unnamed=sum(not name for name in given))


def _plain(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).replace("\ufeff", "").split())


def _width(row: list[str]) -> int:
    return max((n + 1 for n, cell in enumerate(row) if cell), default=0)


def _usual(widths: list[int]) -> int:
    """The width in the middle: one row with a cell too many makes no column."""
    return sorted(widths)[len(widths) // 2] if widths else 0


def _words(row: list[str]) -> int:
    return sum(bool(cell) and not NUMBER.match(cell) and not DATE.match(cell) for cell in row)


def _may_head(row: list[str], width: int) -> bool:
    """A heading is words, and more than a title: at least two cells, or every column there is."""
    filled = sum(map(bool, row))
    return filled > 0 and (filled > 1 or width == 1) and _words(row) >= max(1, 0.7 * filled) and filled >= 0.3 * width


def _two_rows(row: list[str], below: list[str], top: int, merged: Sequence[tuple[int, int, int, int]]) -> bool:
    """Whether the row below belongs to the heading: it is words, and fills gaps that merging left."""
    filled = [n for n, cell in enumerate(below) if cell]
    if not filled or _words(below) < len(filled):
        return False
    if any(a == top and (z > a or y > b) for a, b, z, y in merged):
        return True
    gaps = [n for n, cell in enumerate(row) if not cell]
    # every gap of the upper row has a name below, and some name stands below another's first column
    return (
        bool(gaps)
        and not merged
        and all(below[n] for n in gaps)
        and len(set(below) & set(row) - {""}) == 0
        and any(not cell for cell in below)
    )


def _spread(row: list[str], top: int, merged: Sequence[tuple[int, int, int, int]]) -> list[str]:
    """The upper names over all the columns their merged cells cover."""
    spread = list(row)
    if merged:
        for first, left, _, right in merged:
            if first == top and left < len(row):
                for n in range(left, min(right + 1, len(spread))):
                    spread[n] = row[left]
        return spread
    for n in range(1, len(spread)):
        spread[n] = spread[n] or spread[n - 1]
    return spread
