"""People of closed periods as they were counted, tables that were asked for, and the ledger of what was released."""

from django.db import models

from commonground.core.privacy import Privacy
from commonground.core.privacy.door import Basis
from commonground.core.privacy.states import State


class FrozenPeriod(models.Model):
    """The people of one closed period as they were when it was first asked about: keys of the rounding and coarse values, no names.

    Every table of the period is made of it, so that later changes of the records publish nothing a second time. Another edition is made where
    somebody restates the period.
    """

    population = models.CharField(max_length=24)
    period = models.CharField(max_length=7)
    edition = models.IntegerField(default=1)
    units = models.JSONField(default=list)  # the values of the dimension "unit" on that day
    people = models.JSONField(default=list)  # [key, half, {dimension: value}]
    count = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    append_only = True
    privacy = dict.fromkeys(
        ("id", "population", "period", "edition", "units", "people", "count", "sha256", "made_at"), Privacy.RESTRICTED
    ) | {"made_by": Privacy.PERSONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["population", "period", "edition"], name="disclosure_frozen_once")
        ]


class Asked(models.Model):
    """A table that somebody asked for: what, why, what it would say, what the audit found, and what became of it."""

    population = models.CharField(max_length=24)
    by = models.JSONField(default=list)
    periods = models.JSONField(default=list)
    basis = models.CharField(max_length=8, default=Basis.ROUNDED.value)
    reason = models.CharField(max_length=500)
    frozen = models.JSONField(default=list)  # the numbers of the frozen periods, in their order
    tables = models.JSONField(default=list)
    faults = models.JSONField(default=list)  # what the audit found last: [code, facts]
    audited_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, default=State.ASKED.value)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    because = models.CharField(max_length=500, default="")

    privacy = dict.fromkeys(
        ("id", "population", "by", "periods", "basis", "reason", "frozen", "tables", "faults", "audited_at", "state", "asked_at",
         "ended_at", "because"),
        Privacy.RESTRICTED,
    ) | dict.fromkeys(("asked_by", "ended_by"), Privacy.PERSONAL)  # fmt: skip


class Release(models.Model):
    """What left, for good: the content as plain JSON, its hash, and the hash of the release before it."""

    number = models.BigIntegerField(unique=True)
    asked = models.OneToOneField(Asked, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    released_by = models.BigIntegerField(null=True)

    append_only = True
    privacy = dict.fromkeys(("id", "number", "content", "sha256", "released_at"), Privacy.PUBLIC) | {
        "asked": Privacy.RESTRICTED,
        "released_by": Privacy.PERSONAL,
    }
