"""What each role may do. Roles live in code; who has which, where and until when, in the database."""

from commonground.identity.models import Role

# What is booked and published inside: figures, hazards, places, where they came from.
READING = frozenset({"land.see", "places.see", "reporting.see", "intake.see", "land.export"})
# Reports on their way, as the centre's own people see them.
CENTRE = READING | {"fieldwork.see"}
# An operator sees hazards and figures, and writes reports for its own organisation.
OPERATOR = frozenset({"land.see", "places.see", "reporting.see", "fieldwork.see", "fieldwork.report"})
PERMISSIONS = {
    Role.OFFICER.value: CENTRE
    | {"land.book", "land.correct", "land.close", "land.work", "places.change"}
    | {"intake.import", "intake.undo", "intake.history"}
    | {"fieldwork.report", "fieldwork.review", "fieldwork.approve"},
    # Approving a report books it, so whoever approves may book.
    Role.OPERATIONS.value: CENTRE
    | {"land.book", "land.work", "land.close"}
    | {"fieldwork.report", "fieldwork.review", "fieldwork.approve"},
    Role.QUALITY.value: CENTRE | {"land.quality", "fieldwork.review"},
    Role.REPORTER.value: OPERATOR,
    Role.SUPERVISOR.value: OPERATOR | {"fieldwork.review"},
    Role.PLANNER.value: CENTRE,
    Role.READER.value: READING,
    Role.AUDITOR.value: CENTRE | {"audit.see", "identity.see"},
    Role.ADMINISTRATOR.value: CENTRE
    | {"identity.see", "identity.change", "audit.see", "land.rebuild"}
    | {"fieldwork.forms", "fieldwork.approve-own"},
}
EVERYTHING = frozenset().union(*PERMISSIONS.values())
# Roles of operators: always for one organisation, never for all.
OWN_ORGANISATION = frozenset({Role.REPORTER.value, Role.SUPERVISOR.value})
# Roles that can be held for the whole country and every organisation. One person who is the whole programme holds them
# all, and with them every permission.
OF_THE_CENTRE = tuple(role.value for role in Role if role.value not in OWN_ORGANISATION)
