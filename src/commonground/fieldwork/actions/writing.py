"""What the author of a report does: begin it, save it, hand it in, take it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.fieldwork.reading import hazards_of
from commonground.core.fieldwork.shapes import Entered
from commonground.core.fieldwork.states import Verb
from commonground.core.fieldwork.types import Type
from commonground.core.geometry.overlay import box_of, to_wkb
from commonground.core.refusals import NotThere
from commonground.fieldwork import access
from commonground.fieldwork.actions import held
from commonground.fieldwork.models import Remark, Report, ReportHazard, Revision, code_of
from commonground.fieldwork.queries import content, contradictions


def _named(result: int, *args: Any, **kwargs: Any) -> str:
    return code_of(result)


@recorded("fieldwork.report-begun", about=_named)
def draft(
    type_: Type, *, by, at: datetime, fields: Mapping[str, Any] | None = None, organisation: str = "", entered: Mapping[str, str] | None = None
) -> int:  # fmt: skip
    """Begin a report; its number. It is its author's own until it is handed in."""
    require(access.may_report(by, organisation))
    version, _ = content.custom_fields(type_.value)
    report = Report(
        type=type_.value, form_version=version, author=by.number, organisation=organisation, made_at=at, changed_at=at
    )
    _write(report, dict(fields or {}), dict(entered or {}), at=at)
    report.save()
    _name_hazards(report)
    require(access.may_name(by, report))
    held.keep(report, Verb.SAVE, by=by, at=at)
    return report.pk


@recorded("fieldwork.report-saved", about=_named)
def save(
    number: int, *, version: int, fields: Mapping[str, Any], entered: Mapping[str, str] | None = None, by, at: datetime
) -> int:
    """Save what a report says, whatever is missing or wrong with it. What it said before is kept; the same again is not,
    whatever version was seen: a page that saves by itself may still be about it when somebody presses a button."""
    report = held.lock(number, by=by)
    require(access.may_do(by, report, Verb.SAVE, access.circumstances(by, report)))
    said, drawn = _said(fields), report.entered if entered is None else _entered(entered)
    if (said, drawn) != (report.fields, report.entered):
        held.same(report, version)
        _rewrite(report, said, drawn, by=by, at=at)
    return number


@recorded("fieldwork.report-put-back", about=_named)
def go_back(number: int, *, version: int, to: int, by, at: datetime) -> int:
    """Let a report say again what it said at an earlier version. That is a further version; nothing is lost."""
    report = held.hold(number, version, by=by)
    require(access.may_do(by, report, Verb.SAVE, access.circumstances(by, report)))
    then = Revision.objects.filter(report=report, version=to).first()
    if then is None:
        raise NotThere("fieldwork.report.not-there", number=number)
    _rewrite(report, then.fields, then.entered, by=by, at=at)
    return number


def _rewrite(report: Report, fields: dict[str, Any], entered: dict[str, str], *, by, at: datetime) -> None:
    if (fields, entered) == (report.fields, report.entered):
        return
    _write(report, fields, entered, at=at)
    held.step(report, Verb.SAVE, by=by, at=at)
    _name_hazards(report)
    require(access.may_name(by, report))


def _write(report: Report, fields: dict[str, Any], entered: dict[str, str], *, at: datetime) -> None:
    """Take over what was typed, and what follows from it."""
    if report.pk is None or entered != report.entered:
        read = content.shape_of(entered, report.type)
        shape = read.shape
        report.entered = _entered(entered)
        report.shape, report.shape_m2 = to_wkb(shape), read.m2
        report.min_x, report.min_y, report.max_x, report.max_y = (None,) * 4 if shape is None else box_of(shape)
        report.operation, report.accuracy_m = read.operation[:200], read.accuracy_m
    report.fields = _said(fields)
    said = content.said(report, at.date())
    report.on, report.faults = said.day("on"), len(said.faults)


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as they are kept: those that say something."""
    return {k: v for k, v in fields.items() if v not in ("", [], None)}


def _entered(entered: Mapping[str, str]) -> dict[str, str]:
    """Coordinates as they are kept, with how they were taken; nothing where there are none."""
    kept = Entered.of(entered)
    return {k: getattr(kept, k) for k in Entered.__dataclass_fields__} if kept.text else {}


def _name_hazards(report: Report) -> None:
    codes = set(hazards_of(str(report.fields.get("hazards", ""))))
    known = set(ReportHazard.objects.filter(report=report).values_list("code", flat=True))
    ReportHazard.objects.filter(report=report, code__in=known - codes).delete()
    ReportHazard.objects.bulk_create([ReportHazard(report=report, code=c[:120]) for c in sorted(codes - known)])


@recorded("fieldwork.report-submitted", about=_named)
def submit(number: int, *, version: int, by, at: datetime) -> int:
    """Hand a report in to be checked. What contradicts it is looked for at once. Raises NotUsable where it is incomplete."""
    report = held.hold(number, version, by=by)
    before = report.state
    report.faults = len(content.said(report, at.date()).faults)
    require(access.may_do(by, report, Verb.SUBMIT, access.circumstances(by, report)))
    Remark.objects.filter(report=report, resolved_at__isnull=True).update(resolved_at=at)
    held.step(report, Verb.SUBMIT, by=by, at=at)
    held.write_verdict(report, Verb.SUBMIT, by=by, at=at)
    if contradictions.of(report, at.date()):
        held.step(report, Verb.QUEUE, by=by, at=at)
    held.tell_states(report, before)
    return number


@recorded("fieldwork.report-withdrawn", about=_named)
def withdraw(number: int, *, version: int, by, at: datetime, because: str = "") -> int:
    """Take a report back for good. It stays, with everything it said."""
    report = held.hold(number, version, by=by)
    before = report.state
    require(access.may_do(by, report, Verb.WITHDRAW, access.circumstances(by, report)))
    held.step(report, Verb.WITHDRAW, by=by, at=at)
    held.write_verdict(report, Verb.WITHDRAW, by=by, at=at, because=because)
    held.tell_states(report, before)
    return number
