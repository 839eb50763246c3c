"""A moment is another one after every write, by whatever connection; or there is none."""

import sqlite3

import pytest
from django.db import connection

from commonground.store import moments
from commonground.store.moments import moment
from commonground.store.sqlite.base import DatabaseWrapper

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the server's store cannot say"),
]


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A file of its own, opened as the store opens it."""
    path = str(tmp_path / "file.sqlite3")
    opened = DatabaseWrapper({**connection.settings_dict, "NAME": path}, "aside")
    monkeypatch.setattr(moments, "connection", opened)
    with opened.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (number INTEGER)")
    yield opened, sqlite3.connect(path)
    opened.close()


def test_nothing_written_is_the_same_moment(file):
    ours, theirs = file
    at = moment()
    assert at is not None
    theirs.execute("SELECT count(*) FROM kept").fetchall()
    with ours.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
    assert moment() == at


@pytest.mark.parametrize(
    "sql", ["INSERT INTO kept VALUES (1)", "DELETE FROM kept", "UPDATE kept SET number = 2", "DROP TABLE kept"]
)
def test_what_another_writes_is_another_moment(file, sql):
    _, theirs = file
    theirs.execute("INSERT INTO kept VALUES (0)")
    theirs.commit()
    at = moment()
    theirs.execute(sql)
    theirs.commit()
    after = moment()
    assert after != at and moment() == after


def test_what_we_write_is_another_moment_and_what_may_be_taken_back_is_none(file):
    ours, _ = file
    at = moment()
    with ours.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (1)")
        after = moment()
        assert after != at
        cursor.execute("BEGIN")
        assert moment() is None
        cursor.execute("ROLLBACK")
        cursor.execute("DELETE FROM kept")
    assert moment() not in (at, after)


def test_what_others_have_not_committed_is_nothing_yet(file):
    _, theirs = file
    at = moment()
    theirs.execute("INSERT INTO kept VALUES (1)")
    assert moment() == at
    theirs.commit()
    assert moment() != at


def test_another_connection_has_other_moments(file):
    ours, theirs = file
    at = moment()
    ours.close()
    theirs.execute("INSERT INTO kept VALUES (1)")
    theirs.commit()
    assert moment() != at
