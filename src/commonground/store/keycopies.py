"""Copies of the key store, always apart from those of the database; and a new wrapping key, which makes old copies worthless."""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

from django.conf import settings

from commonground.core import sealing
from commonground.core.refusals import NotNow, NotUsable
from commonground.store import keystore
from commonground.store.keystore import Erasure


def backup(file: Path) -> int:
    """Copy the key store, its keys as they are wrapped; how many people's keys are in it. The wrapping key is not in it."""
    if file.exists():
        raise NotNow("store.backup.exists", file=str(file))
    if not keystore.place().exists():
        raise NotNow("store.keys.none", file=str(keystore.place()))
    _copy(keystore.place(), file)
    return keystore.count()


def restore(file: Path, erased: Iterable[Erasure] = ()) -> int:
    """Put a copy of the key store in its place, where there is none; how many keys came back.

    A copy is older than what was erased after it: the keys of the `erased` are destroyed before anybody can use them.
    """
    if keystore.place().exists():
        raise NotNow("store.restore.in-use", file=str(keystore.place()))
    part = keystore.place().with_name(keystore.place().name + ".part")
    part.unlink(missing_ok=True)
    try:
        _copy(file, part)
        _erase_in(part, list(erased))
        part.replace(keystore.place())
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + "-journal").unlink(missing_ok=True)
    return keystore.count()


def carry(target: Path) -> int:
    """Copy the key store and its wrapping key to the place of another one, for a programme that moves; how many keys went along."""
    if not keystore.place().exists() or target == keystore.place():
        return 0
    wrap = target.with_name(target.name + ".wrap")
    for path in (target, wrap):
        if path.exists():
            raise NotNow("store.restore.in-use", file=str(path))
    if not settings.WRAPPING_KEY:
        data = keystore.wrapping_place().read_bytes()
        wrap.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(wrap, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
    _copy(keystore.place(), target)
    return keystore.count()


def rotate() -> int:
    """A new wrapping key, with which every key is wrapped anew; the old one is gone. How many were wrapped.

    A process that is stopped half way leaves both wrapping keys behind, and everything still opens; the next rotation goes on.
    Where the environment has the wrapping keys, the first of them is the new one and whoever runs this takes the others away.
    """
    if not keystore.place().exists():
        raise NotNow("store.keys.none", file=str(keystore.place()))
    old = keystore.wrapping_keys()
    keys = old
    if not settings.WRAPPING_KEY:
        keys = [sealing.new_key(), *old]
        keystore.write_wrapping(keys)
    by_name = {sealing.name_of(key): key for key in keys}
    done = 0
    with keystore.opened(writing=True) as db:
        for table, column, prefix in (("person_key", "code", ""), ("secret", "name", "secret:")):
            found = db.execute(f"SELECT {column}, wrapped FROM {table}").fetchall()
            again = [(_wrapped_again(by_name, keys[0], prefix + name, wrapped), name) for name, wrapped in found]
            db.executemany(f"UPDATE {table} SET wrapped = ? WHERE {column} = ?", again)
            done += len(again)
    keystore.wipe_journal()
    if not settings.WRAPPING_KEY:
        keystore.write_wrapping(keys[:1])
    return done


def _wrapped_again(by_name: dict[str, bytes], first: bytes, about: str, wrapped: str) -> str:
    try:
        return sealing.wrap(first, sealing.unwrap(by_name[sealing.wrapped_with(wrapped)], wrapped, about), about)
    except (sealing.NotOpened, KeyError) as error:
        raise NotUsable("store.keys.other-wrapping-key") from error


def written(erased: Iterable[Erasure]) -> str:
    """The list of erasures as lines of JSON, to be kept where neither the database nor the keys are."""
    return "".join(json.dumps({"code": e.code, "day": e.day.isoformat(), "reason": e.reason}) + "\n" for e in erased)


def read(text: str) -> list[Erasure]:
    """A list that was written out. Raises NotUsable for anything else."""
    out = []
    for line, words in enumerate(text.splitlines(), 1):
        try:
            said = json.loads(words)
            out.append(Erasure(str(said["code"]), date.fromisoformat(said["day"]), str(said["reason"])))
        except (ValueError, KeyError, TypeError) as error:
            raise NotUsable("store.keys.not-a-list", line=line) from error
    return out


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'erased_for_good'").fetchone():
                raise NotUsable("store.keys.not-a-copy", file=source.name)
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(sqlite3.connect(target)) as copy:
                db.backup(copy)
    except sqlite3.DatabaseError as error:
        raise NotUsable("store.keys.not-a-copy", file=source.name) from error


def _erase_in(path: Path, erased: list[Erasure]) -> None:
    with keystore.opened(path) as db:
        db.executemany("DELETE FROM person_key WHERE code = ?", [(e.code,) for e in erased])
        db.executemany(
            "INSERT INTO erasure VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(e.code, e.day.isoformat(), e.reason) for e in erased],
        )
