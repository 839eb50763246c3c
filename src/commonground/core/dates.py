"""Dates: days of the calendar, and the two times every figure is asked for."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

FIRST_DAY = date(1900, 1, 1)  # nothing in the field's records is older; an older date is a fault
LAST_DAY = date(9999, 12, 31)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both included."""

    start: date
    end: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Times:
    """The two times: when it was so (`on`), and when we knew it (`known`, a ledger number).

    None means "now" for either: everything booked so far, with no later day left out.
    """

    on: date | None = None
    known: int | None = None

    @property
    def is_now(self) -> bool:
        return self.on is None and self.known is None


def year(number: int) -> Period:
    """A calendar year as a period."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def month(of: int, number: int) -> Period:
    """A month of a year as a period."""
    return Period(date(of, number, 1), date(of, number, monthrange(of, number)[1]))
