"""`backup`, `restore`, `move`: keeping a programme safe, and moving it between stores."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import click
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from commonground import __version__
from commonground.config import environment
from commonground.config.settings.base import databases
from commonground.core.refusals import NotNow, NotUsable
from commonground.intake.queries import waiting
from commonground.land.queries import entries as ledger
from commonground.places import queries as places
from commonground.store import erasures, keycopies, moving

DATABASE, MANIFEST = "programme.sqlite3", "manifest.json"


@click.command(epilog="Example: commonground --database bih.cground backup bih-2026-06-01.backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(out, file):
    """Write one file that holds everything: the programme, its attachments, and a manifest of hashes.

    The working database is never handed over or opened by anything else; the copy is made by the database itself while
    work goes on. Files that an import rests on go along; uploads that nobody has touched for long do not. The backup holds password hashes and everything that is restricted: keep it as you keep the database.
    The keys of people are not in it: `keys backup` copies them apart.
    """
    if file.exists():
        raise NotNow("store.backup.exists", file=str(file))
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder, out.progress("Backing up") as step:
        copy = Path(folder) / DATABASE
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with sqlite3.connect(copy) as target:
                connection.connection.backup(
                    target, pages=2000, progress=lambda s, left, total: step(total - left, total, "copying")
                )
            target.close()
        else:
            _migrated(str(copy))
            moving.move("default", _other(str(copy)), step)
            connections["other"].close()
        with sqlite3.connect(copy) as db:
            db.execute("PRAGMA journal_mode=DELETE")
        db.close()
        said = _pack(file, copy)
    out.answer(said, f"{file}: programme {said['programme']}, {said['head']:,} entries, {len(said['files'])} files.")


def _pack(file: Path, copy: Path) -> dict:
    root = Path(settings.MEDIA_ROOT)
    left = {waiting.folder() / key for key in waiting.abandoned(timezone.now())} | {waiting.folder() / "part"}
    found = sorted(root.rglob("*")) if root.is_dir() else []
    files = {
        f"files/{p.relative_to(root).as_posix()}": p for p in found if p.is_file() and not left.intersection(p.parents)
    }
    hashes = {name: _sha256(path) for name, path in {DATABASE: copy, **files}.items()}
    said = {
        "software": __version__, "programme": places.programme().code, "head": ledger.head(),
        "made_at": timezone.now().isoformat(), "files": hashes,
    }  # fmt: skip
    part = file.with_name(file.name + ".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(MANIFEST, json.dumps(said, indent=2))
        archive.write(copy, DATABASE)
        for name, path in files.items():
            archive.write(path, name)
    part.replace(file)
    return said


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@click.command(epilog="Example: commonground --database restored.cground restore bih-2026-06-01.backup")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(out, file):
    """Make the database that --database names from a backup. Nothing that exists is overwritten.

    A backup holds no keys of people. Whoever was erased after it was made is erased again before anybody can sign in.
    """
    db = settings.ENV.database
    if db.engine == "sqlite" and Path(db.name).exists():
        raise NotNow("store.restore.in-use", file=db.name)
    root = Path(settings.MEDIA_ROOT)
    with tempfile.TemporaryDirectory() as folder, out.progress("Restoring") as step:
        said = _unpack(file, Path(folder))
        copy = Path(folder) / DATABASE
        if db.engine == "sqlite":
            shutil.copyfile(copy, db.name)
        else:
            _migrated_url(db)
            connections.databases["other"] = {**databases(_env(environment.Database("sqlite", str(copy))))["default"]}
            connections.databases["other"] = connections.configure_settings({**connections.databases})["other"]
            moving.move("other", "default", step)
            connections["other"].close()
        for name in said["files"]:
            if name.startswith("files/"):
                target = root / name.removeprefix("files/")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(Path(folder) / name, target)
    _migrated_url(db)
    said["erased_again"] = erasures.replay()
    lines = [f"{said['erased_again']:,} people were erased again."] if said["erased_again"] else []
    out.answer(said, f"Restored programme {said['programme']} with {said['head']:,} entries.", *lines)


def _unpack(file: Path, folder: Path) -> dict:
    try:
        with zipfile.ZipFile(file) as archive:
            said = json.loads(archive.read(MANIFEST))
            names = set(archive.namelist()) - {MANIFEST}
            if names != set(said["files"]) or any(".." in Path(n).parts or Path(n).is_absolute() for n in names):
                raise NotUsable("store.backup.not-ours", file=file.name, reason="its list of files is not its own")
            archive.extractall(folder)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotUsable("store.backup.not-ours", file=file.name, reason=str(error)[:80]) from error
    for name, sha in said["files"].items():
        if _sha256(folder / name) != sha:
            raise NotUsable("store.backup.not-ours", file=file.name, reason=f"{name} is not as it was written")
    return said


@click.command(epilog="Example: commonground --database bih.cground move --to postgresql://cg@localhost/bih")
@click.option(
    "--to", "target", required=True, metavar="FILE|URL", help="The other store; it must not hold a programme yet."
)
@click.pass_obj
def move(out, target):
    """Copy the programme into the other store with its files, and prove that every table and file arrived as it left.

    The keys of people go along to the place that belongs to the other store.
    """
    try:
        db = environment.parse_database(target)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    _migrated(target)
    alias = _other(target)
    with out.progress("Moving") as step:
        found = moving.move("default", alias, step)
        files = moving.carry_files(Path(settings.MEDIA_ROOT), environment.folder_of(db), step)
        keys = keycopies.carry(environment.person_keys_of(db))
    connections[alias].close()
    out.table(
        "Equal on both sides", ["Table", "Rows", "SHA-256"], [[m.table, m.rows, m.sha256[:16]] for m in found if m.rows]
    )
    out.answer(
        {
            "moved": [{"table": m.table, "rows": m.rows, "sha256": m.sha256} for m in found],
            "files": files,
            "keys": keys,
            "to": db.engine,
        },
        f"{sum(m.rows for m in found):,} rows in {len(found)} tables and {files:,} files, equal on both sides.",
        *(
            [f"{keys:,} keys of people went along. Destroy the old ones: erasures of tomorrow do not reach them."]
            if keys
            else []
        ),
    )


def _env(db: environment.Database) -> environment.Environment:
    return environment.Environment(db, settings.ENV.folder, "", False, (), False)


def _other(target: str) -> str:
    """A second connection, to the other store."""
    wanted = databases(_env(environment.parse_database(target)))["default"]
    connections.databases["other"] = connections.configure_settings({"default": {}, "other": wanted})["other"]
    return "other"


def _migrated(target: str) -> None:
    """Bring another database to today's tables, in a process of its own."""
    environ = {
        **environment.everything(),
        "COMMONGROUND_DATABASE": target,
        "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env=environ, check=True)


def _migrated_url(db: environment.Database) -> None:
    if db.engine == "sqlite":
        _migrated(db.name)
        return
    user = f"{db.user}:{db.password}@" if db.user else ""
    port = f":{db.port}" if db.port else ""
    _migrated(f"postgresql://{user}{db.host}{port}/{db.name}")


COMMANDS = (backup, restore, move)
