"""One referral with its steps, for whoever works on the case; and the little that a provider sees of its own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.core.incidents.referral import State
from commonground.identity import queries as identity
from commonground.incidents.access import identities
from commonground.incidents.access import referrals as access
from commonground.incidents.models import Referral, ReferralStep
from commonground.incidents.queries.assistance import ReferralCard, referral_cards


@dataclass(frozen=True, slots=True)
class Step:
    """One step that was taken. `by` is empty where the provider's own people took it: their names are theirs."""

    verb: str
    state: str
    why: str
    on: date
    at: datetime
    by: str
    by_provider: bool
    has_words: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A referral for whoever works on the case."""

    card: ReferralCard
    version: int
    chosen: tuple[str, ...]
    shown: bool
    need: int | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """A referral as its provider sees it before it is opened: nothing of whom it is about."""

    code: str
    provider: str
    kind: str
    priority: str
    state: State
    sent_on: date | None
    version: int
    is_unanswered: bool


def sheet(found: Referral, today: date, at: datetime) -> Sheet:
    """A referral with its steps, the latest first."""
    rows = list(ReferralStep.objects.filter(referral=found).order_by("-pk"))
    names = identity.names(r.by for r in rows)
    steps = tuple(
        Step(
            r.verb,
            r.state,
            r.why,
            r.on,
            r.at,
            "" if r.by_provider else names.get(r.by, ""),
            r.by_provider,
            bool(r.words),
        )
        for r in rows
    )
    card = referral_cards([found], today, at)[0]
    return Sheet(card, found.version, tuple(found.chosen.split()), found.shown, found.need, steps)


def received(found: Referral, today: date, at: datetime) -> Received:
    """A referral as its provider sees it."""
    card = referral_cards([found], today, at)[0]
    return Received(
        card.code,
        card.provider_name,
        card.kind,
        card.priority,
        card.state,
        card.sent_on,
        found.version,
        card.is_unanswered,
    )


def inbox(viewer: Any, today: date, at: datetime) -> list[Received]:
    """What somebody's organisation has been sent, that has not ended."""
    return [received(one, today, at) for one in access.received(viewer, at)]


def version(viewer: Any, code: str) -> int:
    """The version of a referral, for whoever goes on with it."""
    return access.referral_for(viewer, code).version


def open_codes(viewer: Any, victim: str) -> list[str]:
    """The codes of somebody's referrals that have not ended."""
    return [r.code for r in access.open_of(identities.case_for(viewer, victim))]
