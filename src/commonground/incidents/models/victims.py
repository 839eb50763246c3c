"""People who were hurt, without who they are: facts by code, outcomes by day, all append-only."""

from django.db import models

from commonground.core.incidents.codes import Standing
from commonground.core.privacy import Privacy
from commonground.incidents.models.accidents import Accident, Change

RECORD_KEY = 16  # bytes, drawn at random


class Victim(models.Model):
    """Somebody who was hurt, by a code that says nothing. `record_key` is what rounding in publications depends on."""

    code = models.CharField(max_length=12, unique=True)
    accident = models.ForeignKey(Accident, on_delete=models.PROTECT, related_name="+")
    made = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    record_key = models.CharField(max_length=2 * RECORD_KEY, unique=True)  # hexadecimal

    append_only = True
    privacy = dict.fromkeys(("id", "code", "accident", "made", "record_key"), Privacy.RESTRICTED)


class VictimFacts(models.Model):
    """What was said of a victim by one act; the latest counts. Empty is not asked, "unknown" is an answer."""

    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=8, default=Standing.COUNTS.value)
    same_as = models.CharField(max_length=12, default="")  # the code of the victim that counts in its place
    sex = models.CharField(max_length=8, default="")
    age = models.IntegerField(null=True)
    age_class = models.CharField(max_length=8, default="")
    status = models.CharField(max_length=12, default="")
    doing = models.CharField(max_length=16, default="")
    tampered = models.CharField(max_length=8, default="")
    knew = models.CharField(max_length=8, default="")
    saw_marking = models.CharField(max_length=8, default="")
    educated = models.CharField(max_length=8, default="")
    protected = models.CharField(max_length=8, default="")
    origin = models.CharField(max_length=12, default="")
    movement = models.CharField(max_length=12, default="")
    disability_before = models.CharField(max_length=8, default="")
    disability_after = models.CharField(max_length=8, default="")
    injuries = models.CharField(max_length=400, default="")  # codes, apart by spaces
    injuries_known = models.CharField(max_length=8, default="")

    append_only = True
    privacy = dict.fromkeys(
        ("id", "victim", "change", "standing", "same_as", "sex", "age", "age_class", "status", "doing", "tampered", "knew",
         "saw_marking", "educated", "protected", "origin", "movement", "disability_before", "disability_after", "injuries",
         "injuries_known"),
        Privacy.RESTRICTED,
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["victim", "change"], name="victim_facts_once")]
        indexes = [models.Index(fields=["victim", "id"], name="victim_facts_latest")]


class VictimOutcome(models.Model):
    """What had become of a victim from a day on. A later death is another row; a mistake is mended by one of the same day."""

    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8)
    on = models.DateField()  # the first outcome holds from the first day of all

    append_only = True
    privacy = dict.fromkeys(("id", "victim", "change", "outcome", "on"), Privacy.RESTRICTED)

    class Meta:
        indexes = [models.Index(fields=["victim", "on", "id"], name="victim_outcome_latest")]
