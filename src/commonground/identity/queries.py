"""Who is asking."""

from commonground.core.viewers import Viewer
from commonground.identity.access import EVERYTHING, PERMISSIONS

NOBODY = Viewer()


def viewer_for(user) -> Viewer:
    """The viewer behind a signed-in account; nobody, without any permission, for everyone else."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    return Viewer(user.pk, user.get_username(), PERMISSIONS.get(user.role, frozenset()), user.language)


def operator_at_the_console() -> Viewer:
    """Whoever runs a command on this machine can open the database file anyway, and may do all that it does."""
    return Viewer(None, "console", EVERYTHING)
