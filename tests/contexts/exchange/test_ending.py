"""Which version counts on which day, what waits before it leaves, what is forgotten, and what becomes of it all at the end."""

from datetime import date, timedelta

import pytest
from agreed import hazard
from conftest_exchange import WHO, book
from peers import AT, text

from commonground.core.exchange import agreements as texts
from commonground.core.exchange import bundles, envelopes, lines
from commonground.core.land.activities import Activity
from commonground.core.land.entries import Kind
from commonground.core.refusals import NotNow
from commonground.exchange import access
from commonground.exchange.actions import agreements, publishing, receiving, tending
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line
from commonground.exchange.queries import feeds

pytestmark = pytest.mark.django_db


def sign_both(neighbour, said):
    agreements.take(neighbour.countersign(agreements.sign(said, by=WHO, at=AT)), by=WHO, at=AT)


def publish(at=AT):
    return publishing.publish("border-2026", by=WHO, at=at).said


def next_text(**changes):
    return text(version=2, prev_sha256=AgreementText.objects.get(version=1).sha256, **changes)


# --- the version in force ---


def test_a_version_that_was_signed_ahead_counts_from_its_day(agreement, neighbour):
    book("AL-1", 20.1)
    publish()
    sign_both(neighbour, next_text(collections__hazard__geometry={"grid": 5_000}) | {"valid_from": "2027-01-01"})
    book("AL-2", 20.3)
    assert publish() == {"put": 1} and Feed.objects.get().version == 1, "the version of today is not silenced"
    sides = [b.body for b in Line.objects.exclude(body="")]
    assert all('"side_m":1000' in b for b in sides)
    assert publish(AT.replace(year=2027)) == {"put": 2, "policy": 1} and Feed.objects.get().version == 2
    with pytest.raises(NotNow, match="not-in-force"):
        publish(AT)  # a clock that went back


def test_before_the_first_day_and_after_the_last_nothing_leaves(neighbour):
    sign_both(neighbour, text(valid_until="2026-12-31") | {"valid_from": "2026-12-10"})
    book("AL-1", 20.1)
    with pytest.raises(NotNow, match="not-in-force"):
        publish()
    publish(AT.replace(day=10))
    feed = Feed.objects.get()
    assert bundles.read(feeds.bundle(feed, since=0, on=date(2026, 12, 31))).bodies
    assert not bundles.read(feeds.bundle(feed, since=0, on=date(2027, 1, 1))).bodies
    with pytest.raises(NotNow, match="not-in-force"):
        publish(AT.replace(year=2027, month=1, day=1))
    assert publishing.in_force(AT.replace(day=20)) == ["border-2026"] and not publishing.in_force(AT.replace(year=2028))


def test_the_highest_version_whose_day_has_come_counts(agreement, neighbour):
    one = feeds.understood(AgreementText.objects.get())
    later = feeds.understood(AgreementText.objects.get())
    object.__setattr__(later, "version", 2)
    object.__setattr__(later, "valid_from", date(2027, 1, 1))
    assert texts.in_force([one, later], date(2026, 12, 31)) is one
    assert texts.in_force([later, one], date(2027, 1, 1)) is later
    assert texts.in_force([one, later], date(2025, 12, 31)) is None
    assert one.purge_by(date(2027, 1, 1)) == date(2027, 1, 31)


# --- what waits ---


@pytest.fixture
def slow(neighbour):
    """An agreement under which nothing younger than thirty days leaves."""
    sign_both(neighbour, text(delay_days=30))


OLD, YOUNG = AT - timedelta(days=40), AT - timedelta(hours=1)


def shown(neighbour):
    feed = access.feed("border-2026", outgoing=True)
    return {
        k: one.body for k, one in neighbour.receive(feeds.bundle(feed, since=0, on=AT.date()))[1].items() if one.body
    }


def test_nothing_younger_than_agreed_leaves_and_what_was_shared_stays(slow, neighbour):
    book("AL-1", 20.1, at=OLD)
    book("AL-2", 20.3, at=OLD)
    assert publish() == {"put": 2, "policy": 1}
    before = shown(neighbour)
    book("AL-3", 20.4, at=YOUNG)  # young: not there yet
    book("AL-1", 20.11, kind=Kind.EXTEND, on=AT.date().replace(year=2020), at=YOUNG)  # young: as it was
    book(
        "AL-2",
        20.29,
        42.19,
        size=0.03,
        kind=Kind.CLEAR,
        activity=Activity.CLEARANCE,
        on=AT.date().replace(year=2020),
        at=YOUNG,
    )
    assert publish(AT + timedelta(days=1)) == {} and shown(neighbour) == before
    assert publish(AT + timedelta(days=31)) == {"put": 2, "withdraw": 1}, "and then all of it, without a gap"


def test_what_is_edited_all_the_time_is_shared_as_it_was(slow, neighbour):
    book("AL-1", 20.1, at=OLD)
    book("AL-1", 20.101, kind=Kind.EXTEND, on=AT.date().replace(year=2020), at=YOUNG)
    assert publish() == {"put": 1, "policy": 1}, "an old hazard does not hide behind a young edit"


def test_two_programmes_that_differ_in_what_is_too_young_say_the_same_bytes(slow, neighbour):
    book("AL-1", 20.1, at=OLD)
    publish()
    kept = list(Line.objects.values_list("line", "body")), Feed.objects.get().head
    book("AL-1", 20.12, kind=Kind.EXTEND, on=AT.date().replace(year=2021), at=YOUNG)
    book("AL-9", 20.45, at=YOUNG)
    publish()
    assert (list(Line.objects.values_list("line", "body")), Feed.objects.get().head) == kept


def test_a_longer_delay_takes_nothing_back(agreement, neighbour):
    book("AL-1", 20.1)
    publish()
    sign_both(neighbour, next_text(delay_days=30))
    assert publish() == {"put": 1, "policy": 1} and len(shown(neighbour)) == 1


# --- what is forgotten ---


def test_a_record_is_forgotten_on_both_sides_and_its_place_stays(agreement, neighbour):
    book("AL-1", 20.1)
    book("AL-2", 20.3)
    publish()
    done = publishing.redact("border-2026", "AL-1", by=WHO, at=AT)
    assert (done.said, Line.objects.exclude(body="").count()) == ({"redact": 1}, 1)
    _, known, _ = neighbour.receive(feeds.bundle(access.feed("border-2026", outgoing=True), since=0, on=AT.date()))
    assert sorted((one.standing, bool(one.footprints)) for one in known.values()) == [
        ("erased", True),
        ("shared", True),
    ]
    assert [v.faults for v in feeds.verify()] == [()] and publish() == {}
    book("AL-1", 20.11, kind=Kind.EXTEND, on=AT.date().replace(year=2020))
    assert publish() == {"put": 1}, "what changes is shared again"
    for code in ("AL-7", "AL-far"):
        with pytest.raises(NotNow, match="not-shared"):
            publishing.redact("border-2026", code, by=WHO, at=AT)


def test_who_is_asked_to_forget_does_it_and_confirms_it(publisher):
    (said, *_) = publisher.say([hazard("H1"), hazard("H2", lon=20.3)], amend=True)
    receiving.receive(publisher.bundle(), by=WHO, at=AT)
    gone = lines.Line(len(publisher.log), lines.Op.REDACT, 1, "2026-12-02", "hazard", said.line.id, 1)
    publisher.log.append(type(said)(gone))
    heard = receiving.receive(publisher.bundle(), by=WHO, at=AT)
    assert envelopes.said(heard.receipt, envelopes.RECEIPT)["redacted"] == [gone.seq]
    one = ForeignRecord.objects.get(ident=said.line.id)
    assert (one.standing, one.body) == ("erased", None) and one.footprints
    assert Line.objects.exclude(body="").count() == 1


# --- the end ---


def tend(at):
    return [(one.ended, one.purged) for one in tending.tend(by=WHO, at=at)]


def test_when_an_agreement_is_over_nothing_stands_for_today_and_bodies_go_on_their_day(publisher):
    publisher.agree(
        agreements.take(publisher.sign(next_text(valid_until="2026-12-31")), countersign=True, by=WHO, at=AT)
    )
    publisher.say([hazard("H1"), hazard("H2", lon=20.3)], amend=True)
    receiving.receive(publisher.bundle(), by=WHO, at=AT)
    assert tend(AT) == [] and tend(AT.replace(day=31)) == []
    after = AT.replace(year=2027, month=1, day=1)
    assert tend(after) == [(2, 0)] and tend(after) == []
    assert (
        set(ForeignRecord.objects.values_list("standing", flat=True)) == {"ended"}
        and ForeignRecord.objects.filter(body__isnull=False).count() == 2
    )
    assert tend(AT.replace(year=2027, month=1, day=29)) == []
    assert tend(AT.replace(year=2027, month=1, day=30)) == [(0, 2)] and tend(AT.replace(year=2028)) == []
    assert set(ForeignRecord.objects.values_list("standing", flat=True)) == {"erased"}
    assert (
        all(one.footprints and one.body is None for one in ForeignRecord.objects.all())
        and not Line.objects.exclude(body="").exists()
    )
    again = receiving.receive(publisher.bundle(bodies=False), by=WHO, at=AT.replace(year=2028))
    assert envelopes.said(again.receipt, envelopes.RECEIPT)["purged"] is True
    assert [v.faults for v in feeds.verify()] == [()]


def test_after_a_revocation_what_may_be_kept_says_no_longer_how_things_are(publisher):
    publisher.agree(
        agreements.take(
            publisher.sign(next_text(at_end={"mode": "keep", "within_days": 0})), countersign=True, by=WHO, at=AT
        )
    )
    publisher.say([hazard("H1")], amend=True)
    publisher.log.append(type(publisher.log[0])(lines.Line(len(publisher.log), lines.Op.REVOKE, 2, "2026-12-02")))
    heard = receiving.receive(publisher.bundle(), by=WHO, at=AT)
    assert envelopes.said(heard.receipt, envelopes.RECEIPT)["purged"] is False
    (one,) = ForeignRecord.objects.all()
    assert one.standing == "ended", "with the last line, and not only when somebody looks after it"
    assert tend(AT) == [] and tend(AT.replace(year=2028)) == []
    assert one.standing == "ended" and one.body and one.footprints


def test_an_agreement_that_goes_on_after_its_end_is_as_before(publisher):
    publisher.say([hazard("H1")], amend=True)
    receiving.receive(publisher.bundle(), by=WHO, at=AT)
    late = AT.replace(year=2029)
    assert tend(late) == [(1, 0), (0, 1)]
    longer = next_text() | {"valid_from": "2029-01-01", "valid_until": "2030-12-31"}
    publisher.agree(agreements.take(publisher.sign(longer), countersign=True, by=WHO, at=AT))
    publisher.say([hazard("H1")], amend=True)
    receiving.receive(publisher.bundle(), by=WHO, at=late)
    assert (
        ForeignRecord.objects.get().standing == "shared" and Feed.objects.get().purged_at is None and tend(late) == []
    )
