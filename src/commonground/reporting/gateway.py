"""The private half of the key that publications are signed with: a file beside the database, readable by its owner alone.

It is in no database, no backup and no export. Whoever has the file can sign in the programme's name; whoever loses it
makes another, and what was signed stays verifiable by the public half.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from commonground.core.publishing.manifest import key_name
from commonground.core.refusals import NotNow


@dataclass(frozen=True, slots=True)
class Signer:
    """A key in hand."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)

    @property
    def name(self) -> str:
        return key_name(self.public)


def place() -> Path:
    """Where the key lies."""
    return Path(settings.SIGNING_KEY)


def signer(*, make: bool = True) -> Signer:
    """The key; made where there is none yet. Raises NotNow where the file cannot be read as one."""
    path = place()
    if not path.exists() and make:
        try:
            return _made(path)
        except FileExistsError:
            pass  # somebody publishes for the first time too, and was faster: theirs is the programme's
    try:
        found = form.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise NotNow("reporting.key.not-usable", file=str(path)) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise NotNow("reporting.key.not-usable", file=str(path))
    return Signer(found)


def new_signer() -> Signer:
    """A new key in the place of the old one, which is kept beside it under its name."""
    path = place()
    if path.exists():
        path.rename(path.with_name(f"{path.name}.{signer(make=False).name}"))
    return _made(path)


def _made(path: Path) -> Signer:
    """A new key at a place where there is none. Raises FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Signer(Ed25519PrivateKey.generate())
    data = made.private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
    return made
