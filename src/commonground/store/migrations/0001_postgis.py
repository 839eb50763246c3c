"""PostGIS, where the store is PostgreSQL."""

from django.db import migrations


def extension(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS postgis")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(extension, migrations.RunPython.noop)]
