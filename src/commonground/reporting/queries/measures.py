"""The indicators of the treaty action plans, as far as these books can say them."""

from commonground.core.dates import Times, year
from commonground.core.figures.values import value
from commonground.core.treaty import plans
from commonground.core.treaty.indicators import Measured, measured
from commonground.land.queries import counted
from commonground.reporting.queries import people
from commonground.reporting.queries.records import Books

FIGURES = ("land.closing", "land.closing.confirmed", "land.cancelled", "land.reduced", "land.cleared", "land.released")


def indicators(books: Books) -> list[Measured]:
    """Every indicator over a period, as known at a number. A plan counts only where the period is a year."""
    column = books.statement.total
    found: dict[str, int | None] = {code: value(code, column) for code in FIGURES}
    found |= counted.baseline(books.period.end, books.times)
    found |= people.measures(books.period, people.moment(books.times))
    if books.period == year(books.period.start.year):
        found["plan.released"] = plans.planned_release(books.milestones).get(books.period.start.year)
    return measured(found)


def of_year(number: int, times: Times) -> list[Measured]:
    """Every indicator of a calendar year."""
    return indicators(Books(year(number), times))
