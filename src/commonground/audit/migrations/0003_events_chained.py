"""Lines from before there was a chain are bound together in the order in which they were written.

The guards of the table are lifted for it; they are made anew after every migration.
"""

from django.db import migrations

from commonground.core.chains import GENESIS, Act, join

TRIGGERS = {
    "sqlite": ("audit_event_no_update",),
    "postgresql": ("audit_event_append_only",),
}


def chain(apps, schema_editor):
    events, tips = apps.get_model("audit", "Event").objects, apps.get_model("audit", "Tip").objects
    vendor = schema_editor.connection.vendor
    for trigger in TRIGGERS[vendor]:
        schema_editor.execute(
            f'DROP TRIGGER IF EXISTS "{trigger}"' + (" ON audit_event" if vendor == "postgresql" else "")
        )
    number, digest = 0, GENESIS
    batch = []
    for event in events.order_by("pk").iterator(chunk_size=1_000):
        act = Act(event.what, event.about, event.by_id, event.at, event.facts)
        (link,) = join([act], number, digest)
        number, digest = link.number, link.digest
        event.number, event.previous, event.digest = link.number, link.previous, link.digest
        batch.append(event)
        if len(batch) == 1_000:
            events.bulk_update(batch, ["number", "previous", "digest"])
            batch = []
    events.bulk_update(batch, ["number", "previous", "digest"])
    tips.create(pk=1, number=number, digest=digest)


def unchain(apps, schema_editor):
    apps.get_model("audit", "Tip").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain_columns")]

    operations = [migrations.RunPython(chain, unchain)]
