"""Roles become assignments: for a unit, for an organisation, from a day to a day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLES = [
    ("officer", "Information officer"),
    ("operations", "Operations officer"),
    ("quality", "Quality officer"),
    ("reporter", "Operator's reporter"),
    ("supervisor", "Operator's supervisor"),
    ("planner", "Planner"),
    ("reader", "Ministry reader"),
    ("auditor", "Auditor"),
    ("administrator", "Administrator"),
]


def person(**options):
    return models.ForeignKey(null=True, related_name="+", to=settings.AUTH_USER_MODEL, **options)


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_start")]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(choices=ROLES, max_length=20)),
                ("unit", models.CharField(blank=True, default="", max_length=40)),
                ("organisation", models.CharField(blank=True, default="", max_length=60)),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("given_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_by", person(on_delete=django.db.models.deletion.PROTECT)),
                ("ended_by", person(on_delete=django.db.models.deletion.PROTECT)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["reporter", "supervisor"]), _negated=True)
                        | models.Q(("organisation", ""), _negated=True),
                        name="operator_has_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("since", None))
                        | models.Q(("until", None))
                        | models.Q(("until__gte", models.F("since"))),
                        name="assignment_days_in_order",
                    ),
                ]
            },
        ),
    ]
