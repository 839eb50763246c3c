"""Every line has its place in the chain; no two have the same."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_events_chained")]

    operations = [
        migrations.AlterField("event", "number", models.BigIntegerField(unique=True)),
        migrations.AlterField("event", "digest", models.CharField(max_length=64, unique=True)),
        migrations.AlterField("event", "at", models.DateTimeField(db_index=True)),
    ]
