"""Databases of their own on the PostgreSQL that the run has started, where there is one; and files with a programme."""

import atexit
import contextlib
import functools
import json
import os
import shutil
import sqlite3
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from factories import warm

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def new_database():
    """Make an empty database and give its address; gone afterwards. Skips where no server was started."""
    server = os.environ.get("TEST_POSTGRES")
    if not server:
        pytest.skip("no PostgreSQL here: TEST_POSTGRES names none (tests/run.py starts one)")
    import psycopg

    made = []

    def make(like: str = "") -> str:
        """An empty one, or one that begins as a copy of another."""
        name = f"made_{uuid.uuid4().hex[:12]}"
        of = f' TEMPLATE "{urlsplit(like).path[1:]}"' if like else ""
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"{of}')
        made.append(name)
        return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

    yield make
    with psycopg.connect(server, autocommit=True) as connection:
        for name in made:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@functools.cache
def _tables() -> Path:
    """A file with all tables and nothing in them."""
    file = Path(tempfile.mkdtemp(prefix="commonground-tables-")) / "empty.cground"
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    migrate = (
        "import django; django.setup(); from django.core.management import call_command as c; c('migrate', verbosity=0)"
    )
    environ = warm.environ(
        COMMONGROUND_DATABASE=str(file), DJANGO_SETTINGS_MODULE="commonground.config.settings.desktop"
    )
    made = warm.script(migrate, env=environ)
    assert made.returncode == 0, made.stderr
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def commonground(*arguments: str, database: str, expect: int = 0) -> dict:
    """Run a command in a process of its own, as somebody would; its answer as JSON.

    A new file gets its tables by copying: only the first has every migration run over it (`test_commands` begins from nothing).
    """
    if arguments[0] in ("init", "demo") and "://" not in database and not Path(database).exists():
        shutil.copyfile(_tables(), database)
    ended = warm.command("--database", database, "--json", *arguments)
    assert ended.returncode == expect, (ended.returncode, ended.stdout[-2000:], ended.stderr[-2000:])
    return (
        json.loads(ended.stdout)
        if ended.stdout.strip().startswith(("{", "["))
        else {"said": ended.stdout + ended.stderr}
    )


@functools.cache
def _small() -> Path:
    """Made once for everybody, whichever folder of tests asks first."""
    file = Path(tempfile.mkdtemp(prefix="commonground-small-")) / "small.cground"
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    commonground("demo", "--hazards", "120", database=str(file))
    return file


@pytest.fixture(scope="session")
def small_country():
    """A file that holds an invented country of 120 hazards. Copied by whoever changes it."""
    return _small()


@pytest.fixture
def country_file(small_country, tmp_path):
    """A copy of the small country that a test may do with as it likes."""
    copy = tmp_path / "country.cground"
    with sqlite3.connect(small_country) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    return copy


@pytest.fixture
def _guards_again(django_db_blocker):
    """Set up before the database of a test and torn down after it: the guards stand again for the next one."""
    yield
    from commonground.store import guards

    with django_db_blocker.unblock():
        guards.renew()


@pytest.fixture
def committed(_guards_again, transactional_db):
    """A database in which a test really commits. The guards are lifted at its end, so that it can be emptied again."""
    yield
    from django.db import connection

    from commonground.store import guards

    with connection.cursor() as cursor:
        for table in (m._meta.db_table for m in guards.guarded_models()):
            if connection.vendor == "sqlite":
                for name in ("no_replace", "no_update", "no_delete"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{name}"')
            else:
                for name in ("append_only", "no_truncate"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{name}" ON "{table}"')
