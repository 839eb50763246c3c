"""Requests between programmes over a network: signed by the one that asks (RFC 9421), and good for some minutes and for one time.

What is answered needs no signature of its own: a log's head, its status, roots and agreements are signed documents, and lines and
bodies are held against them by their hashes. So a request says who asks, and to which address, and nothing else has to be believed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from commonground.core.exchange.roots import key_name

TAG = "smx/1"  # a signature that was made for something else is none here
COVERED = ("@method", "@target-uri", "content-digest")
LIFE = timedelta(seconds=300)  # how long a request may be good for
LEEWAY = timedelta(seconds=30)  # two clocks that are kept are no further apart
FARTHEST = timedelta(hours=24)  # a clock that is wrong by more has to be set, not allowed for
LONGEST_NONCE = 64
ROLE = "transport"


class NotAuthentic(ValueError):
    """Nobody who is known signed this request, or not all of it."""


class Untimely(ValueError):
    """Somebody who is known signed it, for another time than it is here."""


@dataclass(slots=True)
class Request:
    """What is signed of a request."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was verified: who asks, and what makes it good for one time only."""

    node: str
    nonce: str
    until: datetime


class _One(HTTPSignatureKeyResolver):
    """The one key that may have signed, by the name under which it signs."""

    def __init__(self, private: Ed25519PrivateKey | None, key_of: Callable[[str], bytes]) -> None:
        self._private, self._key_of = private, key_of

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        assert self._private is not None
        return self._private

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        node, _, role = key_id.rpartition("/")
        raw = self._key_of(node) if role == ROLE else b""
        if not raw:
            raise HTTPMessageSignaturesException("no such key")
        return Ed25519PublicKey.from_public_bytes(raw)


class _Timeless(HTTPMessageVerifier):
    """The library would ask its own clock; ours is handed in, and a time that does not fit has an answer of its own."""

    def validate_created_and_expires(self, sig_input: object, max_age: object = None) -> None:
        """Looked at in `verified`, once it is known who signed."""


def signed(
    request: Request, body: bytes, *, node: str, private: Ed25519PrivateKey, at: datetime, nonce: str
) -> dict[str, str]:
    """The headers of a request with its signature. `at` is the time as the other side has it."""
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_One(private, lambda _: b""))
    signer.sign(
        request, key_id=key_name(node, ROLE), created=at, expires=at + LIFE, nonce=nonce, label="smx", tag=TAG,
        covered_component_ids=COVERED, body=body,
    )  # fmt: skip
    return request.headers


def verified(
    method: str, url: str, headers: Mapping[str, str], body: bytes, key_of: Callable[[str], bytes], at: datetime
) -> Asked:
    """Who asks. Raises NotAuthentic for what is not signed as it should be, and Untimely where all is well but the time."""
    verifier = _Timeless(signature_algorithm=ED25519, key_resolver=_One(None, key_of))
    try:
        found = verifier.verify(
            Request(method, url, dict(headers)), max_age=None, expect_tag=TAG, require_components=COVERED, body=body
        )
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise NotAuthentic(str(error)) from error
    if len(found) != 1:
        raise NotAuthentic("more than one signature")
    said = found[0].parameters
    created, expires, nonce = said.get("created"), said.get("expires"), said.get("nonce")
    if type(created) is not int or type(expires) is not int or not 0 < expires - created <= LIFE.total_seconds():
        raise NotAuthentic("good for too long")
    if not isinstance(nonce, str) or not 16 <= len(nonce) <= LONGEST_NONCE:
        raise NotAuthentic("good for more than one time")
    now = at.timestamp()
    if created > now + LEEWAY.total_seconds() or expires < now - LEEWAY.total_seconds():
        raise Untimely(str(created))
    return Asked(str(said["keyid"]).rpartition("/")[0], nonce, datetime.fromtimestamp(expires, at.tzinfo) + LEEWAY)


def offset(theirs: datetime, ours: datetime) -> timedelta | None:
    """By how much another clock is ahead of ours; None where that is more than can be allowed for."""
    found = theirs - ours
    return found if abs(found) <= FARTHEST else None
