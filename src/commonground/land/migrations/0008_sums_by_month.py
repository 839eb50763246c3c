"""Sums of atoms by month are kept, so that a statement need not pass through every atom."""

from django.db import migrations, models

MONTH = 'CAST(substr(CAST(a."on" AS text), 1, 4) || substr(CAST(a."on" AS text), 6, 2) AS integer)'
FILL = """
INSERT INTO land_monthsum (axis, key, unit_id, month, book, line, source, target, m2, unknown)
SELECT '{axis}', {key}, {unit}, {month}, a.book, a.line, a.source, a.target, sum(a.m2), sum(a.unknown)
FROM land_atom a {join} GROUP BY 2, 3, 4, 5, 6, 7, 8
"""
ENTRIES = "JOIN land_ledgerentry e ON e.number = a.entry"


def fill(apps, editor):
    """From the atoms that there are."""
    with editor.connection.cursor() as cursor:
        cursor.execute(FILL.format(axis="unit", key="''", unit="coalesce(a.unit_id, 0)", month=MONTH, join=""))
        for act in ("operator", "donor", "method"):
            cursor.execute(FILL.format(axis=act, key=f"e.{act}", unit="0", month=MONTH, join=ENTRIES))


class Migration(migrations.Migration):
    dependencies = [("land", "0007_hazards_divided_and_united")]
    operations = [
        migrations.CreateModel(
            name="MonthSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("axis", models.CharField(max_length=10)),
                ("key", models.CharField(default="", max_length=120)),
                ("unit_id", models.BigIntegerField(default=0)),
                ("month", models.IntegerField()),
                ("book", models.CharField(max_length=10)),
                ("line", models.CharField(max_length=24)),
                ("source", models.CharField(max_length=16)),
                ("target", models.CharField(max_length=16)),
                ("m2", models.BigIntegerField()),
                ("unknown", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("axis", "month", "key", "unit_id", "book", "line", "source", "target"),
                        name="month_sum_once",
                    )
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
