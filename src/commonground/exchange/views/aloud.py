"""Agreements as sentences: the clauses of `core.exchange.sentences` in the words of the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from commonground.core.exchange import sentences
from commonground.core.exchange.agreements import Agreement
from commonground.exchange.views import shown, words
from commonground.places import queries as places
from commonground.ui import numbers


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and those that stand under it."""

    text: str
    inside: tuple["Sentence", ...] = ()


def sentences_of(agreement: Agreement, language: str = "") -> list[Sentence]:
    """An agreement in the reader's language, or in another one."""
    if language:
        with override(language):
            return sentences_of(agreement)
    say = _Speaker(agreement)
    return [say(one) for one in sentences.clauses(agreement)]


class _Speaker:
    """Writes the facts of clauses as words; areas are called by letters, as long as there are few."""

    def __init__(self, agreement: Agreement) -> None:
        self.areas = {name: f"{_letter(i)} ({name[:8]})" for i, name in enumerate(sorted(agreement.annexes))}
        self.units = {unit.code: unit.name for unit in places.units()}

    def __call__(self, clause: sentences.Clause) -> Sentence:
        facts: dict[str, Any] = {name: self.written(name, value, clause.facts) for name, value in clause.facts.items()}
        if (number := clause.facts.get("number")) is not None:
            facts["number"] = _Written(number)
        said = str(words.CLAUSES[clause.key] % facts)
        return Sentence(said, tuple(self(one) for one in clause.inside))

    def written(self, name: str, value: Any, facts: Any) -> str:
        collection, field = facts.get("collection", "hazard"), facts.get("field", "")
        match name:
            case "collection":
                return str(words.COLLECTIONS[value])
            case "table":
                return str(words.TABLES[value])
            case "dimensions":
                return _listed(words.DIMENSIONS[one] for one in value)
            case "measures":
                return _listed(words.MEASURES[one] for one in value)
            case "annexes":
                return _listed(self.areas.get(one, one[:8]) for one in value)
            case "field":
                return str(words.FIELDS[collection][value])
            case "fields":
                return _listed(words.FIELDS[collection][one] for one in value)
            case "values":
                return _listed(self.value(field, one) for one in value)
            case "least" | "most":
                return str(self.value(field, value))
            case "bounds":
                return "; ".join(ranges(value))
            case "annex":
                return self.areas.get(value, value[:8])
            case "talk":
                return "; ".join(str(words.TALK[one]) for one in value)
            case "names":
                return _listed(value)
        if isinstance(value, date):
            return numbers.day(value)
        if name in ("west", "east", "south", "north"):
            return f"{value:.4f}°"
        return str(value)

    def value(self, field: str, value: Any) -> Any:
        if isinstance(value, int):
            return numbers.grouped(value)
        if field == "unit":
            return self.units.get(value, value)
        return shown.VALUES.get(field, {}).get(value, value)


class _Written(int):
    """A number that chooses the form of its sentence, and stands in it as the language writes numbers."""

    def __str__(self) -> str:
        return numbers.grouped(int(self))


def ranges(bounds: Iterable[int]) -> list[str]:
    """The ranges that bounds make, in words."""
    edges = list(bounds)
    say = numbers.grouped
    return [
        _("below %(most)s") % {"most": say(edges[0])},
        *(_("%(least)s to %(most)s") % {"least": say(a), "most": say(b)} for a, b in pairwise(edges)),
        _("%(least)s and more") % {"least": say(edges[-1])},
    ]


def _listed(some: Iterable[Any]) -> str:
    return ", ".join(str(one) for one in some)


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)
