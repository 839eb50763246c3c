"""The last look at the cells before they are handed over: what no store can keep is told and taken out."""

import math
from typing import Any

from commonground.core.refusals import NotUsable
from commonground.core.tables import encodings
from commonground.intake.gateway.table import Draft, Limits, short


def clean(draft: Draft, limits: Limits) -> None:
    """Make cells plain (text, whole number, number, yes/no, nothing), and count them."""
    rows = len(draft.shapes)
    if rows > limits.rows:
        raise NotUsable("intake.file.too-many-rows", most=limits.rows)
    if len(draft.columns) > limits.columns:
        raise NotUsable("intake.file.too-many-columns", columns=len(draft.columns), most=limits.columns)
    if rows * len(draft.columns) > limits.cells:
        raise NotUsable("intake.file.too-many-cells", cells=rows * len(draft.columns), most=limits.cells)
    draft.columns = _apart([short(_whole(name), 300) for name in draft.columns])
    for number, (name, cells) in enumerate(zip(draft.columns, draft.cells, strict=True)):
        kinds = set(map(type, cells))
        if kinds <= {int, bool, type(None)} and int not in kinds:
            continue
        if not kinds <= {str, int, float, bool, type(None)}:
            raise TypeError(f"{kinds} in {name}")
        if float in kinds:
            _finite(draft, name, cells)
        if str in kinds:
            _texts(draft, name, cells, limits)
        if int in kinds:
            _integers(draft, name, cells)
        draft.cells[number] = cells


def _finite(draft: Draft, name: str, cells: list[Any]) -> None:
    if math.isfinite(sum([cell for cell in cells if cell.__class__ is float])):
        return  # a sum that is finite has finite parts
    for row, cell in enumerate(cells):
        if cell.__class__ is float and not math.isfinite(cell):
            draft.fault(row, "intake.cell.not-finite", column=name, found=str(cell))
            cells[row] = None


def _integers(draft: Draft, name: str, cells: list[Any]) -> None:
    """Whole numbers that no database column holds stay as text."""
    whole = [cell for cell in cells if cell.__class__ is int]
    if min(whole) >= -(2**63) and max(whole) < 2**63:
        return
    for row, cell in enumerate(cells):
        if cell.__class__ is int and not -(2**63) <= cell < 2**63:
            draft.fault(row, "intake.cell.number-too-long", column=name)
            # Python refuses to write a number of thousands of digits; nobody reads one either
            cells[row] = str(cell) if cell.bit_length() < 4000 else None


def _texts(draft: Draft, name: str, cells: list[Any], limits: Limits) -> None:
    texts = [cell for cell in cells if cell.__class__ is str]
    joined = "\n".join(texts)
    plain = joined.isascii()
    if (not plain and _halves(joined)) or "\x00" in joined:
        _unprintable(draft, name, cells)
    if max(map(len, texts)) > limits.cell_characters:
        for row, cell in enumerate(cells):
            if cell.__class__ is str and len(cell) > limits.cell_characters:
                draft.fault(row, "intake.cell.too-long", column=name, characters=len(cell))
                cells[row] = None
    if not plain and encodings.GARBLED.search(joined):
        for row, cell in enumerate(cells):
            if cell.__class__ is str and len(cell) < 1000 and (better := encodings.repair(cell)):
                draft.fault(
                    row,
                    "intake.text.garbled",
                    column=name,
                    found=short(cell, 80),
                    suggested=short(better, 80),
                )


def _halves(text: str) -> bool:
    """Whether a text holds bytes that were no characters, or half characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _unprintable(draft: Draft, name: str, cells: list[Any]) -> None:
    """Bytes that were no characters are read in the likeliest encoding of all of them;
    zeros are taken out."""
    broken = {row: cell for row, cell in enumerate(cells) if cell.__class__ is str and _halves(cell)}
    raw = {row: cell.encode("utf-8", "surrogateescape") for row, cell in broken.items() if _escaped(cell)}
    encoding = encodings.single_byte(raw.values()) if raw else ""
    for row, cell in broken.items():
        cells[row] = raw[row].decode(encoding, "replace") if row in raw else _whole(cell)
        draft.fault(row, "intake.text.encoding", column=name, encoding=encoding or "–", read=short(cells[row], 80))
    for row, cell in enumerate(cells):
        if cell.__class__ is str and "\x00" in cell:
            cells[row] = cell.replace("\x00", "")
            draft.fault(row, "intake.cell.control-characters", column=name)


def _escaped(text: str) -> bool:
    """Whether the odd characters of a text stand for bytes that could not be read."""
    return all(not 0xD800 <= ord(c) <= 0xDFFF or 0xDC80 <= ord(c) <= 0xDCFF for c in text)


def _apart(names: list[str]) -> list[str]:
    """Names of which cleaning or shortening may have made two alike, told apart by a number."""
    out: dict[str, None] = {}
    for given in names:
        name, number = given, 2
        while name in out:
            name, number = f"{given} ({number})", number + 1
        out[name] = None
    return list(out)


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
