"""Databases of their own on the PostgreSQL that the run has started, where there is one."""

import os
import uuid
from urllib.parse import urlsplit, urlunsplit

import pytest


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
