"""Rows that are no land: handed to the slice that keeps such facts, with what became of each."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from commonground.core.intake.mapping import Mapping
from commonground.core.intake.plan import Plan, RowPlan
from commonground.core.refusals import NotNow
from commonground.intake.actions import rows as kept
from commonground.intake.models import Load, Row
from commonground.intake.queries import history, kinds, report

Progress = Callable[[int, int, str], None]


def take(
    table, mapping: Mapping, planned: Plan, *, by, at: datetime, progress: Progress | None
) -> tuple[int, dict[str, Any]]:
    """Take in the facts of a plan; the load's number and its report. The same rows again change nothing."""
    before = history.standing(mapping.what)
    outcomes: dict[int, str] = {}
    taking: list[RowPlan] = []
    arrived: list[kinds.Arrived] = []
    for row in planned.rows:
        held = before.get(row.identity)
        if row.part_of is not None:
            continue
        if row.fact is None:
            outcomes[row.ordinal] = "quarantined"
        elif held is not None and held.content == row.content and held.entry_hash:
            outcomes[row.ordinal], row.reference = "unchanged", held.entry_hash
        else:
            outcomes[row.ordinal] = "new" if held is None else "changed"
            taking.append(row)
            arrived.append(kinds.Arrived(row.fact, row.identity, held.entry_hash if held else ""))
    destination = kinds.destination(mapping.what)
    placed = destination.take_in(arrived, document=mapping.document, by=by, at=at, progress=progress)
    assert len(placed) == len(taking)
    for row, one in zip(taking, placed, strict=True):
        row.reference = one.reference
        row.findings += one.findings
        if not one.reference:
            outcomes[row.ordinal] = "quarantined"
    for row in planned.rows:
        if row.part_of is not None:
            outcomes[row.ordinal] = outcomes[planned.rows[row.part_of].ordinal]
    load = Load.objects.create(
        file_name=table.name, sha256=table.sha256, bytes=table.bytes, what=mapping.what, mapping=mapping.as_dict(),
        state="imported", at=at,
    )  # fmt: skip
    kept.write(load, table, planned.rows, outcomes)
    said = _report(table, mapping, planned, outcomes)
    load.counts, load.report = said["counts"], said
    load.save()
    return load.pk, said | {"load": load.pk}


def _report(table, mapping: Mapping, planned: Plan, outcomes: dict[int, str]) -> dict[str, Any]:
    """Every row accounted for, every fault named."""
    counts = Counter(outcomes.values())
    return {
        "file": table.name, "sha256": table.sha256, "format": table.format, "what": mapping.what, "rows": len(planned.rows),
        "counts": {name: counts.get(name, 0) for name in report.OUTCOMES}, "doubtful": report.doubts(planned.rows, outcomes),
        "findings": report.findings(planned.rows),
        "coordinates": {"operation": planned.operation, "accuracy_m": planned.accuracy_m, "declared": table.crs},
        "identity": report.identity(mapping), "mapping": mapping.as_dict(),
        "notes": [{"code": f.code, "severity": f.severity.value, "facts": f.facts} for f in table.notes],
    }  # fmt: skip


def undo(load: Load, *, by, at: datetime) -> dict[str, Any]:
    """Take back what a load brought. Raises NotNow where later imports rest on it."""
    found = Row.objects.filter(load=load, outcome__in=("new", "changed")).exclude(entry_hash="")
    references = list(found.order_by("ordinal").values_list("entry_hash", flat=True))
    later = Row.objects.filter(load_id__gt=load.pk, load__state="imported", outcome="changed", load__what=load.what)
    over = later.filter(identity__in=found.values("identity")).values_list("load_id", flat=True).first()
    if over is not None:
        raise NotNow("intake.load.later", number=load.pk, later=over)
    voided = kinds.destination(load.what).void(references, because=f"import {load.pk} undone", by=by, at=at)
    load.state, load.undone_at = "undone", at
    load.save()
    return {"undone": load.pk, "voided": voided, "left": len(references) - voided, "first": None}
