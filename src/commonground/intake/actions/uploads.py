"""Files handed in through the pages, kept beside the database until they are imported or dropped.

A file lies under the name of its content, with what was said about it: what it holds, how its columns are read, and
what the last try showed. Nothing of it is in the books.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from commonground.core.decisions import require
from commonground.core.refusals import NotThere
from commonground.intake import access

KEY = re.compile(r"[0-9a-f]{32}")


def folder() -> Path:
    """Where files wait."""
    return Path(settings.MEDIA_ROOT) / "incoming"


def receive(name: str, pieces: Iterable[bytes], *, what: str, by, at: datetime) -> str:
    """Keep a file that somebody hands in; its key. The same content again is the same file."""
    require(access.may(by, "intake.import"))
    safe = _safe(name)
    waiting = folder() / "part"
    waiting.mkdir(parents=True, exist_ok=True)
    part = waiting / f"{hashlib.sha256(f'{at.isoformat()}{safe}{by.number}'.encode()).hexdigest()[:20]}"
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as stream:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            stream.write(piece)
    key = digest.hexdigest()[:32]
    place = folder() / key
    place.mkdir(exist_ok=True)
    part.replace(place / "file")
    write(key, "about", {"name": safe, "sha256": digest.hexdigest(), "bytes": size, "at": at.isoformat(), "what": what})
    return key


def path_of(key: str, *, by) -> Path:
    """The file itself. Raises NotThere for a key that names none."""
    require(access.may(by, "intake.import"))
    if not KEY.fullmatch(key) or not (folder() / key / "about.json").exists():
        raise NotThere("intake.upload.not-there")
    return folder() / key / "file"


def read(key: str, what: str) -> dict[str, Any] | None:
    """Something said about a file: "about", "contents", "mapping", "tried" or "progress"; None where nothing is."""
    if not KEY.fullmatch(key):
        return None
    try:
        return json.loads((folder() / key / f"{what}.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def write(key: str, what: str, said: dict[str, Any]) -> None:
    """Keep something said about a file, whole or not at all."""
    place = folder() / key / f"{what}.json"
    part = place.with_suffix(".part")
    part.write_text(json.dumps(said, ensure_ascii=False, default=str), encoding="utf-8")
    part.replace(place)


def forget(key: str, what: str) -> None:
    """What was said no longer holds."""
    (folder() / key / f"{what}.json").unlink(missing_ok=True)


def drop(key: str, *, by) -> None:
    """Throw a waiting file away. What was imported from it stays."""
    shutil.rmtree(path_of(key, by=by).parent, ignore_errors=True)


def _safe(name: str) -> str:
    """A file's name without folders and without signs that a path could be made of."""
    plain = re.sub(r"[^\w .()\-]", "_", Path(name.replace("\\", "/")).name).strip(". ")
    return plain[-120:] or "file"
