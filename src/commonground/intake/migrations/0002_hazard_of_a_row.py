"""The rows of files by the hazard they became: a hazard's page asks for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_start"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="row",
            index=models.Index(fields=["hazard_code"], name="row_hazard"),
        ),
    ]
