"""Dates as people write them, each with the precision it states: a day, a month, or a year.

Excel's serial numbers count from 30 December 1899 (from 1 January 1904 in files of old Macs); Excel believes
that 29 February 1900 existed, so serial 60 is no day (ECMA-376 part 1, 18.17.4).
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from commonground.core.findings import Finding
from commonground.core.tables.codes import finding
from commonground.core.tables.months import MONTHS
from commonground.core.tables.unknowns import is_unknown


class Precision(StrEnum):
    """How much of a date is stated."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as stated: the first day it may mean, and how exact it is. None where unknown or unreadable."""

    day: date | None
    precision: Precision = Precision.DAY
    unknown: bool = False
    findings: tuple[Finding, ...] = field(default=())


ISO = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]\d{1,2}:\d{2}.*)?$")
YEAR_FIRST = re.compile(r"^(\d{4})[./](\d{1,2})(?:[./](\d{1,2})\.?)?(?:[T ]\d{1,2}:\d{2}.*)?$")
THREE = re.compile(
    r"^(\d{1,2})\s*([./-])\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})\.?(?:\s+\d{1,2}:\d{2}.*)?(?:\s*(?:g|god|г|год)\.?)?$"
)
TWO = re.compile(r"^(\d{1,2})\s*[./-]\s*(\d{4})\.?(?:\s*(?:g|god|г|год)\.?)?$")
ONE = re.compile(r"^(\d{4})\.?(?:\s*(?:g|god|godine|godina|г|год|године|година)\.?)?$")
WORDS = re.compile(
    r"^(?:(\d{1,2})(?:\.|st|nd|rd|th)?\s*(?:de\s+)?)?([^\W\d_]+)\.?,?\s*(?:de\s+)?(\d{4})\.?(?:\s*[^\W\d_]+\.?)?$"
)
WORDS_FIRST = re.compile(r"^([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,\s*(\d{4})$")
FIRST, LAST = 1900, 2100  # years that anything in these records can be of
SERIALS = (10_000, 73_050)  # 18 May 1927 to 31 December 2099: smaller ones are years or counts


def parse(cell: Any, order: str | None = None, *, calendar_1904: bool = False) -> Stated:
    """A cell as a date. `order` is "dmy" or "mdy" where the column is known to be so (see `day_order`)."""
    if is_unknown(cell):
        return Stated(None, unknown=True)
    if isinstance(cell, bool):
        return _unreadable(str(cell))
    if isinstance(cell, int | float):
        return _number(float(cell), calendar_1904=calendar_1904)
    if isinstance(cell, date):
        return _made(cell.year, cell.month, cell.day, cell.isoformat())
    text = " ".join(str(cell).split())
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return _number(float(text.replace(",", ".")), calendar_1904=calendar_1904)
    return _text(text, order) if len(text) <= 60 else _unreadable(text)


def _unreadable(text: str) -> Stated:
    return Stated(None, findings=(finding("tables.date.unreadable", found=text[:60]),))


def _number(number: float, *, calendar_1904: bool) -> Stated:
    if not math.isfinite(number):
        return _unreadable(str(number))
    whole = math.floor(number)
    if whole == number and FIRST <= whole <= LAST:
        return _made(whole, None, None, str(whole))
    if whole == 60 and not calendar_1904:
        return Stated(None, findings=(finding("tables.date.leap-1900", found="60"),))
    if not SERIALS[0] <= whole <= SERIALS[1]:
        return _unreadable(f"{number:g}")
    start = date(1904, 1, 1) if calendar_1904 else date(1899, 12, 30)
    day = start + timedelta(days=whole)
    return Stated(day, findings=(finding("tables.date.serial", found=f"{number:g}", read=day.isoformat()),))


def _text(text: str, order: str | None) -> Stated:
    if found := ISO.match(text) or YEAR_FIRST.match(text):
        year, month, day = found.groups()
        return _made(int(year), int(month), int(day) if day is not None else None, text)
    if found := THREE.match(text):
        return _three(int(found[1]), found[2], int(found[3]), found[4], text, order)
    if found := TWO.match(text):
        return _made(int(found[2]), int(found[1]), None, text)
    if found := ONE.match(text):
        return _made(int(found[1]), None, None, text)
    if found := WORDS_FIRST.match(text):
        month_name, day, year = found.groups()
    elif found := WORDS.match(text):
        day, month_name, year = found.groups()
    else:
        return _unreadable(text)
    number = MONTHS.get(month_name.casefold())
    return _made(int(year), number, int(day) if day else None, text) if number else _unreadable(text)


def _three(a: int, mark: str, b: int, written: str, text: str, order: str | None) -> Stated:
    """Day, month and year in one of two orders; points are the European manner."""
    year, told = _year(written, text)
    if mark == "." or b > 12 or a > 12:
        day, month = (b, a) if mark != "." and b > 12 and a <= 12 else (a, b)
    elif order is not None or a == b:
        day, month = (b, a) if order == "mdy" else (a, b)
    else:
        day, month = a, b
        told.append(
            finding(
                "tables.date.ambiguous",
                found=text,
                read=f"{year:04d}-{b:02d}-{a:02d}",
                other=f"{year:04d}-{a:02d}-{b:02d}",
            )
        )
    made = _made(year, month, day, text)
    return Stated(made.day, made.precision, findings=(*told, *made.findings)) if made.day else made


def _year(written: str, text: str) -> tuple[int, list[Finding]]:
    """A year of two digits is of the last century from 50 on; that is told."""
    year = int(written)
    if len(written) == 4:
        return year, []
    year += 1900 if year >= 50 else 2000
    return year, [finding("tables.date.two-digit-year", found=text, read=year)]


def _made(year: int, month: int | None, day: int | None, text: str) -> Stated:
    """A date of its parts; a zero for day or month says that it is not known."""
    month, day = month or None, day or None
    precision = Precision.DAY if month and day else Precision.MONTH if month else Precision.YEAR
    if month is None and day is not None:
        return Stated(None, findings=(finding("tables.date.impossible", found=text),))
    try:
        stated = date(year, month or 1, day or 1)
    except ValueError:
        return Stated(None, findings=(finding("tables.date.impossible", found=text),))
    if not FIRST <= year <= LAST:
        return Stated(stated, precision, findings=(finding("tables.date.unlikely", found=text, year=year),))
    return Stated(stated, precision)


def day_order(cells: Iterable[Any]) -> str | None:
    """Whether a column writes the day or the month first, from the cells that leave no doubt;
    None where they disagree."""
    seen: set[str] = set()
    for cell in cells:
        found = THREE.match(cell.strip()) if isinstance(cell, str) else None
        if found is None or found[2] == ".":
            continue
        a, b = int(found[1]), int(found[3])
        if a > 12 >= b:
            seen.add("dmy")
        elif b > 12 >= a:
            seen.add("mdy")
    return seen.pop() if len(seen) == 1 else None
