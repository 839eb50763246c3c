"""The private keys of this programme and the secrets of its feeds: files beside the database, readable by their owner alone.

They are in no database, no backup and no export. The root key belongs on a stick in a safe once the node is made; everything goes on
without it until keys have to change. A restored database without the secrets of its feeds has to begin them anew.
"""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from pyrage import x25519

from commonground.core.refusals import NotNow

ROLES = ("root", "agreement", "feed", "status", "transport")
SEAL = "seal.age"  # opens what was sealed for this programme


def _place(name: str) -> Path:
    return Path(settings.EXCHANGE_KEYS) / name


def make_keys() -> dict[str, Ed25519PrivateKey]:
    """A key for every role, each in a file of its own. Raises NotNow where there are some already: they may be the only ones."""
    if any(_place(f"{role}.key").exists() for role in ROLES):
        raise NotNow("exchange.node.keys-there", folder=str(settings.EXCHANGE_KEYS))
    made = {role: Ed25519PrivateKey.generate() for role in ROLES}
    for role, private in made.items():
        _write(_place(f"{role}.key"), _pem(private))
    return made


def _pem(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


def make_seal() -> str:
    """To whom bundles for this programme are sealed (an age recipient); what opens them stays here."""
    made = x25519.Identity.generate()
    _write(_place(SEAL), str(made).encode())
    return str(made.to_public())


def key(role: str) -> Ed25519PrivateKey:
    """The private key of a role. Raises NotNow where it is not here."""
    path = _place(f"{role}.key")
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
