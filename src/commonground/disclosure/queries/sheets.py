"""Releases as files: every figure as it stands, signs included, with what has to be said beside it."""

import io
from collections.abc import Iterator

from commonground.core.privacy.door import Printed, Table
from commonground.core.publishing.content import canonical
from commonground.core.tables.escape import csv_bytes
from commonground.disclosure.queries.ledger import Released
from commonground.store.sheets import write_xlsx

HEADINGS = ("period", "table", "first", "second", "value", "stands for", "rounded to")


def rows(found: Released) -> Iterator[list[object]]:
    """Every cell of every table on a line of its own."""
    for printed in found.printed:
        for table in printed.tables:
            yield from _lines(printed, table, found.content["rounded_to"])


def _lines(printed: Printed, table: Table, base: int | None) -> Iterator[list[object]]:
    by = " × ".join(table.by) or "total"
    for cell in table.cells:
        first, second = (*cell.key, "", "")[:2]
        yield [str(printed.period), by, first, second, cell.value, cell.sign.value, base]


def csv(found: Released) -> bytes:
    """As CSV."""
    return csv_bytes(HEADINGS, rows(found))


def xlsx(found: Released) -> bytes:
    """As a workbook, with a sheet that says what it is."""
    said = found.content
    about = [
        ["release", found.number],
        ["sha256", found.sha256],
        ["population", said["population"]],
        ["by", " × ".join(said["by"]) or "total"],
        ["basis", said["basis"]],
        ["rounded to", said["rounded_to"]],
        ["adds up", "yes" if said["adds_up"] else "no: every figure is rounded for itself"],
        ["approved by", said["approved"]["by"]],
        ["approved at", said["approved"]["at"]],
    ]
    stream = io.BytesIO()
    write_xlsx(stream, [("table", HEADINGS, rows(found)), ("about", ("what", "value"), about)])
    return stream.getvalue()


def json(found: Released) -> bytes:
    """As it was hashed, byte for byte."""
    return canonical(found.content)
