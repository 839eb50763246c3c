"""Who may see the assistance of a victim: whoever works on the case, all of it; a provider, its own referrals while the victim agrees.

A referral that is another's, has ended, or that the victim no longer agrees to, is not there: hidden and absent answer alike.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from commonground.core.decisions import Decision
from commonground.core.incidents.consent import Consented, Purpose
from commonground.core.incidents.referral import OPEN, RECEIVE, RECEIVED, State, is_seen
from commonground.core.refusals import NotThere
from commonground.incidents.access import accidents, identities
from commonground.incidents.models import Consent, Identity, Provider, Referral, Victim

DIRECTORY = "incidents.directory"


def may_keep_words(victim: Victim) -> bool:
    """Whether words about somebody may be written: it is said why and until when, and they were not forgotten."""
    return Identity.objects.filter(victim=victim, erased_on=None).exists()


def said(row: Consent) -> Consented:
    """A row as a value of the core."""
    return Consented(row.recipient, Purpose(row.purpose), row.given_on, row.until, row.withdrawn_at)


def covered(referrals: Iterable[Referral], at: datetime) -> set[int]:
    """Those referrals, by key, whose victim agrees at this moment that this provider is told, for this purpose."""
    some = list(referrals)
    given: dict[int, list[Consented]] = {}
    for row in Consent.objects.filter(victim__in={r.victim_id for r in some}, withdrawn_at=None):
        given.setdefault(row.victim_id, []).append(said(row))
    return {
        r.pk for r in some if any(c.covers(r.provider.code, Purpose(r.purpose), at) for c in given.get(r.victim_id, ()))
    }


def is_covered(referral: Referral, at: datetime) -> bool:
    """Whether the victim of one agrees at this moment."""
    return bool(covered([referral], at))


def referral_for(viewer: Any, code: str) -> Referral:
    """A referral, for whoever works on the case it is of."""
    hidden = NotThere("incidents.referral.not-there", code=code)
    found = Referral.objects.filter(code=code).select_related("provider", "victim").first()
    if found is None:
        raise hidden
    try:
        identities.case_for(viewer, found.victim.code)
    except NotThere as refused:
        raise hidden from refused
    return found


def own(viewer: Any) -> frozenset[str]:
    """The organisations whose referrals somebody receives. A role without one receives none, whatever else it may."""
    of_the_centre = any(RECEIVE not in g.permissions and not g.organisation for g in viewer.grants)
    if viewer.number is None or of_the_centre:  # whoever gives roles cannot read by giving this one to themselves
        return frozenset()
    return frozenset(g.organisation for g in viewer.grants if RECEIVE in g.permissions and g.organisation)


def received(viewer: Any, at: datetime) -> list[Referral]:
    """What somebody's organisation has been sent and may still see, the earliest first."""
    mine = own(viewer)
    if not mine:
        return []
    states = [s.value for s in RECEIVED]
    found: QuerySet[Referral] = Referral.objects.filter(provider__organisation__in=mine, state__in=states)
    some = list(found.select_related("provider", "victim").order_by("sent_on", "pk"))
    seen, there = covered(some, at), accidents.standing([r.victim.code for r in some])
    return [r for r in some if is_seen(State(r.state), r.pk in seen) and r.victim.code in there]


def received_for(viewer: Any, code: str, at: datetime) -> Referral:
    """A referral, for somebody of the organisation that received it."""
    found = Referral.objects.filter(code=code).select_related("provider", "victim").first()
    mine = found is not None and found.provider.organisation in own(viewer)
    if found is None or not mine or not is_seen(State(found.state), is_covered(found, at)):
        raise NotThere("incidents.referral.not-there", code=code)
    if not accidents.standing([found.victim.code]):  # entered by mistake, and taken back since
        raise NotThere("incidents.referral.not-there", code=code)
    return found


def open_of(victim: Victim) -> list[Referral]:
    """The referrals of somebody that have not ended."""
    rows = Referral.objects.filter(victim=victim, state__in=[s.value for s in OPEN])
    return list(rows.select_related("provider").order_by("pk"))


def lapsed(at: datetime) -> list[Referral]:
    """Open referrals that rested on a consent which holds no longer."""
    resting = [s.value for s in OPEN if s is not State.DRAFT]  # a draft has told nobody anything
    some = list(Referral.objects.filter(state__in=resting).select_related("provider"))
    held = covered(some, at)
    return [r for r in some if r.pk not in held]


def is_relied_on(provider: Provider) -> bool:
    """Whether somebody was told of, or agreed to be told of, to a provider as it stands."""
    open_ = Referral.objects.filter(provider=provider, state__in=[s.value for s in OPEN])
    return open_.exists() or Consent.objects.filter(recipient=provider.code, withdrawn_at=None).exists()


def may_direct(viewer: Any) -> Decision:
    """Whether somebody may write the directory of providers."""
    return viewer.may(DIRECTORY)


def provider_for(viewer: Any, code: str) -> Provider:
    """The only way to lay hands on a provider of the directory."""
    found = Provider.objects.filter(code=code).first() if viewer.may("incidents.see") else None
    if found is None:
        raise NotThere("incidents.provider.not-there", code=code)
    return found
