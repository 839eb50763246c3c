"""Django's `migrate`, then the guards and indexes that a migration may have dropped."""

from django.core.management.commands.migrate import Command as Migrate

from commonground.store import guards


class Command(Migrate):
    """Migrate, then renew triggers and spatial indexes."""

    def handle(self, *args, **options):
        result = super().handle(*args, **options)
        guards.renew()
        return result
