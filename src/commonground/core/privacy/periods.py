"""Closed periods: figures about people are of whole years and half-years that are over."""

import re
from dataclasses import dataclass
from datetime import date

WRITTEN = re.compile(r"(\d{4})(?:-H([12]))?")


@dataclass(frozen=True, slots=True, order=True)
class Closed:
    """A calendar year, or a half of one (1 or 2)."""

    year: int
    half: int = 0

    def __str__(self) -> str:
        return f"{self.year:04}-H{self.half}" if self.half else f"{self.year:04}"

    @property
    def start(self) -> date:
        return date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def end(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    def is_over(self, today: date) -> bool:
        return self.end < today

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    @property
    def halves(self) -> tuple[int, ...]:
        return (self.half,) if self.half else (1, 2)

    def meets(self, other: "Closed") -> bool:
        """Whether some day lies in both."""
        return self.start <= other.end and other.start <= self.end


def period(text: str) -> Closed | None:
    """A period as it is written, "2024" or "2024-H1"; None for anything else."""
    found = WRITTEN.fullmatch(text)
    if not found or int(found[1]) < 1900:
        return None
    return Closed(int(found[1]), int(found[2] or 0))


def closed(start: date, end: date) -> Closed | None:
    """The closed period from a day to another; None where they are no whole year and no half of one."""
    options = (Closed(start.year, half) for half in (0, 1, 2))
    return next((c for c in options if (c.start, c.end) == (start, end)), None)


def half_of(day: date) -> int:
    """Which half of its year a day lies in."""
    return 1 if day.month <= 6 else 2
