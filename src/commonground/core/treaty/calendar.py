"""What is due and when: days that follow from a treaty's dates, and those a programme sets itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commonground.core.dates import Period, year
from commonground.core.publishing.content import Kind

INITIAL_DAYS = 180  # APMBC 7.1, CCM 7.1: not later than 180 days after entry into force
ANNUAL = (4, 30)  # APMBC 7.2, CCM 7.2: 30 April, for the calendar year before
YEARS = 10  # APMBC 5.1, CCM 4.1: from entry into force to the first deadline
REQUEST = (
    3,
    31,
)  # background knowledge, to be checked: requests are handed in by 31 March of the year before the deadline's
EARLY_DAYS = 30  # so long before it is due, something stands on the page of the day
MOST_PERIODS = 400


class What(StrEnum):
    """What a duty is."""

    APMBC = "apmbc"  # the day on which the convention entered into force for the country
    CCM = "ccm"
    APMBC_DEADLINE = "apmbc-deadline"  # an extended deadline, as granted
    QUARTERS = "quarters"  # statements of quarters, from the quarter in which the day lies
    YEARS = "years"  # statements of years, from the year in which the day lies


ANNUALS = {What.APMBC: Kind.APMBC_7, What.CCM: Kind.CCM_7}


class Why(StrEnum):
    """Why something is due on its day."""

    INITIAL = "initial"
    ANNUAL = "annual"
    REQUEST = "request"
    SET_HERE = "set-here"


@dataclass(frozen=True, slots=True)
class Duty:
    """A date that a programme is bound by, with where it comes from."""

    what: What
    day: date
    days: int = 0  # for statements: so many days after the period they are due
    source: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One report that is due on a day, and of which period."""

    day: date
    kind: Kind
    period: Period
    why: Why
    source: str = ""


def deadline(duties: Iterable[Duty]) -> date | None:
    """The day by which clearance has to be complete: the latest extension granted, or ten years from entry into force."""
    listed = list(duties)
    granted = [d.day for d in listed if d.what is What.APMBC_DEADLINE]
    if granted:
        return max(granted)
    began = [d.day for d in listed if d.what is What.APMBC]
    return _years_later(min(began), YEARS) if began else None


def _years_later(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + years, day.month, 28 if leap else day.day)


def due(duties: Iterable[Duty], window: Period) -> list[Due]:
    """Everything that falls due within a window of days, the earliest first."""
    listed = list(duties)
    found: list[Due] = []
    for duty in listed:
        if duty.what in ANNUALS:
            found += _of_treaty(duty, window)
        elif duty.what in (What.QUARTERS, What.YEARS):
            found += _set_here(duty, window)
    found += _requests(listed)
    return sorted(d for d in set(found) if d.day in window)


def _of_treaty(duty: Duty, window: Period) -> list[Due]:
    kind = ANNUALS[duty.what]
    first = duty.day + timedelta(days=INITIAL_DAYS)
    out = [Due(first, kind, Period(duty.day, first), Why.INITIAL, duty.source)]
    # The first update is of the calendar year in which the initial report is made: it tells all that came before.
    for y in range(max(first.year + 1, window.start.year), window.end.year + 1):
        out.append(Due(date(y, *ANNUAL), kind, year(y - 1), Why.ANNUAL, duty.source))
    return out


def _requests(duties: list[Duty]) -> list[Due]:
    """An extension has to be asked for before each deadline there was; whether clearance is complete then, nobody knows here."""
    began = [d for d in duties if d.what is What.APMBC]
    first = [(_years_later(d.day, YEARS), d.source) for d in began[:1]]
    ends = [*first, *((d.day, d.source) for d in duties if d.what is What.APMBC_DEADLINE)]
    return [
        Due(date(end.year - 1, *REQUEST), Kind.APMBC_5, year(end.year - 2), Why.REQUEST, source) for end, source in ends
    ]


def _set_here(duty: Duty, window: Period) -> list[Due]:
    out = []
    months = 3 if duty.what is What.QUARTERS else 12
    start = date(duty.day.year, (duty.day.month - 1) // months * months + 1, 1)
    early = window.start - timedelta(days=duty.days + 366)
    if start < early:
        start = date(early.year, 1, 1)
    for _ in range(MOST_PERIODS):
        after = _months_later(start, months)
        day = after + timedelta(days=duty.days - 1)
        if day > window.end:
            break
        out.append(Due(day, Kind.STATEMENT, Period(start, after - timedelta(days=1)), Why.SET_HERE, duty.source))
        start = after
    return out


def _months_later(day: date, months: int) -> date:
    number = day.month - 1 + months
    return date(day.year + number // 12, number % 12 + 1, 1)
