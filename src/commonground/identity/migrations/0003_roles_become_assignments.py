"""What everybody could do with the one role they had, they can do with assignments.

An administrator used to do an information officer's work too, and gets both. The desktop's own user is the whole
programme and gets every role of the centre.
"""

from django.db import migrations

CENTRE = ("officer", "operations", "quality", "planner", "reader", "auditor", "administrator")
BECOMES = {"reader": ("reader",), "officer": ("officer",), "administrator": ("officer", "administrator")}


def give(apps, schema_editor):
    users, assignments = apps.get_model("identity", "User").objects, apps.get_model("identity", "Assignment").objects
    assignments.bulk_create(
        assignments.model(user_id=pk, role=role)
        for pk, name, held in users.order_by("pk").values_list("pk", "username", "role")
        for role in (CENTRE if name == "local" and held == "administrator" else BECOMES.get(held, ()))
    )


def take_back(apps, schema_editor):
    """The strongest of the three old roles that somebody still has."""
    users, assignments = apps.get_model("identity", "User").objects, apps.get_model("identity", "Assignment").objects
    for role in ("reader", "officer", "administrator"):
        holders = assignments.filter(role=role, ended_at=None, unit="", organisation="").values("user_id")
        users.filter(pk__in=holders).update(role=role)


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_assignments")]

    operations = [migrations.RunPython(give, take_back)]
