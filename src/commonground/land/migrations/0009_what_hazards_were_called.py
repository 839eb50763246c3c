"""What is said of a hazard besides its land is known at ledger numbers, and what was said before is kept."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = (
    "opening",
    "record",
    "extend",
    "confirm",
    "reclassify",
    "cancel",
    "reduce",
    "clear",
    "reopen",
    "void",
    "describe",
)


class Migration(migrations.Migration):
    dependencies = [("land", "0008_sums_by_month")]
    operations = [
        migrations.AlterField(
            "ledgerentry", "kind", models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=12)
        ),
        migrations.CreateModel(
            name="FormerCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.BigIntegerField()),
                ("name", models.CharField(default="", max_length=200)),
                ("contamination", models.CharField(default="", max_length=60)),
                ("flag", models.CharField(default="", max_length=20)),
                (
                    "hazard",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="land.hazard"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["until"], name="former_card_until")],
                "constraints": [models.UniqueConstraint(fields=("hazard", "until"), name="former_card_once")],
            },
        ),
    ]
