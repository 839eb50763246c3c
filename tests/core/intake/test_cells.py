"""Cells by the trade's values: one by one, and whole columns, which must say the same."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.intake import cells as read
from commonground.core.intake.cells import UNSURE
from commonground.core.intake.mapping import Mapping

CELL = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", " - ", "nepoznato", "12", " 1.234,5 ", "1,5", "2024-02-30", "3.4.2021", "41000", "CHA", "confirmed", "?!", "da", "vojno"]),
    st.text(max_size=8),
)  # fmt: skip
TARGETS = {"code": "a", "level": "a", "flag": "a", "on": "a", "stated_m2": "a"}


def columns(cells, targets=TARGETS, **more):
    mapping = Mapping("hazards", targets, **more)
    return read.Columns.of(SimpleNamespace(columns=["a"], cells=[cells]), mapping), mapping


@given(st.lists(CELL, max_size=8))
def test_a_whole_column_says_what_its_cells_say_one_by_one(cells):
    whole, mapping = columns(cells)
    alone, _ = columns(cells)
    rows = range(len(cells))
    assert whole.texts("code") == [alone.text("code", i) for i in rows]
    numbers, days, codes = whole.numbers("stated_m2"), whole.days("on"), whole.codes("level", mapping, "suspected")
    for i in rows:
        value, told = alone.number("stated_m2", i)
        assert numbers[i] is UNSURE if told else numbers[i] == value
        day, told = alone.day("on", i)
        assert days[i] is UNSURE if told else days[i] == day
        said = alone.text("level", i)
        assert codes[i] == (alone.word("level", said, mapping) if said else "suspected")


def test_an_absent_column_says_nothing_of_any_row():
    column, mapping = columns(["x"], {"code": "a"})
    assert column.texts("name") is None and column.numbers("width_m") is None
    assert column.days("on")[10**6] is None and column.codes("flag", mapping, "")[3] == ""
    assert (
        column.text("name", 0) == "" and column.number("width_m", 0) == (None, []) and column.day("on", 0) == (None, [])
    )


def test_the_order_of_a_column_s_dates_is_the_column_s_own():
    clear, _ = columns(["04/03/2021", "04/13/2021"])
    assert clear.day("on", 0)[0] == date(2021, 4, 3), "no thirteenth month: the day comes second throughout"
    usual, _ = columns(["04/03/2021"])
    assert usual.day("on", 0)[0] == date(2021, 3, 4)
    american, _ = columns(["04/03/2021"], day_first=False)
    assert american.day("on", 0)[0] == date(2021, 4, 3)


def test_a_cell_that_cannot_be_read_is_told_with_its_column():
    column, _ = columns(["soon"])
    for _, told in (column.day("on", 0), column.number("stated_m2", 0)):
        assert [f.facts["column"] for f in told] == ["a"]


@pytest.mark.parametrize(
    ("cell", "said"), [(None, ""), (3.0, "3"), (3.5, "3.5"), ("  x ", "x"), (True, "True"), (7, "7")]
)
def test_cells_as_text(cell, said):
    assert read.text(cell) == said


def test_numbers_of_a_file_need_no_reading():
    day = date(2020, 1, 1) + timedelta(days=1)
    column, _ = columns([1.5, 2, 2**62, day.isoformat()])
    assert [column.number("stated_m2", i) for i in range(3)] == [(1.5, []), (2.0, []), (float(2**62), [])]
