"""Files that were handed in through the pages and wait to be imported or thrown away.

A file lies under the name of its content, with what was said about it: what it holds, how its columns are read, and
what the last try showed. Nothing of it is in the books.
"""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from commonground.core.decisions import require
from commonground.core.refusals import NotThere
from commonground.intake import access
from commonground.store.beats import lapsed

KEY = re.compile(r"[0-9a-f]{32}")


def folder() -> Path:
    """Where files wait."""
    return Path(settings.MEDIA_ROOT) / "incoming"


def imported(sha256: str) -> Path:
    """Where the file of an import is kept, by the hash of its content."""
    return Path(settings.MEDIA_ROOT) / "imported" / sha256[:2] / sha256


def abandoned(at: datetime) -> list[str]:
    """Keys of waiting files that nobody has touched for as long as the setting says, and halves of files never received."""
    if not folder().is_dir():
        return []
    before = (at - timedelta(days=settings.UPLOADS_KEPT_DAYS)).timestamp()
    return sorted(
        place.name
        for place in folder().iterdir()
        if place.is_dir() and max((p.stat().st_mtime for p in (place, *place.iterdir())), default=0) < before
    )


def path_of(key: str, *, by) -> Path:
    """The file itself. Raises NotThere for a key that names none."""
    require(access.may(by, "intake.import"))
    if not KEY.fullmatch(key) or not (folder() / key / "about.json").exists():
        raise NotThere("intake.upload.not-there")
    return folder() / key / "file"


def said(key: str, what: str) -> dict[str, Any] | None:
    """Something said about a file: "about", "contents", "mapping", "tried" or "progress"; None where nothing is."""
    if not KEY.fullmatch(key):
        return None
    try:
        return json.loads((folder() / key / f"{what}.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def stopped(key: str, at: datetime) -> bool:
    """Whether work on a file was ended from outside: begun, never over, and nobody at it any more."""
    return lapsed(folder() / key, at)
