"""What others print: published tables as they were entered, append-only. A correction is another version of the same claim."""

from django.db import models

from commonground.core.claims.published import MARKS, Measure
from commonground.core.land.reconcile import Precision
from commonground.core.privacy import Privacy

MEASURES = [(m.value, m.value) for m in Measure]
PRECISIONS = [("", ""), *((p.value, p.value) for p in Precision)]


class Claim(models.Model):
    """A published table, attributed: who printed it, where and when, and who entered it here and when."""

    number = models.BigIntegerField()  # the same for every version
    version = models.IntegerField()
    publisher = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    source = models.CharField(max_length=1000)  # an address, or where in which paper
    published_on = models.DateField(null=True)
    mark = models.CharField(max_length=1, choices=[(m, m) for m in MARKS])
    note = models.CharField(max_length=1000, blank=True)
    sha256 = models.CharField(max_length=64)  # of what it says, so that the same table is not entered twice
    entered_on = models.DateField()
    entered_by = models.BigIntegerField(null=True)  # the account

    append_only = True
    privacy = dict.fromkeys(
        ("id", "number", "version", "publisher", "title", "source", "published_on", "mark", "sha256", "entered_on"), Privacy.PUBLIC
    ) | {"note": Privacy.RESTRICTED, "entered_by": Privacy.PERSONAL}  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "version"], name="reporting_claim_version")]


class ClaimLine(models.Model):
    """One printed figure of a claim, and the question that it answers."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()  # from 1
    label = models.CharField(max_length=300)
    printed = models.CharField(max_length=60)
    measure = models.CharField(max_length=10, choices=MEASURES)
    figure = models.CharField(max_length=60, blank=True)
    precision = models.CharField(max_length=10, blank=True, choices=PRECISIONS)
    step = models.CharField(max_length=20, blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    unit = models.CharField(max_length=60, blank=True)
    contamination = models.CharField(max_length=60, blank=True)
    flag = models.CharField(max_length=20, blank=True)
    operator = models.CharField(max_length=60, blank=True)

    append_only = True
    privacy = dict.fromkeys(
        ("id", "claim", "position", "label", "printed", "measure", "figure", "precision", "step", "start", "end", "unit",
         "contamination", "flag", "operator"),
        Privacy.PUBLIC,
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "position"], name="reporting_claim_line")]


class ClaimCheck(models.Model):
    """One identity that the printed table should keep, as it was written down: "1 + 2 = 3"."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()
    text = models.CharField(max_length=500)

    append_only = True
    privacy = dict.fromkeys(("id", "claim", "position", "text"), Privacy.PUBLIC)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "position"], name="reporting_claim_check")]
