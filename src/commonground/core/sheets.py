"""Tables for spreadsheet programs: cells that they show and never run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = re.compile(r"\s*[=+\-@\t\r\n|]")
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet program takes for a formula: text that looks like one gets an apostrophe.

    Numbers stay numbers, also when they are written as text and negative.
    """
    if not isinstance(cell, str) or not FORMULA.match(cell) or NUMBER.fullmatch(cell.strip()):
        return cell
    return "'" + cell


def csv_text(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV after RFC 4180, every cell harmless; an empty cell is what is not known or does not apply."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([harmless("" if cell is None else cell) for cell in row] for row in rows)
    return out.getvalue()
