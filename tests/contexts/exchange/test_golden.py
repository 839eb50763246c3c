"""Golden feeds, kept for ever: what we take in of them and what an independent reader takes in is the same, today and later."""

import json

import pytest
from conftest_exchange import WHO
from peers import AT

import golden
from commonground.core.exchange import roots
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import gateway
from commonground.exchange.actions import nodes, receiving
from commonground.exchange.models import Feed, ForeignRecord, Node
from golden import V1

reader = pytest.importorskip("reader")
NAMES = sorted(path.name for path in V1.iterdir() if path.is_dir())
KNOWN = ("rev", "standing", "reason", "footprints")


def cards(name):
    """The first roots of a case's publisher and receiver."""
    return [(V1 / name / f"{who}.json").read_bytes() for who in ("publisher", "receiver")]


def expected(name):
    return json.loads((V1 / name / "expected.json").read_text("utf-8"))


def ours(name, monkeypatch):
    """Our own receiver, with the keys of the golden feeds' receiver."""
    publisher, receiver = cards(name)
    monkeypatch.setattr(gateway, "key", golden.receiver().keys.__getitem__)
    Node.objects.create(name="mac.example.rs", roots=[receiver.decode()], made_at=AT)
    nodes.pin(publisher, roots.fingerprint(publisher), by=WHO, at=AT)


def took(raw):
    try:
        heard = receiving.receive(raw, by=WHO, at=AT)
    except (NotUsable, NotNow):
        return {"outcome": "refused"}
    return {"outcome": "broken", "code": heard.broken} if heard.broken else {"outcome": "taken", "size": heard.size}


def known():
    return {
        str(feed.epoch): {
            "size": feed.size, "version": feed.version, "revoked": feed.revoked, "broken": feed.broken,
            "records": {one.ident: {name: getattr(one, name) for name in KNOWN} for one in ForeignRecord.objects.filter(feed=feed)},
        }
        for feed in Feed.objects.filter(outgoing=False)
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_both_receivers_make_of_a_golden_feed_what_is_written(name, monkeypatch):
    said = expected(name)
    publisher, receiver = cards(name)
    assert golden.told(reader.Receiver(publisher, [receiver]), golden.read(name)) == said
    ours(name, monkeypatch)
    assert {"outcomes": [took(raw) for raw in golden.read(name)], "known": known()} == said


def test_every_case_is_kept_and_what_todays_publisher_says_is_understood():
    """By the reader that was written from the page: a release that writes otherwise is one that others may not understand."""
    made = dict(golden.cases())
    assert set(made) == set(NAMES)
    for name, raws in made.items():
        receiver = reader.Receiver(golden.publisher().chain[0], golden.receiver().chain)
        assert golden.told(receiver, raws) == expected(name), name


def test_what_is_expected_holds_every_kind_of_end():
    outcomes = {json.dumps(one) for name in NAMES for one in expected(name)["outcomes"]}
    standings = {
        r["standing"] for name in NAMES for f in expected(name)["known"].values() for r in f["records"].values()
    }
    assert {json.loads(one)["outcome"] for one in outcomes} == {"taken", "refused", "broken"}
    assert standings == {"shared", "withdrawn", "aside", "erased"}
    assert all(
        r["footprints"]
        for f in expected("life")["known"].values()
        for i, r in f["records"].items()
        if i not in ("b" * 24, "c" * 24, "d" * 24)
    )
