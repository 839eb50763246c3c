"""Backup, restore and move: what arrives is what left, and nothing that exists is overwritten."""

import os
import shutil
import time
import zipfile

import pytest

from factories.databases import commonground


def statement(database: str) -> dict:
    said = commonground("statement", "--year", "2020", database=database)
    return {k: v for k, v in said.items() if k not in ("made_at", "at")}


def hashes(moved: dict) -> dict[str, tuple[int, str]]:
    return {m["table"]: (m["rows"], m["sha256"]) for m in moved["moved"]}


def test_a_programme_moves_to_another_file_whole(country_file, tmp_path):
    target = str(tmp_path / "moved.cground")
    said = commonground("move", "--to", target, database=str(country_file))
    assert hashes(said)["land_ledgerentry"][0] > 150
    assert statement(target) == statement(str(country_file))
    assert commonground("check", "--deep", database=target)["head"] == hashes(said)["land_ledgerentry"][0]


def test_a_target_in_use_is_refused_and_stays_as_it_was(country_file, tmp_path):
    target = str(tmp_path / "other.cground")
    commonground("init", "--country", "BA", database=target)
    said = commonground("move", "--to", target, database=str(country_file), expect=3)
    assert said["refused"] == "store.move.target-in-use"
    assert commonground("check", database=target)["head"] == 0


def test_to_the_server_and_back_every_table_is_the_same(country_file, new_database, tmp_path):
    server, back = new_database(), str(tmp_path / "back.cground")
    there = commonground("move", "--to", server, database=str(country_file))
    home = commonground("move", "--to", back, database=server)
    assert hashes(there) == hashes(home)
    assert statement(server) == statement(str(country_file)) == statement(back)
    assert commonground("check", "--deep", database=server) == commonground("check", "--deep", database=back)
    assert commonground("move", "--to", server, database=back, expect=3)["refused"] == "store.move.target-in-use"


def test_a_moved_programme_goes_on(country_file, new_database):
    """Keys and ledger numbers go on where they stood."""
    server = new_database()
    commonground("move", "--to", server, database=str(country_file))
    head = commonground("check", database=server)["head"]
    from test_killed import booked_until_killed

    numbers = booked_until_killed(server, 0, 0.1)
    assert numbers[0] in (head + 1, head + 2)
    assert commonground("check", "--deep", database=server)["head"] >= numbers[-1]


def test_a_backup_restores_to_the_same_books(country_file, tmp_path):
    file, again = tmp_path / "country.backup", str(tmp_path / "again.cground")
    said = commonground("backup", str(file), database=str(country_file))
    assert said["head"] > 150
    commonground("restore", str(file), database=again)
    assert statement(again) == statement(str(country_file))
    assert commonground("check", "--deep", database=again)["head"] == said["head"]
    assert commonground("backup", str(file), database=str(country_file), expect=3)["refused"] == "store.backup.exists"
    assert commonground("restore", str(file), database=again, expect=3)["refused"] == "store.restore.in-use"


def damaged(file, name: str, change) -> None:
    """Write a backup again with one of its members changed."""
    with zipfile.ZipFile(file) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for n, data in members.items():
            archive.writestr(n, change(data) if n == name else data)


@pytest.mark.parametrize(
    "harm",
    [
        lambda f: damaged(f, "programme.sqlite3", lambda d: d[:5000] + b"\xff" + d[5001:]),
        lambda f: damaged(f, "manifest.json", lambda d: d.replace(b'"files"', b'"other"')),
        lambda f: damaged(f, "manifest.json", lambda d: b"{"),
        lambda f: f.write_bytes(f.read_bytes()[:-3000]),
        lambda f: f.write_bytes(b"not a backup"),
    ],
    ids=["a byte", "a manifest", "no manifest", "cut short", "something else"],
)
def test_a_damaged_backup_is_refused_and_makes_nothing(harm, country_file, tmp_path):
    file, again = tmp_path / "country.backup", tmp_path / "again.cground"
    commonground("backup", str(file), database=str(country_file))
    harm(file)
    assert commonground("restore", str(file), database=str(again), expect=3)["refused"] == "store.backup.not-ours"
    assert not again.exists()


def test_a_backup_holds_what_imports_rest_on_and_nothing_that_was_left_lying(country_file, tmp_path):
    database = tmp_path / "c.cground"
    shutil.copyfile(country_file, database)
    folder = tmp_path / "c.cground.files"
    old = time.time() - 40 * 86400
    for name, when in (
        ("imported/ab/abcd", old),
        ("incoming/left/file", old),
        ("incoming/fresh/file", None),
        ("incoming/part/x", None),
    ):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(name)
        for one in (path, path.parent):
            os.utime(one, when and (when, when))
    said = commonground("backup", str(tmp_path / "c.backup"), database=str(database))
    assert {n for n in said["files"] if n.startswith("files/")} == {
        "files/imported/ab/abcd",
        "files/incoming/fresh/file",
    }
    again = tmp_path / "again.cground"
    commonground("restore", str(tmp_path / "c.backup"), database=str(again))
    assert (tmp_path / "again.cground.files" / "imported/ab/abcd").read_text() == "imported/ab/abcd"
