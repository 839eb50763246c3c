"""Accidents on land that had been released: the loudest thing there is, until somebody says what was done about it."""

from django.db import models

from commonground.core.privacy import Privacy
from commonground.incidents.models.accidents import Accident


class ReleasedAlarm(models.Model):
    """An accident happened where a hazard's land was released on that day."""

    accident = models.ForeignKey(Accident, on_delete=models.PROTECT, related_name="+")
    hazard = models.CharField(max_length=120)  # a code
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    because = models.CharField(max_length=1000, default="")

    privacy = dict.fromkeys(
        ("id", "accident", "hazard", "found_at", "settled_at", "because"), Privacy.RESTRICTED
    ) | {"settled_by": Privacy.PERSONAL}  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["accident", "hazard"], name="released_alarm_once")]
