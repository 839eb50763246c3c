"""Who exchanges with whom, what was agreed, what was said, and what was heard."""

from django.db import models

from commonground.core.privacy import Privacy


class Node(models.Model):
    """This programme as others know it: one row. Its private keys are files, in no database and no backup."""

    name = models.CharField(max_length=100)
    roots = models.JSONField()  # the chain, each root as text
    made_at = models.DateTimeField()

    privacy = dict.fromkeys(("id", "name", "roots", "made_at"), Privacy.PARTNER)


class Partner(models.Model):
    """Another programme, pinned by the fingerprint of its first root that two people compared."""

    name = models.CharField(max_length=100, unique=True)
    roots = models.JSONField()
    fingerprint = models.CharField(max_length=100)
    pinned_at = models.DateTimeField()
    pinned_by = models.BigIntegerField(null=True)
    address = models.CharField(max_length=200, default="", blank=True)  # where its feeds are fetched; empty: files only
    is_plain = models.BooleanField(default=False)  # http was said to be right for it, by somebody who knows the line
    clock_s = models.IntegerField(default=0)  # by how much its clock is ahead of ours, when that was too much
    label = models.CharField(
        max_length=100, default="", blank=True
    )  # what people here call it; the name is for machines
    trouble = models.CharField(max_length=40, default="", blank=True)  # why the last pull came to nothing

    privacy = dict.fromkeys(
        (
            "id",
            "name",
            "roots",
            "fingerprint",
            "pinned_at",
            "pinned_by",
            "address",
            "is_plain",
            "clock_s",
            "label",
            "trouble",
        ),
        Privacy.PARTNER,
    )


class Fetching(models.Model):
    """Somebody asked what a partner says that is new: how far that is, and what came of it. One row a partner, the last time."""

    partner = models.OneToOneField(Partner, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    beat_at = models.DateTimeField()  # when it last gave a sign of life
    ended_at = models.DateTimeField(null=True)
    agreement = models.CharField(max_length=64, default="", blank=True)  # the one at hand
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    came = models.JSONField(default=list)  # of each agreement: what was new, put aside, refused

    privacy = dict.fromkeys(
        ("id", "partner", "asked_at", "asked_by", "beat_at", "ended_at", "agreement", "done", "total", "came"),
        Privacy.PARTNER,
    )


class AgreementText(models.Model):
    """A version of an agreement as it was signed. It holds when both sides signed the same bytes."""

    agreement = models.CharField(max_length=64)
    version = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    publisher = models.CharField(max_length=100)
    recipient = models.CharField(max_length=100)
    envelope = models.TextField()  # DSSE, with every signature there is
    holds = models.BooleanField(default=False)
    at = models.DateTimeField()

    privacy = dict.fromkeys(
        ("id", "agreement", "version", "sha256", "publisher", "recipient", "envelope", "holds", "at"), Privacy.PARTNER
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "version"], name="agreement_version_once")]


class Feed(models.Model):
    """A log under an agreement: ours to somebody, or somebody's to us."""

    agreement = models.CharField(max_length=64)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    outgoing = models.BooleanField()
    epoch = models.IntegerField(default=1)
    size = models.BigIntegerField(default=0)
    edge = models.JSONField(default=list)  # the hashes of the tree's right edge, in hexadecimal
    head = models.TextField(default="")  # the signed note
    status = models.TextField(default="")  # DSSE: until when the head is fresh
    version = models.IntegerField(default=0)  # of the agreement that holds in it
    known = models.BigIntegerField(null=True)  # outgoing: the ledger number it was projected at
    told_at = models.DateTimeField(null=True)  # outgoing: last written; incoming: last heard
    confirmed = models.BigIntegerField(default=0)  # outgoing: lines that a receipt confirms
    revoked = models.BooleanField(default=False)
    broken = models.CharField(max_length=40, default="")  # incoming: why it stands still
    purge_by = models.DateField(null=True)  # incoming: the agreement ended, and by this day its bodies go
    purged_at = models.DateTimeField(null=True)  # incoming: they went
    redacted = models.JSONField(
        null=True
    )  # incoming: the last lines that asked to forget something; null: not looked for yet

    privacy = dict.fromkeys(
        ("id", "agreement", "partner", "outgoing", "epoch", "size", "edge", "head", "status", "version", "known", "told_at",
         "confirmed", "revoked", "broken", "purge_by", "purged_at", "redacted"),
        Privacy.PARTNER,
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "outgoing", "epoch"], name="feed_once")]


class Line(models.Model):
    """A line of a feed, as it was signed, with the body that travels beside it; an erased body leaves the line."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    line = models.TextField()
    salt = models.CharField(max_length=64, default="")
    body = models.TextField(default="")

    privacy = dict.fromkeys(("id", "feed", "seq", "line", "salt", "body"), Privacy.PARTNER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "seq"], name="line_once")]


class Cut(models.Model):
    """The figures of one month as an agreement tells them: as at its last day and as known when they were cut, and frozen since.

    What was booked later is in the next cut. Another version of the agreement is cut anew, of what was known then.
    """

    agreement = models.CharField(max_length=64)
    month = models.CharField(max_length=7)  # 2026-10
    known = models.BigIntegerField()  # the land's ledger number that it was cut at
    at = models.DateTimeField()  # until when other ledgers were looked at
    version = models.IntegerField()  # of the agreement whose tables these are
    tables = models.JSONField(default=dict)  # the finest of each: [place, numbers, from which depth on it is counted]

    privacy = dict.fromkeys(("id", "agreement", "month", "known", "at", "version", "tables"), Privacy.PARTNER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "month"], name="cut_once")]


class ToldRecord(models.Model):
    """What a receiver was last told of one of our records."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+")
    ident = models.CharField(max_length=24)
    collection = models.CharField(max_length=20)
    rev = models.BigIntegerField()
    digest = models.CharField(max_length=64, default="")  # empty: withdrawn
    version = models.IntegerField()
    key = models.CharField(max_length=64, default="")  # of our record; it never leaves

    privacy = dict.fromkeys(("id", "feed", "ident", "collection", "rev", "digest", "version", "key"), Privacy.PARTNER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "ident"], name="told_once")]


class ForeignRecord(models.Model):
    """A record of somebody else, as far as it was shared; its footprints stay when everything else goes."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+")
    ident = models.CharField(max_length=24)
    collection = models.CharField(max_length=20)
    rev = models.BigIntegerField()
    standing = models.CharField(max_length=12)  # core.exchange.received.Standing
    version = models.IntegerField()
    day = models.CharField(max_length=10)
    body = models.JSONField(null=True)
    reason = models.CharField(max_length=40, default="")
    footprints = models.JSONField(default=list)
    # The box around all of its places, in degrees; empty where it says none.
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)

    privacy = dict.fromkeys(
        ("id", "feed", "ident", "collection", "rev", "standing", "version", "day", "body", "reason", "footprints",
         "west", "south", "east", "north"),
        Privacy.PARTNER,
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "ident"], name="foreign_once")]
        indexes = [
            models.Index(fields=["west", "south", "east", "north"], name="foreign_place"),
            models.Index(fields=["feed", "standing", "ident"], name="foreign_standing"),
        ]


class Acceptance(models.Model):
    """A foreign record on whose strength somebody here put a hazard of our own on the books."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+")
    ident = models.CharField(max_length=24)
    rev = models.BigIntegerField()
    hazard = models.CharField(max_length=60)  # its code
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    privacy = dict.fromkeys(("id", "feed", "ident", "rev", "hazard", "by", "at"), Privacy.PARTNER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "ident", "hazard"], name="accepted_once")]


class Receipt(models.Model):
    """What a receiver said of one of our feeds, signed: how far it is, what it could not use, what it forgot."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    text = models.TextField()  # DSSE
    at = models.DateTimeField()

    privacy = dict.fromkeys(("id", "feed", "sha256", "size", "text", "at"), Privacy.PARTNER)


class Nonce(models.Model):
    """What makes a request good for one time only: kept for all processes until the request is too old anyway."""

    nonce = models.CharField(max_length=170, primary_key=True)
    until = models.DateTimeField(db_index=True)

    privacy = dict.fromkeys(("nonce", "until"), Privacy.RESTRICTED)


class Link(models.Model):
    """What we say of one of our records and one of theirs. It holds when they say the same of the same two."""

    agreement = models.CharField(max_length=64)  # ours, in whose feed it is said
    collection = models.CharField(max_length=20)
    record = models.CharField(max_length=64)  # the key of ours; it never leaves
    their_feed = models.CharField(max_length=200)  # the name of a feed of theirs, and the id of their record in it
    their_id = models.CharField(max_length=24)
    kind = models.CharField(max_length=10)  # core.exchange.talk.Kind
    confidence = models.CharField(max_length=6)
    reason = models.CharField(max_length=300, default="")
    said_at = models.DateTimeField()
    said_by = models.BigIntegerField(null=True)
    withdrawn = models.BooleanField(default=False)

    privacy = dict.fromkeys(
        ("id", "agreement", "collection", "record", "their_feed", "their_id", "kind", "confidence", "reason", "said_at", "said_by",
         "withdrawn"),
        Privacy.PARTNER,
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "collection", "record", "their_feed", "their_id"], name="link_once"
            )
        ]


class Proposal(models.Model):
    """What we would change in a record of theirs. They decide; nothing here or there changes by it."""

    agreement = models.CharField(max_length=64)
    collection = models.CharField(max_length=20)
    their_feed = models.CharField(max_length=200)
    their_id = models.CharField(max_length=24)
    number = models.IntegerField()  # of ours about this record, from one
    base = models.BigIntegerField()  # the revision that we had before us
    values = models.JSONField(default=dict)
    shape = models.JSONField(null=True)
    reason = models.CharField(max_length=300, default="")
    said_at = models.DateTimeField()
    said_by = models.BigIntegerField(null=True)
    withdrawn = models.BooleanField(default=False)

    privacy = dict.fromkeys(
        ("id", "agreement", "collection", "their_feed", "their_id", "number", "base", "values", "shape", "reason", "said_at", "said_by",
         "withdrawn"),
        Privacy.PARTNER,
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "their_feed", "their_id", "number"], name="proposal_once")
        ]


class Answer(models.Model):
    """What we decided about a proposal of theirs."""

    agreement = models.CharField(max_length=64)
    their_feed = models.CharField(max_length=200)
    their_id = models.CharField(max_length=24)  # of the proposal
    rev = models.BigIntegerField()  # of the proposal that was decided about
    decision = models.CharField(max_length=10)  # core.exchange.talk.Decision
    reason = models.CharField(max_length=300, default="")
    collection = models.CharField(max_length=20)
    record = models.CharField(max_length=64)  # the key of ours
    said_at = models.DateTimeField()
    said_by = models.BigIntegerField(null=True)

    privacy = dict.fromkeys(
        ("id", "agreement", "their_feed", "their_id", "rev", "decision", "reason", "collection", "record", "said_at", "said_by"),
        Privacy.PARTNER,
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["their_feed", "their_id"], name="answer_once")]


class RegionalTerm(models.Model):
    """What a code of another country is called in the region. Whatever has no row here is shown as unmapped."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    term = models.CharField(max_length=40)
    mapped_at = models.DateTimeField()
    mapped_by = models.BigIntegerField(null=True)

    privacy = dict.fromkeys(("id", "partner", "field", "code", "term", "mapped_at", "mapped_by"), Privacy.PARTNER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "field", "code"], name="regional_term_once")]
