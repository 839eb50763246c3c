"""What the browser sent: a period, a level of units, a scope. What cannot be read is refused with a sentence."""

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from commonground.core.dates import Period, year
from commonground.core.publishing.content import Kind
from commonground.core.refusals import NotUsable
from commonground.core.treaty.parts import Section
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


ROW = re.compile(r"cell-([a-z]+)-(\d{1,3})-([a-z_0-9]+)")


def typed_of(section: Section, sent: QueryDict) -> dict[str, tuple[str, list[dict[str, str]]]]:
    """What was typed into the written parts of a section: by part, as text and as rows."""
    rows: dict[str, dict[int, dict[str, str]]] = {}
    for name in sent:
        found = ROW.fullmatch(name)
        if found:
            part, row, column = found.groups()
            rows.setdefault(part, {}).setdefault(int(row), {})[column] = sent[name]
    return {
        p.key: (sent.get(f"text-{p.key}", ""), [row for _, row in sorted(rows.get(p.key, {}).items())])
        for p in section.parts
        if p.by.is_written
    }


def number_of(text: str) -> int | None:
    """A whole number as an address or a form has it; None where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


@dataclass(frozen=True, slots=True)
class Begun:
    """A report as somebody begins it."""

    kind: Kind
    period: Period
    known: int | None
    contamination: str
    level: int
    due: date | None


def begun_of(sent: QueryDict) -> Begun:
    """What was sent to begin a report. Raises NotUsable."""
    if sent.get("kind") not in {k.value for k in Kind}:
        raise NotUsable("reporting.return.no-section", section=sent.get("kind", "")[:20])
    text = sent.get("known", "").strip()
    if text and number_of(text) is None:
        raise NotUsable("reporting.return.known-not-there", number=text[:20])
    return Begun(
        Kind(sent["kind"]),
        Period(day_of(sent.get("start", "")), day_of(sent.get("end", ""))),
        number_of(text),
        sent.get("contamination", "")[:60],
        number_of(sent.get("level", "")) or 1,
        day_of(sent["due"]) if sent.get("due", "").strip() else None,
    )
