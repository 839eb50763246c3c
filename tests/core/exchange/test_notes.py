"""Notes open with the key that signed them, and every change of a note is found."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.exchange import notes
from commonground.core.exchange.notes import Head, NotSigned

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC, OTHERS = KEY.public_key().public_bytes_raw(), OTHER.public_key().public_bytes_raw()
NAME = "amc.example.al/feed"
HEAD = Head("amc.example.al/x/1/1", 42, bytes(range(32)))
NOTE = notes.sign(HEAD.text(), NAME, KEY)

# The example of C2SP signed-note: a key in its published writing, a text, and the signature that Go's own library made.
VECTOR_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
VECTOR = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_published_vector_opens():
    name, hint, said = VECTOR_KEY.split("+")
    public = base64.b64decode(said)[1:]
    assert notes.key_hint(name, public).hex() == hint
    text, by = notes.opened(VECTOR.encode(), {name: public})
    assert text.startswith("If you think") and by == (name,)


def test_what_is_signed_opens_and_says_the_head():
    text, by = notes.opened(NOTE.encode(), {NAME: PUBLIC})
    assert notes.head_of(text) == HEAD and by == (NAME,)


@given(st.data())
def test_every_changed_byte_is_found(data):
    raw = bytearray(NOTE.encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(NotSigned):
        notes.opened(bytes(raw), {NAME: PUBLIC})


@given(st.data())
def test_every_cut_is_found(data):
    with pytest.raises(NotSigned):
        notes.opened(NOTE.encode()[: data.draw(st.integers(0, len(NOTE.encode()) - 1))], {NAME: PUBLIC})


def test_a_key_of_the_same_name_and_one_of_nobody_open_nothing():
    for keys in ({NAME: OTHERS}, {}, {"another": PUBLIC}):
        with pytest.raises(NotSigned):
            notes.opened(NOTE.encode(), keys)


def test_a_witness_nobody_knows_is_passed_over_and_a_known_one_is_named():
    second = notes.sign(HEAD.text(), "witness", OTHER).rpartition("\n\n")[2]
    both = (NOTE + second).encode()
    assert notes.opened(both, {NAME: PUBLIC})[1] == (NAME,)
    assert notes.opened(both, {NAME: PUBLIC, "witness": OTHERS})[1] == (NAME, "witness")


def test_a_bad_signature_by_a_known_key_is_not_passed_over():
    bad = notes.sign(HEAD.text().replace("42", "43"), "witness", OTHER).rpartition("\n\n")[2]
    with pytest.raises(NotSigned, match="witness"):
        notes.opened((NOTE + bad).encode(), {NAME: PUBLIC, "witness": OTHERS})


@pytest.mark.parametrize(
    "text",
    ["", "log\n", "log\n1\n", "log\n01\n" + "A" * 43 + "=\n", "log\n-1\n" + "A" * 43 + "=\n", "log\n1\nAAAA\n",
     "log\n1\n" + "A" * 43 + "=\nmore\n", "\n1\n" + "A" * 43 + "=\n", "log\n1\n" + "A" * 42 + "B=\n", "log\n" + "9" * 5_000 + "\n" + "A" * 43 + "=\n", "log\n²\n" + "A" * 43 + "=\n",
     "log\n99999999999999999999\n" + "A" * 43 + "=\n"],
)  # fmt: skip
def test_what_says_no_head_is_refused(text):
    with pytest.raises(NotSigned):
        notes.head_of(text)


@pytest.mark.parametrize(
    "text, name", [("no line", NAME), ("a\tb\n", NAME), ("a\n", "two words"), ("a\n", "a+b"), ("a\n", "")]
)
def test_what_cannot_be_a_note_is_not_signed(text, name):
    with pytest.raises(ValueError):
        notes.sign(text, name, KEY)


def test_a_note_beyond_all_measure_is_not_looked_at():
    with pytest.raises(NotSigned, match="longer"):
        notes.opened(b"x" * 20_000, {NAME: PUBLIC})
