"""Columns that the database puts together are the rows' own."""

import pytest

from commonground.store.sets import BETWEEN, columns, rows

pytestmark = pytest.mark.django_db
SOME = "FROM (SELECT 7 AS n, 'a' AS t UNION ALL SELECT 8, 'b,c' UNION ALL SELECT -9007199254740993, '') few"


def test_columns_are_what_rows_are():
    (numbers, twice), (texts,) = columns(("n", "2 * n"), ("t",), SOME)
    found = list(zip(numbers.tolist(), texts, twice.tolist(), strict=True))
    assert found == rows(f"SELECT n, t, 2 * n {SOME}") and len(found) == 3


def test_nothing_found_is_empty_columns():
    (numbers,), (texts,) = columns(("n",), ("t",), f"{SOME} WHERE n > %s", [100])
    assert len(numbers) == 0 and texts == []


def test_a_text_with_what_stands_between_texts_is_no_column():
    assert columns(("n",), (f"t || '{BETWEEN}'",), SOME) is None
