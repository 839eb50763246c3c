"""Victims that may be the same person, and what somebody decided about them."""

from django.db import models

from commonground.core.privacy import Privacy
from commonground.incidents.models.victims import Victim


class Pair(models.Model):
    """Two victims, the one entered first first, and why they may be one."""

    one = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="+")
    reasons = models.CharField(max_length=200)  # codes, apart by spaces
    points = models.IntegerField()
    proposed_at = models.DateTimeField()
    verdict = models.CharField(max_length=12, default="")  # the last one; the row of each is kept

    privacy = dict.fromkeys(("id", "one", "other", "reasons", "points", "proposed_at", "verdict"), Privacy.RESTRICTED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="pair_once")]
        indexes = [models.Index(fields=["verdict", "-points", "id"], name="pair_waiting")]


class PairVerdict(models.Model):
    """What somebody decided about a pair, and why. Nothing is merged by it."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12)
    because = models.CharField(max_length=1000, default="")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    append_only = True
    privacy = dict.fromkeys(("id", "pair", "verdict", "because", "at"), Privacy.RESTRICTED) | {"by": Privacy.PERSONAL}
