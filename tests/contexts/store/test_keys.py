"""The keys of people: apart from the database, destroyed for good, and destroyed again after a restore."""

import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from commonground.config import environment, middleware, wiring
from commonground.core.refusals import NotNow, NotUsable
from commonground.store import erasures, keycopies, keys, keystore, live
from commonground.store.models import ErasedPerson
from factories import country, people, warm
from factories.databases import commonground

DAY = date(2026, 6, 1)
NAME = {"name": "Canary-7f3a", "phone": ""}

pytestmark = pytest.mark.django_db


def test_fields_are_sealed_with_a_key_of_their_own_and_read_again():
    one, two = keys.seal("incidents", "V-1", NAME), keys.seal("incidents", "V-2", NAME)
    assert "Canary" not in str((one, two)) and one["phone"] == ""
    assert keys.unseal("incidents", "V-1", one) == NAME
    assert keys.key_of("V-1") != keys.key_of("V-2") and keys.key_of("V-3") is None
    for code, fields in (("V-2", one), ("V-1", two)):
        with pytest.raises(NotUsable, match="not-opened"):
            keys.unseal("incidents", code, fields)


def test_both_files_are_for_their_owner_alone_and_no_key_lies_open():
    key = keys.create("V-1")
    for path in (keystore.place(), keystore.wrapping_place()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert live.is_live(path.stat()), "nobody hands it in as a file"
    raw = keystore.place().read_bytes()
    assert key not in raw and key.hex().encode() not in raw
    assert keys.create("V-1") == key


def test_whoever_is_erased_is_gone_from_file_and_journal_and_never_comes_back():
    sealed = keys.seal("incidents", "V-1", NAME)
    keys.create("V-2")
    with keystore.opened() as db:
        wrapped = db.execute("SELECT wrapped FROM person_key WHERE code = 'V-1'").fetchone()[0].encode()
    assert wrapped in keystore.place().read_bytes()
    keys.destroy("V-1", at=DAY, reason="asked")
    assert keys.unseal("incidents", "V-1", sealed) is None
    assert keys.key_of("V-1") is None and keys.key_of("V-2")
    for path in keystore.files():
        assert not path.exists() or wrapped not in path.read_bytes(), path
    with pytest.raises(NotNow, match="erased"):
        keys.create("V-1")
    assert keys.erased() == [keystore.Erasure("V-1", DAY, "asked")] and keys.is_erased("V-1")
    keys.destroy("V-1", at=DAY, reason="again")
    assert len(keys.erased()) == ErasedPerson.objects.count() == 1


def test_without_overwriting_a_key_would_stay_in_the_journal(monkeypatch):
    """The test above looks where a key would be left behind."""
    monkeypatch.setattr(keystore, "_overwrite", lambda path: None)
    keys.create("V-1")
    with keystore.opened() as db:
        wrapped = db.execute("SELECT wrapped FROM person_key WHERE code = 'V-1'").fetchone()[0].encode()
    keys.destroy("V-1", at=DAY, reason="asked")
    assert any(path.exists() and wrapped in path.read_bytes() for path in keystore.files())


def test_the_list_of_erasures_only_grows():
    keys.destroy("V-1", at=DAY, reason="asked")
    for sql in ("DELETE FROM erasure", "UPDATE erasure SET code = 'V-2'"):
        with pytest.raises(NotNow, match="not-usable"), keystore.opened() as db:
            db.execute(sql)
    assert [e.code for e in keys.erased()] == ["V-1"]


def test_a_new_wrapping_key_opens_everything_and_makes_old_copies_worthless(tmp_path):
    sealed, year = keys.seal("incidents", "V-1", NAME), keystore.secret("disclosure:2025")
    keycopies.backup(tmp_path / "old.people")
    old = keystore.wrapping_place().read_bytes()
    assert keycopies.rotate() == 2
    assert keystore.wrapping_place().read_bytes() != old
    assert keys.unseal("incidents", "V-1", sealed) == NAME and keystore.secret("disclosure:2025") == year
    keystore.place().unlink()
    keycopies.restore(tmp_path / "old.people")
    with pytest.raises(NotUsable, match="other-wrapping-key"):
        keys.key_of("V-1")


def test_a_rotation_that_stopped_half_way_is_gone_on_with(monkeypatch):
    key = keys.create("V-1")
    monkeypatch.setattr(keystore, "wipe_journal", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keycopies.rotate()
    monkeypatch.undo()
    assert len(keystore.wrapping_keys()) == 2 and keys.key_of("V-1") == key
    keycopies.rotate()
    assert len(keystore.wrapping_keys()) == 1 and keys.key_of("V-1") == key


def test_a_lost_wrapping_key_is_said_and_no_other_is_made():
    keys.create("V-1")
    keystore.wrapping_place().unlink()
    for ask in (lambda: keys.key_of("V-1"), lambda: keys.create("V-2")):
        with pytest.raises(NotNow, match="no-wrapping-key"):
            ask()
    assert not keystore.wrapping_place().exists()


def test_a_wrapping_key_of_the_environment_is_in_no_file(settings):
    settings.WRAPPING_KEY = "ab" * 32
    sealed = keys.seal("incidents", "V-1", NAME)
    assert not keystore.wrapping_place().exists()
    settings.WRAPPING_KEY = "cd" * 32 + "," + "ab" * 32
    assert keycopies.rotate() == 1
    settings.WRAPPING_KEY = "cd" * 32
    assert keys.unseal("incidents", "V-1", sealed) == NAME


def test_a_key_that_is_missing_is_another_thing_than_an_erased_person():
    sealed = keys.seal("incidents", "V-1", NAME)
    keystore.place().unlink()
    with pytest.raises(NotNow, match="missing"):
        keys.unseal("incidents", "V-1", sealed)


def test_keys_do_not_lie_among_the_files_of_the_programme(tmp_path):
    with pytest.raises(SystemExit, match="COMMONGROUND_PERSON_KEYS"):
        environment.read(
            {"COMMONGROUND_FOLDER": str(tmp_path), "COMMONGROUND_PERSON_KEYS": str(tmp_path / "deep" / "keys")}
        )
    with pytest.raises(SystemExit, match="COMMONGROUND_WRAPPING_KEY"):
        environment.read({"COMMONGROUND_WRAPPING_KEY": "secret"})


def test_two_processes_make_one_key(tmp_path):
    """Whoever comes second finds the key of the first."""
    script = (
        "import django; django.setup()\n"
        "from commonground.store import keystore\n"
        "print(keystore.keys_for(['V-%d' % i for i in range(200)])['V-7'].hex())"
    )
    environ = {
        **environment.everything(),
        "PYTHONPATH": "src",
        "COMMONGROUND_DATABASE": str(tmp_path / "p.cground"),
        "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
    }
    running = [
        subprocess.Popen([sys.executable, "-c", script], env=environ, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = {process.communicate(timeout=60)[0].strip() for process in running}
    assert len(said) == 1 and len(said.pop()) == 64


# --- after a restore ---------------------------------------------------------------------------------


@pytest.fixture
def forgotten(monkeypatch):
    """What a slice is told to forget."""
    told = []
    monkeypatch.setattr(wiring, "ERASURES", (lambda code, *, day, reason: told.append((code, day, reason)),))
    return told


def test_a_database_that_is_behind_forgets_again_before_anybody_signs_in(client, forgotten, now):
    country.make(3)
    person = people.somebody("officer", name="amra")
    client.force_login(person)
    assert client.get(reverse("reporting:home")).status_code == 200
    keystore.destroy([keystore.Erasure("V-1", DAY, "asked")])  # as the key store has it, and the older database not
    middleware.forget_programmes()
    answer = client.get(reverse("reporting:home"))
    assert answer.status_code == 409 and "store.erasures.due" in answer.content.decode()
    client.logout()
    for name in ("account_login", "account_reauthenticate"):
        assert client.get(reverse(name)).status_code == 409
    assert client.post(reverse("account_login"), {"login": "amra", "password": "whatever it is"}).status_code == 409
    assert "_auth_user_id" not in client.session
    assert erasures.replay() == 1 and forgotten == [("V-1", DAY, "asked")]
    assert erasures.replay() == 0 and len(forgotten) == 1
    assert client.get(reverse("account_login")).status_code == 200


def test_keys_that_came_back_are_destroyed_again(forgotten, tmp_path):
    sealed = keys.seal("incidents", "V-1", NAME)
    keycopies.backup(tmp_path / "old.people")
    keys.destroy("V-1", at=DAY, reason="asked")
    keystore.place().unlink()
    keycopies.restore(tmp_path / "old.people")
    assert keys.key_of("V-1"), "the copy still knows them"
    assert len(erasures.due()) == 1
    assert erasures.replay() == 1
    assert keys.key_of("V-1") is None and keys.unseal("incidents", "V-1", sealed) is None
    assert forgotten == [], "the database had forgotten them"


def test_a_list_that_was_kept_elsewhere_mends_both(forgotten, tmp_path):
    keys.seal("incidents", "V-1", NAME)
    keycopies.backup(tmp_path / "old.people")
    listed = keycopies.read(keycopies.written([keystore.Erasure("V-1", DAY, "asked")]))
    keystore.place().unlink()
    assert keycopies.restore(tmp_path / "old.people", listed) == 0
    assert erasures.replay(listed) == 1 and forgotten == [("V-1", DAY, "asked")]
    with pytest.raises(NotUsable, match="not-a-list"):
        keycopies.read('{"code": "V-1"}')


def test_nothing_is_overwritten_and_nothing_else_is_taken_for_keys(tmp_path):
    keys.create("V-1")
    copy = tmp_path / "copy.people"
    keycopies.backup(copy)
    with pytest.raises(NotNow, match="exists"):
        keycopies.backup(copy)
    with pytest.raises(NotNow, match="in-use"):
        keycopies.restore(copy)
    keystore.place().unlink()
    other = tmp_path / "other.sqlite3"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE x (y)")
    db.close()
    (tmp_path / "text").write_text("nothing")
    for wrong in (other, tmp_path / "text"):
        with pytest.raises(NotUsable, match="not-a-copy"):
            keycopies.restore(wrong)
        assert not keystore.place().exists()


def sealed_by(database: str, code: str) -> None:
    """Give somebody a key in a programme's own key store."""
    script = f"import django; django.setup()\nfrom commonground.store import keys; keys.create({code!r})"
    run_in(database, script)


def run_in(database: str, script: str) -> str:
    environ = {
        **environment.everything(),
        "PYTHONPATH": "src",
        "COMMONGROUND_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
    }
    ended = warm.script(script, env=environ)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_backup_has_no_keys_and_a_restore_forgets_again(country_file, tmp_path):
    database, file = str(country_file), tmp_path / "c.backup"
    sealed_by(database, "V-1")
    sealed_by(database, "V-2")
    commonground("backup", str(file), database=database)
    with zipfile.ZipFile(file) as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
    with keystore.opened(tmp_path / "country.cground.people") as db:
        assert all(w.encode() not in held for (w,) in db.execute("SELECT wrapped FROM person_key"))
    run_in(
        database,
        "import django; django.setup()\nfrom datetime import date\nfrom commonground.store import keys\n"
        "keys.destroy('V-1', at=date(2026, 6, 1), reason='asked')",
    )
    listed = tmp_path / "erased.ndjson"
    assert commonground("keys", "erasures", str(listed), database=database)["erasures"][0]["code"] == "V-1"
    again = tmp_path / "again.cground"
    for name in (".people", ".people.wrap"):
        shutil.copyfile(database + name, f"{again}{name}")
    assert commonground("restore", str(file), database=str(again))["erased_again"] == 1
    assert commonground("keys", "replay", database=str(again))["erased_again"] == 0
    elsewhere = tmp_path / "elsewhere.cground"
    commonground("restore", str(file), database=str(elsewhere))
    copy = tmp_path / "keys.people"
    assert commonground("keys", "backup", str(copy), database=database)["keys"] == 1
    shutil.copyfile(database + ".people.wrap", f"{elsewhere}.people.wrap")
    said = commonground("keys", "restore", str(copy), "--erasures", str(listed), database=str(elsewhere))
    assert said == {"copied": 1, "erased_again": 1, "keys": 1}
    assert commonground("keys", "rotate", database=str(elsewhere))["wrapped"] == 1


def test_keys_go_along_with_a_programme_that_moves(country_file, tmp_path):
    database, target = str(country_file), str(tmp_path / "moved.cground")
    sealed_by(database, "V-1")
    assert commonground("move", "--to", target, database=database)["keys"] == 1
    ask = "import django; django.setup()\nfrom commonground.store import keys; print(keys.key_of('V-1').hex())"
    assert run_in(target, ask) == run_in(database, ask)
