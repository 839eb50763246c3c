"""Who a programme is, by its keys: a chain of roots (TUF root metadata), each signed by the keys of the one before and its own.

Whoever holds the first root can follow the chain to today's, however long they slept. Its fingerprint is what two people compare
by voice or on paper; nothing else has to be believed. TUF's four roles hold ours: `root` (kept offline), `targets` signs agreements,
`snapshot` signs feeds, `timestamp` says what is current.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.exceptions import StorageError
from securesystemslib.signer import CryptoSigner, Key, SSlibKey
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root

from commonground.core.exchange.agreements import NAME
from commonground.core.refusals import NotUsable

ROLES = {"root": "root", "agreement": "targets", "feed": "snapshot", "status": "timestamp"}
LARGEST = 64_000  # bytes of a root
# Beside what TUF knows: the name, to whom bundles are sealed, and the key that signs requests. Older roots say neither of the last two.
NODE, SEALED_FOR, TRANSPORT = "commonground-node", "commonground-age", "commonground-transport"


@dataclass(frozen=True, slots=True)
class Identity:
    """A programme as its root of today says it."""

    name: str
    version: int
    keys: Mapping[str, tuple[Key, ...]]  # by our roles
    thresholds: Mapping[str, int]
    sealed_for: str  # an age recipient; empty where bundles are not sealed
    expires: datetime
    transport: bytes = b""  # the public key that signs requests over a network; empty where there is none

    def needed(self, role: str) -> tuple[tuple[Key, ...], int]:
        """The keys of a role, and how many of them have to sign."""
        return self.keys[role], self.thresholds[role]

    def raw(self, role: str) -> dict[str, bytes]:
        """The public keys of a role as notes know them, by the name under which they sign."""
        return {key_name(self.name, role): bytes.fromhex(key.keyval["public"]) for key in self.keys[role][:1]}


def key_name(node: str, role: str) -> str:
    """Under which name a key signs notes."""
    return f"{node}/{role}"


def public_key(private: Ed25519PrivateKey) -> Key:
    """The public half as TUF keeps it."""
    return SSlibKey.from_crypto(private.public_key())


def new_root(
    name: str, keys: Mapping[str, Sequence[Key]], signers: Sequence[Ed25519PrivateKey], *, expires: datetime, version: int = 1,
    thresholds: Mapping[str, int] | None = None, sealed_for: str = "", transport: bytes = b"",
) -> bytes:  # fmt: skip
    """The root of a programme, signed. `keys` are public, by our roles; `signers` are root keys, for a later version those of
    the one before too. Raises NotUsable for a name that cannot be one."""
    if not NAME.fullmatch(name):
        raise NotUsable("exchange.node.name", name=name[:80])
    more = {NODE: name, SEALED_FOR: sealed_for} | ({TRANSPORT: transport.hex()} if transport else {})
    root = Root(version=version, expires=expires, consistent_snapshot=False, unrecognized_fields=more)
    for role, some in keys.items():
        for key in some:
            root.add_key(key, ROLES[role])
        root.roles[ROLES[role]].threshold = (thresholds or {}).get(role, 1)
    metadata = Metadata(root)
    for signer in signers:
        metadata.sign(CryptoSigner(signer), append=True)
    return bytes(metadata.to_bytes())


def fingerprint(first: bytes) -> str:
    """The SHA-256 of a first root, in groups that can be read aloud."""
    digits = hashlib.sha256(first).hexdigest()
    return " ".join(digits[i : i + 4] for i in range(0, 64, 4))


def first(raw: bytes) -> Identity:
    """A first root: it signs itself, and nothing vouches for it but its fingerprint. Raises NotUsable."""
    metadata = _metadata(raw)
    if metadata.signed.version != 1:
        raise NotUsable("exchange.root.not-the-first", version=metadata.signed.version)
    return _verified(metadata, metadata)


def follow(known: bytes, next_: bytes) -> Identity:
    """The root after one that is known: signed by as many keys of the one before as it asked for, and of its own. Raises NotUsable."""
    before, metadata = _metadata(known), _metadata(next_)
    if metadata.signed.version != before.signed.version + 1:
        raise NotUsable("exchange.root.gap", known=before.signed.version, next=metadata.signed.version)
    found = _verified(before, metadata)
    if found.name != read(known).name:
        raise NotUsable("exchange.root.another-node", name=found.name[:80])
    return found


def chain(raws: Sequence[bytes]) -> Identity:
    """Today's identity from a whole chain. Raises NotUsable where a link does not hold."""
    if not raws:
        raise NotUsable("exchange.root.none")
    found = first(raws[0])
    for known, next_ in pairwise(raws):
        found = follow(known, next_)
    return found


def read(raw: bytes) -> Identity:
    """What a root says, without asking who signed it: for roots that were verified when they came."""
    return _identity(_metadata(raw).signed)


def ever(raws: Sequence[str], role: str) -> list[tuple[tuple[Key, ...], int]]:
    """The keys of a role by every root of a chain that was verified, and how many of each had to sign."""
    return [read(raw.encode()).needed(role) for raw in raws]


def _metadata(raw: bytes) -> Metadata[Root]:
    if len(raw) > LARGEST:
        raise NotUsable("exchange.root.unreadable")
    try:
        found: Metadata[Root] = Metadata.from_bytes(raw)
    except (RepositoryError, StorageError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotUsable("exchange.root.unreadable") from error
    if not isinstance(found.signed, Root):
        raise NotUsable("exchange.root.unreadable")
    return found


def _verified(before: Metadata[Root], metadata: Metadata[Root]) -> Identity:
    try:
        before.signed.verify_delegate("root", metadata.signed_bytes, metadata.signatures)
        metadata.signed.verify_delegate("root", metadata.signed_bytes, metadata.signatures)
    except (RepositoryError, ValueError) as error:
        raise NotUsable("exchange.root.not-signed", version=metadata.signed.version) from error
    return _identity(metadata.signed)


def _identity(root: Root) -> Identity:
    name, sealed_for = root.unrecognized_fields.get(NODE), root.unrecognized_fields.get(SEALED_FOR, "")
    if not isinstance(name, str) or not NAME.fullmatch(name) or not isinstance(sealed_for, str):
        raise NotUsable("exchange.root.unreadable")
    try:
        keys = {ours: tuple(root.keys[i] for i in root.roles[theirs].keyids) for ours, theirs in ROLES.items()}
        if any(len(bytes.fromhex(key.keyval["public"])) != 32 for some in keys.values() for key in some):
            raise ValueError
    except (KeyError, TypeError, ValueError) as error:
        raise NotUsable("exchange.root.unreadable") from error
    if any(key.keytype != "ed25519" for some in keys.values() for key in some) or not all(keys.values()):
        raise NotUsable("exchange.root.unreadable")
    thresholds = {ours: root.roles[theirs].threshold for ours, theirs in ROLES.items()}
    return Identity(name, root.version, keys, thresholds, sealed_for, root.expires, _transport(root))


def _transport(root: Root) -> bytes:
    said = root.unrecognized_fields.get(TRANSPORT, "")
    try:
        found = bytes.fromhex(said)
    except (TypeError, ValueError) as error:
        raise NotUsable("exchange.root.unreadable") from error
    if len(found) not in (0, 32):
        raise NotUsable("exchange.root.unreadable")
    return found
