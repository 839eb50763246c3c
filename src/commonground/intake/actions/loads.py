"""Taking a file in: a try that shows what would happen, the import in one transaction, and its undoing.

A try is the import itself, rolled back: what it shows is exactly what would happen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.intake.kinds import FACTS
from commonground.core.intake.mapping import Mapping
from commonground.core.intake.plan import Plan, RowPlan, plan
from commonground.core.land.drafts import Draft, name_all
from commonground.core.refusals import NotNow
from commonground.intake import access
from commonground.intake.actions import facts, rows
from commonground.intake.models import Load, Row
from commonground.intake.queries import history, report
from commonground.land.actions import ledger, notes
from commonground.land.queries import entries as land_entries
from commonground.places import queries as places
from commonground.store.bulk import much

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file. `number` is the load's, None for a try."""

    number: int | None
    report: dict[str, Any]
    recorded_facts: dict[str, Any] = field(default_factory=dict)


class _RolledBack(Exception):
    """Ends the transaction of a try."""


def try_out(table, mapping: Mapping, *, by, at: datetime, progress: Progress | None = None) -> dict[str, Any]:
    """What importing a table would do: the import itself, rolled back. Returns its report."""
    require(access.may(by, "intake.import"))
    out: dict[str, Any] = {}
    try:
        with transaction.atomic(), much():
            out = _take(table, mapping, by=by, at=at, progress=progress).report
            raise _RolledBack
    except _RolledBack:
        return out | {"tried": True}


@recorded("intake.file-imported", about=lambda taken, *a, **k: f"load {taken.number}")
def import_table(table, mapping: Mapping, *, by, at: datetime, progress: Progress | None = None) -> Taken:
    """Import a table of hazards or activities in one transaction. The same table again changes nothing."""
    require(access.may(by, "intake.import"))
    with much():
        return _take(table, mapping, by=by, at=at, progress=progress)


def _take(table, mapping: Mapping, *, by, at: datetime, progress: Progress | None) -> Taken:
    programme = places.programme()
    if not mapping.document:
        mapping = mapping.changed(document=f"file {table.name} {table.sha256[:12]}")
    planned = plan(table, mapping, programme.plane, programme.outline, at.date(), progress)
    if progress:
        progress(0, len(planned.rows), "booking")
    if mapping.what in FACTS:
        number, said = facts.take(table, mapping, planned, by=by, at=at, progress=progress)
        if progress:
            progress(len(planned.rows), len(planned.rows), "done")
        return Taken(number, said, {"file": table.name[:100], "counts": said["counts"]})
    outcomes = _settle(planned, mapping)
    load = Load.objects.create(
        file_name=table.name, sha256=table.sha256, bytes=table.bytes, what=mapping.what, mapping=mapping.as_dict(),
        state="imported", at=at,
    )  # fmt: skip
    drafts = [r.draft for r in planned.rows if r.draft is not None and outcomes[r.ordinal] in ("new", "changed")]
    cards = [ledger.HazardCard(**r.card) for r in planned.rows if r.card and outcomes[r.ordinal] in ("new", "changed")]
    booked = ledger.book(
        drafts, by=by, at=at, why=f"import {table.name}", hazards=cards, permission="intake.import",
        documents=[ledger.DocumentCard(mapping.document, table.name, "file", at.date(), table.sha256)],
    )  # fmt: skip
    notes.keep(
        [
            (r.hazard, r.draft.hash, r.findings, r.evidence)
            for r in planned.rows
            if r.draft is not None and (r.findings or r.evidence)
        ]
    )
    rows.write(load, table, planned.rows, outcomes)
    said = report.made(table, mapping, planned, outcomes, booked)
    load.counts, load.report, load.first, load.last = said["counts"], said, booked.first, booked.last
    load.save()
    if progress:
        progress(len(planned.rows), len(planned.rows), "done")
    return Taken(load.pk, said | {"load": load.pk}, {"file": table.name[:100], "counts": said["counts"]})


def _settle(planned: Plan, mapping: Mapping) -> dict[int, str]:
    """New, changed, unchanged or quarantined: each row against what was taken in before, and against the ledger."""
    before = history.standing(mapping.what)
    outcomes: dict[int, str] = {}
    renamed: list[tuple[RowPlan, Draft]] = []
    for row in planned.rows:
        if row.part_of is not None:
            continue
        if row.draft is None:
            outcomes[row.ordinal] = "quarantined"
            continue
        held = before.get(row.identity)
        if held is None:
            outcomes[row.ordinal] = "new"
        elif held.content == row.content and held.entry_hash:
            outcomes[row.ordinal] = "unchanged"
        else:
            outcomes[row.ordinal] = "changed"
            row.draft = row.draft.changed(corrects=held.entry_hash) if held.entry_hash else row.draft
        renamed.append((row, row.draft))
    _tell_apart([row for row, _ in renamed if outcomes[row.ordinal] in ("new", "changed")], outcomes)
    for row in planned.rows:
        if row.part_of is not None:
            outcomes[row.ordinal] = outcomes[planned.rows[row.part_of].ordinal]
    return outcomes


def _tell_apart(given: Sequence[RowPlan], outcomes: dict[int, str]) -> None:
    """Rows that say the same get ordinals; what stands in the ledger is unchanged, what was voided there comes again."""
    if not given:
        return
    name_all([row.draft for row in given])
    hashes = {row.draft.hash for row in given}
    state = land_entries.standing(hashes)
    if not state and len(hashes) == len(given):
        return
    seen: set[str] = set()
    for row in given:
        while True:
            name = row.draft.hash
            if name not in state and name not in seen and name not in hashes:
                state |= land_entries.standing([name])
            if name in seen or state.get(name) == "corrected":
                row.draft = row.draft.changed(ordinal=row.draft.ordinal + 1)
                continue
            if state.get(name) == "stands":
                outcomes[row.ordinal] = "unchanged"
            seen.add(name)
            break


@recorded("intake.file-undone", about=lambda taken, *a, **k: f"load {taken.number}")
def undo(load: Load, *, by, at: datetime) -> Taken:
    """Undo an import: every entry it booked is voided. The file, its rows and their history stay."""
    require(access.may(by, "intake.undo"))
    if load.state != "imported":
        raise NotNow("intake.load.not-imported", number=load.pk, state=load.state)
    if load.what in FACTS:
        said = facts.undo(load, by=by, at=at)
        return Taken(load.pk, said, {"voided": said["voided"]})
    hashes = [
        r
        for r in Row.objects.filter(load=load, outcome__in=("new", "changed")).values_list("entry_hash", flat=True)
        if r
    ]
    standing = land_entries.standing(hashes)
    wanted = [h for h in hashes if standing.get(h) == "stands"]
    booked = (
        ledger.void(wanted, document=f"undoing of import {load.pk}", because=f"import {load.pk} undone", by=by, at=at)
        if wanted
        else None
    )
    load.state, load.undone_at = "undone", at
    load.save()
    return Taken(
        load.pk, {"undone": load.pk, "voided": len(wanted), "first": booked and booked.first}, {"voided": len(wanted)}
    )


def load_to_undo(number: int, *, by) -> Load:
    """A load by its number, for the command line."""
    return access.load_for(by, number)
