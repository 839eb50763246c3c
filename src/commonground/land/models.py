"""Rows of the accounts of the land. Entries are append-only; atoms and holdings can be rebuilt from them."""

from django.db import models

from commonground.core.land.entries import Account, Book, Kind, Line
from commonground.core.privacy import Privacy
from commonground.store.fields import GeometryField

KINDS = [(k.value, k.value) for k in Kind]
ACCOUNTS = [(a.value, a.value) for a in Account]


class Document(models.Model):
    """A survey or completion report, certificate or file: what an entry rests on."""

    code = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=300, default="")
    kind = models.CharField(max_length=40, default="report")
    dated = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, default="")

    append_only = True
    privacy = dict.fromkeys(("id", "code", "title", "kind", "dated", "sha256"), Privacy.PARTNER)


class Hazard(models.Model):
    """A hazardous area by its code. What it measures is in its account, never here."""

    code = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200, default="")
    folded = models.CharField(max_length=400, default="", db_index=True)  # code and names, for search
    contamination = models.CharField(max_length=60, default="unknown")
    flag = models.CharField(max_length=20, default="")  # "military", "inaccessible": a scope, never a deletion
    stated_unit = models.CharField(max_length=40, default="")
    # A summary of the account as it stands now; rebuilt with it, and never more than a convenience.
    standing = models.CharField(max_length=20, default="unrecorded", db_index=True)
    open_m2 = models.BigIntegerField(default=0)
    released_m2 = models.BigIntegerField(default=0)
    unknown = models.BooleanField(default=False)  # open, without a perimeter or a stated area
    unit_id = models.BigIntegerField(null=True, db_index=True)  # where most of it lies
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    last_number = models.BigIntegerField(default=0, db_index=True)
    closed_on = models.DateField(null=True)
    work = models.CharField(
        max_length=12, default="waiting", db_default="waiting", db_index=True
    )  # core.land.work.Work
    worked_on = models.DateField(null=True)  # when somebody last wrote down anything about the work
    # Kept so that the list sorts and filters by them without asking every entry and finding (queries.digests).
    gravity = models.BigIntegerField(default=0, db_default=0)  # of all its findings together
    operators = models.TextField(default="", db_default="")  # whose work its entries in force tell of

    privacy = dict.fromkeys(
        ("id", "code", "name", "folded", "contamination", "flag", "stated_unit", "standing", "open_m2", "released_m2",
         "unknown", "unit_id", "first_on", "last_on", "last_number", "closed_on", "work", "worked_on", "gravity",
         "operators"),
        Privacy.PARTNER,
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["contamination"], name="hazard_contamination"),
            models.Index(fields=["flag"], name="hazard_flag"),
        ]


class Head(models.Model):
    """The one row whose lock gives ledger numbers without gaps."""

    number = models.BigIntegerField(default=0)
    privacy = dict.fromkeys(("id", "number"), Privacy.PUBLIC)


class Moment(models.Model):
    """One commit to the ledger: the numbers it took, for people who think in days."""

    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    why = models.CharField(max_length=200, default="")

    append_only = True
    privacy = dict.fromkeys(("id", "first", "last", "at", "why"), Privacy.PARTNER)


class LedgerEntry(models.Model):
    """One entry. The primary key is the ledger number."""

    number = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    on = models.DateField()
    reported_on = models.DateField(null=True)  # what the paper says; orders nothing
    sequence = models.IntegerField(default=0)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, default=Account.SUSPECTED.value)
    shape = GeometryField(null=True)
    min_x = models.FloatField(null=True)
    min_y = models.FloatField(null=True)
    max_x = models.FloatField(null=True)
    max_y = models.FloatField(null=True)
    stated_m2 = models.BigIntegerField(null=True)
    length_m = models.BigIntegerField(null=True)
    whole = models.BooleanField(default=False)
    corrects = models.CharField(max_length=64, default="")
    # The first number of the act of dividing or uniting hazards by which it stands in the place of another (ADR 0010).
    carried = models.BigIntegerField(default=0, db_default=0)
    activity = models.CharField(max_length=12, default="")  # core.land.activities.Activity
    operator = models.CharField(max_length=60, default="")
    donor = models.CharField(max_length=60, default="")
    method = models.CharField(max_length=40, default="")
    team = models.CharField(max_length=60, default="")
    depth_cm = models.IntegerField(null=True)
    because = models.CharField(max_length=500, default="")
    provenance = models.JSONField(null=True)  # coordinates as entered, their system, operation and accuracy
    source_row = models.BigIntegerField(null=True)  # the row of the file it came from (intake)

    append_only = True
    boxed = True
    privacy = dict.fromkeys(
        ("number", "hash", "kind", "on", "reported_on", "sequence", "document", "level", "shape", "min_x", "min_y", "max_x",
         "max_y", "stated_m2", "length_m", "whole", "corrects", "carried", "activity", "operator", "donor", "method", "team",
         "depth_cm", "because", "provenance", "source_row"),
        Privacy.PARTNER,
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["corrects"], name="entry_corrects", condition=~models.Q(corrects="")),
            models.Index(fields=["carried"], name="entry_carried", condition=models.Q(carried__gt=0)),
            models.Index(fields=["on"], name="entry_on"),
            models.Index(
                fields=["operator", "number", "hash"], name="entry_operator", condition=~models.Q(operator="")
            ),
        ]


class FormerCard(models.Model):
    """What was said of a hazard up to a ledger number: by what was known then, figures of a type or a flag are made again.

    Written when something else is said; what is said now stands in the hazard's own row.
    """

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    until = models.BigIntegerField()  # the last ledger number at which it was so
    name = models.CharField(max_length=200, default="")
    contamination = models.CharField(max_length=60, default="")
    flag = models.CharField(max_length=20, default="")

    append_only = True
    privacy = dict.fromkeys(("id", "hazard", "until", "name", "contamination", "flag"), Privacy.PARTNER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hazard", "until"], name="former_card_once")]
        indexes = [models.Index(fields=["until"], name="former_card_until")]


class Naming(models.Model):
    """An entry names a hazard; the first it names is the home of land cleared outside any."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="+", db_index=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    place = models.IntegerField(default=0)

    append_only = True
    privacy = dict.fromkeys(("id", "entry", "hazard", "place"), Privacy.PARTNER)

    class Meta:
        # From an entry to its hazards without touching the table.
        indexes = [models.Index(fields=["entry", "hazard"], name="naming_entry")]


class Atom(models.Model):
    """One entry's effect on one pair of accounts in one lowest unit. Every figure is a sum of these.

    `known` is the ledger number from which it counts. What a later entry changed is written as a further atom with
    that entry's number, negative where something was taken back, so that a sum over `known <= k` is the state as known
    at k. Never edited; `rebuild` may write the whole table anew.
    """

    known = models.BigIntegerField()
    entry = models.BigIntegerField()
    on = models.DateField()
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    unit_id = models.BigIntegerField(null=True)
    book = models.CharField(max_length=10, choices=[(b.value, b.value) for b in Book])
    line = models.CharField(max_length=24, choices=[(x.value, x.value) for x in Line])
    source = models.CharField(max_length=16, choices=ACCOUNTS)
    target = models.CharField(max_length=16, choices=ACCOUNTS)
    m2 = models.BigIntegerField()
    unknown = models.IntegerField(default=0)

    privacy = dict.fromkeys(
        ("id", "known", "entry", "on", "hazard", "unit_id", "book", "line", "source", "target", "m2", "unknown"),
        Privacy.PARTNER,
    )

    class Meta:
        indexes = [
            models.Index(fields=["entry"], name="atom_entry"),
            # Every column that a statement reads, so that it never touches the table.
            models.Index(
                fields=["unit_id", "book", "line", "source", "target", "on", "known", "m2", "unknown"], name="atom_sums"
            ),
        ]


class MonthSum(models.Model):
    """Atoms of a month summed along one axis, as known now: what a figure of whole months is added up from.

    Nothing but a shorter way to the same sums: `check` compares them, and whatever is asked for other days, or as known
    earlier, is summed from the atoms.
    """

    axis = models.CharField(
        max_length=10
    )  # "unit", an act: "operator", "donor", "method"; "type" as known at `TypeSums`
    key = models.CharField(max_length=120, default="")  # the act's code, the type; "" along units
    unit_id = models.BigIntegerField(default=0)  # 0: no unit, or along acts
    month = models.IntegerField()  # 202405
    book = models.CharField(max_length=10)
    line = models.CharField(max_length=24)
    source = models.CharField(max_length=16)
    target = models.CharField(max_length=16)
    m2 = models.BigIntegerField()
    unknown = models.BigIntegerField()

    privacy = dict.fromkeys(
        ("id", "axis", "key", "unit_id", "month", "book", "line", "source", "target", "m2", "unknown"), Privacy.PARTNER
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "month", "key", "unit_id", "book", "line", "source", "target"], name="month_sum_once"
            )
        ]


class TypeSums(models.Model):
    """At which ledger number, and by which units, the sums of each type of contamination were kept: one row, or none.

    They are not written with every entry: what was booked since is added to them when somebody asks.
    """

    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)  # of that entry: other books have another one there
    units = models.CharField(max_length=80)

    privacy = dict.fromkeys(("id", "number", "hash", "units"), Privacy.PARTNER)


class Holding(models.Model):
    """Land that an account holds now: where the fold stands, so that the next entry need not start from the first."""

    book = models.CharField(max_length=10)  # "hazard" or "programme" (only where hazards overlap)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    unit_id = models.BigIntegerField(null=True)
    account = models.CharField(max_length=16, choices=ACCOUNTS)
    entry = models.BigIntegerField(null=True)  # the shape is this entry's whole own, kept only there
    shape = GeometryField(null=True)
    m2 = models.BigIntegerField()

    privacy = dict.fromkeys(("id", "book", "hazard", "unit_id", "account", "entry", "shape", "m2"), Privacy.PARTNER)


class Overlap(models.Model):
    """Two hazards whose recorded land overlaps (both ways), in force or not: what makes a cluster."""

    one = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    other = models.BigIntegerField()

    privacy = dict.fromkeys(("id", "one", "other"), Privacy.PARTNER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="overlap_once")]


class Doubt(models.Model):
    """A finding about a hazard or an entry, as it stands now. Rebuilt, never edited by hand."""

    hazard = models.ForeignKey(Hazard, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=12, default="shape")  # "shape": with the record; "account": from the fold
    code = models.CharField(max_length=80, db_index=True)
    severity = models.CharField(max_length=8)
    m2 = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    privacy = dict.fromkeys(
        ("id", "hazard", "entry", "origin", "code", "severity", "m2", "facts", "lon", "lat"), Privacy.PARTNER
    )

    class Meta:
        indexes = [
            models.Index(fields=["entry"], name="doubt_entry"),
            models.Index(fields=["hazard", "severity", "code"], name="doubt_found"),
        ]


class Evidence(models.Model):
    """Points and lines that came with a perimeter: evidence, not area. The plane's metres."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    entry = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40, default="left over from repair")
    shape = GeometryField()

    privacy = dict.fromkeys(("id", "hazard", "entry", "kind", "shape"), Privacy.PARTNER)


class Closing(models.Model):
    """Somebody closed a hazard on a day, on the strength of a document. A later reopening leaves it as it was."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    document = models.CharField(max_length=120)
    at = models.DateTimeField()
    number = models.BigIntegerField()  # the last ledger number that named the hazard then

    append_only = True
    privacy = dict.fromkeys(("id", "hazard", "on", "document", "at", "number"), Privacy.PARTNER)


class View(models.Model):
    """A way of looking that somebody keeps: a filter with its order as an address has it, and columns.

    The one without a name is how they last left their columns.
    """

    owner = models.BigIntegerField()  # a viewer's number: the slice that has the ledger knows no names
    name = models.CharField(max_length=80, blank=True, default="")
    query = models.CharField(max_length=8000, blank=True, default="")
    columns = models.JSONField(default=list)
    shared = models.BooleanField(default=False)
    at = models.DateTimeField()

    privacy = dict.fromkeys(("id", "owner", "name", "query", "columns", "shared", "at"), Privacy.RESTRICTED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="view_named_once")]


class Selection(models.Model):
    """Hazards that somebody has put together under a name, by their codes; a filter like any other, open to all."""

    owner = models.BigIntegerField(null=True)
    name = models.CharField(max_length=80, unique=True)
    codes = models.JSONField(default=list)
    at = models.DateTimeField()

    privacy = dict.fromkeys(("id", "owner", "name", "codes", "at"), Privacy.RESTRICTED)


class WorkLog(models.Model):
    """Somebody wrote down what is being done about a hazard: a state of work, or what quality control found."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    work = models.CharField(max_length=12)  # core.land.work.Work; empty for quality control, which changes no state
    result = models.CharField(max_length=12, default="")  # core.land.work.Result
    on = models.DateField()
    because = models.CharField(max_length=500, default="")
    document = models.CharField(max_length=120, default="")  # the certificate, the report, the visit
    receiver = models.CharField(max_length=40, default="")  # in what role the land was received; never a name
    at = models.DateTimeField()

    append_only = True
    privacy = dict.fromkeys(
        ("id", "hazard", "work", "result", "on", "because", "document", "receiver", "at"), Privacy.PARTNER
    )


class Succession(models.Model):
    """A hazard that was divided, or united with others, and one that took its place: what was said of either is found
    from both. Whether it was undone, the ledger says."""

    former = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    heir = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)  # core.land.dividing.Succession
    first = models.BigIntegerField(db_index=True)  # ledger numbers of what the act booked
    last = models.BigIntegerField()
    document = models.CharField(max_length=120)
    because = models.CharField(max_length=500, default="")
    at = models.DateTimeField()

    append_only = True
    privacy = dict.fromkeys(
        ("id", "former", "heir", "kind", "first", "last", "document", "because", "at"), Privacy.PARTNER
    )
