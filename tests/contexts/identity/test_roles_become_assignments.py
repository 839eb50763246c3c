"""Nobody can do less after the migration than before it, and only the desktop's own user more."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from commonground.identity import access

BEFORE, AFTER = ("identity", "0001_start"), ("identity", "0004_no_role_on_user")
OLD_OFFICER = {"land.see", "places.see", "reporting.see", "intake.see", "land.export", "land.book", "land.correct",
               "intake.import", "intake.undo", "places.change"}  # fmt: skip


def to(target):
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return executor.loader.project_state([target]).apps


@pytest.fixture
def old(committed):
    apps = to(BEFORE)
    yield apps.get_model("identity", "User")
    call_command("migrate", verbosity=0)  # all the way: others need what came later


def roles_of(apps) -> dict[str, set[str]]:
    held = apps.get_model("identity", "Assignment").objects.values_list("user__username", "role")
    return {name: {r for n, r in held if n == name} for name, _ in held}


def test_every_old_role_becomes_assignments(old):
    for name, role in (("amra", "reader"), ("boro", "officer"), ("cvita", "administrator"), ("local", "administrator")):
        old.objects.create(username=name, role=role)
    held = roles_of(to(AFTER))
    assert {n: held[n] for n in ("amra", "boro", "cvita")} == {
        "amra": {"reader"},
        "boro": {"officer"},
        "cvita": {"officer", "administrator"},
    }
    assert held["local"] == set(access.OF_THE_CENTRE) - {"assistance", "education", "investigator"}, (
        "later roles come later"
    )
    may = {n: set().union(*(access.PERMISSIONS[r] for r in roles)) for n, roles in held.items()}
    assert may["boro"] >= OLD_OFFICER and may["cvita"] >= OLD_OFFICER | {"identity.change", "land.rebuild"}


def test_it_can_be_taken_back(old):
    old.objects.create(username="cvita", role="administrator")
    old.objects.create(username="amra", role="reader")
    to(AFTER)
    apps = to(BEFORE)
    assert dict(apps.get_model("identity", "User").objects.values_list("username", "role")) == {
        "cvita": "administrator",
        "amra": "reader",
    }
