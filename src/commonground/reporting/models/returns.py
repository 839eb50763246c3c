"""Reports in preparation and everything said about them. Revisions and milestones are append-only: nothing is lost."""

from django.db import models

from commonground.core.privacy import Privacy
from commonground.core.publishing.content import Kind
from commonground.core.treaty.calendar import What
from commonground.core.treaty.states import State

KINDS = [(k.value, k.value) for k in Kind]
STATES = [(s.value, s.value) for s in State]
WHATS = [(w.value, w.value) for w in What]


class Return(models.Model):
    """A report in preparation. `version` grows with every change: who acts on an older one is refused."""

    kind = models.CharField(max_length=20, choices=KINDS)
    start = models.DateField()
    end = models.DateField()
    known = models.BigIntegerField(null=True)  # the ledger number that it is drawn from; empty is the latest
    devices = models.BigIntegerField(null=True)  # the number of the ledger of ordnance, likewise
    plan = models.BigIntegerField(null=True)  # the last milestone that it looks at; empty is the latest
    contamination = models.CharField(max_length=60, default="", blank=True)  # of which type; empty is all land
    level = models.IntegerField(default=1)
    due = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=STATES, default=State.DRAFT.value)
    version = models.IntegerField(default=1)
    author = models.BigIntegerField(null=True)  # people's numbers, never their names
    reviewers = models.JSONField(default=list)  # whom the author asks; empty is whoever may
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    own = models.BooleanField(default=False)  # its author approved it
    before = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # drafted from it
    answers = models.JSONField(default=dict)  # core.treaty.answers.Answers
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    waits_since = models.DateTimeField(null=True)  # sent to review, or sent back
    publication = models.BigIntegerField(null=True)  # its number, once published

    privacy = dict.fromkeys(
        ("id", "kind", "start", "end", "known", "devices", "plan", "contamination", "level", "due", "state", "version", "own", "before",
         "answers", "made_at", "changed_at", "waits_since", "approved_at", "publication"),
        Privacy.RESTRICTED,
    ) | dict.fromkeys(("author", "reviewers", "approved_by"), Privacy.PERSONAL)  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(name="return_days_in_order", condition=models.Q(end__gte=models.F("start")))
        ]
        indexes = [
            models.Index(fields=["kind", "end", "id"], name="return_kind_end"),
            models.Index(fields=["state", "due"], name="return_state_due"),
        ]

    @property
    def code(self) -> str:
        return code_of(self.pk)


def code_of(number: int) -> str:
    """What a report in preparation is called."""
    return f"RT-{number:05}"


class ReturnRevision(models.Model):
    """What a report in preparation said after each change, and why it changed."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()
    state = models.CharField(max_length=12)
    answers = models.JSONField()
    why = models.CharField(max_length=12)  # core.treaty.states.Verb
    section = models.CharField(max_length=20, default="", blank=True)
    because = models.CharField(max_length=1000, default="", blank=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    append_only = True
    privacy = dict.fromkeys(
        ("id", "of", "version", "state", "answers", "why", "section", "because", "at"), Privacy.RESTRICTED
    ) | {"by": Privacy.PERSONAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "version"], name="return_revision_once")]


class ReturnRemark(models.Model):
    """What somebody wants mended, at the section concerned; an empty section means the report as a whole."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=20, default="", blank=True)
    text = models.CharField(max_length=1000)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(("id", "of", "section", "text", "at", "resolved_at"), Privacy.RESTRICTED) | {
        "by": Privacy.PERSONAL
    }


class Duty(models.Model):
    """A date by which a programme is bound: entry into force, a deadline granted, statements it has set itself.

    Never deleted: one that holds no longer keeps when it was ended.
    """

    what = models.CharField(max_length=20, choices=WHATS)
    day = models.DateField()
    days = models.IntegerField(default=0)  # for statements: so many days after the period
    source = models.CharField(max_length=300)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(("id", "what", "day", "days", "source", "at", "ended_at"), Privacy.PARTNER) | {
        "by": Privacy.PERSONAL
    }


class Milestone(models.Model):
    """A planned figure of a year, from an edition of a plan. Another edition is another row; the last one holds."""

    year = models.IntegerField()
    figure = models.CharField(max_length=60)  # a code of the catalogue of figures
    planned = models.BigIntegerField()
    edition = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    append_only = True
    privacy = dict.fromkeys(("id", "year", "figure", "planned", "edition", "source", "at"), Privacy.PARTNER) | {
        "by": Privacy.PERSONAL
    }

    class Meta:
        constraints = [models.CheckConstraint(name="milestone_not_negative", condition=models.Q(planned__gte=0))]
