"""Whoever is the whole programme is so with the roles that came later; nobody else gets any."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from commonground.identity import access

BEFORE, AFTER = ("identity", "0006_factors_sealed"), ("identity", "0007_more_roles")


def to(target):
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return executor.loader.project_state([target]).apps


@pytest.fixture
def old(committed):
    apps = to(BEFORE)
    yield apps
    call_command("migrate", verbosity=0)  # all the way: others need what came later


def test_the_desktops_own_user_holds_every_role_of_the_centre(old):
    users, held = old.get_model("identity", "User").objects, old.get_model("identity", "Assignment").objects
    for name, roles in (
        ("local", set(access.OF_THE_CENTRE) - {"assistance", "education", "investigator"}),
        ("amra", {"administrator"}),
    ):
        user = users.create(username=name)
        for role in roles:
            held.create(user=user, role=role)
    found = to(AFTER).get_model("identity", "Assignment").objects
    assert set(found.filter(user__username="local").values_list("role", flat=True)) == set(access.OF_THE_CENTRE)
    assert set(found.filter(user__username="amra").values_list("role", flat=True)) == {"administrator"}
    back = to(BEFORE).get_model("identity", "Assignment").objects
    assert not back.filter(role="assistance").exists()
