"""Investigations of demining accidents: a row for each step, and what was recommended with whom it falls to."""

from django.db import models

from commonground.core.incidents.investigation import Stage
from commonground.core.privacy import Privacy
from commonground.incidents.models.accidents import Accident


class Investigation(models.Model):
    """How far the investigation of one accident has come."""

    accident = models.OneToOneField(Accident, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, default=Stage.NOTIFIED.value)
    notified_on = models.DateField()
    factors = models.CharField(max_length=400, default="")  # codes, apart by spaces
    independent = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    privacy = dict.fromkeys(
        ("id", "accident", "stage", "notified_on", "factors", "independent", "version"), Privacy.RESTRICTED
    )


class InvestigationStep(models.Model):
    """One step: what was written down with it, on which paper, of which day."""

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12)
    stage = models.CharField(max_length=12)  # reached by it
    on = models.DateField()
    document = models.CharField(max_length=120, default="")
    text = models.CharField(max_length=4000, default="")
    factors = models.CharField(max_length=400, default="")  # as named with it
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    append_only = True
    privacy = dict.fromkeys(
        ("id", "investigation", "step", "stage", "on", "document", "text", "factors", "at"), Privacy.RESTRICTED
    ) | {"by": Privacy.PERSONAL}


class CorrectiveAction(models.Model):
    """What is to be done so that it does not happen again, by whom (a role, not a name) and until when."""

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    owner = models.CharField(max_length=120)
    due = models.DateField()
    ended_on = models.DateField(null=True)
    given_up = models.BooleanField(default=False)
    because = models.CharField(max_length=1000, default="")  # what was done, or why it was given up

    privacy = dict.fromkeys(
        ("id", "investigation", "text", "owner", "due", "ended_on", "given_up", "because"), Privacy.RESTRICTED
    )
