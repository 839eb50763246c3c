"""Rows of the accounts of ordnance: one ledger that is never edited, and what a programme adds to the catalogue."""

from django.db import models

from commonground.core.ordnance.accounts import Does, Pot
from commonground.core.ordnance.amounts import Qualifier
from commonground.core.ordnance.kinds import Activity, Condition, Exactness, Method
from commonground.core.privacy import Privacy


class Head(models.Model):
    """The one row whose lock gives numbers without gaps: of entries, and of what is said in the catalogue."""

    number = models.BigIntegerField(default=0)
    privacy = dict.fromkeys(("id", "number"), Privacy.PUBLIC)


class Entry(models.Model):
    """One entry about one find or one piece of work. The primary key is its number: when it came to be known."""

    number = models.BigIntegerField(primary_key=True)
    does = models.CharField(max_length=8, choices=[(d.value, d.value) for d in Does])
    code = models.CharField(max_length=120, db_index=True)  # the find's, or the piece of work's
    on = models.DateField()
    exactness = models.CharField(max_length=8, default=Exactness.DAY.value)
    at = models.DateTimeField()
    corrects = models.BigIntegerField(default=0)
    activity = models.CharField(max_length=20, default=Activity.UNKNOWN.value)
    organisation = models.CharField(max_length=60, default="")
    document = models.CharField(max_length=120, default="")
    because = models.CharField(max_length=500, default="")
    device = models.CharField(max_length=80, default="")  # a code of the catalogue; empty where nobody knew the word
    said = models.CharField(max_length=200, default="")  # the word that the paper has
    condition = models.CharField(max_length=12, default=Condition.UNKNOWN.value)
    count = models.BigIntegerField(default=0)
    qualifier = models.CharField(max_length=12, default=Qualifier.EXACT.value)
    within = models.CharField(max_length=120, default="")  # the larger find that this one is declared to be a part of
    work = models.CharField(max_length=120, default="")  # the piece of work that it came from
    source = models.CharField(max_length=12, default=Pot.AWAITING.value)
    target = models.CharField(max_length=12, default="")
    method = models.CharField(max_length=12, default=Method.UNKNOWN.value)
    unit = models.CharField(max_length=40, default="")  # code of a unit of any level
    place = models.CharField(max_length=200, default="")  # as the paper has it
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy_m = models.IntegerField(null=True)  # of the point; never empty where there is one
    depth_cm = models.IntegerField(null=True)
    area_m2 = models.DecimalField(max_digits=16, decimal_places=2, null=True)  # searched by the piece of work
    load = models.BigIntegerField(null=True)  # the import that it came by
    source_row = models.BigIntegerField(null=True)

    append_only = True
    privacy = dict.fromkeys(
        ("number", "does", "code", "on", "exactness", "at", "corrects", "activity", "organisation", "document", "because",
         "device", "said", "condition", "count", "qualifier", "within", "work", "source", "target", "method", "unit", "place",
         "lon", "lat", "accuracy_m", "depth_cm", "area_m2", "load", "source_row"),
        Privacy.PARTNER,
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["corrects"], name="ordnance_corrects", condition=models.Q(corrects__gt=0)),
            models.Index(fields=["on"], name="ordnance_on"),
        ]


class Saying(models.Model):
    """Something that this programme says of the catalogue: a new model, another spelling or name, another kind, one for two.

    Numbered with the entries, so that a figure as known at a number counts as was said then.
    """

    number = models.BigIntegerField(primary_key=True)
    says = models.CharField(max_length=8)  # queries.catalogue: add, spell, rename, count, merge
    device = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=200, default="")
    language = models.CharField(max_length=12, default="und")
    category = models.CharField(max_length=12, default="")
    subcategory = models.CharField(max_length=60, default="")
    kind = models.CharField(max_length=24, default="")
    into = models.CharField(max_length=80, default="")
    because = models.CharField(max_length=500, default="")
    at = models.DateTimeField()

    append_only = True
    privacy = dict.fromkeys(
        ("number", "says", "device", "name", "language", "category", "subcategory", "kind", "into", "because", "at"),
        Privacy.PARTNER,
    )
