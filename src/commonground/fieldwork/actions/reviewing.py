"""What somebody does who checks a report: return it with remarks, and look again for what contradicts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.fieldwork.states import WAITING, State, Verb
from commonground.fieldwork import access
from commonground.fieldwork.actions import held
from commonground.fieldwork.models import Remark, Report, code_of
from commonground.fieldwork.queries import content, contradictions


@dataclass(frozen=True, slots=True)
class Settled:
    """Reports that went into the queue of conflicts, or out of it."""

    numbers: tuple[int, ...]
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("fieldwork.report-returned", about=lambda result, *a, **k: code_of(result))
def return_with_remarks(
    number: int, *, version: int, remarks: Mapping[str, str], because: str = "", by, at: datetime
) -> int:
    """Return a report to its author, with what is to be mended at each field concerned."""
    report = held.hold(number, version, by=by)
    before = report.state
    names = {f.name for f in content.type_of(report).fields} | {""}
    said = {name: text.strip() for name, text in remarks.items() if text.strip() and name in names}
    require(
        access.may_do(by, report, Verb.RETURN, access.circumstances(by, report, because=because, remarks=len(said)))
    )
    Remark.objects.bulk_create(
        [Remark(report=report, field=name, text=text[:1000], by=by.number, at=at) for name, text in said.items()]
    )
    held.step(report, Verb.RETURN, by=by, at=at)
    held.write_verdict(report, Verb.RETURN, by=by, at=at, because=because)
    held.tell_states(report, before)
    return number


@recorded("fieldwork.report-looked-at-again", about=lambda result, *a, **k: code_of(result))
def look_again(number: int, *, by, at: datetime) -> int:
    """Put a report into the queue of conflicts, or take it out, as the books and the other reports stand now."""
    access.report_for(by, number)
    report = Report.objects.select_for_update().get(pk=number)
    before = report.state
    settle(report, by=by, at=at)
    held.tell_states(report, before)
    return number


@recorded("fieldwork.reports-looked-at", about=lambda changed, *a, **k: f"{len(changed.numbers)} reports")
def look_at(numbers: Sequence[int], *, by, at: datetime) -> Settled:
    """Put reports that wait where they belong, as the books stand now. One that somebody holds is left to them."""
    held_ = Report.objects.select_for_update(skip_locked=True).filter(
        pk__in=list(numbers), state__in=[s.value for s in WAITING]
    )
    changed = []
    for report in held_.order_by("pk"):
        before = report.state
        settle(report, by=by, at=at)
        if report.state != before:
            changed.append(report.pk)
    return Settled(tuple(changed), {"reports": [code_of(n) for n in changed[:50]]})


def settle(report: Report, *, by, at: datetime) -> None:
    """The state that follows from what contradicts a report that waits."""
    state = State(report.state)
    if state not in (State.SUBMITTED, State.CONFLICT):
        return
    found: list[Any] = contradictions.of(report, at.date())
    if found and state is State.SUBMITTED:
        held.step(report, Verb.QUEUE, by=by, at=at)
    elif not found and state is State.CONFLICT:
        held.step(report, Verb.CLEAR, by=by, at=at)
