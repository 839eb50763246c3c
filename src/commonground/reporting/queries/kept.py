"""Publications as they are kept: what they say, their manifests, their forms."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from commonground.core.publishing.content import Question
from commonground.core.refusals import NotThere
from commonground.reporting.models import Publication, PublicationFile, PublishingKey, Return

NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FileCard:
    """One form of a publication."""

    name: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Published:
    """A publication. Its content and manifest are parsed from what is kept, byte for byte."""

    number: int
    title: str
    question: Question
    approved_by: str
    approved_at: datetime
    own: bool
    supersedes: int | None
    superseded_by: int | None
    key: str
    content_text: str = field(repr=False)
    manifest_text: str = field(repr=False)
    signature: str = field(repr=False)
    files: tuple[FileCard, ...] = ()

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content_text)
        return found

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.manifest_text)
        return found


def path_of(sha256: str) -> Path:
    """Where the bytes of a form lie."""
    assert NAME.fullmatch(sha256)
    return Path(settings.MEDIA_ROOT) / "publications" / sha256[:2] / sha256


def publications() -> list[Published]:
    """Every publication, the latest first."""
    return [_published(row) for row in _rows(Publication.objects.order_by("-number"))]


def publication(number: int) -> Published:
    """One publication with its forms. Raises NotThere."""
    row = next(iter(_rows(Publication.objects.filter(number=number))), None)
    if row is None:
        raise NotThere("reporting.publication.not-there", number=number)
    files = PublicationFile.objects.filter(publication=row[0]).order_by("pk")
    return _published(row, tuple(FileCard(f.name, f.media_type, f.bytes, f.sha256) for f in files))


def standing(before: int | None = None) -> list[Published]:
    """Publications that no other superseded, the earliest first; of those numbered below `before` alone where it is said."""
    found = Publication.objects.order_by("number")
    if before is not None:
        found = found.filter(number__lt=before)
    some = list(_rows(found))
    gone = {row.supersedes for row, _ in some}
    return [_published(pair) for pair in some if pair[0].number not in gone]


def latest_manifest() -> tuple[int, str] | None:
    """The number and manifest hash of the last publication."""
    return Publication.objects.order_by("-number").values_list("number", "manifest_sha256").first()


def manifest_of(number: int) -> str | None:
    """The manifest of a publication as it is kept; None where there is none of this number."""
    return Publication.objects.filter(number=number).values_list("manifest", flat=True).first()


def latest_of(question: Question, prepared_as: int | None = None) -> int | None:
    """The last publication of the same kind and period: what a new one supersedes. A report about one type of contamination
    stands beside one about another."""
    found = Publication.objects.filter(kind=question.kind, start=question.start, end=question.end).order_by("-number")
    some = found.values_list("number", "prepared_as")
    asked = {pk for _, pk in some if pk is not None} | {prepared_as}
    about = dict(Return.objects.filter(pk__in=asked - {None}).values_list("pk", "contamination"))
    mine = about.get(prepared_as, "")
    return next((number for number, pk in some if about.get(pk, "") == mine), None)


def file(number: int, name: str) -> tuple[FileCard, Path]:
    """A form of a publication, and where its bytes lie. Raises NotThere."""
    found = PublicationFile.objects.filter(publication__number=number, name=name).first()
    if found is None or not path_of(found.sha256).is_file():
        raise NotThere("reporting.publication.file-not-there", number=number, name=name)
    return FileCard(found.name, found.media_type, found.bytes, found.sha256), path_of(found.sha256)


@dataclass(frozen=True, slots=True)
class KeyCard:
    """The public half of a key."""

    name: str
    public: str
    made_at: datetime
    retired_at: datetime | None


def signing_keys() -> list[KeyCard]:
    """Every key that publications were signed with, the latest first."""
    found = PublishingKey.objects.order_by("-made_at", "-pk")
    return [KeyCard(k.name, k.public, k.made_at, k.retired_at) for k in found]


def _rows(found: Any) -> Iterable[tuple[Publication, int | None]]:
    later = dict(
        Publication.objects.filter(supersedes__isnull=False).order_by("number").values_list("supersedes", "number")
    )
    return [(row, later.get(row.number)) for row in found.select_related("key")]


def _published(pair: tuple[Publication, int | None], files: tuple[FileCard, ...] = ()) -> Published:
    row, superseded_by = pair
    question = Question.of(
        {"kind": row.kind, "from": row.start.isoformat(), "to": row.end.isoformat(), "known": row.known, "level": row.level,
         "edition": row.edition}
    )  # fmt: skip
    return Published(
        row.number, row.title, question, row.approved_by, row.approved_at, row.own, row.supersedes, superseded_by,
        row.key.name, row.content, row.manifest, row.signature, files,
    )  # fmt: skip
