"""The assistance of one victim: what stands now, how it came to be, without a word of what is sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.core.incidents import assistance as core
from commonground.core.incidents.codes import Standing
from commonground.core.incidents.referral import State, is_unanswered
from commonground.identity import queries as identity
from commonground.incidents.access import referrals as access
from commonground.incidents.models import CaseEnding, FollowUp, Goal, Need, Plan, Referral, Service, Victim

MODELS: dict[str, tuple[Any, Any]] = {
    "need": (Need, core.Need),
    "plan": (Plan, core.Plan),
    "goal": (Goal, core.Goal),
    "service": (Service, core.Service),
    "follow-up": (FollowUp, core.FollowUp),
    "ending": (CaseEnding, core.Ending),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something as it stands: its number, what was said last, whether there are words, and when and by whom it was said."""

    name: str
    thing: int
    seen: int
    said: Any
    has_words: bool
    at: datetime
    by: str
    before: tuple[Any, ...] = ()  # as it was said earlier, the latest first


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """A referral in a list, without what is told by it."""

    code: str
    victim: str
    provider: str
    provider_name: str
    kind: str
    purpose: str
    priority: str
    state: State
    made_at: datetime
    sent_on: date | None
    ended_on: date | None
    is_unanswered: bool
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Assistance:
    """A victim's assistance."""

    needs: tuple[Entry, ...]
    plan: Entry | None
    goals: tuple[Entry, ...]
    services: tuple[Entry, ...]
    follow_ups: tuple[Entry, ...]
    ending: Entry | None
    referrals: tuple[ReferralCard, ...]
    may_keep_words: bool
    again_on: date | None

    @property
    def has_words(self) -> bool:
        """Whether anything is written in words."""
        every = (
            *self.needs,
            *self.goals,
            *self.services,
            *self.follow_ups,
            *(e for e in (self.plan, self.ending) if e),
        )
        return any(one.has_words for one in every)


def assistance(found: Victim, today: date, at: datetime) -> Assistance:
    """What stands now of one victim."""
    by = {name: entries(name, [found]).get(found.pk, ()) for name in MODELS}
    sent = Referral.objects.filter(victim=found).select_related("provider", "victim").order_by("-pk")
    return Assistance(
        tuple(sorted(by["need"], key=lambda e: (list(core.NeedState).index(e.said.state), list(core.Priority).index(e.said.priority), e.thing))),
        by["plan"][-1] if by["plan"] else None,
        tuple(sorted(by["goal"], key=lambda e: (e.said.state != core.GoalState.OPEN, e.said.by))),
        tuple(sorted(by["service"], key=lambda e: e.said.since, reverse=True)),
        tuple(sorted(by["follow-up"], key=lambda e: e.said.on, reverse=True)),
        by["ending"][-1] if by["ending"] else None,
        tuple(referral_cards(sent, today, at)),
        access.may_keep_words(found),
        core.again_on(e.said for e in by["follow-up"]),
    )  # fmt: skip


def entries(name: str, victims: Any) -> dict[int, tuple[Entry, ...]]:
    """The things of one kind that count, by the victim's key, in the order in which they were begun."""
    model, value = MODELS[name]
    rows: dict[tuple[int, int], list[Any]] = {}
    for row in model.objects.filter(victim__in=victims).select_related("change").order_by("pk"):
        rows.setdefault((row.victim_id, row.thing), []).append(row)
    names = identity.names(r.change.by for some in rows.values() for r in some)
    out: dict[int, tuple[Entry, ...]] = {}
    for (victim, thing), some in rows.items():
        last = some[-1]
        if last.standing != Standing.COUNTS:
            continue
        said = [value(**{f: getattr(r, f) for f in value.__dataclass_fields__}) for r in some]
        one = Entry(
            name,
            thing,
            last.change_id,
            said[-1],
            bool(last.words),
            last.change.at,
            names.get(last.change.by, ""),
            tuple(said[-2::-1]),
        )
        out[victim] = (*out.get(victim, ()), one)
    return out


def referral_cards(some: Iterable[Referral], today: date, at: datetime) -> list[ReferralCard]:
    """Referrals as a list shows them."""
    rows = list(some)
    covered = access.covered(rows, at)
    return [
        ReferralCard(
            r.code, r.victim.code, r.provider.code, r.provider.name, r.kind, r.purpose, r.priority, State(r.state), r.made_at, r.sent_on,
            r.ended_on, is_unanswered(State(r.state), r.sent_on, today), r.pk in covered,
        )
        for r in rows
    ]  # fmt: skip
