"""The manifest of a publication: what was published, from what, by whom, with what, and the hash of every file of it.

It is written down in one way (RFC 8785) and signed with Ed25519 over these bytes. Each names the hash of the manifest
before it, so that none can be taken out of the row unseen. docs/publications.md tells a stranger how to check all of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from commonground.core.publishing.content import canonical, sha256

SCHEMA = "commonground.manifest/1"
CONTENT = "content.json"
FIRST = "0" * 64  # stands before the first manifest


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One form of a publication, as it is kept."""

    name: str
    media_type: str
    data: bytes

    def as_data(self) -> dict[str, Any]:
        return {"name": self.name, "media_type": self.media_type, "bytes": len(self.data), "sha256": sha256(self.data)}


def manifest(
    *, number: int, content: Mapping[str, Any], files: Sequence[PublishedFile], approved_by: str, approved_at: datetime,
    own: bool, drafted_by: str, snapshot: str, software: str, engine: Mapping[str, str], previous: str, supersedes: int | None,
    key: str,
) -> dict[str, Any]:  # fmt: skip
    """The manifest as plain JSON."""
    return {
        "schema": SCHEMA, "number": number, "title": content["title"], "programme": content["programme"]["code"],
        "question": content["question"], "catalogue": content["catalogue"], "ledger": {"number": content["question"]["known"],
        "sha256": snapshot}, "approved": {"by": approved_by, "at": moment(approved_at),
        "drafted_by": drafted_by, "own": own}, "software": {"commonground": software, **engine}, "previous": previous,
        "supersedes": supersedes, "key": key, "files": [f.as_data() for f in files],
    }  # fmt: skip


def moment(at: datetime) -> str:
    """A moment as a manifest says it."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def key_name(public: bytes) -> str:
    """What a key is called: the first sixteen digits of the hash of its public half, in fours."""
    digits = sha256(public)[:16]
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def sign(said: Mapping[str, Any], private: Ed25519PrivateKey) -> bytes:
    """The signature (64 bytes) over a manifest."""
    return private.sign(canonical(said))


def is_signed(said: Mapping[str, Any], signature: bytes, public: bytes) -> bool:
    """Whether a signature over a manifest was made by a key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, canonical(said))
    except (InvalidSignature, ValueError):
        return False
    return True


def snapshot(entries: Iterable[tuple[int, str]]) -> str:
    """A hash of the ledger up to a number: of every entry's number and content hash, in order, one on a line."""
    return sha256("".join(f"{number} {content}\n" for number, content in entries).encode())
