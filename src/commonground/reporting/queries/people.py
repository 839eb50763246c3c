"""People in reports to others: tables that were released, sessions that are no people, and how well records tell people apart."""

from datetime import datetime
from typing import Any

from commonground.core.dates import Period, Times
from commonground.core.figures.education import value
from commonground.core.privacy.door import Cell
from commonground.core.treaty.filling import Line, Lines, Released
from commonground.core.treaty.parts import Part
from commonground.disclosure.queries import treaty
from commonground.incidents.queries import education, figures, known
from commonground.land.queries import entries as land


def released(part: Part, period: Period, until: datetime | None) -> Lines:
    """A people's table of a form, as it was released; nothing where it was not. No report counts people by itself."""
    assert part.whom is not None
    found = treaty.released(part.whom.population, part.whom.by, period.start, period.end, until)
    if found is None:
        return Lines()
    rows = [_line(cell) for cell in found.cells]
    total = _line(found.total)
    return Lines(rows or [total], total if rows else None, Released(found.number, found.rounded))


def _line(cell: Cell) -> Line:
    key = "".join(cell.key)
    return Line(key, key, {"people": cell.value if not cell.sign else cell.sign.value})


def sessions(part: Part, period: Period, until: datetime | None) -> Lines:
    """Sessions of risk education by method, from records: they are counted, and are no people."""
    found = education.by_method(period.start, period.end, until)

    def line(key: str, of: Any) -> Line:
        return Line(key, key, {c.key: value(f"education.{c.key}", of) for c in part.columns})

    rows = [line(method, of) for method, of in sorted(found.items())]
    return Lines(rows, line("", education.whole(period.start, period.end, until)) if rows else None)


def moment(times: Times) -> datetime | None:
    """The moment up to which people are known with a number of the land's ledger; None is now."""
    return land.booked_after(times.known) if times.known is not None else None


def measures(period: Period, until: datetime | None) -> dict[str, int | None]:
    """What the indicators about people are made of."""
    told, everybody = figures.told_apart(period.start, period.end, known.known_before(until) if until else None)
    reached = education.whole(period.start, period.end, until)
    return {
        "casualties.told-apart": told, "casualties.total": everybody, "education.known": reached.known,
        "education.people": value("education.people", reached),
    }  # fmt: skip
