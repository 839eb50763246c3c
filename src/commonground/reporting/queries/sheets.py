"""A statement as CSV, as a spreadsheet and as JSON: every figure whole, every cell harmless."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.values import LAND, value
from commonground.core.land.statement import Column
from commonground.core.tables.escape import safe_cell, write_csv
from commonground.places import queries as places
from commonground.reporting.queries.statement import Statement, UnitColumn

# Every figure that the accounts of the land answer, under the name that the catalogue gives its column.
HEAD = (
    "unit_code", "unit", *(FIGURES[code].column for code in LAND),
    "from", "to", "as_of", "as_known_at", "units_edition", "units_valid_from",
)  # fmt: skip
OUTSIDE_NAME = "outside any unit"
TOTAL_NAME = "programme"
PART_NAME = "units seen, not the programme"


SHORT = ("land.opening", "land.brought-forward", "land.new", "land.extended", "land.reopened", "land.cancelled", "land.reduced",
         "land.cleared", "land.closing")  # fmt: skip


def short_rows(found: Statement) -> list[list[Any]]:
    """A row per unit and one for the programme, square metres.

    Unit, opening, brought forward, new and extended, reopened, cancelled, reduced, cleared, closing.
    """
    return [_short(u.name or OUTSIDE_NAME, u.column) for u in found.units] + [_short(_total(found).name, found.total)]


def _short(name: str, column: Column) -> list[Any]:
    opening, brought, new, extended, *rest = (value(code, column) or 0 for code in SHORT)
    return [name, opening, brought, new + extended, *rest]


def _full(found: Statement, unit: UnitColumn) -> list[Any]:
    """Every figure of a unit, in the order of HEAD; a scope of acts has no balances."""
    figures, times = found.figures(unit), found.times
    return [
        unit.code, unit.name or OUTSIDE_NAME, *(figures.get(code) for code in LAND),
        found.period.start.isoformat(), found.period.end.isoformat(), times.on.isoformat() if times.on else "now",
        times.known if times.known is not None else "now", found.edition.number, _valid_from(found) or "",
    ]  # fmt: skip


def _valid_from(found: Statement) -> str | None:
    """The day from which the units of a statement are in force, where somebody said it."""
    return found.edition.valid_from.isoformat() if found.edition.valid_from else None


def _total(found: Statement) -> UnitColumn:
    """The last row: the programme, or what of it whoever asks may see."""
    return UnitColumn("" if found.is_part else found.programme, PART_NAME if found.is_part else TOTAL_NAME, found.total)


def statement_csv(found: Statement) -> str:
    """A row per unit, the programme last."""
    out = io.StringIO(newline="")
    write_csv(out, HEAD, [_full(found, u) for u in (*found.units, _total(found))])
    return out.getvalue()


def statement_xlsx(found: Statement) -> bytes:
    """The same as a workbook: the figures, and a sheet that says what they are."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Statement"
    sheet.append(list(HEAD))
    for unit in (*found.units, _total(found)):
        sheet.append([safe_cell(cell) for cell in _full(found, unit)])
    for row in sheet.iter_rows(min_row=1):
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # text stays text, whatever it begins with
            elif isinstance(cell.value, int):
                cell.number_format = "#,##0"
    for cell in (*sheet[1], *sheet[sheet.max_row]):
        cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    for i, name in enumerate(HEAD, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = 28 if name == "unit" else max(12, min(len(name) + 2, 22))
    about = book.create_sheet("About")
    for pair in _about(found):
        about.append([safe_cell(cell) for cell in pair])
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 90
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _about(found: Statement) -> list[tuple[str, str]]:
    times = found.times
    return [
        ("programme", found.programme),
        ("from", found.period.start.isoformat()),
        ("to", found.period.end.isoformat()),
        ("as of", times.on.isoformat() if times.on else "now"),
        ("as known at entry", str(times.known) if times.known is not None else "now"),
        ("level of units", str(found.level)),
        ("units", PART_NAME if found.is_part else "all"),
        ("edition of the units", f"{found.edition.number}, valid from {_valid_from(found) or 'always'}"),
        (
            "closes to the square metre",
            "yes" if found.closes else "no" if found.has_balances else "flows only: open land has no operator",
        ),
        ("measured in", plane_in_words()),
    ]


def statement_json(found: Statement) -> dict[str, Any]:
    """The same as plain JSON."""
    times = found.times
    return {
        "programme": found.programme,
        "from": found.period.start.isoformat(),
        "to": found.period.end.isoformat(),
        "as_of": times.on.isoformat() if times.on else None,
        "as_known_at": times.known,
        "level": found.level,
        "edition": {"number": found.edition.number, "valid_from": _valid_from(found)},
        "closes": found.closes if found.has_balances else None,
        "plane": plane_in_words(),
        "units": [_column(found, u) for u in found.units],
        "total": _column(found, _total(found)),
    }


def _column(found: Statement, unit: UnitColumn) -> dict[str, Any]:
    return dict(zip(HEAD[:-6], _full(found, unit)[:-6], strict=True))


def plane_in_words() -> str:
    """In which plane land is measured, so that anybody can measure it again."""
    plane = places.programme().plane
    return f"{plane.code}, equal-area, on a grid of {plane.grid_m:g} m: {plane.pipeline}"
