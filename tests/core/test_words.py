"""Words of a file that nobody knows, with how often they stand there."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from commonground.core.intake.mapping import WORDS, Mapping
from commonground.core.intake.words import words_of


@dataclass
class Table:
    columns: list
    cells: list
    shapes: list = field(default_factory=list)


def told(cells, words=None, target="level"):
    mapping = Mapping("hazards", {target: "class"}, words or {})
    return [(w.text, w.rows, w.code) for w in words_of(Table(["class"], [cells]), mapping)]


def test_known_words_and_empty_cells_are_not_told():
    assert told(["suspected", "CHA", "Sumnjiva", "", None, "n/a"]) == []


def test_unknown_words_are_counted_the_most_frequent_first():
    assert told(["perhaps", "Perhaps ", "sure", "confirmed"]) == [("perhaps", 2, None), ("sure", 1, None)]


def test_what_somebody_said_stays_in_the_list_with_its_code():
    words = {"level": {"perhaps": "suspected", "nothing": ""}}
    assert told(["PERHAPS", "nothing", "sure"], words) == [
        ("PERHAPS", 1, "suspected"), ("nothing", 1, ""), ("sure", 1, None)
    ]  # fmt: skip


def test_only_columns_of_codes_are_looked_at():
    assert told(["perhaps"], target="name") == []


@given(st.lists(st.sampled_from(["perhaps", "sure", "šuma", "confirmed", "sha", ""]), max_size=20))
def test_after_every_word_has_a_code_none_is_left_unsaid(cells):
    found = told(cells)
    words = {"level": {text: next(iter(WORDS["level"])) for text, _, _ in found}}
    assert all(code is not None for _, _, code in told(cells, words))
    assert sum(rows for _, rows, _ in found) == sum(c in ("perhaps", "sure", "šuma") for c in cells)
