"""One line for everything that was done, each bound to the one before. Append-only on both stores."""

from django.conf import settings
from django.db import models

from commonground.core.privacy import Privacy


class Event(models.Model):
    """Somebody did something about something; `digest` binds it to all that was done before (core.chains)."""

    number = models.BigIntegerField(unique=True)
    what = models.CharField(max_length=80)
    about = models.CharField(max_length=200, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    facts = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    append_only = True
    privacy = dict.fromkeys(
        ("id", "number", "what", "about", "at", "facts", "before", "after", "previous", "digest"), Privacy.RESTRICTED
    ) | {"by": Privacy.PERSONAL}


class Tip(models.Model):
    """The end of the chain, one row. Its lock makes writers queue, and it tells when the last lines were taken off."""

    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    privacy = dict.fromkeys(("id", "number", "digest"), Privacy.RESTRICTED)
