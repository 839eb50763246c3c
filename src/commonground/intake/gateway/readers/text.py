"""CSV and its relatives: the separator, the quotes and the encoding are found out,
and what was found out is told."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from commonground.core.refusals import NotUsable
from commonground.core.tables import encodings, headings
from commonground.intake.gateway.order import EVERY, Order, Progress
from commonground.intake.gateway.table import Draft

SEPARATORS = ";,\t|"
NAMES = {"utf-8": "UTF-8", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "iso8859-2": "ISO-8859-2",
         "cp1252": "Windows-1252", "cp852": "DOS 852", "iso8859-5": "ISO-8859-5"}  # fmt: skip


def read(order: Order, data: bytes, progress: Progress) -> Draft:
    """A text of separated values as a table."""
    decoded = encodings.decode(data)
    draft = Draft("CSV")
    tell_encoding(draft, decoded.guess)
    csv.field_size_limit(max(order.limits.bytes, 1_000_000))
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    first = 0
    separator = _separator(lines[:50])
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        separator, first = lines[0].strip()[4], 1
    records = list(_records(lines, first, separator, order, progress))
    if not any(cell.strip() for _, cells, _ in records for cell in cells):
        raise NotUsable("intake.file.no-rows", file=order.file)
    fill(draft, records, order)
    _tell_mixed(draft, decoded.others, len(lines))
    return draft


def fill(draft: Draft, records: list[tuple[int, list[Any], bool]], order: Order, merged: Any = ()) -> None:
    """Rows under the heading that is found among them: (line, cells, whether a quotation was left open)."""
    heading = headings.find([cells for _, cells, _ in records[: headings.LOOKED_AT]], merged)
    tell_heading(draft, heading)
    if len(heading.names) > order.limits.columns:
        raise NotUsable(
            "intake.file.too-many-columns",
            file=order.file,
            columns=len(heading.names),
            most=order.limits.columns,
        )
    draft.add_columns(heading.names)
    width = len(draft.columns)
    body = [record for record in records[heading.data :] if any(c not in (None, "") for c in record[1])]
    if len(body) > order.limits.rows:
        raise NotUsable("intake.file.too-many-rows", file=order.file, most=order.limits.rows)
    draft.numbers = [line for line, _, _ in body]
    for row, (_, cells, left_open) in enumerate(body):
        if left_open:
            draft.fault(row, "intake.row.quote-open")
        if len(cells) > width:
            if any(c not in (None, "") for c in cells[width:]):
                draft.fault(row, "intake.row.extra-cells", found=len(cells), expected=width)
        elif len(cells) < width and draft.format == "CSV" and not left_open:
            draft.fault(row, "intake.row.missing-cells", found=len(cells), expected=width)
    rows = [[None if c == "" else c for c in cells[:width]] + [None] * (width - len(cells)) for _, cells, _ in body]
    draft.cells = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in draft.columns]
    draft.shapes = [None] * len(rows)


def tell_heading(draft: Draft, heading: headings.Heading) -> None:
    """What was done to find the names of the columns."""
    if heading.missing:
        draft.note("intake.heading.missing", columns=len(heading.names))
    elif heading.skipped:
        draft.note("intake.heading.skipped", rows=heading.skipped)
    if heading.merged:
        draft.note("intake.heading.merged")
    if heading.unnamed:
        draft.note("intake.columns.unnamed", columns=heading.unnamed)


def tell_encoding(draft: Draft, guess: encodings.Guess, *, told: bool = True) -> None:
    """A mark at the beginning, and an encoding that had to be guessed."""
    if guess.mark:
        draft.note("intake.encoding.mark", encoding=NAMES.get(guess.encoding, guess.encoding.upper()))
    if not guess.certain and told:
        draft.note("intake.encoding.guessed", encoding=NAMES.get(guess.encoding, guess.encoding.upper()))


def _tell_mixed(draft: Draft, others: dict[int, str], lines: int) -> None:
    """Rows on lines that were written in another encoding than the rest."""
    if not others:
        return
    encoding = next(iter(others.values()))
    draft.note("intake.encoding.mixed", lines=len(others), encoding=NAMES.get(encoding, encoding))
    numbers = draft.numbers or []
    ends = [*numbers[1:], lines + 1] if numbers else []
    for row, (start, end) in enumerate(zip(numbers, ends, strict=True)):
        if any(line in others for line in range(start - 1, min(end - 1, start + 1000))):
            draft.fault(row, "intake.text.encoding", column="–", encoding=NAMES.get(encoding, encoding), read="–")


def _separator(lines: list[str]) -> str:
    """The separator that divides most lines into the same number of cells, outside of quotations."""
    best, mark = ",", 0.0
    for candidate in SEPARATORS:
        counts = [len(_outside(line).split(candidate)) - 1 for line in lines if line.strip()]
        filled = sorted(count for count in counts if count)
        if not filled:
            continue
        usual = filled[len(filled) // 2]
        score = sum(count == usual for count in counts) / len(counts) * (1 + min(usual, 30) / 100)
        if candidate == ",":  # a decimal comma is no separator where another divides as well
            score *= 0.9
        if score > mark:
            best, mark = candidate, score
    return best


def _outside(line: str) -> str:
    return "".join(line.split('"')[::2]) if '"' in line else line


def _records(
    lines: list[str], start: int, separator: str, order: Order, progress: Progress
) -> Iterator[tuple[int, list[Any], bool]]:
    """Line number, cells, and whether a quotation was opened that nothing closes:
    then the line stands alone."""
    at, hopeless = start, False
    while at < len(lines):
        if at - start > order.limits.rows * 3 + 1000:
            raise NotUsable("intake.file.too-many-rows", file=order.file, most=order.limits.rows)
        if not at % EVERY:
            progress(at)
        line, end = lines[at], at + 1
        if '"' in line and (still := _open(line, separator, False)):
            while still and end < len(lines) and not hopeless:
                if '"' in lines[end]:
                    still = _open(lines[end], separator, True)
                end += 1
            if still:  # to the end of the file: the quotation mark is a slip of this line
                hopeless = True
                yield at + 1, [_unquoted(cell) for cell in line.split(separator)], True
                at += 1
                continue
            line = "\n".join(lines[at:end])
        yield at + 1, _cells(line, separator), False
        at = end


def _open(line: str, separator: str, within: bool) -> bool:
    """Whether a quotation is open at the end of a line. One opens only at the beginning of a cell."""
    at = 0
    while (at := line.find('"', at)) >= 0:
        if within:
            if line[at + 1 : at + 2] == '"':
                at += 1
            else:
                within = False
        elif at == 0 or line[at - 1] == separator:
            within = True
        at += 1
    return within


def _cells(line: str, separator: str) -> list[Any]:
    if '"' not in line:
        return line.split(separator) if line else []
    return next(csv.reader(io.StringIO(line, newline=""), delimiter=separator), [])


def _unquoted(cell: str) -> str:
    return cell.strip().strip('"')
