"""Hazards that were closed before states of work were kept are closed in these as well."""

from django.db import migrations

FORWARD = """
UPDATE land_hazard SET work = 'closed', worked_on = closed_on WHERE closed_on IS NOT NULL;
INSERT INTO land_worklog (hazard_id, work, result, "on", because, document, receiver, at)
    SELECT hazard_id, 'closed', '', "on", '', document, '', at FROM land_closing ORDER BY id;
"""


class Migration(migrations.Migration):
    dependencies = [("land", "0003_work")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
