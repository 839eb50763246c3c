"""Restatements: what later knowledge changed of figures that are published, cell by cell, with the entries that did it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection

from commonground.core.dates import Period, Times, month, year
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.definitions import Atoms, Counted
from commonground.core.publishing.content import Difference, Question, differences
from commonground.land.queries import behind, counted, flows, later, types_later
from commonground.reporting.queries import choices, kept, tables
from commonground.reporting.queries.kept import Published

ACTS = ("operator", "donor", "method")


@dataclass(frozen=True, slots=True)
class Change:
    """One published figure that today's knowledge changes, and the entries that do; `rest_m2` is what no entry explains:
    the rounding of pieces by another edition's units."""

    difference: Difference
    items: tuple[tuple[int, int], ...] | None  # None for a figure that is reckoned from others

    @property
    def rest(self) -> int:
        return 0 if self.items is None else self.difference.by - sum(amount for _, amount in self.items)


KEPT = 64  # answers in memory: the list of publications asks the same again until something is booked
_answers: dict[tuple[Any, ...], list[Difference]] = {}


def today(published: Published, known: int) -> list[Difference]:
    """Every figure of a publication that is another one as known at a later ledger number. Kept until more is known."""
    question = published.question
    if known == question.known:
        return []
    key = (connection.settings_dict["NAME"], published.number, hash(published.manifest_text), known)
    if key not in _answers:
        found = differences(published.content, {"tables": [t.as_data() for t in _tables(question, known)]})
        for other in tuple(_answers)[: max(0, len(_answers) - KEPT + 1)]:
            _answers.pop(other, None)
        _answers[key] = found
    return _answers[key]


def _tables(question: Question, known: int) -> list[Any]:
    period = Period(question.start, question.end)
    return tables.all_tables(period, Times(question.end, known), level=question.level, edition=question.edition or None)


def changes(published: Published, known: int) -> list[Change]:
    """The same, each with its causes."""
    found = today(published, known)
    causes = Causes(published.question, known)
    return [Change(d, causes.of(d)) for d in found]


class Causes:
    """The entries behind the differences of one publication; the atoms that became known are read once."""

    def __init__(self, question: Question, known: int) -> None:
        self.question, self.known = question, known
        self.period = Period(question.start, question.end)

    @cached_property
    def atoms(self) -> list[later.Later]:
        return later.atoms(self.question.end, self.question.known, self.known)

    @cached_property
    def types(self) -> dict[str, list[later.Later]] | None:
        """The same for each type of contamination, resolved within the type."""
        return types_later.atoms(self.question.end, self.question.known, self.known)

    @cached_property
    def units(self) -> dict[str, tuple[int | None, ...]]:
        """The lowest units of each row by unit."""
        return choices.lowest_of_all(self.question.level, self.question.edition)

    def of(self, difference: Difference) -> tuple[tuple[int, int], ...] | None:
        """(ledger number, what it is worth) of every later-known entry; None for a figure that is reckoned from others."""
        formula = FIGURES[difference.figure].formula
        if isinstance(formula, Counted):
            return self._counted(difference)
        if not isinstance(formula, Atoms):
            return None
        key = None if difference.row == "total" else difference.row[1:]
        units, act, period, atoms = None, None, self.period, self.atoms
        if key is not None and difference.table == "unit":
            units = self.units.get(key, ())
        elif difference.table in ACTS:
            act = (difference.table, key) if key is not None else None
        elif key is not None and difference.table in tables.STEPS:
            period = step(difference.table, key, self.question.end)
        elif key is not None and difference.table == "contamination":
            if self.types is None or flows.Scope(edition=self.question.edition or None).is_former:
                return ()
            atoms = self.types.get(key, [])
        figure = behind.Figure(formula.line, formula.book, formula.of, units)
        return tuple(sorted(later.worth(atoms, figure, period, act).items()))

    def _counted(self, difference: Difference) -> tuple[tuple[int, int], ...]:
        if difference.figure.endswith(".booked"):
            found = counted.booked_later(self.period, self.question.known, self.known)
        else:
            units = None if difference.row == "total" else self.units.get(difference.row[1:], ())
            found = self._standing(units)
        return tuple(sorted(found[difference.figure].items()))

    def _standing(self, units: tuple[int | None, ...] | None) -> dict[str, dict[int, int]]:
        return counted.changed(self.question.end, self.question.known, self.known, units)


def step(name: str, key: str, end: date) -> Period:
    """The year or month that a row is of, as far as it has come."""
    whole = year(int(key)) if name == "year" else month(*map(int, key.split("-")))
    return Period(whole.start, min(whole.end, end))


def restatements(question: Question, before: int | None = None) -> list[dict[str, Any]]:
    """The bridge to every publication that stands and that the knowledge of a question changes, as plain JSON.

    A publication stands until a later one of its kind and period supersedes it.
    """
    out = []
    for published in kept.standing(before):
        if published.question.known >= question.known:
            continue
        found = changes(published, question.known)
        if found:
            out.append(_as_data(published, question.known, found))
    return out


def _as_data(published: Published, known: int, found: Iterable[Change]) -> dict[str, Any]:
    said: Mapping[str, Any] = published.question.as_data()
    return {
        "publication": published.number, "kind": said["kind"], "from": said["from"], "to": said["to"], "old_known": said["known"],
        "new_known": known,
        "changes": [
            {"table": c.difference.table, "row": c.difference.row, "figure": c.difference.figure, "old": c.difference.old,
             "new": c.difference.new, "items": [list(i) for i in c.items or ()], "rest": c.rest, "derived": c.items is None}
            for c in found
        ],
    }  # fmt: skip
