"""What is due for somebody who works on cases: only their own cases, each by a code that says nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.core.incidents import assistance as core
from commonground.core.incidents.assistance import GoalState, NeedState
from commonground.core.incidents.referral import OPEN, State, is_unanswered
from commonground.incidents.access import accidents, identities, referrals
from commonground.incidents.models import CaseMember, Consent, Identity, Referral, Victim
from commonground.incidents.queries.assistance import Entry, entries
from commonground.incidents.queries.providers import names


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is due: of which case, on which day, and what it is about (a code, or a provider's name)."""

    victim: str
    on: date
    about: str = ""
    referral: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One case in the list."""

    code: str
    open_needs: int
    urgent: int
    review_on: date | None
    again_on: date | None
    open_referrals: int
    is_closed: bool
    is_forgotten: bool

    @property
    def next_on(self) -> date | None:
        """The next day on which something is to be done."""
        return min((d for d in (self.review_on, self.again_on) if d is not None), default=None)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that is due, and every case."""

    follow_ups: tuple[Task, ...]
    reviews: tuple[Task, ...]
    goals: tuple[Task, ...]
    unanswered: tuple[Task, ...]
    consents: tuple[Task, ...]
    drafts: tuple[Task, ...]
    cases: tuple[Case, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is due."""
        return not any((self.follow_ups, self.reviews, self.goals, self.unanswered, self.consents, self.drafts))

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What somebody has to do about people, the earliest day first."""
        return _tasks((*self.follow_ups, *self.reviews, *self.goals, *self.unanswered, *self.consents))


def desk(viewer: Any, today: date, at: datetime) -> Desk:
    """What is due for somebody. Who may not know who people are has no case, and sees none."""
    mine = CaseMember.objects.filter(person=viewer.number, ended_at=None).values("victim")
    every = list(Victim.objects.filter(pk__in=mine).order_by("code")) if viewer.may(identities.PERMISSION) else []
    cases = visible(viewer, every)
    if not cases:
        return Desk((), (), (), (), (), (), ())
    of = {v.pk: v for v in cases}
    said = {name: entries(name, list(of)) for name in ("need", "plan", "goal", "follow-up", "ending")}
    closed = set(said["ending"])
    live = [pk for pk in of if pk not in closed]
    sent = list(Referral.objects.filter(victim__in=live, state__in=[s.value for s in OPEN]).select_related("provider"))
    forgotten = set(_forgotten(list(of)))
    due = _due(said, live, of, today)
    return Desk(
        *due,
        _tasks(
            Task(of[r.victim_id].code, r.sent_on, r.provider.name, r.code, True)
            for r in sent if r.sent_on is not None and is_unanswered(State(r.state), r.sent_on, today)
        ),
        _ending(live, of, today, at),
        _tasks(Task(of[r.victim_id].code, r.made_at.date(), r.provider.name, r.code) for r in sent if r.state in ("draft", "consented")),
        tuple(_case(of[pk], said, sent, pk in closed, forgotten) for pk in of),
    )  # fmt: skip


def visible(viewer: Any, some: list[Victim]) -> list[Victim]:
    """Those of some victims whom somebody may see today, though they work on the case: not who was taken back, nor whose accident was."""
    seen = accidents.standing([v.code for v in some], accidents.visible(viewer, "incidents.victims"))
    return [v for v in some if v.code in seen]


def _due(
    said: dict[str, dict[int, tuple[Entry, ...]]], live: list[int], of: dict[int, Victim], today: date
) -> tuple[tuple[Task, ...], ...]:
    follow = [(pk, core.again_on(e.said for e in said["follow-up"].get(pk, ()))) for pk in live]
    plans = [(pk, said["plan"][pk][-1].said.review_on) for pk in live if pk in said["plan"]]
    goals = [(pk, e.said) for pk in live for e in said["goal"].get(pk, ()) if e.said.state == GoalState.OPEN]
    return (
        _tasks(
            Task(of[pk].code, on, is_late=on < today) for pk, on in follow if on is not None and core.is_due(on, today)
        ),
        _tasks(Task(of[pk].code, on, is_late=on < today) for pk, on in plans if core.is_due(on, today)),
        _tasks(Task(of[pk].code, g.by, g.kind, is_late=g.by < today) for pk, g in goals if core.is_due(g.by, today)),
    )


def _ending(live: list[int], of: dict[int, Victim], today: date, at: datetime) -> tuple[Task, ...]:
    """Consents that hold today and end soon."""
    known = names()
    rows = Consent.objects.filter(victim__in=live, withdrawn_at=None, until__isnull=False)
    soon = [r for r in rows if referrals.said(r).holds(at) and core.is_due(r.until, today, core.SOON_CONSENT)]
    return _tasks(
        Task(of[r.victim_id].code, r.until, known.get(r.recipient, r.recipient)) for r in soon if r.until is not None
    )


def _tasks(some: Iterable[Task]) -> tuple[Task, ...]:
    return tuple(sorted(some, key=lambda t: (t.on, t.victim, t.about)))


def _forgotten(live: list[int]) -> Iterable[int]:
    return Identity.objects.filter(victim__in=live).exclude(erased_on=None).values_list("victim_id", flat=True)


def _case(
    one: Victim, said: dict[str, dict[int, tuple[Entry, ...]]], sent: list[Referral], closed: bool, forgotten: set[int]
) -> Case:
    needs = [e.said for e in said["need"].get(one.pk, ()) if e.said.state in (NeedState.OPEN, NeedState.PARTLY)]
    plan = said["plan"].get(one.pk)
    return Case(
        one.code, len(needs), sum(n.priority == core.Priority.NOW for n in needs), plan[-1].said.review_on if plan else None,
        core.again_on(e.said for e in said["follow-up"].get(one.pk, ())), sum(r.victim_id == one.pk for r in sent), closed,
        one.pk in forgotten,
    )  # fmt: skip
