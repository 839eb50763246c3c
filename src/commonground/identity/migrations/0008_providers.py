"""A role for people outside who help victims: always for one organisation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0007_more_roles"),
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
                    ("provider", "Provider of services to victims"),
                    ("auditor", "Auditor"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
            ),
        ),
        migrations.RemoveConstraint(model_name="assignment", name="operator_has_organisation"),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                name="operator_has_organisation",
                condition=~models.Q(role__in=["reporter", "supervisor", "provider"]) | ~models.Q(organisation=""),
            ),
        ),
    ]
