"""Holding a report while it is changed, and writing down what became of it."""

from datetime import datetime
from typing import Any

from commonground.audit.actions import tell
from commonground.core.fieldwork.states import State, Verb, transition
from commonground.core.refusals import NotNow
from commonground.fieldwork import access
from commonground.fieldwork.models import Report, Revision, Verdict


def hold(number: int, version: int, *, by) -> Report:
    """A report, held until the transaction ends. Raises NotThere, or NotNow where somebody has changed it since.

    The row is locked before its version is compared: of two people who decide about the same version, the second waits,
    and is then refused.
    """
    report = lock(number, by=by)
    same(report, version)
    return report


def lock(number: int, *, by) -> Report:
    """A report, held until the transaction ends, whoever has changed it. Raises NotThere."""
    access.report_for(by, number)
    return Report.objects.select_for_update().get(pk=number)


def same(report: Report, version: int) -> None:
    """Raise NotNow where a report that is held is not of the version that was seen."""
    if report.version != version:
        raise NotNow("fieldwork.report.changed", version=report.version, seen=version)


def step(report: Report, verb: Verb, *, by, at: datetime) -> None:
    """Bring a report where a verb leads, and keep what it said then. Whoever calls this has asked whether it may be."""
    made = transition(State(report.state), verb)
    assert made is not None, (report.state, verb)
    report.state = made.target.value
    report.version += 1
    report.changed_at = at
    if verb in (Verb.SUBMIT, Verb.RETURN):
        report.waits_since = at
    report.save()
    keep(report, verb, by=by, at=at)


def keep(report: Report, verb: Verb, *, by, at: datetime) -> None:
    """What a report says, kept for good under its version."""
    Revision.objects.create(
        report=report, version=report.version, state=report.state, fields=report.fields, entered=report.entered,
        why=verb.value, by=by.number, at=at,
    )  # fmt: skip


def tell_states(report: Report, before: State | str) -> None:
    """Tell the audit how the state of the report went that an action is about; what it says stays in its revisions."""
    tell(before={"state": str(before)}, after={"state": report.state}, version=report.version)


def write_verdict(
    report: Report, verb: Verb, *, by, at: datetime, because: str = "", effects: Any = None, own: bool = False
) -> None:
    """What was decided about a report, on what basis."""
    Verdict.objects.create(
        report=report, what=verb.value, version=report.version, because=because[:1000], own=own, effects=effects,
        by=by.number, at=at,
    )  # fmt: skip
