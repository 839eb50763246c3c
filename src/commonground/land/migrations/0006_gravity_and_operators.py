"""Each hazard keeps how grave its findings are and whose work it is, so that the list need not ask every entry."""

from django.db import migrations, models

GRAVITY = """
UPDATE land_hazard SET gravity = (
    SELECT sum(CASE d.severity WHEN 'error' THEN 1000000 WHEN 'doubt' THEN 1000 ELSE 1 END) FROM land_doubt d
    WHERE d.hazard_id = land_hazard.id
) WHERE id IN (SELECT hazard_id FROM land_doubt WHERE hazard_id IS NOT NULL)
"""
OPERATORS = """
SELECT DISTINCT n.hazard_id, e.operator FROM land_naming n JOIN land_ledgerentry e ON e.number = n.entry_id
WHERE NOT (e.operator = '') AND e.hash NOT IN (
    SELECT v.corrects FROM land_ledgerentry v WHERE NOT (v.corrects = '') AND v.hash NOT IN (
        SELECT w.corrects FROM land_ledgerentry w WHERE NOT (w.corrects = '')
    )
)
"""


def fill(apps, editor):
    """From the findings and the entries in force that there are."""
    with editor.connection.cursor() as cursor:
        cursor.execute(GRAVITY)
        cursor.execute(OPERATORS)
        found = {}
        for hazard, operator in cursor.fetchall():
            found.setdefault(hazard, []).append(operator)
        kept = [("\n" + "\n".join(sorted(some)) + "\n", hazard) for hazard, some in sorted(found.items())]
        if kept:
            cursor.executemany("UPDATE land_hazard SET operators = %s WHERE id = %s", kept)


class Migration(migrations.Migration):
    dependencies = [("land", "0005_views_and_selections")]
    operations = [
        migrations.AddField("hazard", "gravity", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddField("hazard", "operators", models.TextField(default="", db_default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
