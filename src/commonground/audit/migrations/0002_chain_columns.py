"""What binds each line to the one before, and what was before and after. Filled by the next migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_start")]

    operations = [
        migrations.CreateModel(
            name="Tip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.AddField("event", "number", models.BigIntegerField(null=True)),
        migrations.AddField("event", "before", models.JSONField(null=True)),
        migrations.AddField("event", "after", models.JSONField(null=True)),
        migrations.AddField("event", "previous", models.CharField(max_length=64, default=""), preserve_default=False),
        migrations.AddField("event", "digest", models.CharField(max_length=64, null=True)),
    ]
