"""A table that all processes of a server count in: failed sign-ins, codes already used. No model: nothing of it is a record."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", "store_shared", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE store_shared")


class Migration(migrations.Migration):
    dependencies = [("store", "0001_postgis")]
    operations = [migrations.RunPython(make, drop)]
