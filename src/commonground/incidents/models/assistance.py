"""What a victim needs, what is planned, what they received and how they fare: append-only, latest row of a thing counts.

What is written in words is sealed with the victim's own key (`store.keys`), as who they are is: erasing them reaches it in every copy.
Codes, days and numbers stay, so that figures stay.
"""

from django.db import models

from commonground.core.incidents.assistance import GoalState, NeedState, Result
from commonground.core.incidents.codes import Standing
from commonground.core.privacy import Privacy
from commonground.incidents.models.accidents import Change
from commonground.incidents.models.victims import Victim

OF_EVERY = ("id", "victim", "change", "thing", "standing")


def _classes(*fields: str) -> dict[str, Privacy]:
    return dict.fromkeys((*OF_EVERY, *fields), Privacy.RESTRICTED) | {"words": Privacy.PERSONAL}


class Written(models.Model):
    """What every row says: of whom, by which act, of which thing (the act that said it first), and its sealed words."""

    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    thing = models.BigIntegerField(db_index=True)
    standing = models.CharField(max_length=8, default=Standing.COUNTS.value)
    words = models.TextField(default="")

    class Meta:
        abstract = True


class Need(Written):
    """What somebody needs: of which kind, how soon, since when it is known and who said it."""

    kind = models.CharField(max_length=16)
    priority = models.CharField(max_length=8)
    on = models.DateField()
    source = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default=NeedState.OPEN.value)

    append_only = True
    privacy = _classes("kind", "priority", "on", "source", "state")


class Plan(Written):
    """Who answers for a victim's plan, and when it is looked at again. There is one for each victim."""

    responsible = models.BigIntegerField(null=True)  # a person's number
    review_on = models.DateField()

    append_only = True
    privacy = _classes("review_on") | {"responsible": Privacy.PERSONAL}


class Goal(Written):
    """What is to be reached, and until when."""

    kind = models.CharField(max_length=16)
    by = models.DateField()
    state = models.CharField(max_length=12, default=GoalState.OPEN.value)

    append_only = True
    privacy = _classes("kind", "by", "state")


class Service(Written):
    """What somebody received, from whom, and what it did."""

    kind = models.CharField(max_length=16)
    provider = models.CharField(max_length=12, default="")  # a code
    since = models.DateField()
    until = models.DateField(null=True)
    result = models.CharField(max_length=12, default=Result.UNKNOWN.value)
    cost = models.IntegerField(null=True)
    currency = models.CharField(max_length=3, default="")

    append_only = True
    privacy = _classes("kind", "provider", "since", "until", "result", "cost", "currency")

    class Meta:
        indexes = [models.Index(fields=["since"], name="service_since")]


class FollowUp(Written):
    """How somebody fared on a day, and when they are asked again."""

    on = models.DateField()
    fares = models.CharField(max_length=12)
    again_on = models.DateField(null=True)

    append_only = True
    privacy = _classes("on", "fares", "again_on")


class CaseEnding(Written):
    """A case was closed, on which day and why. Taken back, it is open again."""

    on = models.DateField()
    reason = models.CharField(max_length=12)

    append_only = True
    privacy = _classes("on", "reason")
