"""Approving a report: what it would do is shown by doing it and taking it back, and doing it for good must give the same.

The stamp of what was shown comes back with the approval. Where the books have moved on so that the report would do
anything else, the approval is refused and what it would do now is shown.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.fieldwork.conflicts import Conflict, Why
from commonground.core.fieldwork.plan import Planned
from commonground.core.fieldwork.states import WAITING, Verb
from commonground.core.identifiers import content_hash
from commonground.core.refusals import NotNow, Refusal
from commonground.core.viewers import Viewer
from commonground.fieldwork import access
from commonground.fieldwork.actions import held, reviewing
from commonground.fieldwork.actions.carrying import carry_out
from commonground.fieldwork.models import Report, code_of
from commonground.fieldwork.queries import content, contradictions
from commonground.land.actions import ledger
from commonground.land.queries.effects import Effects

AS_IT_IS, REPLACE = "as-it-is", "replace"


@dataclass(frozen=True, slots=True)
class Preview:
    """What approving a report would do now, or why it cannot be done."""

    effects: Effects | None
    stamp: str
    planned: Planned | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """What approving a report did. It is what the preview with the same stamp said."""

    number: int
    effects: Effects
    stamp: str
    first: int | None
    last: int | None
    recorded_facts: dict[str, Any] = field(default_factory=dict)


class _TakenBack(Exception):
    """Ends the transaction of a preview."""


def preview(number: int, *, by, at: datetime, accept: str = "") -> Preview:
    """What approving a report would do, found out by doing it and rolling it back. Changes nothing.

    It is worked out with every right that carrying it out needs, so that whoever checks sees it; approving asks again.
    """
    report = access.report_for(by, number)
    rights = Viewer(by.number, by.name, by.permissions | access.CARRYING)
    planned = None
    try:
        with transaction.atomic():
            planned, effects, _, _ = carry_out(report, replaced=_replaced(report, accept, at), by=rights, at=at)
            raise _TakenBack
    except _TakenBack:
        return Preview(effects, _stamp(report, planned, effects, accept), planned)
    except Refusal as refusal:
        return Preview(None, "", planned, refusal)


@recorded("fieldwork.report-approved", about=lambda done, *a, **k: code_of(done.number))
def approve(
    number: int, *, version: int, stamp: str, accept: str = "", because: str = "", by, at: datetime
) -> Approved:
    """Approve a report and book it, in one transaction. It does what was shown under `stamp`, or nothing at all.

    `accept` is the choice about what contradicts it: book it as it is, or in place of the entries it contradicts.
    Raises NotNow with fieldwork.approve.world-changed where it would do anything else than was shown.
    """
    report = held.hold(number, version, by=by)
    ledger.lock_head()  # what is looked at from here on is what it is booked upon
    found = contradictions.of(report, at.date())
    said = access.circumstances(by, report, contradictions=len(found), accepted=accept in (AS_IT_IS, REPLACE))
    require(access.may_do(by, report, Verb.APPROVE, said))
    require(access.may_there(by, report))
    own, before = report.author == by.number, report.state
    report.self_approved = own
    held.step(report, Verb.APPROVE, by=by, at=at)
    passed = access.circumstances(by, report, approved=True, approved_by=by.number, self_approved=own)
    require(access.may_do(by, report, Verb.BOOK, passed))
    planned, effects, first, last = carry_out(report, replaced=_replaced(report, accept, at, found), by=by, at=at)
    require(access.may_there(by, report, booked=True))  # the land that it put on the books lies somewhere too
    if _stamp(report, planned, effects, accept) != stamp:
        raise NotNow("fieldwork.approve.world-changed")
    report.first, report.last = first, last
    held.step(report, Verb.BOOK, by=by, at=at)
    held.write_verdict(report, Verb.APPROVE, by=by, at=at, because=because, own=own,
                       effects={"stamp": stamp, "accept": accept, "effects": effects.as_list()})  # fmt: skip
    _look_at_others(report, by=by, at=at)
    held.tell_states(report, before)
    facts = {"own": own, "accept": accept, "first": first, "last": last}
    return Approved(number, effects, stamp, first, last, facts)


def _replaced(report: Report, accept: str, at: datetime, found: list[Conflict] | None = None) -> tuple[int, ...]:
    """The entries in whose place a report is booked: those that release land which it releases too."""
    if accept != REPLACE:
        return ()
    found = contradictions.of(report, at.date()) if found is None else found
    return tuple(c.other.number for c in found if c.other and c.other.number and c.why in (Why.TWICE, Why.OTHERWISE))


def _stamp(report: Report, planned: Planned | None, effects: Effects, accept: str) -> str:
    """The name of what a report does: its accounts, its findings, its closings and states of work."""
    assert planned is not None
    succeeds = planned.succeeds and [planned.succeeds.formers, planned.succeeds.heirs, planned.succeeds.line]
    acts = [list(planned.closes), succeeds, [[s.hazard, s.work.value, s.on.isoformat()] for s in planned.steps]]
    return content_hash([report.pk, accept, acts, effects.as_list()])


def _look_at_others(report: Report, *, by, at: datetime) -> None:
    """Other reports may contradict what is now booked: into the queue with them. One that somebody holds is left to them."""
    others = contradictions.near(report, content.reported(report, at.date()))
    waiting = Report.objects.select_for_update(skip_locked=True).filter(
        pk__in=[o.pk for o in others], state__in=[s.value for s in WAITING]
    )
    for other in waiting.order_by("pk"):
        reviewing.settle(other, by=by, at=at)
