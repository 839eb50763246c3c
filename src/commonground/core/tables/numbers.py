"""Numbers as people write them: decimal commas, thousands in three manners, units in the cell,
unknown words."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from commonground.core.findings import Finding
from commonground.core.tables.codes import finding
from commonground.core.tables.unknowns import is_unknown

SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009'’](?=\d)")
# a sign, digits with separators, perhaps a power of ten, and a unit
SHAPE = re.compile(r"^([+\-−–]?)\s*(\d[\d.,]*|[.,]\d+)(?:[eE]([+-]?\d{1,3}))?\s*([^\d\s.,+\-][^\d]*[23²³]?)?$")
ABOUT = re.compile(r"^(?:~|≈|ca\.?|oko|cca\.?|approx\.?|око)\s*", re.IGNORECASE)
SPACED = re.compile(r"^[+\-−–]?\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?!\d)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, its unit as written, and what was doubtful.
    `value` is None where it is unknown or unreadable."""

    value: Decimal | None
    unit: str = ""
    unknown: bool = False
    findings: tuple[Finding, ...] = field(default=())


def parse(cell: Any, decimal: str | None = None) -> Number:
    """A cell as a number. `decimal` is the mark of the column ("," or "."),
    where it is known (see `decimal_mark`)."""
    if is_unknown(cell):
        return Number(None, unknown=True)
    if isinstance(cell, bool):
        return Number(None, findings=(finding("tables.number.unreadable", found=str(cell)),))
    if isinstance(cell, int):
        return Number(Decimal(cell))
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return Number(None, findings=(finding("tables.number.not-finite", found=str(cell)),))
        return Number(Decimal(repr(cell)))
    return _text(str(cell), decimal)


def _text(text: str, decimal: str | None) -> Number:
    bare = ABOUT.sub("", text.strip())
    if len(bare) > 60:
        return Number(None, findings=(finding("tables.number.unreadable", found=text[:60]),))
    if SPACED.match(bare):
        bare = SPACES.sub("", bare)
    found = SHAPE.match(bare)
    if found is None:
        return Number(None, findings=(finding("tables.number.unreadable", found=text[:60]),))
    sign, digits, power, unit = found.groups()
    plain, other = _plain(digits, decimal)
    if plain is None:
        return Number(None, findings=(finding("tables.number.unreadable", found=text[:60]),))
    value = Decimal(plain).scaleb(int(power or 0)) * (-1 if sign in {"-", "−", "–"} else 1)
    doubts = () if other is None else (finding("tables.number.ambiguous", found=text[:60], read=plain, other=other),)
    return Number(value, " ".join((unit or "").split()), findings=doubts)


def _plain(digits: str, decimal: str | None) -> tuple[str | None, str | None]:
    """Digits with a point as Decimal takes them, and the other reading where there are two."""
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        mark = "," if digits.rindex(",") > digits.rindex(".") else "."
        return _with(digits, mark), None
    if not commas and not points:
        return digits, None
    mark = "," if commas else "."
    as_mark, as_thousands = _with(digits, mark), _with(digits, "." if mark == "," else ",")
    if decimal is not None:
        return (as_mark if mark == decimal else as_thousands), None
    if as_mark is None or as_thousands is None:
        return as_mark or as_thousands, None
    # "1.234" or "1,234": one separator and three digits behind it. The decimal reading is the smaller figure,
    # and both are told; a column with one clear cell settles it.
    return as_mark, as_thousands


def _with(digits: str, mark: str) -> str | None:
    """Digits read with this decimal mark, None where the thousands do not stand in threes."""
    thousands = "." if mark == "," else ","
    whole, _, part = digits.partition(mark)
    if mark in part or thousands in part:
        return None
    groups = whole.split(thousands)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(g) != 3 for g in groups[1:]) or groups[0] == "0"):
        return None
    return "".join(groups) + ("." + part if part else "") if whole or part else None


def decimal_mark(cells: Iterable[Any]) -> str | None:
    """The decimal mark of a column, from the cells that leave no doubt;
    None where they leave it or disagree."""
    seen: set[str] = set()
    for cell in cells:
        if not isinstance(cell, str) or is_unknown(cell):
            continue
        found = SHAPE.match(SPACES.sub("", ABOUT.sub("", cell.strip())))
        if found is None:
            continue
        digits = found.group(2)
        if "," in digits and "." in digits:
            seen.add("," if digits.rindex(",") > digits.rindex(".") else ".")
            continue
        for mark, other in ((",", "."), (".", ",")):
            if mark in digits:
                if _with(digits, mark) is None:
                    seen.add(other)  # several of them: they divide thousands
                elif _with(digits, other) is None:
                    seen.add(mark)
    return seen.pop() if len(seen) == 1 else None
