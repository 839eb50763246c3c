"""Claims as files: the template to fill in, a claim as it was entered, and a claim beside the books."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from commonground.core.claims.published import FACTORS
from commonground.core.claims.questions import Terms
from commonground.core.claims.sheets import EXAMPLE, HEAD, Read, as_rows, read
from commonground.core.tables.escape import csv_bytes, safe_cell
from commonground.intake import gateway as intake
from commonground.reporting.queries.claims import Compared, unit_codes

LIMITS = intake.Limits(
    bytes=10_000_000, unpacked=60_000_000, rows=20_000, columns=60, cells=600_000, cell_characters=5_000, seconds=60.0
)
BESIDE = (
    "line", "label", "printed", "measure", "figure", "from", "to", "unit", "contamination", "flag", "operator", "ours",
    "printed_as_ours", "gap", "gap_beyond_precision", "reason", "figure_under_reason", "gap_under_reason",
    "gap_beyond_precision_under_reason", "explains", "questions",
)  # fmt: skip


def claims_in(path: Path, name: str) -> Read:
    """The claims of a file that somebody hands in. Raises NotUsable where it cannot be read as a table at all."""
    table = intake.read(path, limits=LIMITS, name=name)
    numbers = table.numbers or [n + 2 for n in range(table.rows)]
    rows = [(numbers[n], [column[n] for column in table.cells]) for n in range(table.rows)]
    return read(table.columns, rows, unit_codes())


def template(kind: str) -> bytes:
    """An empty table with an example to write over."""
    return _file(kind, HEAD, EXAMPLE)


def entered(found: Compared, kind: str) -> bytes:
    """A claim as it can be imported again."""
    return _file(kind, HEAD, as_rows(found.kept.published))


def beside(found: Compared, kind: str) -> bytes:
    """A claim beside the books: a row per line, and one more for every reason tested. In whole units of the catalogue."""
    return _file(kind, BESIDE, list(_beside(found)))


def _beside(found: Compared) -> Iterable[list[Any]]:
    for n, (line, one) in enumerate(zip(found.kept.published.lines, found.lines, strict=True), start=1):
        head = [n, line.label, line.printed, line.measure.value, line.figure, line.start, line.end, line.unit, line.contamination,
                line.flag, line.operator]  # fmt: skip
        if one is None:
            value = line.read(found.kept.published.mark).value * FACTORS[line.measure]
            yield [*head, None, value, *[None] * 8]
            continue
        own = [one.ours, one.printed.value, one.gap, None if one.ours is None else -one.remaining]
        yield [*head, *own, *[None] * 4, "yes" if one.agrees else "no", _questions(((1, one.question),))]
        for t in one.tested:
            codes = " + ".join(v.code for v in t.variations)
            yield [
                *head,
                *own,
                codes,
                t.ours,
                t.gap,
                -t.remaining,
                "yes" if t.holds and not t.idle else "no",
                _questions(t.terms),
            ]


def _questions(terms: Terms) -> str:
    """The questions behind a figure, so that it can be asked again."""
    said = []
    for sign, q in terms:
        parts = [q.figure, f"{q.start.isoformat()}..{q.end.isoformat()}"]
        named = {"known": q.known, "unit": q.unit or None, "contamination": q.contamination, "flag": q.flag, "operator": q.operator,
                 "edition": q.edition}  # fmt: skip
        parts += [f"{name}={value or 'none'}" for name, value in named.items() if value is not None]
        said.append(("minus " if sign < 0 else "plus " if said else "") + " ".join(parts))
    return "; ".join(said)


def _file(kind: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    if kind == "csv":
        return csv_bytes(head, rows)
    book = Workbook()
    sheet = book.active
    sheet.title = "Claim"
    sheet.append(list(head))
    for row in rows:
        sheet.append([safe_cell(cell) for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
                cell.number_format = "@"  # a printed figure keeps its noughts
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for i, name in enumerate(head, start=1):
        letter = get_column_letter(i)
        sheet.column_dimensions[letter].width = (
            32 if name in ("publisher", "title", "source", "label", "check", "questions") else 15
        )
        if name == "printed":
            for n in range(len(EXAMPLE) + 2, 402):
                sheet.cell(n, i).number_format = "@"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
