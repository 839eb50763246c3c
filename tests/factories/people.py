"""People to sign in as."""

from commonground.identity.models import Assignment, User


def somebody(*roles: str, name: str = "", unit: str = "", organisation: str = "", **days) -> User:
    """A user with roles, all for the same unit, organisation and days."""
    user = User.objects.create(username=name or "-".join((*roles, unit, organisation)).strip("-") or "nobody")
    for role in roles:
        Assignment.objects.create(user=user, role=role, unit=unit, organisation=organisation, **days)
    return user
