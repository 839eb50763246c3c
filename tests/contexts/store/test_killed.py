"""A process killed at any moment loses nothing that it acknowledged, and leaves books that hold."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from factories.databases import ROOT, commonground

BOOKER = Path(__file__).with_name("booker.py")


def booked_until_killed(database: str, start: int, seconds: float) -> list[int]:
    """Let a process book for a while, end it by SIGKILL; the numbers it had acknowledged."""
    environ = {**os.environ, "COMMONGROUND_DATABASE": database, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
               "PYTHONPATH": str(ROOT / "src")}  # fmt: skip
    child = subprocess.Popen([sys.executable, str(BOOKER), str(start)], env=environ, stdout=subprocess.PIPE, text=True)
    first = child.stdout.readline()  # it is at work
    time.sleep(seconds)
    child.kill()
    rest, _ = child.communicate(timeout=60)
    lines = [first, *rest.splitlines(keepends=True)]
    return [int(line) for line in lines if line.endswith("\n") and line.strip()]


def test_a_killed_process_loses_no_acknowledged_write(tmp_path):
    database = str(tmp_path / "killed.cground")
    commonground("init", "--country", "BA", database=database)
    acknowledged, rng = [], random.Random(5)
    for turn in range(4):
        acknowledged += booked_until_killed(database, turn * 1000, rng.uniform(0.2, 1.2))
    with sqlite3.connect(database) as db:
        numbers = {n for (n,) in db.execute("SELECT number FROM land_ledgerentry")}
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    assert len(acknowledged) > 20
    assert set(acknowledged) <= numbers
    assert numbers == set(range(1, max(numbers) + 1))
    assert commonground("check", "--deep", database=database)["head"] == max(numbers)


def test_a_killed_process_loses_none_on_the_server_either(new_database):
    database = new_database()
    commonground("init", "--country", "BA", database=database)
    acknowledged, rng = [], random.Random(6)
    for turn in range(3):
        acknowledged += booked_until_killed(database, turn * 1000, rng.uniform(0.2, 1.0))
    with psycopg.connect(database) as db:
        numbers = {n for (n,) in db.execute("SELECT number FROM land_ledgerentry")}
    assert acknowledged and set(acknowledged) <= numbers == set(range(1, max(numbers) + 1))
    assert commonground("check", "--deep", database=database)["head"] == max(numbers)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_two_processes_that_book_at_once_get_numbers_without_gaps(tmp_path):
    database = str(tmp_path / "two.cground")
    commonground("init", "--country", "BA", database=database)
    environ = {**os.environ, "COMMONGROUND_DATABASE": database, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
               "PYTHONPATH": str(ROOT / "src")}  # fmt: skip
    pair = [
        subprocess.Popen([sys.executable, str(BOOKER), str(start)], env=environ, stdout=subprocess.PIPE, text=True)
        for start in (0, 5000)
    ]
    for child in pair:
        child.stdout.readline()
    time.sleep(1.5)
    said = []
    for child in pair:
        child.kill()
        said += [
            int(line)
            for line in child.communicate(timeout=60)[0].splitlines(keepends=True)
            if line.endswith("\n") and line.strip()
        ]
    assert len(said) == len(set(said)) > 4
    checked = commonground("check", "--deep", database=database)
    assert checked["head"] >= max(said)
