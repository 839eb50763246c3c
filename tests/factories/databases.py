"""Databases of their own on the PostgreSQL that the run has started, where there is one; and files with a programme."""

import json
import os
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def new_database():
    """Make an empty database and give its address; gone afterwards. Skips where no server was started."""
    server = os.environ.get("TEST_POSTGRES")
    if not server:
        pytest.skip("no PostgreSQL here: TEST_POSTGRES names none (tests/run.py starts one)")
    import psycopg

    made = []

    def make() -> str:
        name = f"made_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

    yield make
    with psycopg.connect(server, autocommit=True) as connection:
        for name in made:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def commonground(*arguments: str, database: str, expect: int = 0) -> dict:
    """Run a command in a process of its own, as somebody would; its answer as JSON."""
    script = "from commonground.config.cli import main; main()"
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONGROUND_", "DJANGO_"))}
    environ["PYTHONPATH"] = str(ROOT / "src")
    ended = subprocess.run([sys.executable, "-c", script, "--database", database, "--json", *arguments], env=environ,
                           capture_output=True, text=True, timeout=300)  # fmt: skip
    assert ended.returncode == expect, (ended.returncode, ended.stdout[-2000:], ended.stderr[-2000:])
    return (
        json.loads(ended.stdout)
        if ended.stdout.strip().startswith(("{", "["))
        else {"said": ended.stdout + ended.stderr}
    )


@pytest.fixture(scope="session")
def small_country(tmp_path_factory):
    """A file that holds an invented country of 120 hazards. Copied by whoever changes it."""
    file = tmp_path_factory.mktemp("country") / "small.cground"
    commonground("demo", "--hazards", "120", database=str(file))
    return file


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
