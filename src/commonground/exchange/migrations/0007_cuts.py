"""Figures of months, frozen as an agreement tells them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0006_fetching")]

    operations = [
        migrations.CreateModel(
            name="Cut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.CharField(max_length=64)),
                ("month", models.CharField(max_length=7)),
                ("known", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("version", models.IntegerField()),
                ("tables", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agreement", "month"), name="cut_once")],
            },
        ),
    ]
