"""Workbooks that go out: no cell acts as a formula, and numbers stay numbers."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from commonground.core.tables.escape import safe_cell

TITLE = 31  # characters that Excel allows for the name of a sheet
LONGEST = 32_767  # characters that Excel allows in a cell
FORBIDDEN = str.maketrans(dict.fromkeys(":\\/?*[]", "-"))
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def write_xlsx(target: str | Path | IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write sheets of (name, columns, rows) as a workbook."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for name, columns, rows in sheets:
        page = book.create_sheet(_title(name, taken))
        page.freeze_panes = "A2"
        heading = [_cell(page, column) for column in columns]
        for cell in heading:
            cell.font = Font(bold=True)
        page.append(heading)
        for row in rows:
            page.append([_cell(page, value) for value in row])
    book.save(target)


def _title(name: str, taken: set[str]) -> str:
    """A name that Excel accepts, unlike those before it."""
    bare = name.translate(FORBIDDEN).strip("' ")[:TITLE] or "Sheet"
    title, number = bare, 2
    while title.casefold() in taken:
        title = f"{bare[: TITLE - len(str(number)) - 1]} {number}"
        number += 1
    taken.add(title.casefold())
    return title


def _cell(page: Any, value: Any) -> Any:
    if isinstance(value, datetime | date):
        day = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        return WriteOnlyCell(page, value=day if day.year >= 1900 else day.isoformat())
    safe = safe_cell(value)
    if isinstance(safe, Decimal):
        safe = float(safe) if safe.is_finite() else None
    cell = WriteOnlyCell(page, value=safe[:LONGEST] if isinstance(safe, str) else safe)
    if isinstance(safe, str):
        cell.data_type = "s"  # text, whatever it looks like
    return cell
