"""What other programmes are answered over a network: their own feeds, once, whoever else asks hears nothing at all."""

import gzip
import json
from datetime import timedelta
from functools import partial

import pytest
from conftest_exchange import WHO, book
from django.core.cache import cache
from django.urls import get_resolver
from django.utils import timezone
from peers import AT, Peer, text

from commonground.core.exchange import envelopes, notes, pages, wire
from commonground.core.exchange.notes import Head
from commonground.core.land.entries import Kind
from commonground.core.refusals import NotNow
from commonground.exchange import access
from commonground.exchange.actions import agreements, nodes, publishing
from commonground.exchange.models import AgreementText, Feed, Line, Nonce, Partner, Receipt
from commonground.exchange.queries import feeds

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
FEED = "/smx/v1/f/border-2026/1"


class Asking:
    """A peer with a client: every request is signed, and can be changed after it was."""

    def __init__(self, client, peer):
        self.client, self.peer, self.count, self.last = client, peer, 0, None

    def headers(self, path, method="GET", body=b"", **more):
        self.count += 1
        said = {
            "node": self.peer.name,
            "private": self.peer.transport,
            "at": timezone.now(),
            "nonce": f"{self.peer.name}-nonce-{self.count:08}",
        }
        return wire.signed(wire.Request(method, HOST + path), body, **said | more)

    def get(self, path, headers=None, **more):
        self.last = headers or self.headers(path, **more)
        return self.client.get(path, headers=self.last)

    def post(self, path, body, **more):
        headers = self.headers(path, "POST", body, **more)
        return self.client.post(path, data=body, content_type="application/octet-stream", headers=headers)


@pytest.fixture
def fed(agreement, neighbour):
    book("AL-1", 20.1)
    book("AL-2", 20.3)
    publishing.publish(agreement, by=WHO, at=AT)
    return Feed.objects.get()


@pytest.fixture
def asking(client, neighbour, fed):
    return Asking(client, neighbour)


def nothing(answer):
    """The one answer to whoever is not to be answered."""
    return (answer.status_code, answer["Content-Type"], answer["Cache-Control"], json.loads(answer.content)) == (
        404, "application/problem+json", "no-store", {"type": "about:blank", "title": "Not found", "status": 404},
    )  # fmt: skip


def test_a_partner_is_answered_with_what_was_signed(asking, fed):
    lines = [one.encode() for one in Line.objects.order_by("seq").values_list("line", flat=True)]
    assert asking.get(f"{FEED}/head").content == fed.head.encode()
    assert asking.get(f"{FEED}/status").content == fed.status.encode()
    assert pages.read_lines(asking.get(f"{FEED}/lines/0-3").content, 3) == lines
    assert pages.read_lines(asking.get(f"{FEED}/lines/1-2").content, 1) == lines[1:2]
    hashes = pages.read_hashes(asking.get(f"{FEED}/hashes/0-3").content, 3)
    assert pages.ahead(pages.Edge(), neighbours_head(fed), hashes).fits(0, lines)
    found, count = pages.read_bodies(asking.get(f"{FEED}/bodies/0-3").content, 0, 3)
    assert (sorted(found), count) == ([0, 1], 3) and b"suspected" in found[0][1]
    assert pages.read_bodies(asking.get(f"{FEED}/body/1").content, 1, 1)[0] == {1: found[1]}
    assert json.loads(asking.get("/smx/v1/f/border-2026").content) == {"epoch": 1, "roots": 1, "versions": [1]}
    assert b"commonground-node" in asking.get("/smx/v1/root/1.json").content
    assert json.loads(asking.get("/smx/v1/agreements/border-2026/1").content)["payloadType"] == envelopes.AGREEMENT
    for path, kept in (
        ("head", False),
        ("status", False),
        ("bodies/0-3", False),
        ("lines/0-3", True),
        ("hashes/0-3", True),
    ):
        answer = asking.get(f"{FEED}/{path}")
        assert ("immutable" in answer["Cache-Control"], answer["Cache-Control"] == "no-store") == (kept, not kept)
        assert not answer.cookies and "Cookie" not in answer.get("Vary", "") and answer["Content-Length"]
    packed = asking.client.get(
        f"{FEED}/lines/0-3", headers=asking.headers(f"{FEED}/lines/0-3") | {"Accept-Encoding": "gzip"}
    )
    assert gzip.decompress(packed.content) == pages.written_lines(lines)


def neighbours_head(feed):
    return notes.head_of(feed.head.rpartition("\n\n")[0] + "\n")


PATHS = (
    "/smx/v1/root/1.json", "/smx/v1/agreements/border-2026/1", "/smx/v1/f/border-2026", f"{FEED}/head", f"{FEED}/status",
    f"{FEED}/hashes/0-1", f"{FEED}/lines/0-1", f"{FEED}/bodies/0-1", f"{FEED}/body/0",
)  # fmt: skip


def test_every_address_is_asked_here():
    (exchange,) = (p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "exchange")
    there = {p.name for p in exchange.url_patterns if p.name.startswith("wire-")}
    assert len(there) == len(PATHS) + 3, "these, roots and receipts that are handed in, and everything else"


@pytest.mark.parametrize("path", PATHS)
def test_whoever_is_not_to_be_answered_hears_nothing(path, asking, neighbour):
    stranger = Peer("amc.example.me", start=90, online=True)
    third = Peer("amc.example.mk", start=60, online=True)
    nodes.pin(third.chain[0], third.fingerprint, by=WHO, at=AT)
    assert asking.get(path).status_code == 200
    assert nothing(asking.get(path, headers=asking.last)), "a second time"
    assert nothing(asking.client.get(path)), "without a signature"
    assert nothing(Asking(asking.client, stranger).get(path)), "somebody who is not known"
    assert nothing(asking.get(path, private=stranger.transport)), "by another key"
    assert nothing(asking.get(path, headers=asking.headers("/smx/v1/f/another"))), "signed for another address"
    assert nothing(asking.post(path, b"")), "another method"
    if "root" not in path:
        assert nothing(Asking(asking.client, third).get(path)), "somebody else's feed"
        assert nothing(asking.get(path.replace("border-2026", "another"))), "a feed that is not there"


def test_no_more_is_answered_than_there_is_or_may_be_asked_for(asking, fed):
    Feed.objects.update(size=10_000)
    for path in (
        "lines/0-1025",
        "bodies/0-1025",
        "lines/5-5",
        "lines/7-3",
        "hashes/0-10001",
        "body/99",
        "body/2",
        "elsewhere",
    ):
        assert nothing(asking.get(f"{FEED}/{path}")), path
    for path in (
        "/smx/",
        "/smx/v1/",
        "/smx/v2/f/border-2026",
        "/smx/v1/root/0.json",
        "/smx/v1/root/2.json",
        f"{FEED[:-1]}2/head",
    ):
        assert nothing(asking.get(path)), path


def test_a_body_that_is_so_no_longer_is_gone(asking, agreement):
    seq = next(one.seq for one in Line.objects.exclude(body=""))
    book("AL-1", 20.1, size=0.01, kind=Kind.EXTEND, on=AT.date().replace(year=2020))
    publishing.publish(agreement, by=WHO, at=AT)
    gone = [s for s in (0, 1) if asking.get(f"{FEED}/body/{s}").status_code == 410]
    assert len(gone) == 1 and seq in (0, 1)
    found, _ = pages.read_bodies(asking.get(f"{FEED}/bodies/0-4").content, 0, 4)
    assert set(found) == {0, 1, 3} - set(gone)
    publishing.revoke(agreement, by=WHO, at=AT)
    assert asking.get(f"{FEED}/body/3").status_code == 410
    assert asking.get(f"{FEED}/lines/0-5").status_code == 200, "and the log still adds up"


def test_another_time_is_told_the_time(asking):
    early = asking.get(f"{FEED}/head", at=timezone.now() - timedelta(hours=5))
    said = json.loads(early.content)
    assert (early.status_code, said["type"], early["Content-Type"]) == (401, "clock-skew", "application/problem+json")
    assert abs(timezone.datetime.fromisoformat(said["server_time"]) - timezone.now()) < timedelta(seconds=60)
    assert nothing(asking.get(f"{FEED}/head", at=timezone.now() - timedelta(hours=5), node="amc.example.me"))


def test_a_request_is_good_once_for_all_processes_and_then_forgotten(asking):
    asking.get(f"{FEED}/head")
    cache.clear()
    (kept,) = Nonce.objects.all()
    assert timedelta(0) < kept.until - timezone.now() <= wire.LIFE + wire.LEEWAY
    Nonce.objects.update(until=timezone.now() - timedelta(seconds=1))
    asking.get(f"{FEED}/head")
    assert Nonce.objects.count() == 1


def test_a_receipt_is_taken_as_often_as_it_comes(asking, neighbour, fed):
    head = Head("amc.example.al/smx/border-2026/1", 3, pages.Edge(3, tuple(bytes.fromhex(h) for h in fed.edge)).root)
    raw = neighbour.receipt(head)
    for _ in range(2):
        assert asking.post(f"{FEED}/receipts", raw).status_code == 204
    assert Feed.objects.get().confirmed == 3 and Receipt.objects.get().text == raw.decode()
    forged = asking.post(f"{FEED}/receipts", b"{}")
    assert (forged.status_code, json.loads(forged.content)["code"]) == (409, "exchange.document.unreadable")
    assert asking.post(f"{FEED}/receipts", b"x" * 300_000).status_code == 413
    assert nothing(asking.client.post(f"{FEED}/receipts", data=raw, content_type="application/json"))
    behind = asking.post(f"{FEED}/receipts", neighbour.receipt(Head(head.origin, 9, head.root)))
    assert json.loads(behind.content)["code"] == "exchange.feed.behind" and Feed.objects.get().broken == "behind"
    with pytest.raises(Exception, match="stands-still"):
        publishing.publish("border-2026", by=WHO, at=AT)


def test_a_partner_without_a_key_for_requests_hears_nothing(asking, neighbour):
    neighbour.transport, kept = type(neighbour)("x.example", start=3).transport, neighbour.transport
    assert nothing(asking.get(f"{FEED}/head"))
    neighbour.transport = kept
    Partner.objects.update(roots=[json.dumps(without_transport(neighbour))])
    assert nothing(asking.get(f"{FEED}/head"))


def without_transport(peer):
    said = json.loads(peer.chain[0])
    del said["signed"]["commonground-transport"]
    return said


def test_whoever_changed_keys_says_so_and_is_answered_again(asking, neighbour):
    before = asking.peer.transport
    neighbour.transport = type(neighbour)("x.example", start=7).transport
    neighbour.rotate()
    assert nothing(asking.get(f"{FEED}/head")), "a key that nobody has heard of"
    chain = json.dumps([root.decode() for root in neighbour.chain]).encode()
    stranger = Peer("amc.example.me", start=90, online=True)
    forged = [neighbour.chain[0], Peer("mac.example.rs", start=90).root(2, stranger.keys, [stranger.keys["root"]])]
    for bad in (b"", b"[]", b"{}", chain[:-9], json.dumps([r.decode() for r in stranger.chain]).encode(), b"[1]",
                json.dumps([r.decode() for r in forged]).encode(), json.dumps([neighbour.chain[0].decode()]).encode()):  # fmt: skip
        assert nothing(asking.client.post("/smx/v1/roots", data=bad, content_type="application/json")), bad[:40]
    assert nothing(asking.client.get("/smx/v1/roots"))
    assert asking.client.post("/smx/v1/roots", data=chain, content_type="application/json").status_code == 204
    assert nothing(asking.client.post("/smx/v1/roots", data=chain, content_type="application/json")), "nothing new"
    assert asking.get(f"{FEED}/head").status_code == 200 and nothing(asking.get(f"{FEED}/head", private=before))


def bodies_of(asking, epoch, size):
    """The bodies of an epoch as the partner gets them today."""
    return pages.read_bodies(asking.get(f"{FEED[:-1]}{epoch}/bodies/0-{size}").content, 0, size)[0]


def test_an_epoch_that_is_over_gives_no_bodies_and_keeps_none_that_were_taken_back(asking, agreement):
    assert set(bodies_of(asking, 1, 3)) == {0, 1}
    publishing.begin_anew(agreement, by=WHO, at=AT)
    assert not bodies_of(asking, 1, 3) and set(bodies_of(asking, 2, 3)) == {0, 1}
    publishing.redact(agreement, "AL-1", by=WHO, at=AT)
    assert [Line.objects.filter(feed__epoch=e).exclude(body="").count() for e in (1, 2)] == [1, 1]
    publishing.revoke(agreement, by=WHO, at=AT)
    assert not Line.objects.filter(feed__epoch=1).exclude(body="").exists()
    assert (
        not bodies_of(asking, 1, 3) and not bodies_of(asking, 2, 3) and [v.faults for v in feeds.verify()] == [(), ()]
    )


def test_a_wider_version_gives_no_bodies_once_the_narrower_one_counts(asking, agreement, neighbour):
    narrower = text(
        version=2, prev_sha256=AgreementText.objects.get().sha256, collections__hazard__geometry={"grid": 5_000}
    )
    agreements.take(neighbour.countersign(agreements.sign(narrower, by=WHO, at=AT)), by=WHO, at=AT)
    assert not bodies_of(asking, 1, 3), "what was said before it is said anew first"
    publishing.publish(agreement, by=WHO, at=AT)
    assert set(bodies_of(asking, 1, 6)) == {3, 4}


def test_a_feed_that_stands_still_is_begun_anew_before_it_is_revoked(asking, agreement, fed):
    Feed.objects.update(broken="behind")
    for write in (partial(publishing.revoke, agreement), partial(publishing.redact, agreement, "AL-1")):
        with pytest.raises(NotNow, match="stands-still"):
            write(by=WHO, at=AT)
    assert Feed.objects.get().size == fed.size and not Feed.objects.get().revoked
    publishing.begin_anew(agreement, by=WHO, at=AT)
    assert publishing.revoke(agreement, by=WHO, at=AT).epoch == 2


def test_what_is_written_to_a_feed_is_what_it_says_once_it_is_held(asking, agreement, monkeypatch):
    """Whoever waited for another writer goes on from what that one wrote."""
    held, seen = access.feed_held, []
    monkeypatch.setattr(access, "feed_held", lambda code: seen.append(code) or held(code))
    publishing.publish(agreement, by=WHO, at=AT)
    publishing.redact(agreement, "AL-1", by=WHO, at=AT)
    publishing.begin_anew(agreement, by=WHO, at=AT)
    publishing.revoke(agreement, by=WHO, at=AT)
    assert seen == [agreement] * 4
