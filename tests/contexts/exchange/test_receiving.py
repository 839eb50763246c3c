"""What others say is verified, applied once, and kept apart."""

from dataclasses import replace

import pytest
from agreed import hazard
from conftest_exchange import WHO
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from peers import AT, text

from commonground.core.exchange import bundles, envelopes, lines
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange.actions import agreements, applying, receipts, receiving, tending
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line, Partner
from commonground.exchange.queries import feeds
from commonground.land.models import Hazard, LedgerEntry

pytestmark = pytest.mark.django_db


def hear(raw):
    return receiving.receive(raw, by=WHO, at=AT)


def standings():
    return sorted(ForeignRecord.objects.values_list("standing", flat=True))


def test_what_is_shared_is_known_here_and_stays_out_of_our_books(publisher):
    publisher.say([hazard("H1"), hazard("H2", lon=20.3)], amend=True)
    heard = hear(publisher.bundle())
    assert (heard.new, heard.size, heard.broken) == (3, 3, "") and standings() == ["shared", "shared"]
    one = ForeignRecord.objects.first()
    assert one.body["status"] == "suspected" and one.footprints[0]["kind"] == "cells"
    assert not Hazard.objects.exists() and not LedgerEntry.objects.exists()
    said = envelopes.said(heard.receipt, envelopes.RECEIPT)
    assert said["size"] == 3 and said["aside"] == []
    assert [v.faults for v in feeds.verify()] == [()]


def test_the_same_file_twice_changes_nothing_and_the_next_goes_on(publisher):
    publisher.say([hazard("H1")], amend=True)
    first = publisher.bundle()
    hear(first)
    before = list(ForeignRecord.objects.values())
    assert hear(first).new == 0 and list(ForeignRecord.objects.values()) == before
    publisher.say([hazard("H1", status="confirmed"), hazard("H2", lon=20.3)])
    assert hear(publisher.bundle(first=2)).new == 2, "from where it was left"
    assert hear(publisher.bundle()).new == 0 and ForeignRecord.objects.count() == 2
    with pytest.raises(NotNow, match="older"):
        hear(first)


def test_what_is_no_longer_shared_keeps_its_place(publisher):
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle())
    publisher.say([], [hazard("H1")])
    hear(publisher.bundle())
    (one,) = ForeignRecord.objects.all()
    assert (one.standing, one.body) == ("withdrawn", None) and one.footprints


def test_lines_that_are_missing_are_asked_for(publisher):
    publisher.say([hazard("H1"), hazard("H2", lon=20.3)], amend=True)
    with pytest.raises(NotUsable, match="gap"):
        hear(publisher.bundle(first=1))
    with pytest.raises(NotUsable, match="gap"):
        hear(publisher.bundle(swap=lambda raws: raws[:-1]))
    assert not ForeignRecord.objects.exists() and not Line.objects.exists()


def test_another_log_stops_the_feed_and_takes_nothing_back(publisher):
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle())
    kept = list(ForeignRecord.objects.values())
    publisher.say([hazard("H2", lon=20.3)])
    forged = publisher.bundle(edit=lambda raws: [raws[0].replace(b"2026-12-02", b"2026-12-01"), *raws[1:]])
    assert hear(forged).broken == "fork"
    assert list(ForeignRecord.objects.values()) == kept and Feed.objects.get().broken == "fork"
    with pytest.raises(NotNow, match="broken"):
        hear(publisher.bundle())


@pytest.mark.parametrize("at", [0, 2], ids=["a line that was heard", "a new line"])
def test_lines_that_the_head_does_not_say_are_not_believed(publisher, at):
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle())
    publisher.say([hazard("H2", lon=20.3)])

    def swap(raws):
        return [raw.replace(b"2026-12-02", b"2026-12-01") if i == at else raw for i, raw in enumerate(raws)]

    with pytest.raises(NotUsable, match="damaged"):
        hear(publisher.bundle(swap=swap))
    assert ForeignRecord.objects.count() == 1 and not Feed.objects.get().broken
    assert hear(publisher.bundle()).new == 1, "the same file whole"


def test_an_older_state_of_another_log_is_a_fork_too(publisher):
    publisher.say([hazard("H1"), hazard("H2", lon=20.3)], amend=True)
    hear(publisher.bundle())
    shorter = publisher.bundle(edit=lambda raws: [raws[0].replace(b"2026-12-02", b"2026-12-01")])
    assert hear(shorter).broken == "fork"


@pytest.mark.parametrize(
    "edit, code",
    [(lambda raws: raws[::-1], "out-of-order"), (lambda raws: [raws[0], raws[0]], "out-of-order"),
     (lambda raws: [raws[0] + b" ", *raws[1:]], "line-another-writing"), (lambda raws: [b"{}", *raws[1:]], "line-unknown-op")],
)  # fmt: skip
def test_a_signed_log_that_contradicts_itself_is_not_believed(publisher, edit, code):
    publisher.say([hazard("H1"), hazard("H2", lon=20.3)], amend=True)
    assert hear(publisher.bundle(edit=edit)).broken == code
    assert not ForeignRecord.objects.exists()


def test_a_version_whose_text_did_not_come_is_waited_for(publisher):
    """Nobody signs which texts come along: one that is left out on the way stops nothing."""
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle())
    before = dict(publisher.texts)
    publisher.agree(receiving_side_signs(publisher, text(version=2, prev_sha256=publisher.texts[1][0].sha256)))
    publisher.say([hazard("H1")], amend=True)
    AgreementText.objects.filter(version=2).delete()
    whole, publisher.texts = publisher.texts, before
    with pytest.raises(NotNow, match="not-there"):
        hear(publisher.bundle())
    assert not Feed.objects.get().broken and standings() == ["shared"]
    publisher.texts = whole
    assert not hear(publisher.bundle()).broken and Feed.objects.get().version == 2


def test_a_place_that_was_not_agreed_stops_the_feed_also_where_the_body_comes_later(publisher):
    (said, *_) = publisher.say([hazard("H1")], amend=True)
    publisher.log[0] = replace(said, line=replace(said.line, footprint={"kind": "none"}))
    assert hear(publisher.bundle(bodies=False)).aside and standings() == ["aside"]
    assert hear(publisher.bundle()).broken == "footprint"
    assert standings() == ["aside"], "nothing is shared that would leave no mark"


def test_a_body_that_comes_later_is_found_on_the_map(publisher):
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle(bodies=False))
    ForeignRecord.objects.update(west=None, south=None, east=None, north=None)
    hear(publisher.bundle())
    assert standings() == ["shared"] and ForeignRecord.objects.get().west is not None


@pytest.mark.parametrize("state", [{"revoked": True}, {"version": 2}], ids=["after the end", "after a narrower text"])
def test_a_body_that_is_to_be_forgotten_does_not_come_later(publisher, state):
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle(bodies=False))
    Feed.objects.update(**state)
    hear(publisher.bundle())
    assert standings() == ["aside"]


def test_a_place_that_is_nowhere_on_earth_stops_the_feed(publisher):
    (said, *_) = publisher.say([hazard("H1")], amend=True)
    nowhere = {"kind": "cells", "side_m": 10_000, "cells": [[10**6, 10**6]]}
    publisher.log[0] = replace(said, line=replace(said.line, footprint=nowhere))
    assert hear(publisher.bundle()).broken == "footprint"


@pytest.mark.parametrize("next_by", ["soon", "2026-12-10T09:00:00", "2027-03-01T09:00:00+00:00"])
def test_a_status_says_until_when_within_what_was_agreed(publisher, next_by):
    publisher.say([hazard("H1")], amend=True)
    said = envelopes.said(bundles.read(publisher.bundle()).status, envelopes.STATUS) | {"next_by": next_by}
    with pytest.raises(NotUsable, match="unreadable"):
        hear(publisher.bundle(status=said))


def test_a_last_line_without_a_day_keeps_nobody_from_forgetting(publisher):
    publisher.say([hazard("H1")], amend=True)
    publisher.log.append(type(publisher.log[0])(lines.Line(len(publisher.log), lines.Op.REVOKE, 1, "2026-12-02")))
    hear(publisher.bundle())
    last = Line.objects.get(line__contains='"op":"revoke"')
    Line.objects.filter(pk=last.pk).update(line=last.line.replace("2026-12-02", "2026-02-31"))
    assert tending.tend(by=WHO, at=AT)


def test_a_body_that_cannot_be_used_is_put_aside_and_told(publisher):
    publisher.say([hazard("H1")], amend=True)
    heard = hear(publisher.bundle(bodies=False))
    assert heard.aside == ((0, "body-missing"),) and standings() == ["aside"]
    assert envelopes.said(heard.receipt, envelopes.RECEIPT)["aside"] == [{"seq": 0, "code": "body-missing"}]
    assert ForeignRecord.objects.get().footprints, "its place stays marked"


@pytest.mark.parametrize("what", ["head", "status", "roots", "nobody"])
def test_only_who_is_pinned_is_believed(publisher, what):
    publisher.say([hazard("H1")], amend=True)
    other = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    if what == "head":
        raw = publisher.bundle(head_by=other)
    elif what == "status":
        raw = publisher.bundle(status={"feed": "another", "size": 2, "root": "00"})
    elif what == "roots":
        stranger = type(publisher)("amc.example.al", start=100)
        raw = publisher.bundle(roots_=stranger.chain)
    else:
        Partner.objects.update(name="amc.example.mk")
        raw = publisher.bundle()
    with pytest.raises(Exception) as found:
        hear(raw)
    assert found.value.code in (
        "exchange.bundle.not-signed",
        "exchange.partner.fingerprint",
        "exchange.partner.not-there",
    )
    assert not Line.objects.exists()


def test_a_partner_may_change_keys_while_we_sleep(publisher):
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle())
    before = publisher.keys["feed"]
    publisher.rotate()
    publisher.say([hazard("H2", lon=20.3)])
    assert hear(publisher.bundle()).new == 1 and len(Partner.objects.get().roots) == 2
    with pytest.raises(NotUsable, match="not-signed"):
        hear(publisher.bundle(head_by=before))  # a key that was given up


def test_a_narrowing_forgets_what_came_before_and_marks_all_of_it(publisher):
    publisher.say([hazard("H1"), hazard("H2", lon=20.3)], amend=True)
    hear(publisher.bundle())
    first = publisher.texts[1][0]
    rows = {"op": "=", "args": [{"property": "status"}, "confirmed"]}
    narrower = text(version=2, prev_sha256=first.sha256, collections__hazard__rows=rows)
    publisher.agree(receiving_side_signs(publisher, narrower))
    publisher.say([hazard("H1", status="confirmed"), hazard("H2", lon=20.3)], amend=True)
    hear(publisher.bundle())
    assert standings() == ["shared", "withdrawn"] and Feed.objects.get().version == 2
    assert all(one.footprints for one in ForeignRecord.objects.all())
    assert not Line.objects.exclude(body="").filter(line__contains='"av":1').exists(), (
        "bodies of the version before are gone"
    )
    assert [v.faults for v in feeds.verify()] == [()], "and the log still adds up"


def receiving_side_signs(publisher, said):
    return agreements.take(publisher.sign(said), countersign=True, by=WHO, at=AT)


def test_the_end_takes_the_bodies_and_leaves_the_places(publisher):
    publisher.say([hazard("H1")], amend=True)
    last = lines.Line(len(publisher.log), lines.Op.REVOKE, 1, "2026-12-02")
    publisher.log.append(type(publisher.log[0])(last))
    hear(publisher.bundle())
    assert standings() == ["erased"] and ForeignRecord.objects.get().footprints
    assert Feed.objects.get().revoked and not Line.objects.exclude(body="").exists()


def test_a_feed_begun_anew_takes_the_place_of_the_one_before(publisher):
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle())
    publisher.log, publisher.told, publisher.secret = [], {}, b"q" * 32
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle(epoch=2))
    assert standings() == ["shared", "withdrawn"] and Feed.objects.count() == 2
    assert not Line.objects.filter(feed__epoch=1).exclude(body="").exists()
    last = lines.Line(len(publisher.log), lines.Op.REVOKE, 1, "2026-12-02")
    publisher.log.append(type(publisher.log[0])(last))
    purged = hear(publisher.bundle(epoch=2)).receipt
    assert envelopes.said(purged, envelopes.RECEIPT)["purged"]
    Line.objects.filter(feed__epoch=1, line__contains='"op":"put"').update(body="something", salt="00")
    kept = receipts.made(Feed.objects.get(epoch=2), "amc.example.al/smx/border-2026/2", AT)
    assert not envelopes.said(kept, envelopes.RECEIPT)["purged"]


@pytest.mark.parametrize("raw", [b"", b"no file", b"PK\x03\x04" + b"\0" * 100])
def test_what_is_no_bundle_is_refused(publisher, raw):
    with pytest.raises(NotUsable):
        hear(raw)


def test_a_place_that_was_not_agreed_stops_the_feed(publisher):
    """A peer whose footprint says nowhere could let the place vanish with the next line."""
    (said, *_) = publisher.say([hazard("H1")], amend=True)
    publisher.log[0] = replace(said, line=replace(said.line, footprint={"kind": "none"}))
    assert hear(publisher.bundle()).broken == "footprint"
    assert not ForeignRecord.objects.exists()


def test_bodies_that_were_taken_out_on_the_way_come_with_the_next_file(publisher):
    publisher.say([hazard("H1")], amend=True)
    assert hear(publisher.bundle(bodies=False)).aside
    hear(publisher.bundle())
    assert standings() == ["shared"] and Line.objects.exclude(body="").count() == 1


def test_a_feed_of_before_does_not_come_back(publisher):
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle())
    old = publisher.log, publisher.told, publisher.secret
    publisher.log, publisher.told, publisher.secret = [], {}, b"q" * 32
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle(epoch=2))
    publisher.log, publisher.told, publisher.secret = old
    publisher.say([hazard("H1", status="confirmed")])
    with pytest.raises(NotNow, match="former"):
        hear(publisher.bundle())
    assert standings() == ["shared", "withdrawn"]


def test_what_came_before_is_forgotten_also_where_more_follows_in_one_file(publisher):
    publisher.say([hazard("H1")], amend=True)
    hear(publisher.bundle())
    narrower = text(version=2, prev_sha256=publisher.texts[1][0].sha256)
    publisher.agree(receiving_side_signs(publisher, narrower))
    publisher.say([hazard("H1")], amend=True)
    publisher.say([hazard("H2", lon=20.3)])
    hear(publisher.bundle())
    assert not Line.objects.exclude(body="").filter(line__contains='"av":1').exists()
    publisher.log.append(
        type(publisher.log[0])(
            lines.Line(len(publisher.log), lines.Op.REDACT, 2, "2026-12-02", "hazard", publisher.log[0].line.id, 2)
        )
    )
    hear(publisher.bundle())
    assert standings() == ["erased", "shared"] and Line.objects.exclude(body="").count() == 1


@pytest.mark.parametrize("epoch", ["0", "01", "²", "9" * 25, "9" * 5000])
def test_an_epoch_has_one_name(publisher, epoch, monkeypatch):
    publisher.say([hazard("H1")], amend=True)
    monkeypatch.setattr(lines, "origin", lambda *a: f"amc.example.al/smx/border-2026/{epoch}")
    raw = publisher.bundle()
    monkeypatch.undo()
    with pytest.raises(NotUsable):
        hear(raw)


def test_a_file_is_read_page_by_page_and_taken_in_whole_or_not_at_all(publisher, monkeypatch):
    monkeypatch.setattr(applying, "PAGE", 2)
    publisher.say([hazard(f"H{n}", lon=20.1 + n * 0.03) for n in range(5)], amend=True)
    publisher.say([hazard("H1", status="confirmed"), hazard("H4", status="released")])
    raw = publisher.bundle()
    publisher.log[-1] = replace(publisher.log[-1], line=replace(publisher.log[-1].line, rev=1))
    assert hear(publisher.bundle()).broken == "goes-back" and not ForeignRecord.objects.exists()
    Feed.objects.all().delete()
    assert hear(raw).new == 8 and standings() == ["shared"] * 4 + ["withdrawn"]
    assert ForeignRecord.objects.get(rev=2, standing="shared").body["status"] == "confirmed"
