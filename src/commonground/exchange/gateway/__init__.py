"""The private keys of this programme and the secrets of its feeds: files beside the database, readable by their owner alone.

They are in no database, no backup and no export. The root key belongs on a stick in a safe once the node is made; everything goes on
without it until keys have to change. A restored database without the secrets of its feeds has to begin them anew.

Files are no part of a transaction. Which of them is the key of a role is therefore said by the last root in the database, whatever
their names: a change of keys that was cut off has not happened. And the roots lie beside the keys, for a database that was put back to
before a change of them.
"""

import io
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from pyrage import x25519

from commonground.core.exchange import roots
from commonground.core.exchange.bundles import LARGEST
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange.models import Node

ROLES = ("root", "agreement", "feed", "status", "transport")
SEAL = "seal.age"  # opens what was sealed for this programme
CHAIN = "roots.json"  # what the database said of our keys when they last changed
UNNAMED = "unnamed"  # is there while keys are made for a programme that has no root yet
SEALED = b"age-encryption.org/"


def _place(name: str) -> Path:
    return Path(settings.EXCHANGE_KEYS) / name


def make_keys() -> dict[str, Ed25519PrivateKey]:
    """A key for every role, each in a file of its own. Raises NotNow where there are some already: they may be the only ones. Those
    of which it is known that no root ever named them, since their making was cut off, are put by."""
    if not _place(UNNAMED).exists():
        if any(_place(f"{role}.key").exists() for role in ROLES):
            raise NotNow("exchange.node.keys-there", folder=str(settings.EXCHANGE_KEYS))
        _write(_place(UNNAMED), b"")
    for role in ROLES:
        _put_by(f"{role}.key")
    made = {role: Ed25519PrivateKey.generate() for role in ROLES}
    for role, private in made.items():
        _write(_place(f"{role}.key"), _pem(private))
    return made


def keep_chain(chain: Sequence[str]) -> None:
    """Keep the roots beside the keys, once the database has them for good."""
    if not _place("").exists():
        return
    new = _place(f"{CHAIN}.new")
    new.unlink(missing_ok=True)
    _write(new, json.dumps(list(chain)).encode())
    new.replace(_place(CHAIN))
    _place(UNNAMED).unlink(missing_ok=True)


def kept_chain() -> list[str]:
    """The roots that lie beside the keys; none where there are none, or they are no roots."""
    try:
        said = json.loads(_place(CHAIN).read_bytes())
    except (OSError, ValueError):
        return []
    return said if isinstance(said, list) and all(isinstance(one, str) for one in said) else []


def _pem(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


def make_seal() -> str:
    """To whom bundles for this programme are sealed (an age recipient); what opens them stays here, also when it is changed: a file
    may be on its way."""
    made = x25519.Identity.generate()
    _put_by(SEAL)
    _write(_place(SEAL), str(made).encode())
    return str(made.to_public())


def is_sealed(raw: bytes) -> bool:
    """Whether a file is sealed at all."""
    return raw.startswith(SEALED)


def sealed(raw: bytes, recipient: str) -> bytes:
    """A file that only one programme can open."""
    try:
        return bytes(pyrage.encrypt(raw, [x25519.Recipient.from_str(recipient)]))
    except pyrage.RecipientError as error:
        raise NotUsable("exchange.seal.not-ours") from error


def seal(file: IO[bytes], out: IO[bytes], recipient: str) -> None:
    """The same of a file that need not be in memory."""
    try:
        pyrage.encrypt_io(file, out, [x25519.Recipient.from_str(recipient)])
    except pyrage.RecipientError as error:
        raise NotUsable("exchange.seal.not-ours") from error


@contextmanager
def opened(raw: bytes | IO[bytes]) -> Iterator[IO[bytes]]:
    """A file that came, as it was before it was sealed where it is: then in a file of its own that goes with the end of this.
    Raises NotUsable where it is for somebody else, or a byte of it is not as it was sealed."""
    file = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    sealed_ = is_sealed(file.read(len(SEALED)))
    file.seek(0)
    if not sealed_:
        yield file
        return
    own = [x25519.Identity.from_str(p.read_text("ascii").strip()) for p in sorted(_place("").glob(f"{SEAL}*"))]
    with tempfile.TemporaryFile() as out:
        try:
            if not own or file.seek(0, io.SEEK_END) > LARGEST:
                raise NotUsable("exchange.seal.not-ours")
            file.seek(0)
            pyrage.decrypt_io(file, out, own)
        except (pyrage.DecryptError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # of this machine, not of the file
                raise
            raise NotUsable("exchange.seal.not-ours") from error
        out.seek(0)
        yield out


def new_key(role: str) -> Ed25519PrivateKey:
    """A new key of a role in the place of the one before, which is put by: it opens nothing any more once the root says so."""
    made = Ed25519PrivateKey.generate()
    _put_by(f"{role}.key")
    _write(_place(f"{role}.key"), _pem(made))
    return made


def new_root_keys(files: Sequence[Path]) -> list[Ed25519PrivateKey]:
    """New root keys, each in a file of its own where somebody holds it. None of them stays here."""
    made = [Ed25519PrivateKey.generate() for _ in files]
    for file, private in zip(files, made, strict=True):
        _write(file, _pem(private))
    _put_by("root.key")
    return made


def read_key(file: Path) -> Ed25519PrivateKey:
    """A private key from somewhere else: a stick. Raises NotNow where it is none."""
    return _read(file, file.name)


def _put_by(name: str) -> None:
    """Keep what is in a place beside it, under the first number that is free."""
    old, number = _place(name), 1
    while _place(f"{name}.{number}").exists():
        number += 1
    if old.exists():
        old.rename(_place(f"{name}.{number}"))


@contextmanager
def undone_on_failure() -> Iterator[None]:
    """Keys are files and no part of a transaction: where what is done within fails, also at its commit, those that were put by are
    back in their places. The new ones go: no root that is kept names them."""
    there = {path.name for path in _place("").glob("*")}
    try:
        yield
    except BaseException:
        for path in _place("").glob("*"):
            name, _, number = path.name.rpartition(".")
            if path.name not in there and name in there and number.isdecimal():
                path.replace(_place(name))
        raise


def key(role: str) -> Ed25519PrivateKey:
    """The private key of a role, as the last root says it. Raises NotNow where it is not here."""
    named = _named(role)
    for path in _held(role):
        found = _read(path, role)
        if not named or found.public_key().public_bytes_raw() in named:
            return found
    raise NotNow("exchange.node.key-missing", role=role, file=str(_place(f"{role}.key")))


def are_astray() -> bool:
    """Whether a key of the last root lies under another name than that of its role."""
    return any(_astray(role) for role in ROLES)


def put_right() -> list[str]:
    """Give every key of the last root the name of its role again; for which roles that was."""
    wrong = [(role, found) for role in ROLES if (found := _astray(role))]
    for role, found in wrong:
        _put_by(f"{role}.key")
        found.rename(_place(f"{role}.key"))
    return [role for role, _ in wrong]


def _astray(role: str) -> Path | None:
    """The key of a role where it has not the name of the role."""
    named = _named(role)
    right = [one for one in _held(role) if _read(one, role).public_key().public_bytes_raw() in named]
    return right[0] if right and right[0].name != f"{role}.key" else None


def _named(role: str) -> set[bytes]:
    """The public keys of a role in the last root; none where this programme has no root, or one that does not name the role yet."""
    node = Node.objects.first()
    if node is None:
        return set()
    last = roots.read(node.roots[-1].encode())
    if role == "transport":
        return {last.transport} - {b""}
    return {bytes.fromhex(one.keyval["public"]) for one in last.keys[role]}


def _held(role: str) -> list[Path]:
    """Every file with a key of a role: that with its name, then those that were put by, the latest first."""
    numbered = {p: p.name.rpartition(".")[2] for p in _place("").glob(f"{role}.key.*")}
    former = sorted((p for p, n in numbered.items() if n.isdecimal()), key=lambda p: -int(numbered[p]))
    return [p for p in (_place(f"{role}.key"), *former) if p.exists()]


def _read(path: Path, role: str) -> Ed25519PrivateKey:
    try:
        found = form.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise NotNow("exchange.node.key-missing", role=role, file=str(path)) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise NotNow("exchange.node.key-missing", role=role, file=str(path))
    return found


def new_secret(agreement: str, epoch: int) -> bytes:
    """The secret of a feed that begins. One that is there from before must not be used again: ids would be joined."""
    made = secrets.token_bytes(32)
    _write(_place(f"{agreement}.{epoch}.feed"), made)
    return made


def is_taken(agreement: str, epoch: int) -> bool:
    """Whether a feed had its secret already: also one that was rolled back, or lies after a restored copy."""
    return _place(f"{agreement}.{epoch}.feed").exists()


def secret(agreement: str, epoch: int) -> bytes:
    """The secret of a feed. Raises NotNow where it is not here."""
    path = _place(f"{agreement}.{epoch}.feed")
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotNow("exchange.feed.secret-missing", file=str(path)) from error


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if os.name == "posix":  # elsewhere a folder cannot be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
