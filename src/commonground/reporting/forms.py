"""What the browser sent: a period, a level of units, a scope. What cannot be read is refused with a sentence."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from commonground.core.dates import Period, year
from commonground.core.refusals import NotUsable
from commonground.land.queries.behind import BOOKS, Figure
from commonground.land.queries.flows import Scope

ACTS = ("operator", "donor", "method")
LINES = ("opening", "closing", "brought-forward", "new", "extended", "reopened", "confirmed", "reclassified", "cancelled", "reduced",
         "cleared", "cleared-outside", "outside-since-recorded")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement as its address asks for it."""

    period: Period
    level: int | None
    scope: Scope
    year: int | None  # where the period is just a year


def day_of(text: str) -> date:
    """A day from an address. Raises NotUsable."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise NotUsable("reporting.period.not-read", text=text[:40]) from error


def asked_of(asked: QueryDict, today: date) -> Asked:
    """The period, level and scope of a statement; this year so far where nothing is said."""
    said = asked.get("year", "").strip()
    start, end = asked.get("from", "").strip(), asked.get("to", "").strip()
    number = None
    if start or end:
        last = day_of(end) if end else today
        period = Period(day_of(start) if start else date(last.year, 1, 1), last)
    elif said:
        if not (said.isascii() and said.isdigit() and 1900 <= int(said) <= 9998):
            raise NotUsable("reporting.period.not-read", text=said[:40])
        number = int(said)
        period = year(number)
    else:
        number = today.year
        period = Period(date(today.year, 1, 1), today)
    if period.start > period.end:
        raise NotUsable("reporting.period.backwards", start=period.start.isoformat(), end=period.end.isoformat())
    level = asked.get("level", "")
    return Asked(
        period, int(level) if level.isascii() and level.isdigit() and len(level) < 3 else None, scope_of(asked), number
    )


def scope_of(asked: QueryDict) -> Scope:
    """Which land, or whose acts. "none" is land without a flag."""
    flag, edition = asked.get("flag", "")[:20], asked.get("edition", "")
    return Scope(
        contamination=asked.get("contamination", "")[:60] or None,
        flag="" if flag == "none" else flag or None,
        edition=int(edition) if edition.isascii() and edition.isdigit() and 0 < len(edition) < 7 else None,
        acts=tuple((name, asked[name][:60]) for name in ACTS if asked.get(name)),
    )


def figure_of(asked: QueryDict, units: tuple[int | None, ...] | None) -> Figure:
    """Which figure of a statement is asked for. Raises NotUsable."""
    line, book, of = asked.get("line", ""), asked.get("book", ""), asked.get("class", "")
    if line not in LINES or book not in BOOKS or of not in ("", "suspected", "confirmed"):
        raise unknown_figure()
    return Figure(line, book, of, units)


def unknown_figure() -> NotUsable:
    """The refusal of a figure that no statement has."""
    return NotUsable("reporting.figure.unknown")
