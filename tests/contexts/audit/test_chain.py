"""The chain in the database: whoever edits, deletes or moves a line is found out, and writers queue."""

import json
import re
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections

from commonground.audit import queries
from commonground.audit.actions import VERBS, recorded, tell
from commonground.audit.models import Event
from commonground.core.chains import GENESIS
from commonground.core.viewers import Viewer
from factories import country
from factories.databases import commonground

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def act():
    """An act of two, one inside the other."""

    @recorded("audit.tried-inside", about=lambda result, *a, **k: "inner")
    def inner(*, by):
        tell(before={"m2": 1.0}, after={"m2": 2.5}, why="tried")

    @recorded("audit.tried", about=lambda result, *a, **k: result)
    def outer(name, *, by):
        inner(by=by)
        return name

    yield outer
    for verb in ("audit.tried", "audit.tried-inside"):
        VERBS.pop(verb, None)


@pytest.mark.django_db
def test_acts_make_one_chain_with_before_and_after(act, officer):
    start = queries.tip()[0]
    act("one", by=officer)
    act("two", by=officer)
    lines = list(Event.objects.filter(number__gt=start).order_by("number"))
    assert [line.about for line in lines] == ["inner", "one", "inner", "two"]
    assert (lines[0].before, lines[0].after, lines[0].facts) == ({"m2": 1.0}, {"m2": 2.5}, {"why": "tried"})
    assert lines[1].before is None and lines[1].facts == {}, "what an inner act tells is not the outer one's"
    assert queries.verdict().fault is None and queries.tip() == (start + 4, lines[-1].digest)


@pytest.mark.django_db
def test_a_whole_country_holds_and_may_be_verified_from_any_line(officer):
    country.make(count=3)
    number, digest = queries.tip()
    assert number >= 3 and queries.verdict().digest == digest
    for start in range(1, number + 2):
        assert queries.verdict(start).fault is None
        assert queries.verdict(start).held == number + 1 - start
    assert queries.verdict(noted=digest).fault is None
    assert queries.verdict(noted="f" * 64).fault.code == "audit.chain.not-noted"


@pytest.mark.django_db
def test_acts_cost_three_statements_however_many_there_are_within(act, officer, django_assert_num_queries):
    act("first", by=officer)
    with django_assert_num_queries(3 + 2):  # and the savepoint around them
        act("one", by=officer)


@pytest.mark.django_db
def test_the_empty_chain_holds():
    Event.objects.exists()
    assert queries.verdict().fault is None
    assert queries.tip() == (0, GENESIS)


TAMPERED = [
    ("UPDATE audit_event SET about = 'other' WHERE number = 2", "audit.chain.changed", 2),
    ("UPDATE audit_event SET facts = '{}' WHERE number = {last}", "audit.chain.changed", None),
    ("UPDATE audit_event SET by_id = NULL, at = '2020-01-01 00:00:00' WHERE number = 3", "audit.chain.changed", 3),
    ("UPDATE audit_event SET \"after\" = '{\"m2\": 0}' WHERE number = 1", "audit.chain.changed", 1),
    ("DELETE FROM audit_event WHERE number = 1", "audit.chain.missing", 1),
    ("DELETE FROM audit_event WHERE number = 3", "audit.chain.missing", 3),
    ("DELETE FROM audit_event WHERE number = {last}", "audit.chain.cut-off", None),
    ("UPDATE audit_event SET number = CASE number WHEN 2 THEN -3 WHEN 3 THEN -2 END WHERE number IN (2, 3); "
     "UPDATE audit_event SET number = -number WHERE number < 0", "audit.chain.other-before", 2),
]  # fmt: skip


@pytest.mark.parametrize("sql, code, number", TAMPERED)
def test_tampering_with_the_file_is_found(sql, code, number, country_file):
    with sqlite3.connect(country_file) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'"):
            db.execute(f'DROP TRIGGER "{name}"')
        last = db.execute("SELECT max(number) FROM audit_event").fetchone()[0]
        assert last > 3
        db.executescript(sql.replace("{last}", str(last)))
    db.close()
    said = commonground("audit", "verify", database=str(country_file), expect=1)
    assert said["fault"]["code"] == code
    held = commonground("check", database=str(country_file), expect=1)["checks"]
    assert [c["name"] for c in held if not c["good"]] == ["chain of acts"], "the check of the books tells of it too"
    if number:
        assert said["fault"]["facts"]["number"] == number and said["number"] == number - 1


def test_an_outsider_verifies_the_export_with_the_standard_library(country_file, tmp_path):
    """With the very program that docs/audit-chain.md shows."""
    page = (ROOT / "docs" / "audit-chain.md").read_text("utf-8")
    program = re.search(r"```python\n(.*?)```", page, flags=re.S).group(1)
    file = tmp_path / "acts.ndjson"
    commonground("audit", "export", str(file), database=str(country_file))
    head = commonground("audit", "head", database=str(country_file))
    ended = subprocess.run([sys.executable, "-I", "-c", program, str(file)], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == [str(head["number"]), head["digest"]]
    lines = file.read_text("utf-8").splitlines()
    told = json.loads(lines[1])
    told["about"] = "other"
    lines[1] = json.dumps(told)
    file.write_text("\n".join(lines), "utf-8")
    ended = subprocess.run([sys.executable, "-I", "-c", program, str(file)], capture_output=True, text=True)
    assert ended.returncode == 1 and "line 2 was changed" in ended.stderr


def test_the_chain_survives_a_backup_and_a_move(country_file, tmp_path):
    head = commonground("audit", "head", database=str(country_file))
    backup, again, moved = tmp_path / "b.backup", str(tmp_path / "again.cground"), str(tmp_path / "moved.cground")
    commonground("backup", str(backup), database=str(country_file))
    commonground("restore", str(backup), database=again)
    commonground("move", "--to", moved, database=again)
    assert commonground("audit", "verify", "--noted", head["digest"], database=moved)["holds"]
    assert commonground("audit", "head", database=moved) == head


def test_the_chain_survives_a_move_to_the_server(country_file, new_database):
    head = commonground("audit", "head", database=str(country_file))
    server = new_database()
    commonground("move", "--to", server, database=str(country_file))
    assert commonground("audit", "verify", "--noted", head["digest"], database=server)["holds"]


def test_writers_at_the_same_time_make_one_chain(act, committed):
    if connection.vendor != "postgresql":
        pytest.skip("the file has one writer at a time anyway; this runs on PostgreSQL")
    start, wrong = queries.tip()[0], []
    gate = threading.Barrier(4)

    def write(name: str) -> None:
        try:
            gate.wait()
            for i in range(25):
                act(f"{name}{i}", by=Viewer(None, "x"))
        except Exception as error:  # a thread's failure is told by the test, not lost
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert queries.tip()[0] == start + 200 and queries.verdict().fault is None
