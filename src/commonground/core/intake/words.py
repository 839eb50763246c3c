"""Words of a file that stand for codes and that nobody knows: which, how often, and what somebody said they mean."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from commonground.core.identifiers import searchable
from commonground.core.intake.cells import Columns
from commonground.core.intake.mapping import Mapping
from commonground.core.intake.mapping import words_of as words_for


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the file writes it, in how many rows it stands, and the code that the mapping gives it, if any."""

    target: str
    column: str
    text: str
    rows: int
    code: str | None  # None: nobody said yet; "": it says nothing


def words_of(table: Any, mapping: Mapping) -> list[Word]:
    """The words of columns of codes that are not known by themselves, the most frequent first.

    Writings that differ only in capitals, accents or script are one word.
    """
    column = Columns.of(table, mapping)
    plain = mapping.changed(words={})
    out: list[Word] = []
    for target in words_for(mapping.what):
        if target not in column:
            continue
        seen: Counter[str] = Counter()
        first: dict[str, str] = {}
        for i in range(len(column.cells[target])):
            said = column.text(target, i)
            if said:
                key = searchable(said)
                seen[key] += 1
                first.setdefault(key, said)
        own = {searchable(k): v for k, v in mapping.words.get(target, {}).items()}
        out += [
            Word(target, mapping.columns[target], first[key], rows, own.get(key))
            for key, rows in seen.items()
            if key in own or plain.word(target, first[key]) is None
        ]
    return sorted(out, key=lambda w: (-w.rows, w.target, w.text))
