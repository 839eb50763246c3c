"""Asking over a network: signed, to the address that was said and no further, and no more read than was expected."""

import gzip
import io

import pytest
from conftest_exchange import WHO, book
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from peers import AT, Peer, text
from urllib3 import HTTPResponse

from commonground.core.exchange import wire
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.exchange.actions import agreements, nodes, publishing, receiving
from commonground.exchange.gateway import http
from commonground.exchange.models import Feed, ForeignRecord, Line

KEY = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
URL = "https://amc.example.al"


class Pool:
    """Connections that answer what they are told to, and remember how they were asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def request(self, method, url, **more):
        self.asked.append((method, url, more))
        status, body, headers = self.answers.pop(0)
        return HTTPResponse(body=io.BytesIO(body), status=status, headers=headers, preload_content=False)


def road(*answers):
    made = http.Road(URL, node="mac.example.rs", private=KEY, clock=lambda: AT, sleep=lambda s: None)
    made._pool = Pool(*answers)
    return made


def test_a_request_is_signed_and_goes_nowhere_else():
    asking = road((200, b"head", {}))
    assert asking.get("/smx/v1/f/border-2026/1/head") == b"head"
    ((method, url, more),) = asking._pool.asked
    public = KEY.public_key().public_bytes_raw()
    found = wire.verified(method, url, more["headers"], b"", lambda node: public, AT)
    assert found.node == "mac.example.rs" and more["redirect"] is False and url == URL + "/smx/v1/f/border-2026/1/head"
    asking = road((200, b"", {}), (200, b"", {}))
    asking.get("/a"), asking.get("/a")
    nonces = {wire.verified(m, u, x["headers"], b"", lambda node: public, AT).nonce for m, u, x in asking._pool.asked}
    assert len(nonces) == 2


@pytest.mark.parametrize("packed", [False, True])
def test_no_more_is_read_than_was_expected(packed):
    bomb = b"0" * 2_000_000
    sent = (200, gzip.compress(bomb), {"Content-Encoding": "gzip"}) if packed else (200, bomb, {})
    with pytest.raises(NotUsable, match="too-large"):
        road(sent).get("/x", 1_000_000)
    assert road(sent).get("/x", 3_000_000) == bomb


def test_an_answer_that_drips_is_given_up(monkeypatch):
    """A byte now and then is no silence: each piece comes in time, and the whole never does."""
    monkeypatch.setattr(http, "PIECE", 10)
    hours = iter(range(10_000))
    asking = road(*[(200, b"drip" * 100, {})] * http.TIMES)
    asking._ticks = lambda: next(hours) * 3_600
    with pytest.raises(NotNow, match="unreachable"):
        asking.get("/x")
    assert len(asking._pool.asked) == http.TIMES, "asked for again as after a cut"


def test_what_is_no_answer_is_told_from_what_is_not_there():
    with pytest.raises(NotThere):
        road((404, b"", {})).get("/x")
    with pytest.raises(NotNow, match="http-302"):
        road((302, b"", {"Location": "https://elsewhere.example"})).get("/x")
    with pytest.raises(NotNow, match="http-503"):
        road(*[(503, b"", {"Retry-After": "1"})] * http.TIMES).get("/x")
    with pytest.raises(NotNow, match="unreachable"):  # damaged on the way, each time
        road(*[(200, b"no gzip", {"Content-Encoding": "gzip"})] * http.TIMES).get("/x")
    assert road((409, b"{}", {})).post("/x", b"receipt").status == 409


@pytest.mark.django_db
def test_a_page_and_how_far_the_feed_is_are_one(publisher, monkeypatch):
    """Whoever hands in lines that are not those of the head, or dies between the lines and the cursor, leaves nothing behind."""
    from agreed import hazard
    from test_pulling import Wire, pull

    publisher.say([hazard(f"H{i}", lon=20.1 + i / 100) for i in range(5)], amend=True)
    reading = Wire(publisher)
    fetch, taken = receiving.take_page, []

    def forged(opened, ahead, first, page, bodies, **more):
        other = [page[0].replace(b"2026-12-02", b"2026-12-01"), *page[1:]]
        with pytest.raises(NotUsable, match="page.damaged"):
            fetch(opened, ahead, first, other, bodies, **more)
        with pytest.raises(NotUsable, match="gap"):
            fetch(opened, ahead, first + 1, page, bodies, **more)
        with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
            patched.setattr(receiving, "leaf_hash", lambda raw: 1 // 0)
            fetch(opened, ahead, first, page, bodies, **more)
        assert Line.objects.count() == ForeignRecord.objects.count() == Feed.objects.get().size == first
        heard = fetch(opened, ahead, first, page, bodies, **more)
        assert fetch(opened, ahead, first, page, bodies, **more).new == 0, "the same page twice changes nothing"
        taken.append(first)
        return heard

    monkeypatch.setattr(receiving, "take_page", forged)
    assert pull(reading, page=3).size == 6 and taken == [0, 3]


@pytest.mark.django_db
def test_what_leaves_to_a_third_is_never_made_of_what_others_said(publisher):
    """Whatever `onward` says: a feed is made of our own records, and nobody else's."""
    from agreed import hazard

    publisher.say([hazard("H1", lon=20.1), hazard("H2", lon=20.3)], amend=True)
    receiving.receive(publisher.bundle(), by=WHO, at=AT)
    third = Peer("amc.example.me", start=90)
    nodes.pin(third.chain[0], third.fingerprint, by=WHO, at=AT)
    said = text(id="onward-2026", publisher="mac.example.rs", recipient="amc.example.me")
    agreements.take(third.countersign(agreements.sign(said, by=WHO, at=AT)), by=WHO, at=AT)
    assert publishing.publish("onward-2026", by=WHO, at=AT).said == {"policy": 1}
    book("RS-1", 20.2)
    assert publishing.publish("onward-2026", by=WHO, at=AT).said == {"put": 1}
    sent = "".join(one.line + one.body for one in Line.objects.filter(feed__outgoing=True))
    for heard in ForeignRecord.objects.all():
        assert heard.ident not in sent
    assert not any(
        str(cell) in sent for heard in ForeignRecord.objects.all() for cell in heard.body["geometry"]["cells"]
    )
