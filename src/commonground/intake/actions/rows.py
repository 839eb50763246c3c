"""Keeping every row of a file as it was received, with what became of it."""

import json
from collections.abc import Mapping, Sequence

from commonground.core.findings import Finding
from commonground.core.intake.plan import RowPlan
from commonground.intake.models import Load, Row
from commonground.store.aside import laid_aside
from commonground.store.bulk import insert

COLUMNS = (
    "load",
    "ordinal",
    "identity",
    "content",
    "outcome",
    "cells",
    "shape_wkb",
    "hazard_code",
    "entry_hash",
    "findings",
)
SAY = json.JSONEncoder(ensure_ascii=False, default=str).encode


def write(load: Load, table, rows: Sequence[RowPlan], outcomes: Mapping[int, str]) -> None:
    """All rows of a load."""
    out = (
        (load.pk, r.ordinal, r.identity[:130], r.content, outcomes[r.ordinal], r.cells, table.shapes[r.ordinal - 1], r.hazard,
         r.draft.hash if r.draft is not None else r.reference, _findings(r.findings) if r.findings else "")
        for r in rows
    )  # fmt: skip
    with laid_aside([Row], len(rows)):
        insert(Row, COLUMNS, out, len(rows))


def _findings(some: Sequence[Finding]) -> str:
    return SAY([{"code": f.code, "severity": f.severity.value, "facts": f.facts, "at": f.at} for f in some])
