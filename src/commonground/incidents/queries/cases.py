"""A victim's case without its words: team, consents, days. The words are opened by `actions.identities.read` alone."""

from dataclasses import dataclass
from datetime import date, datetime

from commonground.core.incidents.consent import Consented, Purpose
from commonground.identity import queries as identity
from commonground.incidents.access import identities as access
from commonground.incidents.access.referrals import said
from commonground.incidents.models import CaseMember, Consent, Identity, Victim


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a case."""

    number: int
    person: int
    name: str
    since: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """A consent with its number, and whether it holds."""

    number: int
    said: Consented
    given_by: str
    holds: bool


@dataclass(frozen=True, slots=True)
class CaseCard:
    """What a page shows of a case before anything is opened."""

    is_written: bool
    erased_on: date | None
    keep_until: date | None
    basis: str
    version: int
    members: tuple[Member, ...]
    consents: tuple[ConsentCard, ...]


def card(victim: Victim, at: datetime) -> CaseCard:
    """A case at a moment."""
    kept = access.identity_of(victim)
    rows = list(CaseMember.objects.filter(victim=victim).order_by("pk"))
    names = identity.names(row.person for row in rows)
    return CaseCard(
        kept is not None and kept.erased_on is None,
        kept.erased_on if kept else None,
        kept.keep_until if kept else None,
        kept.basis if kept else "",
        kept.version if kept else 0,
        tuple(Member(r.pk, r.person, names.get(r.person, ""), r.since, r.ended_at) for r in rows),
        tuple(consents(victim, at)),
    )


def consents(victim: Victim, at: datetime) -> list[ConsentCard]:
    """Every consent that was ever given, the latest first."""
    rows = Consent.objects.filter(victim=victim).order_by("-pk")
    return [ConsentCard(row.pk, it := said(row), row.given_by, it.holds(at)) for row in rows]


def consented(code: str, recipient: str, purpose: Purpose, at: datetime) -> bool:
    """Whether a victim's words may be handed to a recipient for a purpose at this moment. Asked each time, never kept."""
    rows = Consent.objects.filter(victim__code=code, recipient=recipient, purpose=purpose.value)
    return any(said(row).covers(recipient, purpose, at) for row in rows)


def due(today: date) -> int:
    """How many people are to be forgotten, whose day has come."""
    return Identity.objects.filter(erased_on=None, keep_until__lt=today).count()


def candidates(victim: Victim, on: date, at: datetime) -> dict[int, str]:
    """People who could be brought into a case: they have the permission for it, and are not of it yet."""
    carrying = identity.permissions()[access.PERMISSION]
    within = set(CaseMember.objects.filter(victim=victim, ended_at=None).values_list("person", flat=True))
    found = [p for p in identity.people(on, at) if p.active and p.number not in within]
    return {p.number: p.name for p in found if any(r.when == "now" and r.role in carrying for r in p.roles)}
