"""A file database on a network drive loses writes: it is refused before anything is opened."""

from pathlib import Path

import pytest

from commonground.config import environment

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /srv/shared nfs4 rw 0 0
//office/share /mnt/office cifs rw 0 0
/dev/sdb1 /srv/shared/local ext4 rw 0 0
host:/ /home/me/far fuse.sshfs rw 0 0
"""
CASES = {
    "/home/me/ba.cground": False,
    "/srv/shared/ba.cground": True,
    "/srv/shared/local/ba.cground": False,  # a local disk mounted below
    "/srv/shared-not/ba.cground": False,
    "/mnt/office/deep/down/ba.cground": True,
    "/home/me/far/ba.cground": True,
}


@pytest.fixture
def mounts(tmp_path, monkeypatch):
    """A table of mounts in place of the machine's own."""
    table = tmp_path / "mounts"
    table.write_text(MOUNTS)
    monkeypatch.setattr(environment, "Path", lambda p: table if str(p) == "/proc/mounts" else Path(p))


@pytest.mark.parametrize("path, far", CASES.items())
def test_a_network_drive_is_told_from_a_disk(mounts, path, far):
    assert environment.on_network_drive(Path(path)) is far


def test_a_windows_share_is_a_network_drive():
    assert environment.on_network_drive(Path("\\\\office\\share\\ba.cground"))


def test_the_program_does_not_start_on_one(mounts):
    with pytest.raises(SystemExit, match="network drive"):
        environment.read({"COMMONGROUND_DATABASE": "/mnt/office/ba.cground"})


def test_a_server_does_not_start_without_what_it_needs():
    with pytest.raises(SystemExit) as stopped:
        environment.read(
            {"DJANGO_SETTINGS_MODULE": "commonground.config.settings.server", "COMMONGROUND_DATABASE": "mysql://x/y"}
        )
    said = str(stopped.value)
    assert "COMMONGROUND_SECRET_KEY" in said and "COMMONGROUND_HOSTS" in said and "mysql" in said


def test_a_database_is_a_file_or_an_address():
    server = environment.parse_database("postgresql://me:p%40ss@db.example:5433/ba%20books")
    assert (server.engine, server.name, server.host, server.port, server.user, server.password) == (
        "postgresql", "ba books", "db.example", "5433", "me", "p@ss")  # fmt: skip
    assert environment.parse_database("x.cground").engine == "sqlite"
    with pytest.raises(ValueError, match="names no database"):
        environment.parse_database("postgresql://me@db.example")
