"""Keeping files that are handed in through the pages beside the database until they are imported or thrown away."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.intake import access
from commonground.intake.queries.waiting import abandoned, folder, imported, path_of
from commonground.store.beats import beating


@recorded("intake.file-received", about=lambda key, *a, **k: f"upload {key}")
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


def write(key: str, what: str, said: dict[str, Any]) -> None:
    """Keep something said about a file, whole or not at all."""
    place = folder() / key / f"{what}.json"
    part = place.with_suffix(".part")
    part.write_text(json.dumps(said, ensure_ascii=False, default=str), encoding="utf-8")
    part.replace(place)


@contextmanager
def working(key: str) -> Iterator[None]:
    """Give signs of life while a file is worked on, and say no more how far it is when that is over."""
    with beating(folder() / key):
        try:
            yield
        finally:
            forget(key, "progress")


def forget(key: str, what: str) -> None:
    """What was said no longer holds."""
    (folder() / key / f"{what}.json").unlink(missing_ok=True)


@recorded("intake.file-dropped", about=lambda none, key, **k: f"upload {key}")
def drop(key: str, *, by) -> None:
    """Throw a waiting file away. What was imported from it stays."""
    shutil.rmtree(path_of(key, by=by).parent, ignore_errors=True)


@recorded("intake.file-kept", about=lambda sha256, *a, **k: f"file {sha256[:12]}")
def keep(file: Path, sha256: str, *, by) -> str:
    """Keep a file that was imported, by the hash of its content: every import can show what it rests on."""
    require(access.may(by, "intake.import"))
    place = imported(sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(".part")
        shutil.copyfile(file, part)
        part.replace(place)
    return sha256


def clear_abandoned(*, by, at: datetime) -> int:
    """Throw away files that were handed in and left lying for longer than the setting says; how many."""
    keys = abandoned(at)
    return _expire(keys, by=by) if keys else 0


@recorded("intake.files-expired", about=lambda count, *a, **k: f"{count} uploads")
def _expire(keys: list[str], *, by) -> int:
    for key in keys:
        shutil.rmtree(folder() / key, ignore_errors=True)
    return len(keys)


def _safe(name: str) -> str:
    """A file's name without folders and without signs that a path could be made of."""
    plain = re.sub(r"[^\w .()\-]", "_", Path(name.replace("\\", "/")).name).strip(". ")
    return plain[-120:] or "file"
