"""Signed notes and the heads of logs, by C2SP signed-note and tlog-checkpoint: a few lines of text that people can read.

A head says which log, how many lines, and the root of their tree; it carries no time (a status says when). The name of a key
and what it is stand in the four bytes before each signature, so that a signature by another key is passed over, not taken for a bad one.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from commonground.core.exchange.tree import HASH_BYTES

ED25519 = 0x01  # the algorithm's number in C2SP signed-note
KEY_BYTES, SIGNATURE_BYTES, HINT_BYTES = 32, 64, 4
MARK = "— "
LONGEST = 16_384  # bytes of a note that is looked at
MOST_SIZE = 2**53  # lines of a log


class NotSigned(ValueError):
    """Not a note, or nobody whose key is known signed it, or somebody signed another text."""


@dataclass(frozen=True, slots=True)
class Head:
    """A log's head: its name, how many lines, and the root of their tree."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed (C2SP tlog-checkpoint)."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def key_hint(name: str, public: bytes) -> bytes:
    """The four bytes that stand before a key's signatures."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([ED25519]) + public).digest()[:HINT_BYTES]


def sign(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """A note: the text, an empty line, and the signature of a key by its name. Raises ValueError for what cannot be a note."""
    _check_text(text)
    _check_name(name)
    public = private.public_key().public_bytes_raw()
    signed = key_hint(name, public) + private.sign(text.encode())
    return f"{text}\n{MARK}{name} {base64.b64encode(signed).decode()}\n"


def opened(note: bytes, keys: Mapping[str, bytes]) -> tuple[str, tuple[str, ...]]:
    """The text of a note, and the names of the known keys that signed it. Raises NotSigned where none did, or a known key's
    signature is of another text."""
    text, lines = _parts(note)
    by = []
    for line in lines:
        name, signed = _signature(line)
        public = keys.get(name)
        if public is None or signed[:HINT_BYTES] != key_hint(name, public):
            continue  # of somebody else: a witness, or a key that is not known here
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signed[HINT_BYTES:], text.encode())
        except (InvalidSignature, ValueError) as error:
            raise NotSigned(f"{name} did not sign this text") from error
        by.append(name)
    if not by:
        raise NotSigned("no key that is known signed this")
    return text, tuple(by)


def head_of(text: str) -> Head:
    """The head that a text says. Raises NotSigned where it says none."""
    origin, _, rest = text.partition("\n")
    size, _, rest = rest.partition("\n")
    said, end, more = rest.partition("\n")
    root = _decoded(said)
    if not origin or not end or more or len(root) != HASH_BYTES or not _is_number(size):
        raise NotSigned("not the head of a log")
    return Head(origin, int(size), root)


def _is_number(said: str) -> bool:
    """A number has one writing: digits, and none of them a nought before others."""
    return (
        said.isascii()
        and said.isdigit()
        and (said == "0" or said[0] != "0")
        and len(said) < 17
        and int(said) < MOST_SIZE
    )


def _parts(note: bytes) -> tuple[str, Sequence[str]]:
    if len(note) > LONGEST:
        raise NotSigned("longer than any note")
    try:
        said = note.decode()
    except UnicodeDecodeError as error:
        raise NotSigned("not text") from error
    text, gap, signatures = said.rpartition("\n\n")
    lines = signatures.split("\n")
    if not gap or lines.pop() or not lines:
        raise NotSigned("not a note")
    text += "\n"
    try:
        _check_text(text)
    except ValueError as error:
        raise NotSigned("not the text of a note") from error
    return text, lines


def _signature(line: str) -> tuple[str, bytes]:
    name, _, said = line.removeprefix(MARK).partition(" ")
    signed = _decoded(said)
    if not line.startswith(MARK) or not name or len(signed) < HINT_BYTES + 1:
        raise NotSigned("not a line of a signature")
    return name, signed


def _decoded(said: str) -> bytes:
    """Base64 in its one writing; what is written otherwise is nothing."""
    try:
        raw = base64.b64decode(said.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return b""
    return raw if base64.b64encode(raw).decode() == said else b""


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any((ord(c) < 0x20 and c != "\n") for c in text):
        raise ValueError("a note is text without control characters that ends with a line")


def _check_name(name: str) -> None:
    if not name or any(c.isspace() or c == "+" for c in name):
        raise ValueError("the name of a key has neither spaces nor a plus")
