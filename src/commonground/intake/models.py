"""What came in files: every row of every file, whatever became of it."""

from django.db import models

from commonground.core.privacy import Privacy


class Profile(models.Model):
    """A mapping profile: which column is what. Versions are rows; the latest of a name is in use."""

    name = models.CharField(max_length=120)
    version = models.IntegerField(default=1)
    mapping = models.JSONField()
    made_at = models.DateTimeField()

    privacy = dict.fromkeys(("id", "name", "version", "mapping", "made_at"), Privacy.RESTRICTED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="profile_version_once")]


class Load(models.Model):
    """One file taken in, tried or undone."""

    file_name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.BigIntegerField()
    what = models.CharField(max_length=20)  # "hazards", "activities", "units", "settlements"
    mapping = models.JSONField()
    profile = models.ForeignKey(Profile, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)  # "tried", "imported", "undone", "failed"
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    first = models.BigIntegerField(null=True)  # ledger numbers it took
    last = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        ("id", "file_name", "sha256", "bytes", "what", "mapping", "profile", "state", "at", "counts", "report", "first",
         "last", "undone_at"),
        Privacy.RESTRICTED,
    )  # fmt: skip


class Row(models.Model):
    """One row of a file as it was received, and what became of it."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")
    ordinal = models.IntegerField()  # from 1, as in the file
    identity = models.CharField(max_length=130, db_index=True)
    content = models.CharField(max_length=64)  # hash of what it says
    outcome = models.CharField(max_length=12)  # "new", "changed", "unchanged", "quarantined"
    cells = models.TextField()  # JSON of the row's columns as received
    shape_wkb = models.BinaryField(null=True)  # as received, in the file's own coordinates
    hazard_code = models.CharField(max_length=120, default="")
    entry_hash = models.CharField(max_length=64, default="")
    findings = models.TextField(default="")  # JSON list, empty where there are none

    privacy = dict.fromkeys(
        ("id", "load", "ordinal", "identity", "content", "outcome", "cells", "shape_wkb", "hazard_code", "entry_hash",
         "findings"),
        Privacy.RESTRICTED,
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "ordinal"], name="row_once")]
        indexes = [models.Index(fields=["hazard_code"], name="row_hazard")]  # a hazard's page asks for its rows
