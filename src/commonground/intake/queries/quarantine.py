"""Rows that could not be booked, as a CSV to mend and hand in again."""

import io
import json
from collections.abc import Callable
from typing import Any

from commonground.core.findings import Finding
from commonground.core.tables import wkt
from commonground.core.tables.escape import write_csv
from commonground.intake.models import Load, Row
from commonground.intake.queries.loads import told

PROBLEM, ROW_OF, SHAPE = "what is wrong", "row of the file", "wkt"


def as_csv(load: int, sentence: Callable[[Finding], str] | None = None) -> str:
    """The quarantined rows of an import with every column as received, their shapes as WKT, and what is wrong.

    The columns are named as in the file, so that the same mapping reads the mended rows; the last two say what to
    mend and are no column of anything.
    """
    found = Row.objects.filter(load_id=load, outcome="quarantined").order_by("ordinal")
    columns: list[str] = []
    rows: list[tuple[dict[str, Any], bytes | None, str, int]] = []
    for cells, shape, findings, ordinal in found.values_list("cells", "shape_wkb", "findings", "ordinal"):
        said = json.loads(cells or "{}")
        columns += [c for c in said if c not in columns]
        problems = told(findings)
        words = "; ".join(sentence(f) if sentence else f.code for f in problems)
        rows.append((said, bytes(shape) if shape is not None else None, words, ordinal))
    shaped = any(shape for _, shape, _, _ in rows) and SHAPE not in columns
    head = [*columns, *([SHAPE] if shaped else []), PROBLEM, ROW_OF]
    out = io.StringIO(newline="")
    write_csv(
        out, head,
        (
            [*(_cell(said.get(c)) for c in columns), *([wkt.written(shape) if shape else None] if shaped else []), words, ordinal]
            for said, shape, words, ordinal in rows
        ),
    )  # fmt: skip
    return out.getvalue()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def count(load: Load) -> int:
    """How many rows of an import wait."""
    return (load.counts or {}).get("quarantined", 0)
