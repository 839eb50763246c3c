"""A worker that is really killed: the page is told, another takes the work up, and nothing half done is ever handed out."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from commonground.geodata import actions
from commonground.geodata.queries import taken
from commonground.intake.actions import uploads
from commonground.store import beats
from factories import country, people, warm
from factories.databases import ROOT, commonground, new_database

__all__ = ["new_database"]
ASK = """
import django; django.setup()
from django.utils import timezone
from commonground.core.dates import Times
from commonground.geodata import actions
from commonground.identity.queries import operator_at_the_console
asked = actions.ask_for_file("csv", query="", sort="code", columns=("code", "standing"), count=40, times=Times(), by=operator_at_the_console(), at=timezone.now())
actions.write_file.enqueue(asked.key)
print(asked.key)
"""
# A worker on a slow disk, whose lease is short so that the test need not wait a minute.
SLOW = """
import time, django; django.setup()
from commonground.config import background
from commonground.geodata.queries import taken
quick = taken.cells
def slow(order, told):
    for row in quick(order, told):
        time.sleep(0.5)
        yield row
taken.cells = slow
desk = background.Desk(lease=1.5)
with desk.alive():
    desk.work()
"""
TASKS = """
import json, django; django.setup()
from django_tasks_db.models import DBTaskResult
print(json.dumps([[t.status, len(t.worker_ids), t.exception_class_path] for t in DBTaskResult.objects.all()]))
"""


@pytest.fixture(scope="module")
def countries(tmp_path_factory):
    """A small country on each store; nothing but copies of them is worked with."""
    made = {}

    def made_once(kind: str, new) -> str:
        if kind not in made:
            made[kind] = new()
            commonground("demo", "--hazards", "40", database=made[kind])
        return made[kind]

    return made_once


@pytest.fixture(scope="module")
def kept_database():
    """An empty database that stays for all tests here."""
    yield from new_database.__wrapped__()


@pytest.fixture(params=["file", "server"])
def server(request, tmp_path, tmp_path_factory, countries):
    """A country with the settings of a server: how to run a process there."""
    if request.param == "file":
        kept = countries("file", lambda: str(tmp_path_factory.mktemp("kept") / "a.cground"))
        database = str(tmp_path / "a.cground")
        with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(database)) as target:
            source.backup(target)
    else:
        new = request.getfixturevalue("kept_database")
        database = request.getfixturevalue("new_database")(like=countries("server", new))
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONGROUND_", "DJANGO_"))} | {
        "COMMONGROUND_DATABASE": database, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.server", "PYTHONPATH": str(ROOT / "src"),
        "COMMONGROUND_SECRET_KEY": "k" * 50, "COMMONGROUND_HOSTS": "127.0.0.1", "COMMONGROUND_FOLDER": str(tmp_path / "files"),
    }  # fmt: skip

    def begin(script: str, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", script, *arguments], env=environ, stdout=subprocess.PIPE, text=True
        )

    def run(script: str, *arguments: str, expect: int = 0) -> str:
        ended = warm.script(script, *arguments, env=environ)
        assert ended.returncode == expect, (ended.stdout, ended.stderr)
        return ended.stdout.strip()

    return begin, run, tmp_path / "files" / "taken"


WORK = "from commonground.config.cli import main; main()"


def until(what, seconds: float = 30):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def killed_at_work(begin, place: Path) -> None:
    child = begin(SLOW)
    until((place / beats.SIGN).exists)
    until(lambda: list(place.glob("part-*")))
    child.send_signal(signal.SIGKILL)
    child.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_work_of_a_killed_worker_is_taken_up_again(server):
    begin, run, files = server
    key = run(ASK)
    place = files / key
    killed_at_work(begin, place)
    assert (place / beats.SIGN).exists() and not (place / "hazards.csv").exists()
    assert json.loads(run(TASKS)) == [["RUNNING", 1, ""]], "as it was left"
    time.sleep(2)  # the lease runs out
    said = json.loads(run(WORK, "--json", "work", "--once"))
    assert said == {"done": 1, "failed": 0, "taken_up_again": 1, "given_up": 0}
    assert len((place / "hazards.csv").read_text("utf-8-sig").splitlines()) == 41
    assert not (place / beats.SIGN).exists() and json.loads((place / "progress.json").read_text())["doing"] == "ready"
    assert json.loads(run(WORK, "--json", "work", "--once"))["done"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_work_that_kills_its_workers_is_given_up(server):
    begin, run, files = server
    key = run(ASK)
    for _ in range(3):
        killed_at_work(begin, files / key)
        (files / key / beats.SIGN).unlink()
        [part.unlink() for part in (files / key).glob("part-*")]
        time.sleep(2)
    said = json.loads(run(WORK, "--json", "work", "--once", expect=1))
    assert said == {"done": 0, "failed": 0, "taken_up_again": 0, "given_up": 1}
    assert json.loads(run(TASKS)) == [["FAILED", 3, "commonground.config.background.WorkerStopped"]]
    assert not (files / key / "hazards.csv").exists()


def test_work_of_a_worker_that_lives_is_left_to_it(server):
    begin, run, files = server
    key = run(ASK)
    child = begin(SLOW)
    until((files / key / beats.SIGN).exists)
    time.sleep(2)
    assert json.loads(run(WORK, "--json", "work", "--once")) == {
        "done": 0,
        "failed": 0,
        "taken_up_again": 0,
        "given_up": 0,
    }
    child.kill()
    child.communicate()


@pytest.mark.django_db
def test_on_a_desktop_there_is_no_worker(tmp_path):
    database = str(tmp_path / "a.cground")
    commonground("init", "--country", "BA", database=database)
    assert commonground("work", database=database, expect=3)["refused"] == "store.work.done-by-serve"


@pytest.fixture
def asked(client, db, settings, tmp_path):
    """A file that somebody asked for and that nobody has begun."""
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    country.make(4)
    client.force_login(people.somebody("officer"))
    return client.post(
        "/geodata/take/?on=2024-01-01", {"as": "csv", "query": "status=open&sort=-open&columns=code,name"}
    ).url


def long_ago(place: Path) -> None:
    before = time.time() - beats.LAPSE - 5
    os.utime(place / beats.SIGN, (before, before))


def test_the_page_says_that_the_work_stopped_and_asks_again(client, asked, settings):
    key = asked.split("/")[-2]
    assert "Waiting to begin" in client.get(asked).content.decode()
    actions._note(key, "progress", {"done": 1, "total": 2, "doing": "gathering"})
    (taken.folder(key) / beats.SIGN).touch()
    assert "Gathering the hazards" in client.get(asked).content.decode()
    long_ago(taken.folder(key))
    page = client.get(asked)
    assert "stopped before its end" in page.content.decode()
    again = page.context["taken"].asked
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    other = client.post(f"/geodata/take/?{again['times']}", {"as": "csv", "query": again["query"]}).url
    orders = [taken.said(url.split("/")[-2], "order") for url in (asked, other)]
    assert {**orders[0], "at": ""} == {**orders[1], "at": ""} and orders[0]["on"] == "2024-01-01"
    assert b"Download the file" in client.get(other).content


def test_the_page_says_where_no_worker_comes(client, asked):
    key = asked.split("/")[-2]
    order = taken.said(key, "order")
    actions._note(key, "order", order | {"at": (timezone.now() - timedelta(minutes=2)).isoformat()})
    assert "Nobody has begun this file yet" in client.get(asked).content.decode()


def test_an_import_that_was_ended_from_outside_asks_no_longer(client, asked):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = client.post(
        "/import/", {"file": SimpleUploadedFile("a.csv", b"code,lat,lon\nX,44,17\n"), "what": "hazards"}
    ).url
    key = page.split("/")[-2]
    uploads.write(key, "progress", {"done": 1, "total": 9, "what": "booking"})
    (uploads.folder() / key / beats.SIGN).touch()
    assert b"Booking the entries" in client.get(f"{page}progress/").content
    long_ago(uploads.folder() / key)
    assert client.get(f"{page}progress/").content.strip() == b""
    assert "Nothing of it was booked" in client.get(page).content.decode()
    client.post(page, {"do": "words"})  # a try begins and ends it anew
    assert "Nothing of it was booked" not in client.get(page).content.decode()


def test_signs_of_life_end_with_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(beats, "EVERY", 0.01)
    with pytest.raises(ZeroDivisionError), beats.beating(tmp_path):
        os.utime(tmp_path / beats.SIGN, (1, 1))
        until(lambda: not beats.lapsed(tmp_path, timezone.now()))
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
