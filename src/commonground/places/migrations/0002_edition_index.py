"""Editions are told apart without reading the shapes of their units."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0001_start")]
    operations = [
        migrations.AddIndex(
            model_name="unit", index=models.Index(fields=["edition", "valid_from"], name="unit_edition")
        ),
    ]
