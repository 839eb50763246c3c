"""Publications: append-only, each with its manifest, its signature and the forms it left in."""

from django.db import models

from commonground.core.privacy import Privacy
from commonground.core.publishing.content import Kind

KINDS = [(k.value, k.value) for k in Kind]


class PublishingKey(models.Model):
    """The public half of a key that publications are signed with. The private half is a file, never in the database."""

    name = models.CharField(max_length=19, unique=True)  # core.publishing.manifest.key_name
    public = models.CharField(max_length=64)  # Ed25519, hexadecimal
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(("id", "name", "public", "made_at", "retired_at"), Privacy.PUBLIC)


class Publication(models.Model):
    """What was published, for good. A later one may supersede it; it stays as it was."""

    number = models.BigIntegerField(unique=True)  # without gaps
    kind = models.CharField(max_length=20, choices=KINDS)
    title = models.CharField(max_length=200)
    start = models.DateField()
    end = models.DateField()
    known = models.BigIntegerField()  # the ledger number it was drawn from
    level = models.IntegerField()
    edition = models.IntegerField()
    content = models.TextField()  # canonical JSON (RFC 8785)
    content_sha256 = models.CharField(max_length=64)
    manifest = models.TextField()
    manifest_sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    key = models.ForeignKey(PublishingKey, on_delete=models.PROTECT, related_name="+")
    approved_by = models.CharField(max_length=200)  # whoever signs for it in public
    approved_at = models.DateTimeField()
    own = models.BooleanField(default=False)  # approved by whoever drafted it
    supersedes = models.BigIntegerField(null=True)
    prepared_as = models.BigIntegerField(null=True)  # the return in which it was prepared

    append_only = True
    privacy = dict.fromkeys(
        ("id", "number", "kind", "title", "start", "end", "known", "level", "edition", "content", "content_sha256", "manifest",
         "manifest_sha256", "signature", "key", "approved_by", "approved_at", "own", "supersedes", "prepared_as"),
        Privacy.PUBLIC,
    )  # fmt: skip


class PublicationFile(models.Model):
    """One form of a publication; its bytes lie under the name of their hash."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=120)
    bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    append_only = True
    privacy = dict.fromkeys(("id", "publication", "name", "media_type", "bytes", "sha256"), Privacy.PUBLIC)
