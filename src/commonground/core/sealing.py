"""Words about a person, sealed so that they can be forgotten: a key for each person, and a key that wraps those keys.

A sealed text is bound to the place it was written for (`about`): moved to another row or another field, it does not open. Whoever
destroys a person's key has erased what was sealed with it, in every copy there is. AES-256 in Galois counter mode, by the
`cryptography` library; a new random nonce of 96 bits for every text. One key seals few texts, so nonces do not meet.
"""

import base64
import binascii
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = "s1"  # how a sealed text begins; another way of sealing will begin otherwise
WRAPPED = "w1"
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16


class NotOpened(ValueError):
    """A seal that this key does not open, or that was made for another place; or no seal at all."""


def new_key() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


def place(slice_: str, code: str, field: str) -> str:
    """What a text is bound to: its slice, its person, its field. A colon in a part could make two places one."""
    parts = (slice_, code, field)
    if not all(parts) or any(":" in part for part in parts):
        raise ValueError(f"a place has three parts, none empty and none with a colon: {parts}")
    return ":".join(parts)


def seal(key: bytes, text: str, about: str) -> str:
    """A text nobody reads without the key, fit for a text column."""
    return f"{VERSION}:{_shut(key, text.encode(), about)}"


def unseal(key: bytes, sealed: str, about: str) -> str:
    """The text again. Raises NotOpened for another key, another place, or a changed seal."""
    version, _, shut = sealed.partition(":")
    if version != VERSION:
        raise NotOpened("not sealed in a way that is known here")
    return _opened(key, shut, about).decode()


def is_sealed(text: str) -> bool:
    """Whether a text looks like one of ours; so that nothing is sealed twice and nothing unsealed is taken for sealed."""
    return text.startswith(f"{VERSION}:")


def name_of(wrapping: bytes) -> str:
    """What a wrapping key is called: the first eight digits of a hash of it, which tell nothing of the key."""
    return hashlib.sha256(b"commonground wrapping key\x00" + wrapping).hexdigest()[:8]


def wrap(wrapping: bytes, key: bytes, about: str) -> str:
    """A key as it is kept: sealed with the wrapping key, whose name stands before it."""
    return f"{WRAPPED}:{name_of(wrapping)}:{_shut(wrapping, key, 'key:' + about)}"


def wrapped_with(wrapped: str) -> str:
    """The name of the wrapping key that a kept key needs."""
    version, _, rest = wrapped.partition(":")
    if version != WRAPPED:
        raise NotOpened("not wrapped in a way that is known here")
    return rest.partition(":")[0]


def unwrap(wrapping: bytes, wrapped: str, about: str) -> bytes:
    """The key again. Raises NotOpened where another wrapping key is needed, or it was wrapped for somebody else."""
    if wrapped_with(wrapped) != name_of(wrapping):
        raise NotOpened("wrapped with another key")
    return _opened(wrapping, wrapped.rpartition(":")[2], "key:" + about)


def _shut(key: bytes, plain: bytes, about: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, about.encode())).decode()


def _opened(key: bytes, shut: str, about: str) -> bytes:
    try:
        raw = base64.b64decode(shut.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise NotOpened("not a seal") from error
    if base64.urlsafe_b64encode(raw).decode() != shut:
        raise NotOpened(
            "not written as a seal is written"
        )  # the last letter may hold bits that say nothing: one seal, one spelling
    if len(raw) < NONCE_BYTES + TAG_BYTES:
        raise NotOpened("too short to be a seal")
    try:
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode())
    except InvalidTag as error:
        raise NotOpened("made with another key, or for another place") from error
