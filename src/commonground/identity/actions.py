"""Making accounts, and the one-time link of the desktop."""

import hashlib
import secrets
from datetime import datetime, timedelta

from commonground.core.refusals import NotThere
from commonground.identity.models import EntryLink, Role, User

LINK_LASTS = timedelta(minutes=10)


def local_user() -> User:
    """The desktop's own user, an administrator without a password; made on first use."""
    user, made = User.objects.get_or_create(username="local", defaults={"role": Role.ADMINISTRATOR})
    if made:
        user.set_unusable_password()
        user.save()
    return user


def make_account(username: str, *, password: str | None, role: str = Role.READER) -> User:
    """An account somebody can sign in with. Without a password it can only enter by a one-time link."""
    user = User(username=username, role=role)
    user.set_password(password) if password else user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
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
