"""Publishing a content: numbered, signed, kept as it left; and the keys that it is signed with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commonground import __version__
from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.geometry.engine import versions
from commonground.core.publishing import manifest as manifests
from commonground.core.publishing.content import Kind, Question, canonical, does_not_add_up, sha256
from commonground.core.publishing.manifest import CONTENT, FIRST, PublishedFile
from commonground.core.refusals import NotNow, NotUsable
from commonground.core.treaty.states import Verb
from commonground.identity import queries as identity
from commonground.land.actions import ledger as books
from commonground.land.queries import entries as ledger
from commonground.land.queries import hashes
from commonground.reporting import access, gateway
from commonground.reporting.actions import returns
from commonground.reporting.actions.held import allowed, hold
from commonground.reporting.models import Publication, PublicationFile, PublishingKey
from commonground.reporting.queries import contents, kept, papers
from commonground.reporting.queries import returns as returns_known

LONGEST = 200  # letters of a title and of a name, as both are kept


@dataclass(frozen=True, slots=True)
class Done:
    """What was published."""

    number: int
    content_sha256: str
    files: tuple[str, ...]
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("reporting.published", about=lambda done, *a, **k: f"publication {done.number}")
def publish(
    question: Question, title: str, *, sections: Sequence[Mapping[str, Any]] = (), languages: Sequence[str] = ("en",),
    drafted_by: str = "", own: bool = False, prepared_as: int | None = None, by, at: datetime,
) -> Done:  # fmt: skip
    """Publish the answer to a question under a title. What was shown for the same question is what is published, byte for byte.

    The number of the ledger is part of the question, so that nothing that is booked in the meantime changes it. A later
    publication of the same kind and period supersedes the one before; both stay as they are.
    Raises NotYours, NotUsable, NotNow("reporting.publication.does-not-add-up").
    """
    require(access.may_publish(by, own=own))
    if not title.strip():
        raise NotUsable("reporting.publication.no-title")
    if question.known > ledger.head():
        raise NotUsable("reporting.publication.not-yet-known", known=question.known, head=ledger.head())
    if question.end > timezone.localtime(at).date():
        raise NotUsable("reporting.publication.not-over", end=question.end.isoformat())
    key, signer = _key(at)
    said = contents.content(question, title.strip()[:LONGEST], sections=sections)
    wrong = does_not_add_up(said)
    if wrong:
        raise NotNow("reporting.publication.does-not-add-up", figure=wrong[0].figure, by=wrong[0].by)
    text = canonical(said)
    files = [PublishedFile(CONTENT, "application/json", text), *papers.forms(said, tuple(dict.fromkeys(languages)))]
    books.keep_sums()  # they were reckoned just now, and whoever asks next need not wait for them
    return _keep(
        question,
        said,
        text,
        files,
        key,
        signer,
        approved=(by.name[:LONGEST], at, own, drafted_by),
        prepared_as=prepared_as,
    )


def _keep(
    question: Question, said: dict[str, Any], text: bytes, files: list[PublishedFile], key: PublishingKey,
    signer: gateway.Signer, *, approved: tuple[str, datetime, bool, str], prepared_as: int | None,
) -> Done:  # fmt: skip
    name, at, own, drafted_by = approved
    last = kept.latest_manifest()
    number = last[0] + 1 if last else 1
    supersedes = kept.latest_of(question, prepared_as)
    signed = manifests.manifest(
        number=number, content=said, files=files, approved_by=name, approved_at=at, own=own, drafted_by=drafted_by or name,
        snapshot=manifests.snapshot(hashes.up_to(question.known)), software=__version__, engine=versions(),
        previous=last[1] if last else FIRST, supersedes=supersedes, key=key.name,
    )  # fmt: skip
    written = canonical(signed)
    row = Publication.objects.create(
        number=number, kind=question.kind.value, title=said["title"], start=question.start, end=question.end,
        known=question.known, level=question.level, edition=question.edition, content=text.decode(),
        content_sha256=sha256(text), manifest=written.decode(), manifest_sha256=sha256(written),
        signature=manifests.sign(signed, signer.private).hex(), key=key, approved_by=name, approved_at=at, own=own,
        supersedes=supersedes, prepared_as=prepared_as,
    )  # fmt: skip
    for one in files:
        _store(one)
    PublicationFile.objects.bulk_create(
        PublicationFile(publication=row, name=f.name, media_type=f.media_type, bytes=len(f.data), sha256=sha256(f.data))
        for f in files
    )
    facts = {"known": question.known, "sha256": row.content_sha256, "own": own, "supersedes": supersedes}
    return Done(number, row.content_sha256, tuple(f.name for f in files), facts)


def _store(one: PublishedFile) -> None:
    """Under the name of its hash; a file that is there already is the same."""
    path = kept.path_of(sha256(one.data))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_bytes(one.data)
        part.replace(path)


def _key(at: datetime) -> tuple[PublishingKey, gateway.Signer]:
    """The row of the key in hand, and the key. The row's lock makes publications queue, so that their numbers have no gaps."""
    found = gateway.signer()
    PublishingKey.objects.get_or_create(name=found.name, defaults={"public": found.public.hex(), "made_at": at})
    for row in PublishingKey.objects.select_for_update().order_by("pk"):
        if row.name == found.name:
            if row.retired_at is not None:
                raise NotNow("reporting.key.retired", key=row.name)
            mine = row
    return mine, found


@recorded("reporting.key-changed", about=lambda done, *a, **k: f"key {done}")
def change_key(*, by, at: datetime) -> str:
    """Sign with a new key from now on; what earlier ones signed stays verifiable. The name of the new one."""
    require(access.may_publish(by))
    with transaction.atomic():
        PublishingKey.objects.filter(retired_at=None).update(retired_at=at)
        made = gateway.new_signer()
        PublishingKey.objects.create(name=made.name, public=made.public.hex(), made_at=at)
    return made.name


@recorded("reporting.return-published", about=lambda done, *a, **k: f"publication {done.number}")
def publish_return(
    number: int, *, version: int, title: str, signed_as: str = "", languages: Sequence[str] = ("en",), by, at: datetime
) -> Done:  # fmt: skip
    """Publish an approved report: its sections as they were approved, beside the figures of its period.

    `signed_as` is the name and office in which it is signed in public; without it the account's name. The figures are drawn from the ledger number at which it was approved. Raises what `publish` raises, and NotNow where the
    report is not approved, or somebody has changed it since.
    """
    found = hold(number, version, by=by)
    allowed(found, Verb.PUBLISH, by=by)
    question = contents.question(Kind(found.kind), found.start, found.end, found.known or ledger.head(), found.level)
    names = identity.names([n for n in (found.author, found.approved_by) if n is not None])
    signed = replace(by, name=signed_as.strip()[:LONGEST] or names.get(found.approved_by or 0, by.name))
    done = publish(
        question, title, sections=returns_known.sections_of(found), languages=languages,
        drafted_by=names.get(found.author or 0, ""), own=found.own, prepared_as=number, by=signed, at=at,
    )  # fmt: skip
    returns.published(number, done.number, by=by, at=at)
    return done
