"""What a publication says, made from the books as known at a ledger number; the same question gives the same bytes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from commonground.core.dates import Period, Times
from commonground.core.publishing.content import Content, Kind, Question
from commonground.land.queries import bridge
from commonground.places import queries as places
from commonground.reporting.queries import restating, tables


def times_of(question: Question) -> Times:
    """The two times of a question."""
    return Times(question.end, question.known)


def content(
    question: Question, title: str, *, sections: Sequence[Mapping[str, Any]] = (), before: int | None = None
) -> dict[str, Any]:
    """The content of a publication as plain JSON.

    With the bridge to every publication that stands, up to the one numbered `before`, and that today's knowledge changes:
    a change of what was published never hides inside the period that is published now.
    """
    programme = places.programme()
    period = Period(question.start, question.end)
    found = tables.all_tables(period, times_of(question), level=question.level, edition=question.edition or None)
    restated = restating.restatements(question, before)
    named = {number for one in restated for change in one["changes"] for number, _ in change["items"]}
    return Content(
        title,
        {"code": programme.code, "name": programme.name, "plane": {"code": programme.plane.code, "grid_m": f"{programme.plane.grid_m:g}",
         "pipeline": programme.plane.pipeline}},
        question,
        found,
        sections,
        restated,
        {str(i.number): {"on": i.on.isoformat(), "kind": i.kind, "document": i.document, "corrects": i.corrects}
         for i in bridge.told(dict.fromkeys(sorted(named), 0))},
    ).as_data()  # fmt: skip


def question(kind: str, start: date, end: date, known: int, level: int | None) -> Question:
    """A question as it can be asked of these books: by the edition of the units that was valid at the period's end."""
    edition = places.edition_on(end)
    lowest = places.lowest_level(edition.number)
    levels = [u.level for u in places.units(of=edition.number)]
    at = lowest if level is None else max(min(level, lowest), min(levels, default=0))
    return Question(Kind(kind), start, end, known, at, edition.number)
