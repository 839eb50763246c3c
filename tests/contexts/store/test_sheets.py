"""Workbooks that go out hold no formula."""

import io
from datetime import date
from decimal import Decimal

from openpyxl import load_workbook

from commonground.store.sheets import write_xlsx


def test_xlsx_keeps_numbers_and_makes_formulas_text():
    rows = [
        ["=1+1", -5, Decimal("1.5"), date(2020, 1, 2), None, True, "-5"],
        ["@x\x07", 0, "Žepče", "+1+1", "=" * 40_000, 1e300, ""],
    ]
    stream = io.BytesIO()
    write_xlsx(stream, [("a/b:c", ["=x", *"bcdefg"], rows), ("A-B-C", ["n"], [])])
    book = load_workbook(stream)
    assert book.sheetnames == ["a-b-c", "A-B-C 2"]
    sheet = book["a-b-c"]
    assert [cell.value for cell in sheet[1]][:2] == ["'=x", "b"]
    first = list(sheet[2])
    assert [cell.value for cell in first[:3]] == ["'=1+1", -5, 1.5]
    assert first[3].value.date() == date(2020, 1, 2)
    assert [cell.value for cell in first[4:]] == [None, True, "-5"]
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    assert len(sheet["E3"].value) == 32_767
