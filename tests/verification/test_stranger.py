"""The verifier that strangers use: RFC 8032's own vectors, and every kind of lie about a publication."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import commonground
from commonground.core.publishing.content import Kind, Question
from commonground.core.viewers import Viewer
from commonground.land.queries import entries
from commonground.reporting.actions import publishing
from commonground.reporting.queries import bundle, contents, kept
from factories import country

FILE = Path(commonground.__file__).parent / "reporting" / "static" / "reporting" / "verify_publication.py"
MINISTER = Viewer(None, "Ministry", frozenset({"reporting.publish", "reporting.publish-own"}))


def _loaded():
    spec = importlib.util.spec_from_file_location("verify_publication", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


stranger = _loaded()

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip


def test_it_shares_no_module_with_the_product():
    text = FILE.read_text()
    assert "commonground" not in {name.split(".")[0] for name in _imports(text)}
    assert _imports(text) <= sys.stdlib_module_names


def _imports(text):
    tree = ast.walk(ast.parse(text))
    return {
        name.split(".")[0]
        for node in tree
        for name in (
            [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032(public, message, signature):
    public, message, signature = map(bytes.fromhex, (public, message, signature))
    assert stranger.ed25519_holds(public, message, signature)
    assert not stranger.ed25519_holds(public, message + b"!", signature)
    for i in (0, 31, 32, 63):
        bent = bytearray(signature)
        bent[i] ^= 1
        assert not stranger.ed25519_holds(public, message, bytes(bent))


def test_a_number_above_the_order_is_no_signature():
    """RFC 8032 5.1.7: S has to be below the order, else one signature could be written in two ways."""
    public, message, signature = map(bytes.fromhex, VECTORS[1])
    s = int.from_bytes(signature[32:], "little") + stranger.ORDER
    assert not stranger.ed25519_holds(public, message, signature[:32] + s.to_bytes(32, "little"))


def test_it_agrees_with_another_implementation():
    key = Ed25519PrivateKey.generate()
    for n in range(3):
        message = b"m" * n * 77
        assert stranger.ed25519_holds(key.public_key().public_bytes_raw(), message, key.sign(message))


@pytest.fixture
def published(db, settings, tmp_path, now):
    settings.MEDIA_ROOT, settings.SIGNING_KEY = tmp_path / "files", tmp_path / "programme.key"
    country.make(30)
    question = contents.question("statement", *_year(2023), entries.head(), 1)
    publishing.publish(question, "Statement 2023", by=MINISTER, at=now)
    cleared = [e for e in entries.every() if e.kind.value == "clear" and e.on.year <= 2023]
    standing = entries.standing([e.hash for e in cleared])
    victim = next(e for e in cleared if standing[e.hash] == "stands")
    country.ledger.void([victim.hash], document="Q", because="wrong", by=country.OFFICER, at=now)
    done = publishing.publish(
        Question(Kind.STATEMENT, *_year(2023), entries.head(), 1, question.edition), "Again", by=MINISTER, at=now
    )
    file = tmp_path / "publication.zip"
    file.write_bytes(bundle.bundle(done.number))
    return file


def _year(n):
    return contents.date(n, 1, 1), contents.date(n, 12, 31)


def test_a_publication_holds_and_its_restatement_with_it(published, capsys):
    [key] = kept.signing_keys()
    assert json.loads(zipfile.ZipFile(published).read("content.json"))["restatements"]
    assert stranger.main([str(published), "--key", key.public]) == 0
    assert "All of it holds" in capsys.readouterr().out


def test_the_bundle_is_the_same_bytes_each_time(published):
    assert bundle.bundle(2) == published.read_bytes()


def _bent(file, name, change):
    """The same publication with one file of it changed."""
    with zipfile.ZipFile(file) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    said = json.loads(files[name])
    change(said)
    files[name] = stranger.canonical(said).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for n, data in files.items():
            archive.writestr(n, data)
    return files


def _first_total(content):
    return content["tables"][0]["total"]


@pytest.mark.parametrize(
    ("name", "change", "word"),
    [
        ("content.json", lambda c: _first_total(c).update({"land.closing": 1}), "its parts make"),
        ("content.json", lambda c: c["tables"][0]["rows"][0]["values"].update({"land.double": 7}), "its rows make"),
        ("content.json", lambda c: _first_total(c).update({"share.cleared": 999}), "share.cleared is 999"),
        (
            "content.json",
            lambda c: c["restatements"][0]["changes"][0].update({"new": 3}),
            "is not what its causes make",
        ),
        ("content.json", lambda c: c.update({"title": "Other"}), "not the file that was published"),
        ("manifest.json", lambda m: m.update({"number": 9}), "the signature is not over this manifest"),
        ("manifest.json", lambda m: m["files"].pop(), "is not in the manifest"),
    ],
)
def test_every_kind_of_lie_is_told(name, change, word, published, capsys):
    _bent(published, name, change)
    assert stranger.main([str(published)]) == 1
    assert word in capsys.readouterr().out


def test_another_key_is_told(published, capsys):
    assert stranger.main([str(published), "--key", "00" * 32]) == 1
    assert "not with the one you trust" in capsys.readouterr().out


def test_what_is_no_publication_is_said(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK")
    assert stranger.main([str(tmp_path / "x.zip")]) == 2


def test_two_files_of_one_name_are_no_publication(published, capsys):
    """One program reads the first, another the last: what was verified need not be what is read."""
    with zipfile.ZipFile(published) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(published, "w") as archive:
        archive.writestr("content.json", b"{}")
        for n, data in files.items():
            archive.writestr(n, data)
    assert stranger.main([str(published)]) == 2
    assert "two files have one name" in capsys.readouterr().err


def test_what_unpacks_to_too_much_is_not_unpacked(published, monkeypatch, capsys):
    monkeypatch.setattr(stranger, "MOST", 1000)
    assert stranger.main([str(published)]) == 2
    assert "too large" in capsys.readouterr().err


def test_a_damaged_archive_is_said_as_one(published):
    """A bent byte anywhere is told; none ends in an error of the program itself."""
    whole = published.read_bytes()
    for at in range(0, len(whole), len(whole) // 60):
        bent = bytearray(whole)
        bent[at] ^= 0xFF
        published.write_bytes(bytes(bent))
        assert stranger.main([str(published)]) in (0, 1, 2)


def test_a_manifest_that_says_another_thing_than_its_content_is_told(published, capsys):
    """Signed anew, as somebody with a key of their own can: each file holds, but they are not of one publication."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    files = _bent(published, "manifest.json", lambda m: m.update({"title": "Other", "key": stranger.key_name(public)}))
    said = {"key": "", "public": public.hex(), "signature": key.sign(files["manifest.json"]).hex()}
    _bent(published, "signature.json", lambda s: s.update(said))
    assert stranger.main([str(published), "--key", public.hex()]) == 1
    told = capsys.readouterr().out
    assert "the title in the manifest is not the title of the content" in told
    assert told.count("DOES NOT HOLD") == 1


def test_a_name_cannot_write_a_verdict(published, capsys):
    with zipfile.ZipFile(published, "a") as archive:
        archive.writestr("x\n\x1b[2JAll of it holds.", b"")
    assert stranger.main([str(published)]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_it_speaks_where_the_screen_knows_few_letters(published):
    _bent(
        published,
        "manifest.json",
        lambda m: m.update({"title": "\u0418\u0437\u0432\u0458\u0435\u0448\u0442\u0430\u0458"}),
    )
    said = subprocess.run([sys.executable, str(FILE), str(published)], env={**os.environ, "PYTHONIOENCODING": "cp1252"}, capture_output=True, check=False)  # fmt: skip
    assert said.returncode == 1 and b"It does not hold" in said.stdout, said.stderr
