"""The question that a printed figure answers, as these books can be asked it, and what a reason makes of it.

A reason never changes the books. It asks them another question (another day, other land, another class) or reads the print
another way (cut off, in another measure); the figure under the reason is what the books say then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from commonground.core.claims.published import WITHOUT, Line
from commonground.core.land.reconcile import Figure


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the books. `flag` "" is land without any, None any; `known` None is all that is booked."""

    figure: str
    start: date
    end: date
    known: int | None = None
    unit: str = ""
    contamination: str | None = None
    flag: str | None = None
    operator: str | None = None
    edition: int | None = None


Terms = tuple[tuple[int, Question], ...]  # a sum of answers, each with its sign
Answer = Callable[[Question], int | None]


def question(line: Line) -> Question | None:
    """What a line asks; None where it speaks of no figure of ours, or of no day."""
    if not line.figure or line.end is None:
        return None
    start = line.start or date(line.end.year, 1, 1)
    flag = None if not line.flag else "" if line.flag == WITHOUT else line.flag
    return Question(
        line.figure, start, line.end, unit=line.unit, contamination=line.contamination or None, flag=flag,
        operator=line.operator or None,
    )  # fmt: skip


def same(q: Question) -> Terms:
    """The question as it is."""
    return ((1, q),)


def as_read(figure: Figure) -> Figure:
    """The print as it was read."""
    return figure


@dataclass(frozen=True, slots=True)
class Variation:
    """One way in which a reason may have worked."""

    reason: str  # "date", "flag", "unit", "class", "double", "stated", "method", "rounding", "period"
    code: str  # of its words
    weight: int  # the smaller, the more often it is this
    ask: Callable[[Question], Terms] = same
    read: Callable[[Figure], Figure] = as_read
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Books:
    """What reasons have to know of the books to vary a question."""

    flags: tuple[str, ...] = ()
    contaminations: tuple[str, ...] = ()
    editions: tuple[int, ...] = ()  # the earlier ones too
    edition: int | None = None  # by which the question is answered unless it says so
    known_on: Callable[[date], int] | None = None  # the last ledger number of a day
    published_on: date | None = None
    first: date = date(1900, 1, 1)


def changed(**more: Any) -> Callable[[Question], Terms]:
    """The same question but for some of its parts."""

    def ask(q: Question) -> Terms:
        return ((1, replace(q, **more)),)

    return ask


def instead(figures: Mapping[str, int]) -> Callable[[Question], Terms]:
    """A sum of other figures in place of the one that is asked for."""

    def ask(q: Question) -> Terms:
        return tuple((sign, replace(q, figure=code)) for code, sign in figures.items())

    return ask


def added(*codes: str, sign: int = 1) -> Callable[[Question], Terms]:
    """The figure, and others with it (or taken from it)."""

    def ask(q: Question) -> Terms:
        return ((1, q), *((sign, replace(q, figure=code)) for code in codes))

    return ask


def less(**more: Any) -> Callable[[Question], Terms]:
    """The figure less what it is for a part of the land."""

    def ask(q: Question) -> Terms:
        return ((1, q), (-1, replace(q, **more)))

    return ask
