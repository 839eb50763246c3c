"""Fetching goes on after any cut where it was, believes nothing that is not signed, and applies nothing twice."""

import json
import random
from datetime import timedelta

import pytest
from agreed import hazard
from conftest_exchange import WHO
from peers import AT
from urllib3.exceptions import ProtocolError

from commonground.core.exchange import envelopes, notes, pages, roots
from commonground.core.exchange.tree import edge_of, leaf_hash
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.exchange import gateway
from commonground.exchange.actions import pulling
from commonground.exchange.gateway import http
from commonground.exchange.gateway.http import Answer, Road, checked
from commonground.exchange.models import Feed, ForeignRecord, Line, Partner
from commonground.exchange.queries import feeds

pytestmark = pytest.mark.django_db
MANY = 10


class Cut(Exception):
    """The process is gone."""


class Wire(Road):
    """The road to a peer without a network: what it serves can be cut, flipped, made stale or refused on the way."""

    def __init__(self, peer, **more):
        super().__init__("https://amc.example.al", node="mac.example.rs", private=gateway.key("transport"), clock=lambda: AT,
                         sleep=self.slept, **more)  # fmt: skip
        self.peer, self.asked, self.waited, self.posted = peer, [], [], []
        self.spoil = lambda path, data: data
        self.size, self.epoch, self.edit = None, 1, None

    def slept(self, seconds):
        self.waited.append(seconds)

    def _once(self, method, path, body, most):
        self.asked.append(path)
        if method == "POST":
            self.posted.append(body)
        answer = self.served(path) if method == "GET" else b""
        if answer is None:
            return Answer(404, b"", 0.0)
        answer = self.spoil(path, answer)
        return answer if isinstance(answer, Answer) else Answer(204 if method == "POST" else 200, answer, 0.0)

    def served(self, path):
        raws = [s.line.written() for s in self.peer.log[: self.size]]
        raws = self.edit(raws) if self.edit else raws
        said = self.peer.log
        *_, last = parts = path.split("/")
        agreement = max(self.peer.texts)
        head = notes.Head(
            f"{self.peer.name}/smx/border-2026/{self.epoch}", len(raws), edge_of(map(leaf_hash, raws)).root
        )
        if last == "border-2026":
            return json.dumps(
                {"epoch": self.epoch, "roots": len(self.peer.chain), "versions": list(range(1, agreement + 1))}
            ).encode()
        if parts[3] == "root":
            return self.peer.chain[int(last.partition(".")[0]) - 1]
        if parts[3] == "agreements":
            return self.peer.texts[int(last)][1]
        if last == "head":
            return notes.sign(head.text(), roots.key_name(self.peer.name, "feed"), self.peer.keys["feed"]).encode()
        if last == "status":
            told = {"feed": head.origin, "size": head.size, "root": head.root.hex(), "agreement_sha256": "", "issued_at": AT.isoformat(),
                    "next_by": (AT + timedelta(days=14)).isoformat()}  # fmt: skip
            return envelopes.sign(envelopes.STATUS, told, self.peer.keys["status"])
        start, _, end = last.partition("-")
        start, end = int(start), int(end or int(start) + 1)
        if parts[-2] == "hashes":
            return pages.written_hashes([leaf_hash(raw) for raw in raws[start:end]])
        if parts[-2] == "lines":
            return pages.written_lines(raws[start:end])
        return pages.written_bodies([(one.salt, one.body) if one.body else None for one in said[start:end]])


def pull(road, page=3):
    return pulling.pull("border-2026", by=WHO, clock=lambda: AT, road=road, page=page)


@pytest.fixture
def road(publisher):
    publisher.say([hazard(f"H{i}", lon=20.1 + i / 100) for i in range(MANY)], amend=True)
    return Wire(publisher)


def state():
    return (
        list(ForeignRecord.objects.order_by("ident").values_list("ident", "rev", "standing", "body")),
        list(Line.objects.order_by("seq").values_list("seq", "line", "body")),
        Feed.objects.values("size", "edge", "version").first(),
    )


def test_a_feed_is_fetched_page_by_page_and_confirmed(road):
    done = pull(road)
    assert (done.new, done.size, done.broken, done.receipt, done.aside) == (MANY + 1, MANY + 1, "", "taken", ())
    assert (
        sum("/lines/" in path for path in road.asked) == 4
        and ForeignRecord.objects.filter(standing="shared").count() == MANY
    )
    assert envelopes.said(road.posted[-1], envelopes.RECEIPT)["size"] == MANY + 1
    assert [v.faults for v in feeds.verify()] == [()]
    road.asked.clear()
    assert pull(road).new == 0 and not any("/lines/" in p or "/hashes/" in p or "/root/" in p for p in road.asked)


def test_a_page_of_large_bodies_ends_before_its_end(road, monkeypatch):
    monkeypatch.setattr(pulling, "MOST_BYTES", 1)
    monkeypatch.setattr(pages, "written_bodies", lambda rows, whole=pages.written_bodies: whole(rows[:1]))
    assert pull(road).new == MANY + 1 and ForeignRecord.objects.filter(standing="shared").count() == MANY
    assert sum("/lines/" in path for path in road.asked) == MANY + 1


def test_a_head_without_end_is_not_followed(road, monkeypatch):
    monkeypatch.setattr(pulling, "MOST_LINES", MANY)
    with pytest.raises(NotUsable, match="too-large"):
        pull(road)
    assert not any("/hashes/" in path for path in road.asked)


def test_after_a_cut_at_any_request_it_goes_on_where_it_was(road, publisher):
    """Whatever request the process dies at: what was applied is not fetched again, and the end is the same."""
    pull(road)
    whole, count = state(), len(road.asked)
    for at in range(count):
        for model in (Line, ForeignRecord, Feed):
            model.objects.all().delete()
        left, seen = [at], []

        def spoil(path, data, left=left, seen=seen):
            left[0] -= 1
            if left[0] == -1:
                raise Cut
            seen.append(path)
            return data

        road.spoil = spoil
        with pytest.raises(Cut):
            pull(road)
        before = Feed.objects.first().size if Feed.objects.exists() else 0
        assert before == Line.objects.count() and before % 3 in (0, 2), "whole pages"
        again = []
        road.spoil = lambda path, data, again=again: again.append(path) or data
        assert pull(road).size == MANY + 1 and state() == whole
        fetched = [int(p.rpartition("/")[2].partition("-")[0]) for p in again if "/lines/" in p or "/bodies/" in p]
        assert not [first for first in fetched if first < before], "nothing that was confirmed is fetched again"


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bytes_are_asked_for_again(road, seed):
    """Every answer comes damaged at first; none of it is believed, and the end is the same as without."""
    chance = random.Random(seed)
    turns = {}

    def spoil(path, data):
        turns[path] = turns.get(path, 0) + 1
        if turns[path] > 1 or not data or path.endswith("border-2026"):
            return data
        at = chance.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]

    road.spoil = spoil
    done = pull(road)
    assert (done.size, done.broken, done.aside) == (MANY + 1, "", ())
    assert [v.faults for v in feeds.verify()] == [()]


@pytest.mark.parametrize("how", ["reordered", "repeated", "another page", "cut", "longer"])
@pytest.mark.parametrize("what", ["lines", "hashes"])
def test_pages_that_are_not_those_of_the_head_are_not_applied(road, how, what):
    def spoil(path, data):
        if f"/{what}/" not in path:
            return data
        rows = (
            data.splitlines(keepends=True) if what == "lines" else [data[i : i + 32] for i in range(0, len(data), 32)]
        )
        return {
            "reordered": lambda: b"".join(rows[::-1]), "repeated": lambda: b"".join([rows[0], *rows[:-1]]),
            "another page": lambda: road.served(path.rpartition("/")[0] + "/0-3") if "0-" not in path else b"".join(rows[1:]),
            "cut": lambda: data[:-1], "longer": lambda: data + rows[0],
        }[how]()  # fmt: skip

    road.spoil = spoil
    with pytest.raises(NotNow, match="damaged"):
        pull(road)
    assert (
        not Line.objects.exists()
        and Feed.objects.get().broken == ""
        and Partner.objects.get().trouble == "exchange.wire.damaged"
    )
    road.spoil = lambda path, data: data
    assert pull(road).size == MANY + 1


def test_another_log_is_told_from_damage_and_stops_the_feed(road, publisher):
    pull(road)
    kept = state()[0]
    publisher.say([hazard("H99", lon=20.4)])
    road.edit = lambda raws: [raws[0].replace(b"2026-12-02", b"2026-12-01"), *raws[1:]]
    assert pull(road).broken == "fork" and state()[0] == kept
    assert Feed.objects.get().broken == "fork" and Partner.objects.get().trouble == "fork"
    with pytest.raises(NotNow, match="broken"):
        pull(road)


def test_two_heads_of_one_size_are_another_log(road):
    pull(road)
    road.edit = lambda raws: [raws[0].replace(b"2026-12-02", b"2026-12-01"), *raws[1:]]
    assert pull(road).broken == "fork"


def test_an_older_head_is_refused_and_who_was_restored_learns_how_far_we_are(road):
    pull(road)
    road.posted.clear()
    road.size = 5
    with pytest.raises(NotNow, match="older"):
        pull(road)
    assert envelopes.said(road.posted[0], envelopes.RECEIPT)["size"] == MANY + 1 and Feed.objects.get().size == MANY + 1


def test_a_lost_receipt_is_said_with_the_next(road):
    def spoil(path, data):
        if path.endswith("/receipts"):
            raise ProtocolError("cut")
        return data

    road.spoil = spoil
    done = pull(road)
    assert (done.size, done.receipt) == (MANY + 1, "exchange.wire.unreachable")
    road.spoil, road.posted = (lambda path, data: data), []
    assert pull(road).receipt == "taken" and len(road.posted) == 1


def test_a_busy_server_is_asked_again_when_it_says(road):
    turns = [Answer(503, b"", 7.0), Answer(429, b"", 90.0)]
    road.spoil = lambda path, data: turns.pop(0) if turns else data
    assert pull(road).size == MANY + 1
    assert road.waited[0] == 7.0 and road.waited[1] == http.LONGEST_WAIT_S


@pytest.mark.parametrize("hours", [-5, 23, 30])
def test_a_clock_that_is_wrong_by_hours_is_allowed_for_within_a_day(road, hours):
    theirs = AT + timedelta(hours=hours)

    def spoil(path, data):
        if abs(AT + timedelta(seconds=road.ahead_s) - theirs) < timedelta(minutes=5):
            return data
        return Answer(401, json.dumps({"type": "clock-skew", "server_time": theirs.isoformat()}).encode(), 0.0)

    road.spoil = spoil
    if abs(hours) > 24:
        with pytest.raises(NotNow, match="clock"):
            pull(road)
    else:
        assert pull(road).size == MANY + 1 and Partner.objects.get().clock_s == hours * 3600


@pytest.mark.parametrize("status", [301, 302, 400, 401, 410, 413, 500])
def test_whatever_else_is_answered_is_no_answer(road, status):
    road.spoil = lambda path, data: Answer(status, b"{}", 0.0)
    with pytest.raises(NotNow, match="unreachable"):
        pull(road)
    assert len(road.asked) <= 2


def test_a_body_that_does_not_come_is_asked_for_again_the_next_time(road):
    lost = {1}
    road.spoil = lambda path, data: missing(path, data, lost)
    done = pull(road)
    assert done.aside == ((1, "body-missing"),) and ForeignRecord.objects.get(standing="aside").footprints
    assert pull(road).aside == ((1, "body-missing"),)
    lost.clear()
    assert (pull(road).mended, pull(road).aside) == (1, ())


def missing(path, data, lost):
    if "/body/" in path:
        return Answer(410, b"", 0.0) if lost else data
    if "/bodies/" in path and lost:
        first = int(path.rpartition("/")[2].partition("-")[0])
        return b"\n".join(b"" if first + i in lost else row for i, row in enumerate(data.split(b"\n")))
    return data


def test_a_body_that_always_comes_damaged_is_put_aside_and_the_rest_goes_on(road):
    road.spoil = lambda path, data: data.replace(b"suspected", b"confirmed", 1) if "/bodies/0-" in path else data
    done = pull(road)
    assert done.size == MANY + 1 and done.aside == ((0, "body-hash"),)


def test_who_slept_follows_the_roots_and_an_old_key_is_refused(road, publisher):
    pull(road)
    before = publisher.keys["feed"]
    publisher.rotate()
    publisher.rotate()
    publisher.say([hazard("H99", lon=20.4)])
    assert pull(road).new == 1 and len(Partner.objects.get().roots) == 3
    publisher.keys["feed"] = before
    publisher.say([hazard("H98", lon=20.41)])
    with pytest.raises(NotUsable, match="not-signed"):
        pull(road)
    assert Line.objects.count() == MANY + 2


def test_a_log_that_contradicts_itself_stops_at_its_page_and_keeps_the_pages_before(road, publisher):
    road.edit = lambda raws: [*raws[:7], raws[6], *raws[8:]]
    assert pull(road).broken == "out-of-order"
    assert Feed.objects.get().size == Line.objects.count() == 6 and ForeignRecord.objects.count() == 6


@pytest.mark.parametrize(
    "index", [b"", b"[]", b"{}", b'{"epoch":0,"roots":1,"versions":[1]}', b'{"epoch":1,"roots":1,"versions":[true]}']
)
def test_what_says_nothing_is_damaged(road, index):
    road.spoil = lambda path, data: index if path.endswith("border-2026") else data
    with pytest.raises(NotNow, match="damaged"):
        pull(road)


def test_an_address_is_one_that_is_safe_to_ask(publisher):
    for fine in (
        "https://amc.example.al",
        "https://amc.example.al:8443/below/",
        "http://127.0.0.1:8765",
        "http://localhost",
    ):
        assert checked(fine) == fine.rstrip("/")
    assert checked("http://10.0.0.7", plain=True) == "http://10.0.0.7"
    for bad in ("http://10.0.0.7", "ftp://x.example", "amc.example.al", "file:///etc/passwd", "https://", "https://a:b@x.example",
                "https://x.example/?q=1", "https://x.example/#a", "http://127.0.0.1.x.example", "http://localhost@x.example", "https://[", "x" * 300):  # fmt: skip
        with pytest.raises(NotUsable):
            checked(bad)
    pulling.set_address("amc.example.al", "https://amc.example.al/", by=WHO, at=AT)
    assert pulling.agreements_to_pull() == ["border-2026"]
    pulling.set_address("amc.example.al", "", by=WHO, at=AT)
    with pytest.raises(NotNow, match="address.none"):
        pulling.pull("border-2026", by=WHO, clock=lambda: AT)
    with pytest.raises(NotThere):
        pulling.pull("another", by=WHO, clock=lambda: AT)
