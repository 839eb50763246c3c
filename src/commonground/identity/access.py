"""What each role may do. Roles live in code; who has which, where and until when, in the database."""

from datetime import date

from django.db.models import Q

from commonground.core.decisions import YES, Decision, no
from commonground.core.refusals import NotNow, NotThere
from commonground.core.viewers import Viewer
from commonground.identity.models import Assignment, Role, User

# What is booked and published inside: figures, hazards, places, where they came from.
READING = frozenset(
    {"land.see", "places.see", "reporting.see", "intake.see", "land.export", "ordnance.see", "ordnance.export"}
    | {"disclosure.see"}
)
# Reports on their way, and accidents, as the centre's own people see them.
CENTRE = READING | {"fieldwork.see", "incidents.see"}
# An operator sees hazards and figures, and writes reports for its own organisation.
OPERATOR = frozenset({"land.see", "places.see", "reporting.see", "fieldwork.see", "fieldwork.report", "ordnance.see"})
PERMISSIONS = {
    Role.OFFICER.value: CENTRE
    | {"land.book", "land.correct", "land.close", "land.work", "places.change"}
    | {"intake.import", "intake.undo", "intake.history"}
    | {"ordnance.record", "ordnance.correct", "ordnance.catalogue", "ordnance.import"}
    | {"fieldwork.report", "fieldwork.review", "fieldwork.approve"}
    | {"reporting.draft", "reporting.review", "reporting.claim"}
    | {"incidents.victims", "incidents.record", "incidents.decide", "incidents.export"}
    | {"disclosure.prepare", "incidents.educate", "incidents.directory", "exchange.see", "exchange.send"},
    # Approving a report books it, so whoever approves may book.
    Role.OPERATIONS.value: CENTRE
    | {"land.book", "land.work", "land.close"}
    | {"ordnance.record", "ordnance.correct"}
    | {"fieldwork.report", "fieldwork.review", "fieldwork.approve"}
    | {"reporting.draft", "reporting.review", "reporting.claim"}
    | {"incidents.record"},
    Role.QUALITY.value: CENTRE | {"land.quality", "fieldwork.review", "reporting.review"},
    Role.REPORTER.value: OPERATOR,
    Role.SUPERVISOR.value: OPERATOR | {"fieldwork.review"},
    Role.PLANNER.value: CENTRE | {"reporting.draft", "reporting.review", "reporting.claim", "disclosure.prepare"},
    # Publishing in the country's name is the ministry's; one person who is the whole programme does it as its administrator.
    Role.READER.value: READING
    | {"reporting.review", "reporting.publish", "disclosure.approve"}
    | {"exchange.see", "exchange.agree"},
    # Who somebody is, is for those who work on their case, and for nobody else: not even the administrator has this permission.
    Role.ASSISTANCE.value: CENTRE
    | {"incidents.victims", "incidents.record", "incidents.decide", "incidents.identify", "incidents.export"}
    | {"disclosure.prepare", "incidents.directory"},
    Role.EDUCATION.value: CENTRE | {"disclosure.prepare", "incidents.educate"},
    Role.INVESTIGATOR.value: CENTRE | {"incidents.victims", "incidents.record", "incidents.investigate"},
    # Somebody outside, who sees what their own organisation was sent and nothing else; no role of the centre carries this.
    Role.PROVIDER.value: frozenset({"incidents.receive"}),
    Role.AUDITOR.value: CENTRE | {"audit.see", "identity.see", "exchange.see"},
    Role.ADMINISTRATOR.value: CENTRE
    | {"identity.see", "identity.change", "audit.see", "land.rebuild"}
    | {"fieldwork.forms", "fieldwork.approve-own"}
    | {"reporting.review", "reporting.publish", "reporting.publish-own", "reporting.claim"}
    | {"disclosure.approve", "exchange.see", "exchange.keep"},
}
EVERYTHING = frozenset().union(*PERMISSIONS.values())
# Roles of operators and of providers: always for one organisation, never for all.
OWN_ORGANISATION = frozenset({Role.REPORTER.value, Role.SUPERVISOR.value, Role.PROVIDER.value})
# Roles that can be held for the whole country and every organisation. One person who is the whole programme holds them
# all, and with them every permission, but for what only somebody outside may do.
OF_THE_CENTRE = tuple(role.value for role in Role if role.value not in OWN_ORGANISATION)


def may_see(viewer: Viewer) -> Decision:
    """Whether somebody may see who works here. People are not divided by land."""
    return viewer.may("identity.see", unit="", organisation="")


def may_change(viewer: Viewer) -> Decision:
    """Whether somebody may invite people, give roles and end them."""
    return viewer.may("identity.change", unit="", organisation="")


def person_for(viewer: Viewer, number: int) -> User:
    """The only way to lay hands on somebody else's account; the same answer for hidden and absent."""
    person = User.objects.filter(pk=number).first() if may_see(viewer) else None
    if person is None:
        raise NotThere("identity.person.not-there", number=number)
    return person


def may_stop(person: User, *, on: date, number: int | None = None) -> Decision:
    """Whether a role, or all of somebody's with their account, may end: an administrator has to remain, and not just for now."""
    lasting = Assignment.objects.filter(
        Q(since=None) | Q(since__lte=on), role=Role.ADMINISTRATOR, unit="", organisation="", until=None, ended_at=None,
        user__is_active=True,
    )  # fmt: skip
    concerned = lasting.filter(pk=number) if number else lasting.filter(user=person)
    if concerned.exists() and not lasting.exclude(pk__in=concerned.values("pk")).exists():
        return no("identity.role.last-administrator", NotNow)
    return YES
