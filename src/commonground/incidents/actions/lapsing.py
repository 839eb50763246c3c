"""Referrals that end by themselves: the victim agrees no longer, was forgotten, or the last day of their consent has passed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from commonground.audit.actions import recorded, tell
from commonground.core.incidents.referral import OPEN, State, Verb, Why
from commonground.core.viewers import Viewer
from commonground.incidents.access import referrals as access
from commonground.incidents.models import Referral, ReferralStep, Victim


def end(some: Iterable[Referral], why: Why, *, on: date, at: datetime, by: int | None) -> int:
    """End referrals as withdrawn; how many."""
    ended = [r for r in some if State(r.state) in OPEN]
    for one in ended:
        ReferralStep.objects.create(
            referral=one, verb=Verb.WITHDRAW.value, state=State.WITHDRAWN.value, why=why.value, on=on, at=at, by=by
        )
        Referral.objects.filter(pk=one.pk).update(state=State.WITHDRAWN.value, ended_on=on, version=one.version + 1)
    return len(ended)


def of_withdrawn(victim: Victim, *, on: date, at: datetime, by: int | None) -> int:
    """A consent was withdrawn: what no other consent covers ends at once; how many. A draft, which rests on none yet, stays."""
    some = access.open_of(victim)
    covered = access.covered(some, at)
    held = [r for r in some if r.pk not in covered and r.state != State.DRAFT.value]
    return end(held, Why.CONSENT, on=on, at=at, by=by)


def of_forgotten(code: str, day: date) -> None:
    """Somebody was forgotten: nobody is told of them any more."""
    rows = Referral.objects.filter(victim__code=code, state__in=[s.value for s in OPEN])
    end(list(rows), Why.ERASED, on=day, at=datetime.combine(day, time.min, UTC), by=None)
    Referral.objects.filter(victim__code=code).exclude(told="").update(told="")


@recorded("incidents.referrals-lapsed", about=lambda count, *a, **k: "referrals")
def lapse(*, today: date, by: Viewer, at: datetime) -> int:
    """End the referrals whose consent has run out; how many."""
    some = {r.victim_id for r in access.lapsed(at)}
    list(Victim.objects.select_for_update().filter(pk__in=some).order_by("pk"))
    held = [r for r in access.lapsed(at) if r.victim_id in some]  # asked anew: somebody may have been faster
    count = end(held, Why.CONSENT, on=today, at=at, by=by.number)
    tell(referrals=count)
    return count
