"""Documents that are signed whole (DSSE): agreements by both sides, receipts by the receiver, the status of a feed by its publisher.

The type of a document is signed with its bytes, so that none passes for another; what was signed is what is read.
"""

import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, Key

from commonground.core.refusals import NotUsable

AGREEMENT = "application/vnd.commonground.agreement+json"
RECEIPT = "application/vnd.commonground.receipt+json"
STATUS = "application/vnd.commonground.status+json"
LARGEST = 4_000_000


def sign(kind: str, said: Mapping[str, Any], private: Ed25519PrivateKey) -> bytes:
    """A document with one signature."""
    envelope = Envelope(rfc8785.dumps(dict(said)), kind, {})
    envelope.sign(CryptoSigner(private))
    return _written(envelope)


def countersign(raw: bytes, private: Ed25519PrivateKey) -> bytes:
    """The same document with one signature more."""
    envelope = _envelope(raw)
    envelope.sign(CryptoSigner(private))
    return _written(envelope)


def said(raw: bytes, kind: str) -> dict[str, Any]:
    """What a document says, whoever signed it. Raises NotUsable for what is none of its kind."""
    envelope = _envelope(raw)
    if envelope.payload_type != kind:
        raise NotUsable("exchange.document.another-kind", kind=str(envelope.payload_type)[:80])
    try:
        found = json.loads(envelope.payload)
    except (ValueError, RecursionError) as error:
        raise NotUsable("exchange.document.unreadable") from error
    if not isinstance(found, dict):
        raise NotUsable("exchange.document.unreadable")
    return found


def is_signed(raw: bytes, keys: Sequence[Key], threshold: int = 1) -> bool:
    """Whether as many of some keys signed a document as are asked for."""
    try:
        _envelope(raw).verify(list(keys), threshold)
    except (VerificationError, ValueError):
        return False
    return True


def is_signed_by_one(raw: bytes, some: Sequence[tuple[Sequence[Key], int]]) -> bool:
    """Whether one of some sets of keys signed a document: those of today or of a root before."""
    return any(is_signed(raw, keys, threshold) for keys, threshold in some)


def merged(one: bytes, other: bytes) -> bytes:
    """One document with the signatures of two copies. Raises NotUsable where the copies say different things."""
    a, b = _envelope(one), _envelope(other)
    if (a.payload, a.payload_type) != (b.payload, b.payload_type):
        raise NotUsable("exchange.document.two-texts")
    a.signatures.update(b.signatures)
    return _written(a)


def _envelope(raw: bytes) -> Envelope:
    if len(raw) > LARGEST:
        raise NotUsable("exchange.document.unreadable")
    try:
        return Envelope.from_dict(json.loads(raw))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise NotUsable("exchange.document.unreadable") from error


def _written(envelope: Envelope) -> bytes:
    return rfc8785.dumps(envelope.to_dict())
