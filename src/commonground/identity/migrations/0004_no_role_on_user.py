"""The one role on the account goes: assignments say it now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_roles_become_assignments")]

    operations = [migrations.RemoveField(model_name="user", name="role")]
