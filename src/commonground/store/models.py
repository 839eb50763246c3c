"""The one table that is the store's own: who was forgotten. It holds a code that names nobody any more, a day, and why."""

from django.db import models

from commonground.core.privacy import Privacy


class ErasedPerson(models.Model):
    """Somebody whose key was destroyed. The same list is in the key store; each makes good for an older copy of the other."""

    code = models.CharField(max_length=60, primary_key=True)
    day = models.DateField()
    reason = models.CharField(max_length=60)

    append_only = True
    privacy = dict.fromkeys(("code", "day", "reason"), Privacy.RESTRICTED)
