"""Keeping what was found about shapes, and what came with them that is no area."""

import json
from collections.abc import Sequence
from typing import Any

from commonground.core.findings import Finding
from commonground.core.geometry.overlay import is_nothing, to_wkb
from commonground.land.models import Doubt, Evidence, Hazard, LedgerEntry
from commonground.store.bulk import insert
from commonground.store.sets import among, rows, run

Note = tuple[str, str, Sequence[Finding], Any]  # hazard code, entry hash, findings, evidence


def keep(notes: Sequence[Note]) -> None:
    """Replace the shape findings of some hazards, and add the evidence that came with their perimeters."""
    if not notes:
        return
    clause, params = among("code", {n[0] for n in notes})
    hazards = dict(rows(f"SELECT code, id FROM {Hazard._meta.db_table} WHERE {clause}", params))
    clause, params = among("hash", {n[1] for n in notes})
    entries = dict(rows(f"SELECT hash, number FROM {LedgerEntry._meta.db_table} WHERE {clause}", params))
    clause, params = among("entry", entries.values())
    run(f"DELETE FROM {Doubt._meta.db_table} WHERE origin = 'shape' AND {clause}", params)
    insert(
        Doubt,
        ("hazard", "entry", "origin", "code", "severity", "m2", "facts", "lon", "lat"),
        [
            (hazards[code], entries.get(name), "shape", f.code, f.severity.value, _m2(f), json.dumps(f.facts, default=str),
             *(f.at or (None, None)))
            for code, name, findings, _ in notes
            for f in findings
            if code in hazards
        ],
    )  # fmt: skip
    insert(
        Evidence,
        ("hazard", "entry", "kind", "shape"),
        [
            (hazards[code], entries.get(name), "left over from repair", to_wkb(evidence))
            for code, name, _, evidence in notes
            if evidence is not None and not is_nothing(evidence) and code in hazards
        ],
    )


def _m2(finding: Finding) -> int | None:
    for name in ("area_m2", "changed_m2", "overlap_m2", "outside_m2", "m2"):
        value = finding.facts.get(name)
        if isinstance(value, int | float):
            return round(value)
    return None
