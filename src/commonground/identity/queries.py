"""Who is asking, who works here, and as what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from commonground.core.viewers import Grant, Viewer
from commonground.identity.access import EVERYTHING, OF_THE_CENTRE, OWN_ORGANISATION, PERMISSIONS
from commonground.identity.models import Assignment, EntryLink, Purpose, User
from commonground.store.sets import rows

NOBODY = Viewer()
ROLES_OF_THE_CENTRE = OF_THE_CENTRE
ROLES = frozenset(PERMISSIONS)
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


# --- people and their roles ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scopes:
    """What a role can be bound to. Units and organisations are known above this slice, so somebody hands them in."""

    units: Callable[[], dict[str, str]]  # code to name, upper ones first
    organisations: Callable[[], dict[str, str]]


@dataclass(frozen=True, slots=True)
class RoleCard:
    """One assignment as a page shows it; `when` is now, coming or ended."""

    number: int
    role: str
    unit: str
    organisation: str
    since: date | None
    until: date | None
    when: str
    given_by: str
    given_at: datetime | None
    ended_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Somebody who works here."""

    number: int
    name: str
    active: bool
    last_login: datetime | None
    second_factor: bool
    invited: bool  # a link is open by which they choose a password
    roles: tuple[RoleCard, ...]


def people(on: date, at: datetime) -> list[PersonCard]:
    """Everybody, those who may enter first."""
    return _cards(User.objects.order_by("-is_active", "username"), on, at)


def person(number: int, on: date, at: datetime) -> PersonCard:
    """One of them."""
    return _cards(User.objects.filter(pk=number), on, at)[0]


def _cards(users, on: date, at: datetime) -> list[PersonCard]:
    users = list(users)
    numbers = [user.pk for user in users]
    held: dict[int, list[RoleCard]] = {}
    found = Assignment.objects.filter(user__in=numbers).select_related("given_by", "ended_by").order_by("pk")
    for row in found:
        held.setdefault(row.user_id, []).append(_role_card(row, on))
    second = set(Authenticator.objects.filter(user__in=numbers).values_list("user_id", flat=True))
    links = EntryLink.objects.filter(user__in=numbers, purpose=Purpose.INVITATION, expires_at__gte=at)
    invited = set(links.values_list("user_id", flat=True))
    return [
        PersonCard(user.pk, user.username, user.is_active, user.last_login, user.pk in second, user.pk in invited,
                   tuple(held.get(user.pk, ())))
        for user in users
    ]  # fmt: skip


def _role_card(row: Assignment, on: date) -> RoleCard:
    when, _ = _grant(row, on, only_itself)
    names = [one.username if one else "" for one in (row.given_by, row.ended_by)]
    return RoleCard(row.pk, row.role, row.unit, row.organisation, row.since, row.until, when, names[0], row.given_at,
                    names[1], row.ended_at)  # fmt: skip


def is_taken(username: str) -> bool:
    """Whether an account of this name is there; names that differ by case only would be confused."""
    return User.objects.filter(username__iexact=username).exists()


def has_second_factor(number: int | None) -> bool:
    """Whether somebody has set up a second factor; codes on paper alone are none."""
    codes = Authenticator.Type.RECOVERY_CODES
    return Authenticator.objects.filter(user=number).exclude(type=codes).exists()


def permissions() -> dict[str, frozenset[str]]:
    """Every permission, with the roles that carry it."""
    return {p: frozenset(role for role, held in PERMISSIONS.items() if p in held) for p in sorted(EVERYTHING)}


def names(numbers: Iterable[int | None]) -> dict[int, str]:
    """The names of people by their numbers, for pages; nothing else keeps them."""
    return dict(User.objects.filter(pk__in={n for n in numbers if n is not None}).values_list("pk", "username"))
