"""What each role may do. Roles live in code; who has which, in the database."""

from commonground.identity.models import Role

READING = frozenset({"land.see", "places.see", "reporting.see", "intake.see", "land.export"})
WORKING = READING | {"land.book", "land.correct", "intake.import", "intake.undo", "places.change"}
PERMISSIONS = {
    Role.READER.value: READING,
    Role.OFFICER.value: WORKING,
    Role.ADMINISTRATOR.value: WORKING | {"identity.change", "land.rebuild"},
}
EVERYTHING = PERMISSIONS[Role.ADMINISTRATOR.value]
