"""Making accounts, and the one-time link of the desktop."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from commonground.core.refusals import NotThere
from commonground.identity.access import OF_THE_CENTRE
from commonground.identity.models import Assignment, EntryLink, Role, User

LINK_LASTS = timedelta(minutes=10)


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


def entry_link(user: User, *, at: datetime) -> str:
    """A token that signs this user in once, within ten minutes. Only its hash is stored."""
    token = secrets.token_urlsafe(32)
    EntryLink.objects.filter(expires_at__lt=at).delete()
    EntryLink.objects.create(user=user, token_hash=_hash(token), expires_at=at + LINK_LASTS)
    return token


def use_entry_link(token: str, *, at: datetime) -> User:
    """The user a token stands for; the token is spent. Raises NotThere for anything else."""
    link = EntryLink.objects.select_related("user").filter(token_hash=_hash(token), expires_at__gte=at).first()
    if link is None:
        raise NotThere("identity.link.spent")
    link.delete()
    return link.user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
