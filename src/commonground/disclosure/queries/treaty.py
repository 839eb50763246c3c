"""What was released, for reports to others: they print people's tables from here and from nowhere else."""

from datetime import date, datetime
from typing import Any

from commonground.core.privacy.answers import Answer, answer
from commonground.core.privacy.content import tables_of
from commonground.core.privacy.door import Basis, Cell
from commonground.core.privacy.periods import Closed, closed
from commonground.disclosure import messages as words
from commonground.disclosure.models import Release


def released(population: str, by: str, start: date, end: date, until: datetime | None = None) -> Answer | None:
    """The released table of a population by a dimension over a period; `until` leaves out what was let out later."""
    wanted = closed(start, end)
    if wanted is None:
        return None
    found = Release.objects.filter(asked__population=population).order_by("number")
    if until is not None:
        found = found.filter(released_at__lte=until)
    return answer(found.values_list("content", flat=True), population, by, wanted)


def rounded(population: str, until: datetime) -> list[tuple[Closed, dict[str, tuple[Cell, ...]]]]:
    """The whole years of a population of which rounded tables were let out until a moment, and the last of each: by one dimension, and
    their total under the empty text. True totals that were opened for a treaty or against a claim stay there."""
    found: dict[Closed, dict[str, tuple[Cell, ...]]] = {}
    rows = Release.objects.filter(asked__population=population, released_at__lte=until).order_by("number")
    for said in rows.values_list("content", flat=True):
        for printed in tables_of(said["periods"]) if said["basis"] == Basis.ROUNDED.value else ():
            if not printed.period.half:
                by = {t.by[0] if t.by else "": t.cells for t in printed.tables if len(t.by) < 2}
                found.setdefault(printed.period, {}).update(by)
    return sorted(found.items())


def named(dimension: str, value: str) -> Any:
    """A value of a dimension in words."""
    return words.UNKNOWN if value == "unknown" else words.VALUES[dimension].get(value, value)


def signed(value: Any) -> Any:
    """A figure as it is printed: a sign in words where no number stands."""
    return words.SIGNS.get(value, value) if isinstance(value, str) else value
