"""Keeping what was found about shapes, and what came with them that is no area."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from commonground.core.findings import Finding, Severity
from commonground.core.geometry.overlay import is_nothing, to_wkb
from commonground.core.land.entries import Entry
from commonground.land.actions import summaries
from commonground.land.models import Doubt, Evidence, Hazard, LedgerEntry
from commonground.land.queries import entries as ledger
from commonground.store.bulk import insert
from commonground.store.sets import among, rows, run

NOTHING_CORRECTED = "land.entry.corrects-nothing"
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
    gone = _homes(f"origin = 'shape' AND {clause}", params)
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
    summaries.weigh(gone | set(hazards.values()))
    insert(
        Evidence,
        ("hazard", "entry", "kind", "shape"),
        [
            (hazards[code], entries.get(name), "left over from repair", to_wkb(evidence))
            for code, name, _, evidence in notes
            if evidence is not None and not is_nothing(evidence) and code in hazards
        ],
    )


def tell_corrections(new: Iterable[Entry] | None = None) -> None:
    """Tell of corrections that name an entry the ledger does not hold, and no longer of those whose entry has come.

    After a booking only what it can have changed is looked at: what the new entries correct, and what was told before.
    """
    told = {r[0] for r in rows(f"SELECT entry FROM {Doubt._meta.db_table} WHERE code = %s", [NOTHING_CORRECTED])}
    about = None if new is None else told | ledger.corrections_behind(e.number for e in new if e.corrects)
    if about is not None and not about:
        return
    found = ledger.corrects_nothing(about)
    gone = _homes("code = %s", [NOTHING_CORRECTED]) if told else set()
    if told:
        run(f"DELETE FROM {Doubt._meta.db_table} WHERE code = %s", [NOTHING_CORRECTED])
    clause, params = among("n.entry_id", found)
    homes = rows(
        f"SELECT n.entry_id, n.hazard_id, e.corrects FROM land_naming n JOIN {LedgerEntry._meta.db_table} e ON e.number = n.entry_id "
        f"WHERE n.place = 0 AND {clause} ORDER BY n.entry_id",
        params,
    )
    insert(
        Doubt,
        ("hazard", "entry", "origin", "code", "severity", "m2", "facts"),
        [
            (hazard, entry, "correction", NOTHING_CORRECTED, Severity.DOUBT.value, None, json.dumps({"corrects": name}))
            for entry, hazard, name in homes
        ],
    )
    summaries.weigh(gone | {hazard for _, hazard, _ in homes})


def _homes(which: str, params: list[Any]) -> set[int]:
    """The hazards that some findings are about."""
    told = rows(
        f"SELECT DISTINCT hazard_id FROM {Doubt._meta.db_table} WHERE hazard_id IS NOT NULL AND {which}", params
    )
    return {r[0] for r in told}


def _m2(finding: Finding) -> int | None:
    for name in ("area_m2", "changed_m2", "overlap_m2", "outside_m2", "m2"):
        value = finding.facts.get(name)
        if isinstance(value, int | float):
            return round(value)
    return None
