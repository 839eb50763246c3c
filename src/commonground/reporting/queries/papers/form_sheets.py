"""The sections of a form as sheets of a workbook: texts as paragraphs, tables as numbers, and wholes that add up again."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from commonground.core.tables.escape import safe_cell
from commonground.reporting.queries.papers import prose

NUMBER = "#,##0"
QUIET, BOLD = Font(color="666666", size=9), Font(bold=True)
ADDED = ("unit", "method")  # parts whose rows share the whole out; land under two types of contamination is in both
LONGEST = 31  # letters of a sheet's name


def write(book: Workbook, content: Mapping[str, Any]) -> None:
    """A sheet for every section that says something, by its paragraph of the treaty, after the figures."""
    adds = {f["code"] for f in content["figures"] if f["adds_up"] and f["unit"] != "percent"}
    for section, told in zip(content["sections"], prose.sections(content), strict=True):
        said = [p for p in section.get("parts", ()) if p["state"] != "empty"]
        if said:
            sheet = book.create_sheet(_name(book, section, told.title))
            _section(sheet, told, said, adds)


def _name(book: Workbook, section: Mapping[str, Any], title: str) -> str:
    """The first letters of a title that no other sheet has; the section's code before them where there is one already."""
    for words in (title, f"{section['code']} {title}"):
        name = "".join("-" if c in "[]:*?/\\'" else c for c in words)[:LONGEST].strip()
        if name and name not in book.sheetnames:
            break
    return name


def _section(sheet: Worksheet, told: prose.Section, parts: list[Mapping[str, Any]], adds: set[str]) -> None:
    _text(sheet, 1, told.title, BOLD)
    _text(sheet, 2, told.note, QUIET)
    sheet.column_dimensions["A"].width = 40
    row = 4
    for part, words in zip(parts, told.parts, strict=True):
        _text(sheet, row, words.title, BOLD)
        row += 1
        for line in words.lines:
            _text(sheet, row, line)
            sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
            row += 1
        if words.heads:
            row = _table(sheet, row, part, words, adds)
        row += 1


def _text(sheet: Worksheet, row: int, text: str, font: Font | None = None, column: int = 1) -> None:
    cell = sheet.cell(row, column, safe_cell(text) or None)
    if cell.value is not None:
        cell.data_type = "s"
    if font:
        cell.font = font


def _table(sheet: Worksheet, head: int, part: Mapping[str, Any], words: prose.Part, adds: set[str]) -> int:
    """A table from the row of its heads on; the row after it."""
    columns = prose.columns_of(part)
    for column, name in enumerate(words.heads, start=1):
        _text(sheet, head, str(name), BOLD, column)
        sheet.cell(head, column).alignment = Alignment(wrap_text=True, vertical="top")
        if column > 1:
            sheet.column_dimensions[get_column_letter(column)].width = 18
    rows = [*part["rows"], *([part["total"]] if part["total"] else [])]
    for number, (said, shown) in enumerate(zip(rows, words.rows, strict=True), start=head + 1):
        whole = said is part["total"]
        _text(sheet, number, str(shown[0]), BOLD if whole else None)
        for column, (one, text) in enumerate(zip(columns, shown[1:], strict=True), start=2):
            value = said["cells"].get(one["key"])
            if not isinstance(value, int):
                _text(sheet, number, str(text) if value is not None else "", None, column)
                continue
            cell = sheet.cell(number, column, value)
            cell.number_format = NUMBER
            if whole and part["rows"] and part["by"] in ADDED and one["figure"] in adds:
                at = get_column_letter(column)
                cell.value = f"=SUM({at}{head + 1}:{at}{number - 1})"
                _checked(sheet, number, column, value)
    last = head + len(rows)
    return last + (3 if part["total"] else 1)


def _checked(sheet: Worksheet, total: int, column: int, published: int) -> None:
    """What was published under a sum, and whether it is the same."""
    at = get_column_letter(column)
    _text(sheet, total + 1, _("Together, as published"), QUIET)
    _text(sheet, total + 2, _("Check"), QUIET)
    cell = sheet.cell(total + 1, column, published)
    cell.number_format, cell.font = NUMBER, QUIET
    said = f'IF(AND({at}{total}={at}{total + 1}),"{_("equal")}","{_("DIFFERS")}")'
    sheet.cell(total + 2, column, f"={said}").font = BOLD
