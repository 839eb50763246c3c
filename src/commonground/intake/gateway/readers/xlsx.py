"""Workbooks, row by row, with the values that were last worked out."""

import datetime
import re
import warnings
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from commonground.core.refusals import NotUsable
from commonground.intake.gateway.order import EVERY, Order, Progress
from commonground.intake.gateway.readers import text, zips
from commonground.intake.gateway.table import Draft

ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
BROKEN = (
    BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    SyntaxError,  # what every parser of XML raises: the standard library's ParseError and lxml's are kinds of it
    OSError,
    EOFError,
    AssertionError,
)
MOST_COLUMNS = 16_384


def read(order: Order, archive: ZipFile, progress: Progress) -> Draft:
    """One sheet of a workbook as a table."""
    _no_entities(order, archive)
    draft = Draft("XLSX")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Path(order.path).open("rb") as one, Path(order.path).open("rb") as two:
                return _sheet(draft, order, (one, two), archive, progress)
    except DefusedXmlException as error:
        raise NotUsable("intake.xml.declares-entities", file=order.file) from error
    except zips.zlib.error as error:
        raise NotUsable("intake.zip.damaged", file=order.file, reason=str(error)) from error
    except BROKEN as error:
        reason = str(error)[:200] or type(error).__name__
        raise NotUsable("intake.file.damaged", file=order.file, reason=reason) from error


def _no_entities(order: Order, archive: ZipFile) -> None:
    """No part of a workbook has a document type; one that has is an attack.
    What comes out is counted on the way."""
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        tail = b""
        for piece in zips.pieces(archive, entry, order):
            seen = (tail + piece).replace(b"\x00", b"")
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise NotUsable("intake.xml.declares-entities", file=order.file)
            tail = seen[-16:]


def _sheet(draft: Draft, order: Order, files: tuple[Any, Any], archive: ZipFile, progress: Progress) -> Draft:
    book = openpyxl.load_workbook(files[0], read_only=True, data_only=True, keep_links=False)
    formulas = openpyxl.load_workbook(files[1], read_only=True, data_only=False, keep_links=False)
    draft.layers = [sheet.title for sheet in book.worksheets]
    sheet = _chosen(order, book.worksheets)
    draft.layer = sheet.title
    if book.epoch == CALENDAR_MAC_1904:
        draft.note("intake.excel.calendar-1904")
    others = [s.title for s in book.worksheets if s.title != sheet.title and s.sheet_state == "visible"]
    if others and order.sheet is None:
        draft.note("intake.excel.other-sheets", read=sheet.title, others=", ".join(others)[:200])
    sheet.reset_dimensions()  # a stated size is no size
    records, errors = _rows(sheet, order, progress)
    if not records:
        raise NotUsable("intake.file.no-rows", file=order.file)
    text.fill(draft, records, order, _merged(archive, sheet, order))
    _tell_errors(draft, errors)
    _tell_formulas(draft, formulas[sheet.title], order)
    return draft


def _chosen(order: Order, sheets: list[Any]) -> Any:
    """The sheet that was asked for, or the first one that people see and that holds something."""
    if not sheets:
        raise NotUsable("intake.file.no-rows", file=order.file)
    names = [sheet.title for sheet in sheets]
    if order.sheet is None:
        shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets
        for sheet in shown:
            sheet.reset_dimensions()
            if any(c is not None for row in sheet.iter_rows(max_row=30, values_only=True) for c in row):
                return sheet
        return shown[0]
    if isinstance(order.sheet, int) and 0 <= order.sheet < len(sheets):
        return sheets[order.sheet]
    if order.sheet in names:
        return sheets[names.index(str(order.sheet))]
    raise NotUsable("intake.file.sheet-absent", file=order.file, sheet=str(order.sheet), sheets=", ".join(names)[:300])


def _rows(
    sheet: Any, order: Order, progress: Progress
) -> tuple[list[tuple[int, list[Any], bool]], dict[int, list[tuple[int, str]]]]:
    """Every row down to the last that holds anything, and the cells that hold an error of Excel."""
    records: list[tuple[int, list[Any], bool]] = []
    errors: dict[int, list[tuple[int, str]]] = {}
    kept = cells_seen = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > order.limits.rows + 1000:
            raise NotUsable("intake.file.too-many-rows", file=order.file, most=order.limits.rows)
        if len(row) > MOST_COLUMNS:
            raise NotUsable(
                "intake.file.too-many-columns", file=order.file, columns=len(row), most=order.limits.columns
            )
        cells = [_plain(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        for place, cell in enumerate(cells):
            if cell.__class__ is str and cell in ERRORS:
                errors.setdefault(number, []).append((place, cell))
                cells[place] = None
        cells_seen += len(cells)
        if cells_seen > order.limits.cells:
            raise NotUsable("intake.file.too-many-cells", file=order.file, cells=cells_seen, most=order.limits.cells)
        records.append((number, cells, False))
        if cells:
            kept = len(records)
        if not number % EVERY:
            progress(number)
    return records[:kept], errors


def _plain(cell: Any) -> Any:
    """Dates as ISO text, and everything else as it is."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    if isinstance(cell, str):
        return cell.strip() or None
    return cell if cell is None or isinstance(cell, bool | int | float) else str(cell)


def _merged(archive: ZipFile, sheet: Any, order: Order) -> list[tuple[int, int, int, int]]:
    """Merged cells near the top: (first row, first column, last row, last column), from 0."""
    found: list[tuple[int, int, int, int]] = []
    tail = b""
    path = sheet._worksheet_path.lstrip("/")
    for piece in zips.pieces(archive, archive.getinfo(path), order):
        seen = tail + piece
        for match in MERGED.finditer(seen):
            left, top, right, bottom = range_boundaries(match.group(1).decode())
            area = (top - 1, left - 1, bottom - 1, right - 1)
            if bottom <= 50 and area not in found and len(found) < 500:
                found.append(area)
        tail = seen[-60:]
    return found


def _tell_errors(draft: Draft, errors: dict[int, list[tuple[int, str]]]) -> None:
    rows = {line: row for row, line in enumerate(draft.numbers or [])}
    for line, cells in errors.items():
        if line in rows:
            for place, error in cells:
                column = draft.columns[place] if place < len(draft.columns) else "–"
                draft.fault(rows[line], "intake.excel.error-cell", column=column, found=error)


def _tell_formulas(draft: Draft, sheet: Any, order: Order) -> None:
    """Formulas whose result was never saved; only the first rows are looked at,
    as such files are so throughout."""
    sheet.reset_dimensions()
    rows = {line: row for row, line in enumerate(draft.numbers or [])}
    for line, cells in enumerate(sheet.iter_rows(max_row=2000, values_only=True), 1):
        row = rows.get(line)
        if row is None:
            continue
        for place, cell in enumerate(cells[: len(draft.columns)]):
            if isinstance(cell, str) and cell.startswith("=") and draft.cells[place][row] is None:
                draft.fault(row, "intake.excel.formula-empty", column=draft.columns[place])
