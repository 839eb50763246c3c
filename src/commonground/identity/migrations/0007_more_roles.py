"""Roles for people who work for those who were hurt. Whoever is the whole programme holds them as well."""

from django.db import migrations, models

NEW = ("assistance", "education", "investigator")


def give(apps, schema_editor):
    """The desktop's own user, while an administrator of the whole country, is the whole programme."""
    held = apps.get_model("identity", "Assignment").objects
    alone = held.filter(
        user__username="local", role="administrator", unit="", organisation="", ended_at=None, until=None
    )
    held.bulk_create(
        held.model(user_id=pk, role=role) for pk in set(alone.values_list("user_id", flat=True)) for role in NEW
    )


def take_back(apps, schema_editor):
    apps.get_model("identity", "Assignment").objects.filter(role__in=NEW).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_factors_sealed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="assignment",
            name="role",
            field=models.CharField(
                choices=[
                    ("officer", "Information officer"),
                    ("operations", "Operations officer"),
                    ("quality", "Quality officer"),
                    ("reporter", "Operator's reporter"),
                    ("supervisor", "Operator's supervisor"),
                    ("planner", "Planner"),
                    ("reader", "Ministry reader"),
                    ("assistance", "Victim assistance officer"),
                    ("education", "Risk education officer"),
                    ("investigator", "Investigator of accidents"),
                    ("auditor", "Auditor"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunPython(give, take_back),
    ]
