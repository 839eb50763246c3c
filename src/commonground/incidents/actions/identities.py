"""Who a victim is: written, read with a reason, handed on, forgotten. The log holds codes and choices, never a word of it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.cache import cache

from commonground.audit.actions import recorded, tell
from commonground.core.incidents.consent import Basis, Erasing, Giver, Purpose, Reason
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.core.viewers import Viewer
from commonground.identity import queries as people
from commonground.incidents.access import accidents, identities
from commonground.incidents.actions import lapsing
from commonground.incidents.models import CaseMember, Consent, Identity, Victim
from commonground.incidents.models.identities import SEALED
from commonground.store import keys

SLICE = "incidents"
MOST = 4000  # characters of a field
SPARED = 3600  # seconds in which the same refusal is not written down again


def _code(result, code: str, *args, **kwargs) -> str:
    return f"victim:{code}"


@recorded("incidents.case-begun", about=_code)
def begin(code: str, *, by: Viewer, at: datetime) -> None:
    """Begin to work on a victim's case: whoever begins is its first member, and decides who comes in."""
    found = accidents.victim_for(by, code)
    _hold(found)
    if not identities.may_begin(by, found):
        raise NotThere("incidents.victim.not-there", code=code)
    CaseMember.objects.create(victim=found, person=by.number, since=at, given_by=by.number)


@recorded("incidents.case-joined", about=_code)
def bring_in(code: str, person: int, *, by: Viewer, at: datetime) -> None:
    """Somebody else works on the case from now on. Only its members bring others in."""
    found = identities.case_for(by, code)
    if person not in people.names([person]):
        raise NotUsable("incidents.case.nobody", number=person)
    _hold(found)
    if not CaseMember.objects.filter(victim=found, person=person, ended_at=None).exists():
        CaseMember.objects.create(victim=found, person=person, since=at, given_by=by.number)
    tell(person=person)


@recorded("incidents.case-left", about=_code)
def leave(code: str, person: int, *, by: Viewer, at: datetime) -> None:
    """Somebody works on the case no longer. The last one stays, or nobody could ever be brought in again."""
    found = identities.case_for(by, code)
    _hold(found)
    held = CaseMember.objects.filter(victim=found, ended_at=None)
    if not held.exclude(person=person).exists():
        raise NotNow("incidents.case.last")
    held.filter(person=person).update(ended_at=at)
    tell(person=person)


@recorded("incidents.identity-written", about=_code)
def write(
    code: str, words: Mapping[str, str], *, basis: Basis, keep_until: date, version: int, today: date, by: Viewer, at: datetime
) -> None:  # fmt: skip
    """Who a victim is, sealed with their own key. What stood there before is gone."""
    found = identities.case_for(by, code)
    _hold(found)
    kept = identities.identity_of(found)
    if kept is not None and kept.erased_on is not None:
        raise NotNow("incidents.identity.erased", on=kept.erased_on.isoformat())
    if (kept.version if kept else 0) != version:
        raise NotNow("incidents.identity.changed")
    if keep_until < today:
        raise NotUsable("incidents.identity.kept-till-past", on=keep_until.isoformat())
    if basis is Basis.CONSENT and not _consents_at_all(found, at):
        raise NotUsable("incidents.identity.no-consent")
    given = {name: words.get(name, "").strip() for name in SEALED}
    if any(len(text) > MOST for text in given.values()):
        raise NotUsable("incidents.text.long", most=MOST)
    row = kept or Identity(victim=found)
    for name, seal in keys.seal(SLICE, code, given).items():
        setattr(row, name, seal)
    row.basis, row.keep_until, row.written_at, row.written_by = basis.value, keep_until, at, by.number
    row.version = version + 1
    row.save()
    tell(fields=[name for name, text in given.items() if text], basis=basis.value, keep_until=keep_until.isoformat())


def _consents_at_all(victim: Victim, at: datetime) -> bool:
    """Whether any consent of a victim holds: without one, consent is no basis."""
    rows = Consent.objects.filter(victim=victim, withdrawn_at=None, given_on__lte=at.date())
    return any(row.until is None or row.until >= at.date() for row in rows)


@recorded("incidents.identity-read", about=_code)
def read(code: str, reason: Reason, *, by: Viewer, at: datetime) -> dict[str, str]:
    """Who a victim is, for somebody of the case who says why. The reading is written down before it is shown."""
    found = identities.case_for(by, code)
    kept = identities.identity_of(found)
    if kept is None or kept.erased_on is not None:
        raise NotThere("incidents.identity.not-there")
    tell(reason=reason.value)
    opened = keys.unseal(SLICE, code, {name: getattr(kept, name) for name in SEALED})
    if opened is None:
        raise NotThere("incidents.identity.not-there")
    return opened


@recorded("incidents.identity-refused", about=_code)
def refused(code: str, *, by: Viewer, at: datetime) -> None:
    """Somebody asked for a case that is not theirs, and got no answer: whoever reads the log sees it."""
    if not identities.is_tried(by, code):
        raise NotThere("incidents.victim.not-there", code=code)


def note_refused(code: str, *, by: Viewer, at: datetime) -> None:
    """Write down that a case was asked for by somebody whose it is not; of one person and one case once in an hour."""
    if identities.is_tried(by, code) and cache.add(f"incidents-refused:{by.number}:{code}", True, SPARED):
        refused(code, by=by, at=at)


@recorded("incidents.consent-given", about=_code)
def consent(
    code: str, recipient: str, purpose: Purpose, *, given_by: Giver, given_on: date, until: date | None, today: date, by: Viewer, at: datetime
) -> int:  # fmt: skip
    """A victim agreed that their words go to one recipient for one purpose."""
    found = identities.case_for(by, code)
    if given_on > today:
        raise NotUsable("incidents.day.future", on=given_on.isoformat(), today=today.isoformat())
    if until is not None and until < given_on:
        raise NotUsable("incidents.day.backwards", since=given_on.isoformat())
    made = Consent.objects.create(
        victim=found, recipient=recipient, purpose=purpose.value, given_by=given_by.value, given_on=given_on, until=until,
        written_by=by.number,
    )  # fmt: skip
    tell(consent=made.pk, purpose=purpose.value)
    return made.pk


@recorded("incidents.consent-withdrawn", about=_code)
def withdraw(code: str, number: int, *, by: Viewer, at: datetime) -> None:
    """A victim agrees no longer. It counts at once, wherever consent is asked for: what was sent is seen no more, and has ended."""
    found = identities.case_for(by, code)
    _hold(found)
    changed = Consent.objects.filter(pk=number, victim=found, withdrawn_at=None).update(withdrawn_at=at)
    if not changed:
        raise NotThere("incidents.consent.not-there")
    ended = lapsing.of_withdrawn(found, on=at.date(), at=at, by=by.number)
    tell(consent=number, referrals=ended)


@recorded("incidents.identity-erased", about=_code)
def erase(code: str, reason: Erasing, *, by: Viewer, at: datetime) -> None:
    """Forget who a victim is, in every copy there is: the key is destroyed. Every figure stays as it was."""
    _forget(identities.case_for(by, code), reason, at)


def _forget(found: Victim, reason: Erasing, at: datetime) -> None:
    _hold(found)
    clear(found.code, day=at.date(), reason=reason.value)
    tell(reason=reason.value)
    keys.destroy(found.code, at=at, reason=reason.value)  # last: it is not taken back with the transaction


def clear(code: str, *, day: date, reason: str) -> None:
    """Take the seals of somebody away who was forgotten: what nobody can open any more need not lie about. Nobody is told of them any more."""
    rows = Identity.objects.filter(victim__code=code)
    rows.update(**dict.fromkeys(SEALED, ""))
    rows.filter(erased_on=None).update(erased_on=day)
    lapsing.of_forgotten(code, day)


@recorded("incidents.identities-expired", about=lambda count, *a, **k: "victims")
def erase_due(*, today: date, by: Viewer, at: datetime) -> int:
    """Forget everybody whose day has come; how many. Whoever runs the programme's work does this, and learns no name."""
    due = list(
        Victim.objects.filter(pk__in=Identity.objects.filter(erased_on=None, keep_until__lt=today).values("victim"))
    )
    for found in due:
        _forget(found, Erasing.EXPIRED, at)
    tell(people=len(due), codes=[found.code for found in due])
    return len(due)


def _hold(victim: Victim) -> None:
    list(Victim.objects.select_for_update().filter(pk=victim.pk))
