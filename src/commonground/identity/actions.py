"""Making accounts, giving and ending roles, one-time links."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.refusals import NotThere, NotUsable
from commonground.core.viewers import Viewer
from commonground.identity import access
from commonground.identity.access import OF_THE_CENTRE, OWN_ORGANISATION
from commonground.identity.models import Assignment, EntryLink, Purpose, Role, User

LINK_LASTS = timedelta(minutes=10)
INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """A role as it is to be given: empty is the whole country, every organisation, from now, without end."""

    role: str
    unit: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None


# --- accounts --------------------------------------------------------------------------------------


def local_user() -> User:
    """The desktop's own user, who is the whole programme and has no password; made on first use."""
    user = User.objects.filter(username="local").first()
    return user or make_account("local", password=None, roles=OF_THE_CENTRE)


@transaction.atomic
def make_account(username: str, *, password: str | None, roles: Iterable[str] = (Role.READER,)) -> User:
    """An account somebody can sign in with. Without a password it can only enter by a one-time link."""
    user = User(username=username)
    user.set_password(password) if password else user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    Assignment.objects.bulk_create(Assignment(user=user, role=role) for role in roles)
    return user


def _person(result, person: User, *args, **kwargs) -> str:
    return f"person:{person.pk}"


@recorded("identity.person-invited", about=lambda made, *a, **k: f"person:{made[0].pk}")
def invite(username: str, draft: RoleDraft, *, by: Viewer, at: datetime) -> tuple[User, str]:
    """An account with one role, and the token of a link by which its owner chooses a password within a week."""
    require(access.may_change(by))
    user = make_account(username, password=None, roles=())
    give_role(user, draft, by=by, at=at)
    return user, _link(user, Purpose.INVITATION, at, INVITATION_LASTS)


@recorded("identity.link-given", about=_person)
def give_link(person: User, *, by: Viewer, at: datetime) -> str:
    """A new link by which somebody chooses a new password. The links from before it are spent."""
    require(access.may_change(by))
    EntryLink.objects.filter(user=person, purpose=Purpose.INVITATION).delete()
    return _link(person, Purpose.INVITATION, at, INVITATION_LASTS)


@recorded("identity.account-closed", about=_person)
def close_account(person: User, *, by: Viewer, at: datetime) -> None:
    """Somebody who has left: no entry, every session ended at once. Roles and acts stay as they were."""
    require(access.may_change(by))
    _hold_roles()
    require(access.may_stop(person, on=at.date()))
    User.objects.filter(pk=person.pk).update(is_active=False)
    EntryLink.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    tell(before={"open": person.is_active}, after={"open": False})


@recorded("identity.account-opened", about=_person)
def open_account(person: User, *, by: Viewer) -> None:
    """Somebody who has come back."""
    require(access.may_change(by))
    User.objects.filter(pk=person.pk).update(is_active=True)
    tell(before={"open": person.is_active}, after={"open": True})


@recorded("identity.second-factor-removed", about=_person)
def remove_second_factor(person: User, *, by: Viewer) -> None:
    """For somebody who has lost their telephone and their codes: the password alone until they set it up anew."""
    require(access.may_change(by))
    gone, _ = Authenticator.objects.filter(user=person).delete()
    tell(removed=gone)


@recorded("identity.name-erased", about=_person)
def erase_name(person: User, *, by: Viewer, at: datetime) -> None:
    """Nobody's name any more: the account is closed and called by its number, here and in the log of acts."""
    require(access.may_change(by))
    close_account(person, by=by, at=at)
    Authenticator.objects.filter(user=person).delete()
    User.objects.filter(pk=person.pk).update(
        username=f"person-{person.pk}", first_name="", last_name="", email="", password=make_password(None)
    )


def choose_language(person: User, language: str) -> None:
    """The language that somebody reads in."""
    User.objects.filter(pk=person.pk).update(language=language)


# --- roles -----------------------------------------------------------------------------------------


@recorded("identity.role-given", about=_person)
def give_role(person: User, draft: RoleDraft, *, by: Viewer, at: datetime) -> int:
    """Give somebody a role; returns the assignment's number. What a role is for limits what it may be given for."""
    require(access.may_change(by))
    if draft.role in OWN_ORGANISATION and not draft.organisation:
        raise NotUsable("identity.role.needs-organisation")
    if draft.role == Role.ADMINISTRATOR and (draft.unit or draft.organisation):
        raise NotUsable("identity.role.whole-only")
    if draft.since and draft.until and draft.until < draft.since:
        raise NotUsable("identity.role.days-backwards", since=draft.since.isoformat(), until=draft.until.isoformat())
    given = Assignment.objects.create(user=person, given_by_id=by.number, given_at=at, **asdict(draft))
    tell(after=_told(given))
    return given.pk


@recorded("identity.role-ended", about=_person)
def end_role(person: User, number: int, *, by: Viewer, at: datetime) -> None:
    """End one of somebody's roles now. Raises NotNow where nobody would be left to give roles."""
    require(access.may_change(by))
    _hold_roles()
    role = Assignment.objects.filter(pk=number, user=person, ended_at=None).first()
    if role is None:
        raise NotThere("identity.role.not-there", number=number)
    require(access.may_stop(person, on=at.date(), number=number))
    tell(before=_told(role), after={})
    Assignment.objects.filter(pk=number).update(ended_at=at, ended_by_id=by.number)


def _hold_roles() -> None:
    """Two administrators who end each other's role queue here, and the second is refused."""
    list(Assignment.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk").values_list("pk"))


def _told(role: Assignment) -> dict:
    days = {name: day.isoformat() if day else None for name, day in (("since", role.since), ("until", role.until))}
    return {"role": str(role.role), "unit": role.unit, "organisation": role.organisation, **days}


# --- one-time links --------------------------------------------------------------------------------


def entry_link(user: User, *, at: datetime) -> str:
    """A token that signs this user in once, within ten minutes. Only its hash is stored."""
    return _link(user, Purpose.ENTRY, at, LINK_LASTS)


def _link(user: User, purpose: str, at: datetime, lasts: timedelta) -> str:
    token = secrets.token_urlsafe(32)
    EntryLink.objects.filter(expires_at__lt=at).delete()
    EntryLink.objects.create(user=user, token_hash=_hash(token), expires_at=at + lasts, purpose=purpose)
    return token


def use_entry_link(token: str, *, at: datetime) -> User:
    """The user a token stands for; the token is spent. Raises NotThere for anything else."""
    link = _link_of(token, Purpose.ENTRY, at)
    link.delete()
    return link.user


def invited(token: str, *, at: datetime) -> User:
    """Whom an invitation is for; looking at it does not spend it. Raises NotThere for anything else."""
    return _link_of(token, Purpose.INVITATION, at).user


@transaction.atomic
def accept_invitation(token: str, *, password: str, at: datetime) -> User:
    """Spend an invitation: the password is its owner's from now on, and every session from before it is ended."""
    link = _link_of(token, Purpose.INVITATION, at)
    if not EntryLink.objects.filter(pk=link.pk).delete()[0]:
        raise NotThere("identity.link.spent")
    link.user.set_password(password)
    link.user.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=link.user):
        session.end()
    return link.user


def _link_of(token: str, purpose: str, at: datetime) -> EntryLink:
    open_links = EntryLink.objects.select_related("user").filter(user__is_active=True, expires_at__gte=at)
    link = open_links.filter(token_hash=_hash(token), purpose=purpose).first()
    if link is None:
        raise NotThere("identity.link.spent")
    return link


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
