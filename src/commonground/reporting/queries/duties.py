"""What is due and when, with the report that answers it; what the programme is bound by and plans."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from commonground.core.dates import Period
from commonground.core.publishing.content import Kind
from commonground.core.treaty import calendar
from commonground.core.treaty.states import DONE, State
from commonground.identity import queries as identity
from commonground.reporting import access
from commonground.reporting.models import Duty, Milestone, Return
from commonground.reporting.queries.returns import ReturnCard, cards

PAST_DAYS, AHEAD_DAYS = 400, 400


@dataclass(frozen=True, slots=True)
class DueCard:
    """One thing that is due, the report that answers it, and last year's."""

    due: calendar.Due
    answer: ReturnCard | None
    last: ReturnCard | None
    is_late: bool
    is_soon: bool

    @property
    def is_done(self) -> bool:
        return self.answer is not None and self.answer.state in DONE


def duties() -> list[calendar.Duty]:
    """Every date that the programme is bound by today."""
    found = Duty.objects.filter(ended_at__isnull=True).order_by("day", "pk")
    return [calendar.Duty(calendar.What(d.what), d.day, d.days, d.source) for d in found]


def due(viewer: Any, window: Period, today: date) -> list[DueCard]:
    """Everything due within a window, with the report that answers it; late where none is approved yet."""
    listed = calendar.due(duties(), window)
    found = cards(access.visible_returns(viewer).exclude(state=State.WITHDRAWN.value).order_by("pk"), viewer)
    out = []
    for one in listed:
        same = [c for c in found if c.kind is one.kind]
        answer = next((c for c in reversed(same) if c.period == one.period), None)
        before = [c for c in same if c.period.end < one.period.start]
        last = max(before, key=lambda c: (c.period.end, c.number), default=None)
        open_ = answer is None or answer.state not in DONE
        soon = open_ and today <= one.day <= today + timedelta(days=calendar.EARLY_DAYS)
        out.append(DueCard(one, answer, last, open_ and one.day < today, soon))
    return out


@dataclass(frozen=True, slots=True)
class Desk:
    """What of reports to others waits for somebody."""

    due: list[DueCard]  # within thirty days, or overdue
    to_review: list[ReturnCard]
    to_approve: list[ReturnCard]
    sent_back: list[ReturnCard]

    @property
    def is_empty(self) -> bool:
        return not (self.due or self.to_review or self.to_approve or self.sent_back)


def desk(viewer: Any, today: date) -> Desk:
    """What of reports to others waits for a viewer today."""
    if not access.may_see_returns(viewer):
        return Desk([], [], [], [])
    window = Period(today - timedelta(days=PAST_DAYS), today + timedelta(days=calendar.EARLY_DAYS))
    waiting = [d for d in due(viewer, window, today) if d.is_late or d.is_soon]
    open_ = Return.objects.filter(state__in=[State.DRAFT.value, State.REVIEW.value]).order_by("due", "pk")
    review = [r for r in open_ if r.state == State.REVIEW.value]
    asked = [r for r in review if viewer.number in r.reviewers or (not r.reviewers and r.author != viewer.number)]
    back = [r for r in open_ if r.state == State.DRAFT.value and r.author == viewer.number and r.waits_since]
    approving = access.whole(viewer, "reporting.publish")
    mine = [
        r for r in review if approving and (r.author != viewer.number or access.whole(viewer, "reporting.publish-own"))
    ]
    reviewing = access.whole(viewer, "reporting.review")
    return Desk(waiting, cards(asked, viewer) if reviewing else [], cards(mine, viewer), cards(back, viewer))


@dataclass(frozen=True, slots=True)
class DutyCard:
    """A date that the programme is, or was, bound by."""

    number: int
    what: calendar.What
    day: date
    days: int
    source: str
    by: str
    at: datetime
    ended_at: datetime | None


def duty_cards() -> list[DutyCard]:
    """All of them, those that hold first."""
    rows = sorted(Duty.objects.order_by("day", "pk"), key=lambda d: d.ended_at is not None)
    names = identity.names(d.by for d in rows)
    return [
        DutyCard(d.pk, calendar.What(d.what), d.day, d.days, d.source, names.get(d.by or 0, ""), d.at, d.ended_at)
        for d in rows
    ]


def editions() -> list[str]:
    """The editions of plans that milestones were taken from, the latest first."""
    found = Milestone.objects.order_by("-pk").values_list("edition", flat=True)
    return list(dict.fromkeys(found))


def kinds_due(today: date) -> dict[Kind, calendar.Due]:
    """The next report of each kind that is due, for whoever begins one."""
    out: dict[Kind, calendar.Due] = {}
    for one in calendar.due(duties(), Period(today, today + timedelta(days=AHEAD_DAYS))):
        out.setdefault(one.kind, one)
    return out


def is_there(number: int) -> bool:
    """Whether a date that binds the programme is there and holds."""
    return Duty.objects.filter(pk=number, ended_at__isnull=True).exists()
