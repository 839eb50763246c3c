"""Tables that go out: no cell may act as a formula in the program that opens it.

A text that begins with =, +, -, @, a tab or a line break is run by Excel, LibreOffice and Google Sheets, as
OWASP describes ("CSV injection"); it gets an apostrophe in front. Numbers stay numbers, also negative ones.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TextIO

# the wide forms are turned into the narrow ones by some programs
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
NUMBER = re.compile(r"^[+-]?\d{1,15}(?:[.,]\d{1,15})?$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]|[\ud800-\udfff]")
Out = str | int | float | Decimal | bool | None


def safe_cell(value: Any) -> Out:
    """A value that a table may hold: text that would act as a formula is made plain text."""
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, float):
        return value if value == value and value not in (float("inf"), float("-inf")) else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    text = CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))
    # what matters is the first sign that is not blank: blanks are cut off on the way in
    if text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS):
        return text if NUMBER.match(text) else "'" + text
    # a quotation mark and a separator in front can end the cell early where the reader divides by another
    # sign
    return "'" + text if re.match(r'^["\';,]+\s*[=+\-@]', text) else text


def write_csv(stream: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, separator: str = ",") -> None:
    """Write a table as CSV (RFC 4180): every text escaped, every heading too."""
    out = csv.writer(stream, delimiter=separator, lineterminator="\r\n")
    out.writerow([safe_cell(name) for name in columns])
    for row in rows:
        out.writerow([_written(cell) for cell in row])


def _written(cell: Any) -> Any:
    safe = safe_cell(cell)
    return ("true" if safe else "false") if isinstance(safe, bool) else safe


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, separator: str = ",") -> bytes:
    """A table as the bytes of a CSV file: UTF-8 with the mark that Excel needs to see it."""
    stream = io.StringIO(newline="")
    write_csv(stream, columns, rows, separator=separator)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")
