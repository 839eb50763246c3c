"""A period's figures beside the same figures of another time or source: the year before, a publication, a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commonground.core.dates import Period, Times
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.values import Values, share, values
from commonground.core.refusals import NotUsable
from commonground.land.queries import flows
from commonground.reporting.queries import kept, tables
from commonground.reporting.queries.statement import statement

# What is compared: what a year is told by.
FIGURES_COMPARED = (
    "land.opening", "land.came-in", "land.cancelled", "land.reduced", "land.cleared", "land.released", "land.cleared-outside",
    "land.closing", "land.closing.confirmed", "land.closing.suspected", "land.stated.closing", "land.unknown.closing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One figure here and there. The change in thousandths is of the other figure; None where that is nought or unknown."""

    code: str
    here: int | None
    there: int | None

    @property
    def change(self) -> int | None:
        return None if self.here is None or self.there is None else self.here - self.there

    @property
    def thousandths(self) -> int | None:
        return None if self.change is None else share(self.change, self.there)


def year_before(period: Period) -> Period:
    """The same days a year earlier; the last of February follows the calendar."""
    return Period(_earlier(period.start), _earlier(period.end))


def _earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def with_year_before(period: Period, times: Times, scope: flows.Scope = flows.EVERYTHING) -> list[Line]:
    """This period and the same a year before, both as known at the same number."""
    return _lines(_whole(period, times, scope), _whole(year_before(period), Times(None, times.known), scope), scope)


def with_publication(number: int, times: Times) -> tuple[kept.Published, list[Line]]:
    """The figures of a publication's own question as known now, and as they were published. Raises NotThere."""
    found = kept.publication(number)
    total = next(t["total"] for t in found.content["tables"] if t["by"] == "unit")
    scope = flows.Scope(edition=found.question.edition or None)
    period = Period(found.question.start, found.question.end)
    return found, _lines(_whole(period, Times(None, times.known), scope), total, flows.EVERYTHING)


def with_plan(
    period: Period, times: Times, planned: Mapping[str, int], scope: flows.Scope = flows.EVERYTHING
) -> list[Line]:
    """This period and what was planned for it, for the figures that the plan has."""
    whole = _whole(period, times, scope)
    return [Line(code, whole[code], planned[code]) for code in FIGURES if code in planned and code in whole]


def _whole(period: Period, times: Times, scope: flows.Scope) -> Values:
    if period.start > period.end:
        raise NotUsable("reporting.period.backwards", start=period.start.isoformat(), end=period.end.isoformat())
    codes = tables.ACTS if scope.acts else tables.LAND
    return values(codes, statement(period, times, scope=scope).total)


def _lines(here: Values, there: Mapping[str, int | None], scope: flows.Scope) -> list[Line]:
    codes = [c for c in FIGURES_COMPARED if not scope.acts or c in tables.ACTS]
    return [Line(c, here[c], there.get(c)) for c in codes]
