"""Second factors that were kept as they are get sealed, where the environment has a key."""

from allauth.mfa.adapter import get_adapter
from django.db import migrations

SECRET = {"totp": "secret", "recovery_codes": "seed"}


def seal(apps, schema_editor):
    adapter = get_adapter()
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type__in=SECRET):
        name = SECRET[factor.type]
        if name in factor.data:
            factor.data[name] = adapter.encrypt(adapter.decrypt(factor.data[name]))
            factor.save(update_fields=["data"])


def open_again(apps, schema_editor):
    adapter = get_adapter()
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type__in=SECRET):
        name = SECRET[factor.type]
        if name in factor.data:
            factor.data[name] = adapter.decrypt(factor.data[name])
            factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_purpose_of_links"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal, open_again)]
