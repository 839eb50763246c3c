"""The file with the keys of people, apart from the database: whoever destroys a key here has erased what it sealed.

A small SQLite file of its own (`settings.PERSON_KEYS`, beside the database unless said otherwise) holds each person's key, wrapped
with a wrapping key that lies in neither: in a second file that its owner alone may read, or in the environment. It also keeps the list of erasures, which
can only grow. No backup, export or move of the database opens it; `keys backup` copies it apart.

Deleted rows are overwritten, and so is the journal after whatever destroys a key. A connection is opened for each piece of work and
closed after it: several processes may share the file.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from commonground.core import sealing
from commonground.core.refusals import NotNow, NotUsable

SCHEMA = """
CREATE TABLE IF NOT EXISTS person_key (code TEXT PRIMARY KEY, wrapped TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, wrapped TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erasure (code TEXT PRIMARY KEY, day TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS erasure_stays BEFORE DELETE ON erasure BEGIN SELECT RAISE(ABORT, 'erasures only grow'); END;
CREATE TRIGGER IF NOT EXISTS erasure_holds BEFORE UPDATE ON erasure BEGIN SELECT RAISE(ABORT, 'erasures only grow'); END;
CREATE TRIGGER IF NOT EXISTS erased_for_good BEFORE INSERT ON person_key
 WHEN EXISTS (SELECT 1 FROM erasure WHERE code = NEW.code) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END;
"""
MANY = 500  # so many codes go into one question


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody was forgotten: a code that names nobody any more, a day, and a reason by its code."""

    code: str
    day: date
    reason: str


def place() -> Path:
    """Where the keys lie."""
    return Path(settings.PERSON_KEYS)


def wrapping_place() -> Path:
    """Where the wrapping keys lie, unless the environment has them."""
    return place().with_name(place().name + ".wrap")


def files() -> list[Path]:
    """Every file that belongs to the keys; none of them is for anybody else to read."""
    return [place(), place().with_name(place().name + "-journal"), wrapping_place()]


# --- the wrapping keys -----------------------------------------------------------------------------


def wrapping_keys(*, make: bool = False) -> list[bytes]:
    """The wrapping keys, the one in use first; older ones stand behind it while keys are wrapped anew."""
    text = settings.WRAPPING_KEY
    path = wrapping_place()
    if not text:
        if not path.exists() and make and not place().exists():
            with contextlib.suppress(FileExistsError):  # another process was faster: theirs is the programme's
                write_wrapping([sealing.new_key()], new=True)
        try:
            text = path.read_text("ascii")
        except (OSError, ValueError) as error:
            raise NotNow("store.keys.no-wrapping-key", file=str(path)) from error
    found = parse_wrapping(text)
    if not found:
        raise NotNow("store.keys.no-wrapping-key", file=str(path))
    return found


def parse_wrapping(text: str) -> list[bytes]:
    """Keys of 64 hexadecimal digits, separated by commas or lines; empty where any of it is something else."""
    words = text.replace(",", " ").split()
    try:
        keys = [bytes.fromhex(word) for word in words]
    except ValueError:
        return []
    return keys if all(len(key) == sealing.KEY_BYTES for key in keys) else []


def write_wrapping(keys: Iterable[bytes], *, new: bool = False) -> None:
    """Keep the wrapping keys, readable by their owner alone; whole or not at all. Raises FileExistsError for a `new` file that is there."""
    path = wrapping_place()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write("".join(key.hex() + "\n" for key in keys))
        stream.flush()
        os.fsync(stream.fileno())
    if not new:
        _overwrite(path)
        part.replace(path)
        return
    try:
        os.link(part, path)  # whole from its first moment, and never in the place of another one
    finally:
        part.unlink()


# --- the file --------------------------------------------------------------------------------------


@contextmanager
def opened(path: Path | None = None, *, writing: bool = False) -> Iterator[sqlite3.Connection]:
    """The key store, made where there is none. What is done inside is committed together; whoever writes queues before reading."""
    path = path or place()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        db = sqlite3.connect(path, timeout=20, isolation_level=None)
        try:
            db.execute("PRAGMA secure_delete=ON")
            db.execute("PRAGMA synchronous=FULL")
            db.execute("PRAGMA journal_mode=PERSIST")  # one journal, in one place, that can be overwritten
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'erased_for_good'").fetchone():
                db.executescript("BEGIN IMMEDIATE;" + SCHEMA + "COMMIT;")
            db.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            yield db
            if db.in_transaction:
                db.execute("COMMIT")
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        if "this person was erased" in str(error):
            raise NotNow("store.person.erased") from error
        raise NotNow("store.keys.not-usable", file=str(path), reason=str(error)[:80]) from error


def keys_of(codes: Iterable[str]) -> dict[str, bytes]:
    """The keys of people; whoever has none is not in the answer. Raises NotNow where a key does not unwrap."""
    wanted = list(dict.fromkeys(codes))
    if not place().exists() or not wanted:
        return {}
    with opened() as db:
        found = dict(_rows(db, "SELECT code, wrapped FROM person_key WHERE code IN ({})", wanted))
    return _unwrapped(found)


def keys_for(codes: Iterable[str]) -> dict[str, bytes]:
    """The keys of people, made for those who have none. Raises NotNow for somebody who was erased: a code is never used again."""
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        return {}
    keys = wrapping_keys(make=True)
    with opened(writing=True) as db:
        found = dict(_rows(db, "SELECT code, wrapped FROM person_key WHERE code IN ({})", wanted))
        if fresh := [code for code in wanted if code not in found]:
            made = {code: sealing.wrap(keys[0], sealing.new_key(), code) for code in fresh}
            db.executemany("INSERT INTO person_key VALUES (?, ?) ON CONFLICT DO NOTHING", made.items())
            found |= dict(_rows(db, "SELECT code, wrapped FROM person_key WHERE code IN ({})", fresh))
    return _unwrapped(found)


def secret(name: str) -> bytes:
    """A secret of 256 bits that belongs to the programme and not to a person; made when it is asked for the first time."""
    keys = wrapping_keys(make=True)
    with opened(writing=True) as db:
        found = db.execute("SELECT wrapped FROM secret WHERE name = ?", [name]).fetchone()
        if found is None:
            made = sealing.wrap(keys[0], sealing.new_key(), "secret:" + name)
            db.execute("INSERT INTO secret VALUES (?, ?) ON CONFLICT DO NOTHING", [name, made])
            found = db.execute("SELECT wrapped FROM secret WHERE name = ?", [name]).fetchone()
    return _unwrapped({"secret:" + name: found[0]})["secret:" + name]


def count() -> int:
    """How many people have a key."""
    if not place().exists():
        return 0
    with opened() as db:
        return db.execute("SELECT count(*) FROM person_key").fetchone()[0]


def erasures() -> list[Erasure]:
    """Everybody who was forgotten, in the order of days and codes."""
    if not place().exists():
        return []
    with opened() as db:
        return [
            Erasure(code, date.fromisoformat(day), reason)
            for code, day, reason in db.execute("SELECT code, day, reason FROM erasure ORDER BY day, code")
        ]


def destroy(erased: Iterable[Erasure]) -> None:
    """Destroy the keys of people for good and write it down; whoever has no key, or was erased before, is written down once."""
    rows = [(e.code, e.day.isoformat(), e.reason) for e in erased]
    with opened(writing=True) as db:
        db.executemany("DELETE FROM person_key WHERE code = ?", [row[:1] for row in rows])
        db.executemany("INSERT INTO erasure VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)
    wipe_journal()


def wipe_journal() -> None:
    """Overwrite what the journal still holds of the rows before. Nobody can write meanwhile, so nobody needs it."""
    with opened(writing=True) as db:
        _overwrite(place().with_name(place().name + "-journal"))
        db.execute("ROLLBACK")


def _overwrite(path: Path) -> None:
    """Zeroes over the bytes of a file. What a disk or a file system keeps beneath is beyond a program's reach."""
    with contextlib.suppress(FileNotFoundError), path.open("r+b") as stream:
        stream.write(bytes(path.stat().st_size))
        stream.flush()
        os.fsync(stream.fileno())


def _rows(db: sqlite3.Connection, sql: str, codes: list[str]) -> Iterator[tuple[str, str]]:
    for start in range(0, len(codes), MANY):
        some = codes[start : start + MANY]
        yield from db.execute(sql.format(", ".join("?" * len(some))), some)


def _unwrapped(found: Mapping[str, str]) -> dict[str, bytes]:
    if not found:
        return {}
    by_name = {sealing.name_of(key): key for key in wrapping_keys()}
    out = {}
    for about, wrapped in found.items():
        try:
            out[about] = sealing.unwrap(by_name[sealing.wrapped_with(wrapped)], wrapped, about)
        except (sealing.NotOpened, KeyError) as error:
            raise NotUsable("store.keys.other-wrapping-key") from error
    return out
