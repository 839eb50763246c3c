"""What an approved report does to the books and to the log of work. Its preview runs the same code."""

from datetime import datetime

from commonground.core.fieldwork.plan import Planned, plan
from commonground.core.land.drafts import Draft
from commonground.core.refusals import NotNow
from commonground.fieldwork.models import Attachment, Report
from commonground.fieldwork.queries import content
from commonground.land.actions import closing, ledger, notes, succession, work
from commonground.land.queries import effects as did
from commonground.land.queries import entries as land_entries
from commonground.land.queries import known


def carry_out(
    report: Report, *, replaced: tuple[int, ...] = (), by, at: datetime
) -> tuple[Planned, did.Effects, int | None, int | None]:
    """Do everything that a report says, inside the caller's transaction: what was planned, what came of it, and the
    ledger numbers it took. `replaced` are entries in whose place it is booked. Raises what the books refuse."""
    said = content.said(report, at.date())
    if said.faults:
        raise NotNow("fieldwork.report.incomplete", fields=len(said.faults))
    planned = plan(content.reported(report, at.date()))
    if report.type == "correction" and not (planned.drafts or planned.voids):
        raise NotNow("fieldwork.correction.no-entry")
    ledger.lock_head()
    before = land_entries.head()
    _work(planned, needed=False, by=by, at=at)
    _book(report, planned, replaced, by=by, at=at)
    if planned.succeeds:
        _succeed(planned, by=by, at=at)
    for code in planned.closes:
        assert planned.on is not None
        closing.close(code, on=planned.on, document=planned.document, by=by, at=at)
    _work(planned, needed=True, by=by, at=at)
    after = land_entries.head()
    numbers = (before + 1, after) if after > before else (None, None)
    return planned, did.since(before), *numbers


def _work(planned: Planned, *, needed: bool, by, at: datetime) -> None:
    """States of work: those a report is about are done or refused; those that merely follow from it where they can be."""
    for step in planned.steps:
        if step.needed is not needed:
            continue
        if not needed and not known.may_note(by, step.hazard, step.work, on=step.on, today=at.date()):
            continue
        work.note(
            step.hazard, step.work, on=step.on, document=step.document, because=planned.because,
            receiver=step.facts.get("receiver", ""), by=by, at=at,
        )  # fmt: skip


def _book(report: Report, planned: Planned, replaced: tuple[int, ...], *, by, at: datetime) -> None:
    why = f"report {report.code}"
    hashes = [known.hash_of(number) for number in replaced]
    if planned.voids or hashes[1:]:
        ledger.void(
            [*planned.voids, *hashes[1:]], document=planned.document, because=planned.because or why, by=by, at=at
        )
    if not planned.drafts:
        return
    drafts = [_fresh(d.changed(corrects=hashes[0]) if hashes else d) for d in planned.drafts]
    correcting = any(d.corrects for d in drafts)
    document = ledger.DocumentCard(planned.document, _title(report), report.type, planned.on, _paper(report))
    ledger.book(
        [d.changed(provenance=_provenance(report)) if d.shape is not None else d for d in drafts],
        by=by, at=at, why=why, documents=[document],
        hazards=[ledger.HazardCard(c.code, c.name, c.contamination) for c in planned.cards],
        permission="land.correct" if correcting else "land.book",
    )  # fmt: skip
    found = content.shape_of(report.entered).findings if report.shape is not None else ()
    if found:
        notes.keep([(d.hazards[0], d.hash, found, None) for d in drafts if d.shape is not None])


def _succeed(planned: Planned, *, by, at: datetime) -> None:
    """Divide a hazard, or unite some."""
    said = planned.succeeds
    assert said is not None
    why = {"document": planned.document, "because": planned.because}
    if said.line:
        succession.divide(said.formers[0], said.heirs, said.line, **why, by=by, at=at)
    else:
        succession.unite(said.formers, said.heirs[0], name=said.name, **why, by=by, at=at)


def _fresh(draft: Draft) -> Draft:
    """A draft under a name of its own: what was booked and voided before may come again, what stands may not."""
    while True:
        state = land_entries.standing([draft.hash]).get(draft.hash)
        if state == "stands":
            raise NotNow("fieldwork.report.booked-already")
        if state is None:
            return draft
        draft = draft.changed(ordinal=draft.ordinal + 1)


def _title(report: Report) -> str:
    return f"{report.type} {report.code}"


def _paper(report: Report) -> str:
    """The hash of the first file that came with a report: the paper that its entries rest on."""
    first = Attachment.objects.filter(report=report, removed_at__isnull=True).order_by("pk").first()
    return first.received_sha256 if first else ""


def _provenance(report: Report) -> dict:
    """The coordinates as entered, their system, operation and accuracy."""
    kept = {k: v for k, v in report.entered.items() if v}
    if len(kept.get("text", "")) > 20_000:
        kept["text"] = f"{kept['text'][:20_000]} …"
    return {**kept, "operation": report.operation, "accuracy_m": report.accuracy_m, "report": report.code}
