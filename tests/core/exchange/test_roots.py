"""Chains of roots are followed link by link, and a link that does not hold is refused."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonground.core.exchange import envelopes, roots
from commonground.core.refusals import NotUsable

EXPIRES = datetime(2036, 1, 1, tzinfo=UTC)
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in range(1, 8)]
PUBLIC = [roots.public_key(k) for k in KEYS]


def made(version=1, root=(0,), others=1, signers=(0,), name="amc.example.al", threshold=1):
    keys = {"root": [PUBLIC[n] for n in root]} | {role: [PUBLIC[others]] for role in ("agreement", "feed", "status")}
    return roots.new_root(
        name, keys, [KEYS[n] for n in signers], expires=EXPIRES, version=version, thresholds={"root": threshold}
    )


def code(work, *arguments):
    with pytest.raises(NotUsable) as found:
        work(*arguments)
    return found.value.code


def test_a_sleeper_follows_the_chain():
    chain = [made(), made(2, root=(2,), signers=(0, 2)), made(3, root=(2,), others=3, signers=(2,))]
    found = roots.chain(chain)
    assert (found.name, found.version) == ("amc.example.al", 3)
    assert found.keys["feed"] == (PUBLIC[3],) and found.raw("feed") == {
        "amc.example.al/feed": KEYS[3].public_key().public_bytes_raw()
    }


def test_a_key_that_was_given_up_signs_nothing_any_longer():
    chain = [made(), made(2, root=(2,), signers=(0, 2))]
    assert code(roots.chain, [*chain, made(3, root=(0,), signers=(0,))]) == "exchange.root.not-signed"
    assert code(roots.chain, [made(), made(2, root=(2,), signers=(2,))]) == "exchange.root.not-signed", (
        "the old ones did not agree"
    )
    assert code(roots.chain, [made(), made(2, root=(2,), signers=(0,))]) == "exchange.root.not-signed", (
        "the new one did not sign"
    )


def test_as_many_sign_as_were_asked_for():
    both = made(root=(0, 2, 4), signers=(0, 4), threshold=2)
    assert roots.first(both).thresholds["root"] == 2
    assert code(roots.first, made(root=(0, 2, 4), signers=(0,), threshold=2)) == "exchange.root.not-signed"
    assert code(roots.follow, both, made(2, root=(0,), signers=(0,))) == "exchange.root.not-signed"


@pytest.mark.parametrize(
    "chain, expected",
    [([], "none"), ([made(2)], "not-the-first"), ([made(), made(3)], "gap"), ([made(), made()], "gap"),
     ([made(), made(2, name="mac.example.rs")], "another-node"), ([b"{}"], "unreadable"), ([b"no root"], "unreadable"),
     ([b"[" * 50_000], "unreadable"), ([made().replace(b"amc.example.al", b"Amc Example Al")], "not-signed"), ([made()[:-40]], "unreadable"),
     ([b" " * 70_000], "unreadable")],
)  # fmt: skip
def test_a_chain_that_does_not_hold_is_refused(chain, expected):
    assert code(roots.chain, chain) == f"exchange.root.{expected}"


@pytest.mark.parametrize("change", ["no such key", "no key at all"])
def test_a_root_that_names_no_usable_key_is_refused(change):
    said = json.loads(made())
    name = said["signed"]["roles"]["snapshot"]["keyids"][0]
    if change == "no such key":
        said["signed"]["roles"]["snapshot"]["keyids"] = ["0" * 64]
    else:
        said["signed"]["keys"][name]["keyval"]["public"] = "not hexadecimal"
    assert code(roots.read, json.dumps(said).encode()) == "exchange.root.unreadable"


def test_as_many_sign_a_document_as_its_root_asks_for():
    keys = {"root": [PUBLIC[0]], "agreement": [PUBLIC[1], PUBLIC[2]], "feed": [PUBLIC[3]], "status": [PUBLIC[3]]}
    root = roots.new_root("amc.example.al", keys, [KEYS[0]], expires=EXPIRES, thresholds={"agreement": 2})
    needed = roots.read(root).needed("agreement")
    one = envelopes.sign(envelopes.AGREEMENT, {"a": 1}, KEYS[1])
    assert not envelopes.is_signed(one, *needed) and envelopes.is_signed(envelopes.countersign(one, KEYS[2]), *needed)


def test_a_fingerprint_is_of_every_byte_and_can_be_read_aloud():
    one = roots.fingerprint(made())
    assert len(one.split()) == 16 and all(len(group) == 4 for group in one.split())
    assert one != roots.fingerprint(made() + b" ")


def test_a_name_that_is_none_is_refused():
    assert code(lambda: made(name="Two Words")) == "exchange.node.name"


# --- documents ---


def test_a_document_holds_when_both_sides_signed_the_same_bytes():
    mine = envelopes.sign(envelopes.AGREEMENT, {"a": 1}, KEYS[0])
    assert envelopes.is_signed(mine, [PUBLIC[0]]) and not envelopes.is_signed(mine, [PUBLIC[1]])
    both = envelopes.countersign(mine, KEYS[1])
    assert all(envelopes.is_signed(both, [PUBLIC[n]]) for n in (0, 1)) and not envelopes.is_signed(both, [PUBLIC[2]])
    assert envelopes.said(both, envelopes.AGREEMENT) == {"a": 1}
    theirs = envelopes.sign(envelopes.AGREEMENT, {"a": 1}, KEYS[1])
    assert envelopes.merged(mine, theirs) == both
    assert not envelopes.is_signed(mine, [PUBLIC[0], PUBLIC[1]], 2), "one signature is not two"


def test_a_document_of_another_kind_or_text_is_refused():
    receipt = envelopes.sign(envelopes.RECEIPT, {"a": 1}, KEYS[0])
    assert code(envelopes.said, receipt, envelopes.AGREEMENT) == "exchange.document.another-kind"
    assert (
        code(envelopes.said, b'{"payload":"e30=","payloadType":null,"signatures":[]}', envelopes.AGREEMENT)
        == "exchange.document.another-kind"
    )
    other = envelopes.sign(envelopes.RECEIPT, {"a": 2}, KEYS[1])
    assert code(envelopes.merged, receipt, other) == "exchange.document.two-texts"
    renamed = receipt.replace(envelopes.RECEIPT.encode(), envelopes.AGREEMENT.encode())
    assert not envelopes.is_signed(renamed, [PUBLIC[0]]), "the kind is signed too"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"[" * 10_000,
        b" " * 5_000_000,
        b'{"payload":5}',
    ],
)
def test_what_is_no_document_is_refused(raw):
    assert code(envelopes.said, raw, envelopes.AGREEMENT) == "exchange.document.unreadable"
