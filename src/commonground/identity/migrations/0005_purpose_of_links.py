"""A one-time link may be an invitation to choose a password."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_no_role_on_user")]

    operations = [
        migrations.AddField(
            "entrylink",
            "purpose",
            models.CharField(
                choices=[("entry", "Sign in"), ("invitation", "Choose a password")], default="entry", max_length=12
            ),
        )
    ]
