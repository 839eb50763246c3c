"""What a receipt says is kept with the feed, and records by how they stand are found without looking at all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0007_cuts")]

    operations = [
        migrations.AddField("feed", "redacted", models.JSONField(null=True)),
        migrations.AddIndex(
            "foreignrecord", models.Index(fields=["feed", "standing", "ident"], name="foreign_standing")
        ),
    ]
