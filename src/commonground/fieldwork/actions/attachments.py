"""Files that come with a report. They are kept by their content, photographs without what the camera wrote beside them."""

import hashlib
import re
from datetime import datetime
from pathlib import PurePath

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.fieldwork.media import MOST_BYTES, MOST_FILES, PICTURES, sniff
from commonground.core.fieldwork.states import Verb
from commonground.core.refusals import NotThere, NotUsable
from commonground.fieldwork import access, gateway
from commonground.fieldwork.models import Attachment, Report, code_of
from commonground.fieldwork.queries import files


@recorded("fieldwork.file-attached", about=lambda result, number, *a, **k: code_of(number))
def attach(number: int, name: str, data: bytes, *, by, at: datetime) -> str:
    """Keep a file with a report that is being written; the hash of what is kept. The same again is kept once."""
    report = _mine(number, by)
    if len(data) > MOST_BYTES:
        raise NotUsable("fieldwork.attachment.large", most=MOST_BYTES)
    media_type = sniff(data)
    if not media_type:
        raise NotUsable("fieldwork.attachment.kind", found=PurePath(name).suffix[:20] or name[:40])
    if Attachment.objects.filter(report=report, removed_at__isnull=True).count() >= MOST_FILES:
        raise NotUsable("fieldwork.attachment.many", most=MOST_FILES)
    received, width, height, preview = hashlib.sha256(data).hexdigest(), None, None, b""
    if media_type in PICTURES:
        picture = gateway.strip(data, media_type)
        data, media_type, width, height, preview = (
            picture.data, picture.media_type, picture.width, picture.height, picture.preview,
        )  # fmt: skip
    sha256 = hashlib.sha256(data).hexdigest()
    if Attachment.objects.filter(report=report, sha256=sha256, removed_at__isnull=True).exists():
        return sha256
    _store(sha256, data, preview)
    Attachment.objects.create(
        report=report, name=_safe(name), sha256=sha256, received_sha256=received, media_type=media_type, bytes=len(data),
        width=width, height=height, by=by.number, at=at,
    )  # fmt: skip
    return sha256


@recorded("fieldwork.file-detached", about=lambda result, number, *a, **k: code_of(number))
def detach(number: int, sha256: str, *, by, at: datetime) -> str:
    """Take a file away from a report that is being written. What was kept stays kept; the report no longer names it."""
    report = _mine(number, by)
    if not Attachment.objects.filter(report=report, sha256=sha256, removed_at__isnull=True).update(removed_at=at):
        raise NotThere("fieldwork.attachment.not-there")
    return sha256


def _mine(number: int, by) -> Report:
    """The report, held, where it is the author's to change."""
    access.report_for(by, number)
    report = Report.objects.select_for_update().get(pk=number)
    require(access.may_do(by, report, Verb.SAVE, access.circumstances(by, report)))
    return report


def _store(sha256: str, data: bytes, preview: bytes) -> None:
    """Write a file whole or not at all, before the row that names it: a file without a row harms nobody."""
    for path, content in ((files.path_of(sha256), data), (files.path_of(sha256, preview=True), preview)):
        if content and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"{path.name}.part")
            part.write_bytes(content)
            part.replace(path)


def _safe(name: str) -> str:
    """A file's name without folders and without signs that a path could be made of."""
    plain = re.sub(r"[^\w .()\-]", "_", PurePath(name.replace("\\", "/")).name).strip(". ")
    return plain[-200:] or "file"
