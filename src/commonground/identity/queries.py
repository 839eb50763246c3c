"""Who is asking."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from django.contrib.sessions.models import Session

from commonground.core.viewers import Grant, Viewer
from commonground.identity.access import EVERYTHING, OF_THE_CENTRE, OWN_ORGANISATION, PERMISSIONS
from commonground.identity.models import Assignment, User
from commonground.store.sets import rows

NOBODY = Viewer()
ROLES_OF_THE_CENTRE = OF_THE_CENTRE
Below = Callable[[str], frozenset[str]]


def only_itself(unit: str) -> frozenset[str]:
    """The units of a unit where nobody says which lie below it."""
    return frozenset({unit})


def viewer_for(user, *, on: date, below: Below = only_itself) -> Viewer:
    """The viewer behind a signed-in account on a day; nobody, without any permission, for everyone else.

    `below` tells all units of a unit, itself among them; places are known above this slice.
    """
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    found = Assignment.objects.filter(user=user).order_by("pk")
    held: dict[str, list[Grant]] = {"now": [], "ended": [], "coming": []}
    for row in found:
        when, grant = _grant(row, on, below)
        held[when].append(grant)
    everywhere = [g.permissions for g in held["now"] if g.units is None and g.organisation is None]
    return Viewer(
        user.pk,
        user.get_username(),
        frozenset().union(*everywhere),
        user.language,
        grants=tuple(held["now"]),
        ended=tuple(held["ended"]),
        coming=tuple(held["coming"]),
    )


def _grant(row: Assignment, on: date, below: Below) -> tuple[str, Grant]:
    """Whether an assignment holds on a day, and as what."""
    permissions = PERMISSIONS.get(row.role, frozenset())
    if row.role in OWN_ORGANISATION and not row.organisation:
        permissions = frozenset()  # the table refuses such a row; another program's would open every organisation
    ended_on = row.ended_at.date() if row.ended_at else None
    until = min((day for day in (row.until, ended_on) if day), default=None)
    when = "ended" if ended_on or (until and until < on) else "coming" if row.since and row.since > on else "now"
    units = below(row.unit) if row.unit and when == "now" else None
    return when, Grant(row.role, permissions, units, row.organisation or None, row.since, until)


# What a session's person is and may do rests on these columns, and on nothing else.
SESSION = (
    "SELECT s.expire_date, s.session_data, u.id, u.username, u.password, u.is_active, u.language, "
    "a.id, a.role, a.unit, a.organisation, a.since, a.until, a.ended_at "
    f"FROM {Session._meta.db_table} s JOIN {User._meta.db_table} u ON u.id = %s "
    f"LEFT JOIN {Assignment._meta.db_table} a ON a.user_id = u.id WHERE s.session_key = %s ORDER BY a.id"
)


def session_facts(key: str, number: int) -> tuple[datetime | None, list[tuple]]:
    """When a session of somebody runs out, and everything that says who they are and what they may do, in one question.

    As long as none of it changes, the viewer is who they were. None where there is no such session.
    """
    found = rows(SESSION, [number, key])
    if not found:
        return None, []
    at = found[0][0]
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return at if at.tzinfo else at.replace(tzinfo=UTC), found


def operator_at_the_console() -> Viewer:
    """Whoever runs a command on this machine can open the database file anyway, and may do all that it does."""
    return Viewer(None, "console", EVERYTHING)


def names(numbers: Iterable[int | None]) -> dict[int, str]:
    """The names of people by their numbers, for pages; nothing else keeps them."""
    return dict(User.objects.filter(pk__in={n for n in numbers if n is not None}).values_list("pk", "username"))
