"""Where the kept sums of types of contamination stand; a first booking of many, or a publication, keeps them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("land", "0009_what_hazards_were_called")]
    operations = [
        migrations.CreateModel(
            name="TypeSums",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("units", models.CharField(max_length=80)),
            ],
        ),
    ]
