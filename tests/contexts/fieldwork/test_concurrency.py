"""Two people at once on PostgreSQL: one is done, the other is told; nothing is lost and nothing booked twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

from factories.databases import ROOT

RACER = Path(__file__).with_name("racer.py")


def raced(database: str, *arguments: str) -> list[dict]:
    environ = {**os.environ, "COMMONGROUND_DATABASE": database, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.test",
               "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])}  # fmt: skip
    ended = subprocess.run(
        [sys.executable, str(RACER), *arguments], env=environ, capture_output=True, text=True, timeout=240
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout.strip().splitlines()[-1])


def lost(race: dict) -> bool:
    """Whether a race did harm: both were told that it is done, or one was told nothing that a person understands."""
    return (
        race["told"] != ["done", "fieldwork.report.changed"]
        or not race["revisions"]
        or len(race["verdicts"]) > 1
        or race["entries"] > ("approve" in race["verdicts"])
    )


def test_of_two_who_act_at_once_one_is_done_and_the_other_is_told(new_database):
    found = raced(new_database())
    assert len(found) == 5 and [r for r in found if lost(r)] == []
    assert [r["state"] for r in found if r["pair"][0] == "approve" and r["verdicts"] == ["approve"]]


def test_the_lock_is_what_holds_them_apart(new_database):
    """The same races with the row read and not held: every one of them goes wrong."""
    assert [r["pair"] for r in raced(new_database(), "without-lock") if not lost(r)] == []


def test_of_two_reports_of_the_same_land_the_second_is_not_booked_as_it_was_shown(new_database):
    (found,) = raced(new_database(), "rivals")
    assert found["told"] == ["done", "fieldwork.approve.world-changed"]
    assert found["states"] in (["booked", "conflict"], ["booked", "submitted"])
