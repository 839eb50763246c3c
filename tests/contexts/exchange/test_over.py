"""Between the last day of an agreement and whenever somebody looks after it: every page says already that it is over."""

import csv
import io
import threading
from datetime import timedelta

import pytest
from agreed import hazard
from conftest_exchange import WHO, book
from django.utils import timezone
from peers import AT, text
from test_pages import page, seen, today  # noqa: F401 fixtures

from commonground.config.commands import serving
from commonground.core.exchange import envelopes
from commonground.core.exchange.standing import Freshness
from commonground.core.land.entries import Account
from commonground.core.refusals import NotNow
from commonground.exchange import access, gateway
from commonground.exchange.actions import accepting, agreements, publishing, receipts, receiving, tending
from commonground.exchange.models import Feed, ForeignRecord
from commonground.exchange.queries import border, feeds, heard, overview, region, told
from factories import people

LAST = AT.replace(month=12, day=31)
AFTER = AT.replace(year=2027, month=1, day=1)


@pytest.fixture
def short(publisher):
    """They show two hazards, until the end of the year, and are not silent before it."""
    ends = text(version=2, prev_sha256=publisher.texts[1][0].sha256, valid_until="2026-12-31", max_silence_days=90)
    publisher.agree(agreements.take(publisher.sign(ends), countersign=True, by=WHO, at=AT))
    publisher.say([hazard("H1", code="AL-1"), hazard("H2", lon=20.3)], amend=True)
    receiving.receive(publisher.bundle(), by=WHO, at=AT)
    return Feed.objects.get()


@pytest.fixture
def ended(short, seen, monkeypatch):  # noqa: F811
    """The day after, and nobody has looked after anything."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER)
    seen.force_login(people.somebody("officer", "reader", "administrator", name="later"))
    assert set(ForeignRecord.objects.values_list("standing", flat=True)) == {"shared"}
    return seen


def test_the_last_day_is_one_of_them(short):
    assert feeds.over(LAST.date()) == frozenset() and feeds.over(AFTER.date()) == {short.pk}


def test_the_map_the_list_and_the_files_say_it(ended, short):
    shapes = ended.get("/exchange/border/shapes.geojson").json()["features"]
    said = [one["properties"] for one in shapes if one["properties"]["kind"] != "zone"]
    assert [(one["kind"], one["standing"], one["word"]) for one in said] == [("gone", "ended", "assume hazardous")] * 2
    assert all(one["geometry"]["coordinates"] for one in shapes)
    shown = page(ended, "/exchange/border/")
    assert shown.count("shown to us<") == 1, "the filter alone"
    assert shown.count("assume hazardous") >= 2
    assert page(ended, "/exchange/border/?standing=shared").count('href="/exchange/foreign/') == 0
    assert page(ended, "/exchange/border/?standing=gone").count('href="/exchange/foreign/') == 2
    rows = list(csv.reader(io.StringIO(ended.get("/exchange/border/?format=csv").getvalue().decode())))
    meaning, standing = rows[1].index("meaning"), rows[1].index("standing")
    assert {(row[standing], row[meaning]) for row in rows[2:]} == {("ended", "assume hazardous")}
    listed = border.page(border.Sought(over=feeds.over(AFTER.date())), 1, AFTER, with_ours=True)
    assert listed.counts == {"ended": 2} and not any(row.is_known for row in listed.rows)


def test_pages_of_the_partner_the_feed_and_the_record_say_it(ended, short):
    (card,) = overview.partners(AFTER, "amc.example.al")
    (one,) = card.incoming
    assert (one.shared, one.unsafe, one.fresh.code) == (0, 2, Freshness.ENDED)
    assert [row.standing for row in told.page(short, AFTER.date()).rows] == ["ended", "ended"]
    assert [row.standing for row in told.page(short, LAST.date()).rows] == ["shared", "shared"]
    for address in ("/exchange/", "/exchange/partners/amc.example.al/", f"/exchange/feeds/{short.pk}/"):
        assert "shown to us</" not in page(ended, address)
    record = page(ended, f"/exchange/foreign/{short.pk}/{ForeignRecord.objects.first().ident}/")
    assert "Assume that it is hazardous" in record and "Put it on our books" not in record


def test_it_is_taken_on_no_books_and_in_no_sum(ended, short):
    one = ForeignRecord.objects.first()
    with pytest.raises(NotNow, match="accept.changed"):
        accepting.accept(short, one.ident, one.rev, shape=None, code="X", level=Account.SUSPECTED, because="b", on=AFTER.date(), by=WHO, at=AFTER)  # fmt: skip
    (country,) = region.seen(AFTER).countries
    assert country.unsafe == 2 and not country.fresh.is_current and not heard.hear(AFTER.date()).hazards
    assert len(heard.hear(LAST.date()).hazards) == 2


# --- looked after while the pages are served ---


def test_a_day_that_comes_while_pages_are_served_is_looked_after(short, monkeypatch):
    days = iter([LAST, LAST, AFTER])

    class Stop(threading.Event):
        looks = 0

        def wait(self, timeout=None):
            self.looks += 1
            now = next(days, None)
            if now is not None:
                monkeypatch.setattr(timezone, "now", lambda: now)
            return now is None

    monkeypatch.setattr(timezone, "now", lambda: LAST)
    monkeypatch.setattr(serving.connections, "close_all", lambda: None)
    stop = Stop()
    serving.tend_every_day(stop)
    assert stop.looks == 4 and set(ForeignRecord.objects.values_list("standing", flat=True)) == {"ended"}


def test_where_somebody_writes_the_next_look_does_it(short, monkeypatch):
    tries = []

    def busy(**more):
        tries.append(more)
        if len(tries) == 1:
            raise serving.OperationalError("database is locked")
        return []

    class Stop(threading.Event):
        def wait(self, timeout=None):
            monkeypatch.setattr(timezone, "now", lambda: AFTER)
            return len(tries) == 2

    monkeypatch.setattr(timezone, "now", lambda: LAST)
    monkeypatch.setattr(serving.connections, "close_all", lambda: None)
    monkeypatch.setattr(tending, "tend", busy)
    serving.tend_every_day(Stop())
    assert len(tries) == 2


# --- what they acknowledged ---


def test_the_page_of_a_partner_shows_what_they_acknowledged(seen, agreement, neighbour):  # noqa: F811
    address = f"/exchange/partners/{neighbour.name}/"
    assert "What they acknowledged" not in page(seen, address)
    book("AL-1", 20.1)
    publishing.publish(agreement, by=WHO, at=AT)
    _, _, head = neighbour.receive(feeds.bundle(access.feed(agreement, outgoing=True), since=0, on=AT.date()))
    receipts.confirm(neighbour.receipt(head, aside=[{"seq": 0, "code": "geometry"}]), by=WHO, at=AT)
    later = AT + timedelta(days=1)
    receipts.confirm(neighbour.receipt(head, redacted=[0], purged=True, at=later.isoformat()), by=WHO, at=later)
    assert [(r.size, r.aside, r.redacted, r.purged) for r in told.acknowledged(neighbour.name)] == [
        (2, 0, 1, True),
        (2, 1, 0, False),
    ]
    shown = page(seen, address)
    assert "What they acknowledged" in shown and shown.count("everything is forgotten") == 1
    receipts.confirm(neighbour.receipt(head, aside="words", redacted=7, purged="no"), by=WHO, at=AT)
    assert told.acknowledged(neighbour.name)[0].aside == 0, "whatever they write there"


def test_a_receipt_that_is_downloaded_says_what_was_forgotten(ended, short):
    tending.tend(by=WHO, at=AFTER)
    tending.tend(by=WHO, at=AFTER + timedelta(days=40))
    raw = ended.get(f"/exchange/feeds/{short.pk}/file/").content
    said = envelopes.said(raw, envelopes.RECEIPT)
    assert said["purged"] is True and said["redacted"] == [] and gateway.key("status")
