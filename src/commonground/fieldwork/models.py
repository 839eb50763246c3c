"""Reports and everything said about them. Revisions, verdicts and attachments are append-only: nothing is lost."""

from django.db import models

from commonground.core.fieldwork.states import State
from commonground.core.fieldwork.types import Type
from commonground.core.privacy import Privacy
from commonground.store.fields import GeometryField

TYPES = [(t.value, t.value) for t in Type]
STATES = [(s.value, s.value) for s in State]


class FormVersion(models.Model):
    """The fields that a programme has added to a kind of report. A change is a new version; reports keep theirs."""

    type = models.CharField(max_length=24, choices=TYPES)
    version = models.IntegerField()
    fields = models.JSONField(default=list)
    at = models.DateTimeField()

    append_only = True
    privacy = dict.fromkeys(("id", "type", "version", "fields", "at"), Privacy.PARTNER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "version"], name="form_version_once")]


class Report(models.Model):
    """A report as it stands. `version` grows with every change: who acts on an older one is refused."""

    type = models.CharField(max_length=24, choices=TYPES)
    form_version = models.IntegerField(default=0)  # 0: the type's own fields and no others
    state = models.CharField(max_length=12, choices=STATES, default=State.DRAFT.value)
    version = models.IntegerField(default=1)
    author = models.BigIntegerField(null=True)  # a person's number, never a name
    organisation = models.CharField(max_length=60, default="")
    on = models.DateField(null=True)
    fields = models.JSONField(default=dict)  # as typed, by the field's name
    entered = models.JSONField(default=dict)  # the shape as entered: text, system, how (core.fieldwork.shapes.Entered)
    shape = GeometryField(null=True)  # what was made of it, in the plane
    min_x = models.FloatField(null=True)
    min_y = models.FloatField(null=True)
    max_x = models.FloatField(null=True)
    max_y = models.FloatField(null=True)
    shape_m2 = models.BigIntegerField(null=True)
    operation = models.CharField(max_length=200, default="")  # by which its coordinates were read
    accuracy_m = models.FloatField(null=True)  # of that operation, never of the survey
    faults = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    waits_since = models.DateTimeField(null=True)  # handed in, or returned
    self_approved = models.BooleanField(default=False)
    first = models.BigIntegerField(null=True)  # ledger numbers it took
    last = models.BigIntegerField(null=True)

    boxed = True
    privacy = dict.fromkeys(
        ("id", "type", "form_version", "state", "version", "organisation", "on", "fields", "entered", "shape", "min_x", "min_y",
         "max_x", "max_y", "shape_m2", "operation", "accuracy_m", "faults", "made_at", "changed_at", "waits_since",
         "self_approved", "first", "last"),
        Privacy.RESTRICTED,
    ) | {"author": Privacy.PERSONAL}  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["state", "waits_since", "id"], name="report_waiting"),
            models.Index(fields=["organisation", "state", "id"], name="report_organisation"),
            models.Index(fields=["author", "state"], name="report_author"),
            models.Index(fields=["type", "state"], name="report_type"),
        ]

    @property
    def code(self) -> str:
        return code_of(self.pk)


def code_of(number: int) -> str:
    """What a report is called on paper, and the document that its entries rest on where it names no other."""
    return f"FR-{number:06}"


class ReportHazard(models.Model):
    """A report names a hazard by its code; one that nobody has recorded yet has no row of its own."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=120, db_index=True)

    privacy = dict.fromkeys(("id", "report", "code"), Privacy.RESTRICTED)


class Revision(models.Model):
    """What a report said after each change."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()
    state = models.CharField(max_length=12)
    fields = models.JSONField()
    entered = models.JSONField()
    why = models.CharField(max_length=12)  # core.fieldwork.states.Verb
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    append_only = True
    privacy = dict.fromkeys(
        ("id", "report", "version", "state", "fields", "entered", "why", "at"), Privacy.RESTRICTED
    ) | {"by": Privacy.PERSONAL}  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="revision_once")]


class Remark(models.Model):
    """What somebody wants mended, at the field concerned; an empty field means the report as a whole."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=40, default="")
    text = models.CharField(max_length=1000)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(("id", "report", "field", "text", "at", "resolved_at"), Privacy.RESTRICTED) | {
        "by": Privacy.PERSONAL
    }


class Verdict(models.Model):
    """What was decided about a report, on what basis, and what it did to the accounts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)  # core.fieldwork.states.Verb
    version = models.IntegerField()  # of the report it was about
    because = models.CharField(max_length=1000, default="")
    own = models.BooleanField(default=False)  # the author approved
    effects = models.JSONField(null=True)  # what was shown, and done
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    append_only = True
    privacy = dict.fromkeys(
        ("id", "report", "what", "version", "because", "own", "effects", "at"), Privacy.RESTRICTED
    ) | {"by": Privacy.PERSONAL}  # fmt: skip


class Attachment(models.Model):
    """A file that came with a report; its bytes lie under the name of their hash."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)  # of what is kept
    received_sha256 = models.CharField(max_length=64)  # of what was handed in; differs where metadata was taken out
    media_type = models.CharField(max_length=80)
    bytes = models.BigIntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        ("id", "report", "name", "sha256", "received_sha256", "media_type", "bytes", "width", "height", "at", "removed_at"),
        Privacy.RESTRICTED,
    ) | {"by": Privacy.PERSONAL}  # fmt: skip
