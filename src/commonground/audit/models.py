"""One line for everything that was done. Append-only on both stores."""

from django.conf import settings
from django.db import models

from commonground.core.privacy import Privacy


class Event(models.Model):
    """Somebody did something about something."""

    what = models.CharField(max_length=80)
    about = models.CharField(max_length=200, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    append_only = True
    privacy = {
        "id": Privacy.RESTRICTED,
        "what": Privacy.RESTRICTED,
        "about": Privacy.RESTRICTED,
        "by": Privacy.PERSONAL,
        "at": Privacy.RESTRICTED,
        "facts": Privacy.RESTRICTED,
    }
