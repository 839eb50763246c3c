"""The list of erasures: a code that names nobody any more, a day, a reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_shared_counts")]
    operations = [
        migrations.CreateModel(
            name="ErasedPerson",
            fields=[
                ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("reason", models.CharField(max_length=60)),
            ],
        )
    ]
