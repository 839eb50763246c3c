"""The first page: how the country stands, how it came there, and what waits for somebody."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.dates import Period, Times
from commonground.intake.queries import loads
from commonground.land.queries import findings, reach, years
from commonground.land.queries.flows import Scope
from commonground.places import queries as places
from commonground.reporting.queries.statement import Statement, statement


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that waits for somebody: a code of what, and how many."""

    what: str
    number: int


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the first page."""

    period: Period
    statement: Statement
    years: list[years.YearEnd]
    standings: dict[str, int]
    unknown: int  # open, without a perimeter or a stated area
    waiting: list[Work]
    latest: list[years.Commit]
    head: int
    loads: list[loads.LoadCard]

    @property
    def is_empty(self) -> bool:
        return self.head == 0


def home(viewer: Any, times: Times, today: date) -> Home:
    """The country at two times, over the year up to then; or the units of it that a viewer may see."""
    end = min(times.on, today) if times.on else today
    period = Period(date(end.year, 1, 1), end)
    # As the country is divided now, whatever the day: the series and the map beside it are by the same units.
    within = reach.visible(viewer, "reporting.see")
    found = statement(period, times, level=1, scope=Scope(edition=places.edition() or None), within=within)
    standings, unknown = years.standings(times, within)
    # Files and bookings may touch any land there is: they are shown to whoever sees all of it.
    files = bool(viewer.may("intake.see", unit=""))
    return Home(
        period, found, years.year_ends(end, times, within=within), standings, unknown,
        _waiting(times, found, within, files), years.commits(times, 6) if within is None else [], years.head(),
        loads.latest(5) if files else [],
    )  # fmt: skip


def _waiting(times: Times, found: Statement, within: tuple[str, ...] | None, files: bool) -> list[Work]:
    counts = {"error": 0, "doubt": 0}
    for heap in findings.heaps(times, within=within):
        if heap.severity in counts:
            counts[heap.severity] += heap.findings
    said = [
        Work("open-books", 0 if found.closes else 1),
        Work("errors", counts["error"]),
        Work("quarantined", loads.quarantined() if files else 0),
        Work("doubts", counts["doubt"]),
    ]
    return [w for w in said if w.number]
