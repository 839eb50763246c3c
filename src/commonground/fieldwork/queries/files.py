"""Where the files of reports lie: under the name of their content, beside the database, with its backups."""

import re
from pathlib import Path

from django.conf import settings

from commonground.core.refusals import NotThere
from commonground.fieldwork import access
from commonground.fieldwork.models import Attachment

NAME = re.compile(r"[0-9a-f]{64}")


def path_of(sha256: str, preview: bool = False) -> Path:
    """The file of some content."""
    assert NAME.fullmatch(sha256)
    return Path(settings.MEDIA_ROOT) / "attachments" / sha256[:2] / (sha256 + (".preview" if preview else ""))


def beginning(sha256: str, most: int = 400) -> str:
    """How a text that is kept begins; nothing where it is not there."""
    path = path_of(sha256)
    if not path.exists():
        return ""
    with path.open(encoding="utf-8", errors="replace") as opened:
        return opened.read(most)


def attachment(viewer, number: int, sha256: str) -> Attachment:
    """A file of a report that a viewer may see. Raises NotThere, for the hidden and the absent alike."""
    report = access.report_for(viewer, number)
    found = Attachment.objects.filter(report=report, sha256=sha256).order_by("removed_at", "pk").first()
    if found is None:
        raise NotThere("fieldwork.attachment.not-there")
    return found
