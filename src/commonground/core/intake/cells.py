"""Cells of a table as the trade's values, and shapes out of columns."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from commonground.core.findings import Finding


def text(cell: Any) -> str:
    """A cell as text, blanks trimmed; a whole number without its ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def number(cell: Any) -> tuple[float | None, str]:
    """A cell as a number, and what was wrong with it ("" where nothing was)."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return None, ""
    if isinstance(cell, int | float):
        return float(cell), ""
    try:
        return float(str(cell).strip().replace(" ", "").replace(",", ".")) if str(cell).strip() else None, ""
    except ValueError:
        return None, "intake.cell.not-a-number"


def day(cell: Any, *, day_first: bool = True) -> tuple[date | None, str]:
    """A cell as a date, and the code of what was wrong with it."""
    if cell is None or str(cell).strip() == "":
        return None, ""
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    try:
        return date.fromisoformat(str(cell).strip()[:10]), ""
    except ValueError:
        return None, "intake.cell.not-a-date"


def shapes(table: Any, mapping: Any) -> tuple[Sequence[bytes | None], list[tuple[int, Finding]]]:
    """The shape of each row as WKB in the file's own coordinates, from its geometry or its columns."""
    return table.shapes, []
