"""Lines from before there was a chain are in it after the migration, in their order, and are guarded again."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from commonground.audit import queries
from commonground.audit.models import Event


def to(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("audit", name)])
    return executor.loader.project_state([("audit", name)]).apps


def test_old_lines_are_bound_together(committed):
    old = to("0001_start").get_model("audit", "Event").objects
    for i in range(5):
        old.create(what="land.entries-booked", about=f"{i}", at=timezone.now(), facts={"entries": i})
    call_command("migrate", "audit", verbosity=0)
    assert queries.verdict().held == 5 and queries.verdict().fault is None
    assert list(Event.objects.order_by("number").values_list("about", flat=True)) == list("01234")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(what="x")
