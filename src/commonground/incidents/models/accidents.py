"""Accidents, and everything that was ever said of them."""

from django.db import models

from commonground.core.incidents.codes import Kind, Precision, Standing, Where
from commonground.core.privacy import Privacy


class Change(models.Model):
    """One act of writing facts down. By its number the facts are asked for as they were known then."""

    at = models.DateTimeField(db_index=True)
    what = models.CharField(max_length=24)  # entered, corrected, imported, undone, decided, died
    why = models.CharField(max_length=300, default="")
    by = models.BigIntegerField(null=True)  # a person's number, never a name

    append_only = True
    privacy = dict.fromkeys(("id", "at", "what", "why"), Privacy.RESTRICTED) | {"by": Privacy.PERSONAL}


class Accident(models.Model):
    """An accident by its code; what is known of it stands in its facts."""

    code = models.CharField(max_length=40, unique=True)
    made = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")

    append_only = True
    privacy = dict.fromkeys(("id", "code", "made"), Privacy.RESTRICTED)


class AccidentFacts(models.Model):
    """What was said of an accident by one act; the latest counts. Empty is not asked, "unknown" is an answer."""

    accident = models.ForeignKey(Accident, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=8, default=Standing.COUNTS.value)
    kind = models.CharField(max_length=12, default=Kind.ORDNANCE.value)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    precision = models.CharField(max_length=8, default=Precision.UNKNOWN.value)
    year = models.IntegerField(null=True)  # in which it counts
    where = models.CharField(max_length=8, default=Where.UNKNOWN.value)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    x = models.FloatField(null=True)  # the same in the programme's plane
    y = models.FloatField(null=True)
    accuracy_m = models.IntegerField(null=True)
    unit = models.CharField(
        max_length=40, default=""
    )  # a code; kept as the source has it where nobody brought that unit
    place = models.CharField(max_length=200, default="")
    device = models.CharField(max_length=24, default="")
    doing = models.CharField(max_length=16, default="")
    area_type = models.CharField(max_length=16, default="")
    marking = models.CharField(max_length=12, default="")
    told = models.CharField(max_length=2000, default="")
    hazard = models.CharField(max_length=120, default="")
    organisation = models.CharField(max_length=60, default="")
    source = models.CharField(max_length=200, default="")
    reference = models.CharField(max_length=120, default="")

    append_only = True
    privacy = dict.fromkeys(
        ("id", "accident", "change", "standing", "kind", "since", "until", "precision", "year", "where", "lon", "lat", "x", "y",
         "accuracy_m", "unit", "place", "device", "doing", "area_type", "marking", "told", "hazard", "organisation", "source",
         "reference"),
        Privacy.RESTRICTED,
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["accident", "change"], name="accident_facts_once")]
        indexes = [models.Index(fields=["accident", "id"], name="accident_facts_latest")]
