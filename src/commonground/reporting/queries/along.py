"""A table of figures as files: CSV, a spreadsheet, JSON; every figure whole, every cell harmless."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from commonground.core.dates import Period, Times
from commonground.core.figures.catalogue import FIGURES
from commonground.core.publishing.content import Table
from commonground.core.tables.escape import csv_bytes, safe_cell


def _codes(table: Table) -> list[str]:
    seen = {code for row in table.rows for code in row.values}
    return [code for code in FIGURES if code in seen]


def _grid(table: Table) -> tuple[list[str], list[list[Any]]]:
    codes = _codes(table)
    rows = [*table.rows, *([table.total] if table.total else [])]
    names = [row.name or row.key for row in table.rows] + (["programme"] if table.total else [])
    head = [table.by, "name", *(FIGURES[c].column for c in codes)]
    return head, [[row.key, name, *(row.values.get(c) for c in codes)] for row, name in zip(rows, names, strict=True)]


def as_csv(table: Table) -> bytes:
    """A row per unit, operator or year; the programme last."""
    return csv_bytes(*_grid(table))


def as_xlsx(table: Table) -> bytes:
    """The same as a workbook, with a sheet that says what each column is."""
    head, rows = _grid(table)
    book = Workbook()
    sheet = book.active
    sheet.title = table.by
    sheet.append(head)
    for row in rows:
        sheet.append([safe_cell(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    about = book.create_sheet("Figures")
    about.append(["column", "code", "name", "unit", "source", "unknowns", "rounding"])
    for code in _codes(table):
        d = FIGURES[code]
        about.append([d.column, d.code, d.name, d.unit.value, d.source, d.unknowns, d.rounding])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(table: Table, period: Period, times: Times) -> dict[str, Any]:
    """The same as plain JSON, by the codes of the catalogue."""
    return {
        "from": period.start.isoformat(), "to": period.end.isoformat(), "as_of": times.on.isoformat() if times.on else None,
        "as_known_at": times.known, **table.as_data(),
    }  # fmt: skip
