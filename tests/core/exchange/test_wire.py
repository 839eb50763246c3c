"""A request is believed for who signed it, to whom, for some minutes and whole; hashes that do not lead to a head lead nowhere."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.exchange import pages, wire
from commonground.core.exchange.notes import Head
from commonground.core.exchange.pages import Damaged
from commonground.core.exchange.received import Broken
from commonground.core.exchange.tree import Edge, edge_of, leaf_hash

AT = datetime(2026, 12, 2, 9, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
URL = "https://amc.example.al/smx/v1/f/border-2026"
NONCE = "n" * 24


def headers(method="GET", url=URL, body=b"", **more):
    said = {"node": "mac.example.rs", "private": KEY, "at": AT, "nonce": NONCE, **more}
    return wire.signed(wire.Request(method, url), body, **said)


def key_of(node):
    return PUBLIC if node == "mac.example.rs" else b""


def ask(said, method="GET", url=URL, body=b"", at=AT):
    return wire.verified(method, url, said, body, key_of, at)


def test_a_request_says_who_asks():
    found = ask(headers())
    assert (found.node, found.nonce) == ("mac.example.rs", NONCE) and found.until > AT


@pytest.mark.parametrize(
    "change",
    [{"method": "POST"}, {"url": URL + "x"}, {"url": URL.replace("example.al", "example.mk")}, {"body": b"x"}],
    ids=["method", "path", "host", "body"],
)
def test_another_request_than_was_signed_is_nobodys(change):
    with pytest.raises(wire.NotAuthentic):
        ask(headers(), **change)


@pytest.mark.parametrize("name", ["Signature", "Signature-Input", "Content-Digest"])
def test_nothing_of_a_signature_may_be_missing_or_changed(name):
    said = headers()
    flipped = said[name][:20] + ("A" if said[name][20] != "A" else "B") + said[name][21:]
    for value in (None, flipped, "", "smx=()"):
        other = {k: v for k, v in said.items() if k != name} | ({name: value} if value is not None else {})
        with pytest.raises(wire.NotAuthentic):
            ask(other)


@pytest.mark.parametrize(
    "change",
    [{"node": "amc.example.me"}, {"private": Ed25519PrivateKey.from_private_bytes(b"u" * 32)}, {"nonce": "short"},
     {"nonce": "n" * 99}],
    ids=["somebody else", "another key", "too short a nonce", "too long a nonce"],
)  # fmt: skip
def test_who_is_not_known_is_nobody(change):
    with pytest.raises(wire.NotAuthentic):
        ask(headers(**change))


def test_a_signature_for_something_else_is_none(monkeypatch):
    for name, value in (
        ("TAG", "another/1"),
        ("COVERED", ("@method", "content-digest")),
        ("LIFE", timedelta(hours=2)),
        ("ROLE", "feed"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(wire, name, value)
            said = headers()
        with pytest.raises(wire.NotAuthentic):
            ask(said)


@pytest.mark.parametrize("hours", [-3, 3, 30])
def test_another_time_has_an_answer_of_its_own(hours):
    with pytest.raises(wire.Untimely):
        ask(headers(at=AT + timedelta(hours=hours)))
    with pytest.raises(wire.NotAuthentic):  # but only for who is known
        ask(headers(at=AT + timedelta(hours=hours), node="amc.example.me"))
    assert ask(headers(at=AT + timedelta(seconds=20))) and ask(headers(at=AT - timedelta(seconds=200)))
    found = wire.offset(AT + timedelta(hours=hours), AT)
    assert (found is None) == (abs(hours) > 24)


def leaves(count, of=b"line"):
    return [leaf_hash(of + b" %d" % i) for i in range(count)]


def head(hashes):
    return Head("a/smx/b/1", len(hashes), edge_of(hashes).root)


@settings(max_examples=40)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 60), st.integers(1, 20))
def test_hashes_are_believed_that_lead_from_what_is_known_to_the_head(known, more, at, count):
    every = leaves(known + more)
    edge = Edge().grown(every[:known])
    found = pages.ahead(edge, head(every), every[known:])
    lines = [b"line %d" % i for i in range(at, at + count)]
    assert found.fits(at, lines) == (known <= at and at + count <= known + more)
    assert not found.fits(known, [b"line 9999"])
    if more:
        with pytest.raises(Damaged):
            pages.ahead(edge, head(every), every[known:-1])


def test_damage_is_not_taken_for_another_log():
    every, other = leaves(9), leaves(9, b"other")
    edge = Edge().grown(every[:5])
    with pytest.raises(Damaged):
        pages.ahead(edge, head(other), other[5:])
    with pytest.raises(Broken):
        pages.check_fork(edge, head(other), other)
    with pytest.raises(Damaged):
        pages.check_fork(edge, head(every), other)
    assert pages.check_fork(edge, head(every), every) is None


@given(st.lists(st.one_of(st.none(), st.binary(min_size=1, max_size=9)), min_size=1, max_size=9), st.integers(0, 99))
def test_pages_are_read_as_they_were_written(rows, first):
    bodies = [None if row is None else (b"s" * 32, row.hex().encode()) for row in rows]
    found, count = pages.read_bodies(pages.written_bodies(bodies), first, 9)
    assert (found, count) == ({first + i: one for i, one in enumerate(bodies) if one}, len(rows))
    lines = [one.hex().encode() or b"x" for one in rows if one]
    if lines:
        assert pages.read_lines(pages.written_lines(lines), 9) == lines
        with pytest.raises(Damaged):
            pages.read_lines(pages.written_lines(lines)[:-1], 9)
        with pytest.raises(Damaged):
            pages.read_lines(pages.written_lines(lines), len(lines) - 1)
    with pytest.raises(Damaged):
        pages.read_bodies(b"zz body\n", 0, 1)
    with pytest.raises(Damaged):
        pages.read_hashes(b"x" * 33, 1)
