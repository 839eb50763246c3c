"""A content as a workbook that reckons again: totals and what follows from other figures are formulas, and a check says
whether each makes the figure that was published."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from commonground.core.tables.escape import safe_cell
from commonground.reporting.queries.papers import content as told
from commonground.reporting.queries.papers import form_sheets
from commonground.reporting.queries.papers.zips import fixed
from commonground.ui import figures

HEAD_ROWS, BEFORE = 3, 2  # name, code, measure; the key and the name of a row stand before its figures
NUMBER, PERCENT = "#,##0", "0.0"
QUIET = Font(color="666666", size=9)


def xlsx(content: Mapping[str, Any], language: str) -> bytes:
    """The workbook, with heads in one language."""
    with override(language):
        book = Workbook()
        _about(book.active, content)
        for table in content["tables"]:
            if table["rows"]:
                Sheet(book.create_sheet(_sheet_name(told.TITLES.get(table["by"], table["by"]))), content, table).write()
        form_sheets.write(book, content)
        _definitions(book.create_sheet(_sheet_name(_("Definitions"))), content)
        if get_language_bidi():
            for sheet in book.worksheets:
                sheet.sheet_view.rightToLeft = True
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return fixed(out.getvalue(), date.fromisoformat(content["question"]["to"]))


def _sheet_name(title: Any) -> str:
    return "".join("-" if c in "[]:*?/\\'" else c for c in str(title))[:31]


def _put(sheet: Worksheet, row: int, column: int, value: Any, *, bold: bool = False, font: Font | None = None) -> Cell:
    """A value as a value: a text stays text, whatever it begins with."""
    cell = sheet.cell(row, column, safe_cell(value))
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    elif font is not None:
        cell.font = font
    return cell


class Sheet:
    """One table on its sheet: its figures, then what was published of those that are formulas, then the check."""

    def __init__(self, sheet: Worksheet, content: Mapping[str, Any], table: Mapping[str, Any]) -> None:
        self.sheet, self.table = sheet, table
        rows = [r["values"] for r in table["rows"]] + ([table["total"]] if table["total"] else [])
        self.defined = [f for f in content["figures"] if any(f["code"] in values for values in rows)]
        self.codes = [f["code"] for f in self.defined]
        self.at = {code: get_column_letter(BEFORE + 1 + i) for i, code in enumerate(self.codes)}
        self.identities = _identities(content)
        self.first = table["rows"][0]["values"]
        self.reckoned = [f for f in self.defined if self.formula(f, self.first, 0)]
        self.kept = {f["code"]: BEFORE + 1 + len(self.codes) + i for i, f in enumerate(self.reckoned)}
        self.check = BEFORE + 1 + len(self.codes) + len(self.reckoned)

    def formula(self, defined: Mapping[str, Any], values: Mapping[str, Any], row: int) -> str:
        """The formula of a figure in a row from other figures of the row; nothing where it is not made of any."""
        said = self.identities.get(defined["code"]) or defined["formula"]
        names = [*said.get("plus", ()), *said.get("minus", ()), *(said[x] for x in ("part", "whole") if x in said)]
        if not names or not all(name in values for name in names):
            return ""
        if "part" in said:
            part, whole = (f"{self.at[said[x]]}{row}" for x in ("part", "whole"))
            return f'=IF({whole}=0,"",ROUND(1000*{part}/{whole},0)/10)'
        plus = "+".join(f"{self.at[code]}{row}" for code in said["plus"])
        return "=" + plus + "".join(f"-{self.at[code]}{row}" for code in said["minus"])

    def write(self) -> None:
        self._heads()
        last = HEAD_ROWS
        for last, row in enumerate(self.table["rows"], start=HEAD_ROWS + 1):
            name = told.row_name(self.table["by"], row, {})
            _put(self.sheet, last, 1, row["key"], font=QUIET)
            _put(self.sheet, last, 2, name)
            self._row(last, row["values"])
        if self.table["total"]:
            self._total(last)
        self.sheet.freeze_panes = self.sheet.cell(HEAD_ROWS + 1, BEFORE + 1)
        self.sheet.column_dimensions["A"].width, self.sheet.column_dimensions["B"].width = 12, 28
        for column in range(BEFORE + 1, self.check + 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = 16

    def _heads(self) -> None:
        for column, words in (
            (1, _("Code")),
            (2, str(told.FIRST.get(self.table["by"], self.table["by"]))),
            (self.check, _("Check")),
        ):
            _put(self.sheet, 1, column, words, bold=True)
        for f in self.defined:
            self._head(f, self.codes.index(f["code"]) + BEFORE + 1, figures.name_of(f))
        for f in self.reckoned:
            self._head(f, self.kept[f["code"]], _("%(figure)s, as published") % {"figure": figures.name_of(f)})
        for cell in self.sheet[1]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        self.sheet.row_dimensions[1].height = 62

    def _head(self, defined: Mapping[str, Any], column: int, name: str) -> None:
        _put(self.sheet, 1, column, name, bold=True)
        _put(self.sheet, 2, column, defined["code"], font=QUIET)
        _put(self.sheet, 3, column, figures.unit(defined["unit"]), font=QUIET)

    def _row(self, row: int, values: Mapping[str, Any], *, formulas: Mapping[str, str] | None = None) -> None:
        """Figures of a row: as a formula where one can be, else as published; then what was published, and the check."""
        for f in self.defined:
            code = f["code"]
            made = (formulas or {}).get(code) or self.formula(f, values, row)
            cell = self.sheet[f"{self.at[code]}{row}"]
            cell.value = made if made and code in values else _figure(f, values.get(code))
            cell.number_format = PERCENT if f["unit"] == "percent" else NUMBER
        for f in self.reckoned:
            cell = _put(self.sheet, row, self.kept[f["code"]], _figure(f, values.get(f["code"])), font=QUIET)
            cell.number_format = PERCENT if f["unit"] == "percent" else NUMBER
        pairs = [
            f"{self.at[f['code']]}{row}={get_column_letter(self.kept[f['code']])}{row}"
            for f in self.reckoned
            if f["code"] in values
        ]
        self._says(row, self.check, pairs)

    def _says(self, row: int, column: int, pairs: Sequence[str]) -> None:
        if pairs:
            said = f'IF(AND({",".join(pairs)}),"{_("equal")}","{_("DIFFERS")}")'
            self.sheet.cell(row, column, f"={said}").font = Font(bold=True)

    def _total(self, last: int) -> None:
        """The whole: sums where units add up; under it what was published, and whether it is the same."""
        total, first = last + 1, HEAD_ROWS + 1
        adds = self.table["adds_up"]
        sums = {
            f["code"]: f"=SUM({self.at[f['code']]}{first}:{self.at[f['code']]}{last})"
            for f in self.defined if adds and f["adds_up"] and f["unit"] != "percent" and f["code"] in self.first
        }  # fmt: skip
        _put(self.sheet, total, 2, _("Together"), bold=True)
        self._row(total, self.table["total"], formulas=sums)
        _put(self.sheet, total + 1, 2, _("Together, as published"), font=QUIET)
        _put(self.sheet, total + 2, 2, _("Check"), font=QUIET)
        for f in self.defined:
            value, at = self.table["total"].get(f["code"]), self.at[f["code"]]
            if f["code"] in self.table["total"]:
                cell = _put(
                    self.sheet, total + 1, BEFORE + 1 + self.codes.index(f["code"]), _figure(f, value), font=QUIET
                )
                cell.number_format = PERCENT if f["unit"] == "percent" else NUMBER
                self._says(total + 2, BEFORE + 1 + self.codes.index(f["code"]), [f"{at}{total}={at}{total + 1}"])
        for cell in self.sheet[total]:
            cell.font = Font(bold=True)


def _figure(defined: Mapping[str, Any], value: int | None) -> int | float | None:
    return value / 10 if value is not None and defined["unit"] == "percent" else value


def _identities(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The first identity of each figure; what a figure is split into is a second one."""
    out: dict[str, Mapping[str, Any]] = {}
    for one in content["identities"]:
        out.setdefault(one["figure"], one)
    return out


def _about(sheet: Worksheet, content: Mapping[str, Any]) -> None:
    sheet.title = _sheet_name(_("About"))
    _put(sheet, 1, 1, content["title"], bold=True)
    _put(sheet, 2, 1, told.notice() or None, bold=True)
    for row, (label, value) in enumerate(told.facts(content), start=3):
        _put(sheet, row, 1, label)
        _put(sheet, row, 2, value)
    row = sheet.max_row + 2
    _put(
        sheet,
        row,
        1,
        _("What follows from other figures is a formula here. The check says whether it makes what was published."),
    )
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 32, 90


def _definitions(sheet: Worksheet, content: Mapping[str, Any]) -> None:
    heads = [
        _("Figure"),
        _("Code"),
        _("Measure"),
        _("How it is reckoned"),
        _("Source"),
        _("Unknowns"),
        _("Rounding"),
        _("Edition"),
    ]
    for column, head in enumerate(heads, start=1):
        _put(sheet, 1, column, head, bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = (44, 30, 10, 60, 34, 60, 60, 8)[column - 1]
    for row, f in enumerate(content["figures"], start=2):
        told_of = (
            figures.name_of(f), f["code"], figures.unit(f["unit"]), figures.formula(f), figures.source(f["source"]),
            figures.unknowns(f["unknowns"]), figures.rounding(f["rounding"]), f["edition"],
        )  # fmt: skip
        for column, value in enumerate(told_of, start=1):
            _put(sheet, row, column, value).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
