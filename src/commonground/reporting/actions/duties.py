"""What a programme is bound by, and what its plans say."""

from datetime import date, datetime
from typing import Any

from commonground.audit.actions import recorded
from commonground.core.dates import FIRST_DAY
from commonground.core.decisions import require
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.core.treaty import plans
from commonground.core.treaty.calendar import What
from commonground.reporting import access
from commonground.reporting.models import Duty, Milestone

MOST_DAYS = 366


@recorded("reporting.duty-set", about=lambda result, what, *a, **k: f"{what.value} {result}")
def set_duty(what: What, *, day: date, source: str, days: int = 0, by: Any, at: datetime) -> int:
    """Say by which date the programme is bound, and where that stands."""
    require(access.may_draft(by))
    if not source.strip():
        raise NotUsable("reporting.duty.no-source")
    if day < FIRST_DAY or not 0 <= days <= MOST_DAYS:
        raise NotUsable("reporting.period.not-read", text=f"{day} {days}")
    once = what is not What.APMBC_DEADLINE
    if once and Duty.objects.filter(what=what.value, ended_at__isnull=True).exists():
        raise NotNow("reporting.duty.there-already")
    made = Duty.objects.create(what=what.value, day=day, days=days, source=source.strip()[:300], by=by.number, at=at)
    return made.pk


@recorded("reporting.duty-ended", about=lambda result, number, *a, **k: str(number))
def end_duty(number: int, *, by: Any, at: datetime) -> None:
    """Say that a date holds no longer. It stays, with when it was ended."""
    require(access.may_draft(by))
    if not Duty.objects.filter(pk=number, ended_at__isnull=True).update(ended_at=at):
        raise NotThere("reporting.duty.not-there", number=number)


@recorded("reporting.milestone-set", about=lambda result, year, figure, *a, **k: f"{year} {figure}")
def set_milestone(year: int, figure: str, *, planned: int, edition: str, source: str, by: Any, at: datetime) -> int:
    """Write down what a plan says of a year. The same year and figure written later holds; the earlier one stays."""
    require(access.may_draft(by))
    if figure not in plans.PLANNABLE or not 1900 <= year <= 9998 or not 0 <= planned < 10**13:
        raise NotUsable("reporting.milestone.not-read")
    if not (source.strip() and edition.strip()):
        raise NotUsable("reporting.duty.no-source")
    made = Milestone.objects.create(
        year=year, figure=figure, planned=planned, edition=edition.strip()[:120], source=source.strip()[:300],
        by=by.number, at=at,
    )  # fmt: skip
    return made.pk
