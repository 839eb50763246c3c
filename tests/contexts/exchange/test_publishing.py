"""What leaves this programme, and what does not."""

import agreed
import pytest
from conftest_exchange import WHO, book
from django.db import transaction
from peers import AT, text

from commonground.core.exchange import bundles, roots
from commonground.core.exchange.lines import Op
from commonground.core.land.activities import Activity
from commonground.core.land.entries import Kind
from commonground.core.refusals import NotNow, NotUsable, NotYours
from commonground.core.viewers import Viewer
from commonground.exchange import access
from commonground.exchange.actions import agreements, nodes, publishing, receipts
from commonground.exchange.models import AgreementText, Feed, Line
from commonground.exchange.queries import feeds
from commonground.land.actions import ledger
from commonground.land.models import LedgerEntry
from commonground.places import queries as places
from commonground.places.models import Unit
from commonground.store.sets import run

pytestmark = pytest.mark.django_db


def sent(code="border-2026", whole=True):
    done = publishing.publish(code, by=WHO, at=AT)
    return done, feeds.bundle(access.feed(code, outgoing=True), since=0 if whole else None, on=AT.date())


def test_a_neighbour_learns_what_was_agreed_and_nothing_else(agreement, neighbour):
    book("AL-1", 20.1)
    book("AL-2", 20.3)
    book("AL-far", 21.0)
    done, raw = sent()
    assert done.said == {"put": 2, "policy": 1}
    state, known, _ = neighbour.receive(raw)
    assert state.agreement == 1 and len(known) == 2
    for one in known.values():
        assert set(one.body) == {"status", "contamination", "recorded_on", "open_m2", "geometry"}
        assert one.body["status"] == "suspected" and one.body["recorded_on"] == "2019-12"
    for hidden in (b"AL-1", b"AL-far", b"Livadhi"):
        assert hidden not in b"".join(
            line.encode() + body.encode() for line, body in Line.objects.values_list("line", "body")
        )


def test_nothing_is_said_of_what_is_not_shared_and_only_changes_are_said(agreement, neighbour):
    book("AL-1", 20.1)
    sent()
    assert sent()[0].said == {}
    book("AL-far", 21.0)
    book("AL-1", 21.01, kind=Kind.EXTEND)  # far from the zone, and land of a hazard in it
    said = sent()[0].said
    assert said in ({}, {"put": 1})
    book("AL-2", 20.4)
    assert sent()[0].said == {"put": 1}
    book("AL-2", 20.39, 42.19, size=0.03, kind=Kind.CLEAR, activity=Activity.CLEARANCE, on=AT.date().replace(year=2020))
    assert sent()[0].said == {"withdraw": 1}, "released land is not among the rows that were agreed"
    _, known, _ = neighbour.receive(feeds.bundle(access.feed("border-2026", outgoing=True), since=0, on=AT.date()))
    gone = [one for one in known.values() if one.standing == "withdrawn"]
    assert len(gone) == 1 and gone[0].footprints, "its place stays marked"


def test_a_receipt_makes_the_next_file_smaller(agreement, neighbour):
    book("AL-1", 20.1)
    _, raw = sent()
    *_, head = neighbour.receive(raw)
    receipts.confirm(neighbour.receipt(head), by=WHO, at=AT)
    book("AL-2", 20.3)
    _, raw = sent(whole=False)
    feed = access.feed("border-2026", outgoing=True)
    assert (feed.confirmed, feed.size) == (2, 3)
    assert len(feeds.bundle(feed, on=AT.date())) < len(feeds.bundle(feed, since=0, on=AT.date()))


def test_a_receipt_is_believed_as_far_as_it_is_signed_and_true(agreement, neighbour):
    book("AL-1", 20.1)
    *_, head = neighbour.receive(sent()[1])
    cases = [
        (neighbour.receipt(head, root="0" * 64), "exchange.feed.fork"), (neighbour.receipt(head, size=99), "exchange.feed.behind"),
        (neighbour.receipt(head, feed="another"), "exchange.receipt.unknown-feed"),
        (neighbour.receipt(head, size="two"), "exchange.document.unreadable"), (b"{}", "exchange.document.unreadable"),
    ]  # fmt: skip
    neighbour.keys["status"] = neighbour.keys["feed"]
    cases.append((neighbour.receipt(head), "exchange.receipt.not-signed"))
    for raw, code in cases:
        with pytest.raises((NotNow, NotUsable)) as found:
            receipts.confirm(raw, by=WHO, at=AT)
        assert found.value.code == code
    assert access.feed("border-2026", outgoing=True).confirmed == 0


def test_who_begins_a_feed_while_another_does_goes_on_with_that_one(agreement, neighbour, monkeypatch):
    book("AL-1", 20.1)
    other = publishing.publish
    held, waited = access.node_held, []

    def meanwhile():
        monkeypatch.setattr(access, "node_held", held)
        waited.append(other("border-2026", by=WHO, at=AT))

    monkeypatch.setattr(access, "node_held", meanwhile)
    assert publishing.publish("border-2026", by=WHO, at=AT).said == {} and waited[0].said == {"put": 1, "policy": 1}
    assert access.feed("border-2026", outgoing=True).epoch == 1


def test_a_receipt_that_was_believed_is_not_held_against_the_whole_log_again(agreement, neighbour, monkeypatch):
    book("AL-1", 20.1)
    _, raw = sent()
    head = neighbour.receive(raw)[2]
    first = neighbour.receipt(head)
    receipts.confirm(first, by=WHO, at=AT)
    book("AL-2", 20.3)
    sent()
    monkeypatch.setattr(receipts, "leaf_hash", lambda line: 1 // 0)
    assert receipts.confirm(first, by=WHO, at=AT).size == 2
    with pytest.raises(NotNow, match="fork"):
        receipts.confirm(neighbour.receipt(head, root="0" * 64), by=WHO, at=AT)


def test_a_narrower_version_says_everything_anew(agreement, neighbour):
    book("AL-1", 20.1)
    sent()
    first = AgreementText.objects.get(version=1)
    with pytest.raises(NotNow, match="gap"):
        agreements.sign(text(version=2, prev_sha256="a" * 64), by=WHO, at=AT)
    narrower = text(version=2, prev_sha256=first.sha256, collections__hazard__geometry={"grid": 5_000})
    agreements.take(neighbour.countersign(agreements.sign(narrower, by=WHO, at=AT)), by=WHO, at=AT)
    done, raw = sent()
    assert done.said == {"put": 1, "policy": 1}
    state, known, _ = neighbour.receive(raw)
    assert state.agreement == 2 and [one.body["geometry"]["side_m"] for one in known.values()] == [5_000]


def test_what_the_guard_does_not_expect_does_not_leave(agreement, neighbour, monkeypatch):
    book("AL-1", 20.1)
    shown = publishing.Projection.shown_each

    def careless(self, records):
        return [
            found and type(found)(found.id, {**found.body, "open_m2": record.values["open_m2"]}, found.footprint)
            for record, found in zip(records, shown(self, records), strict=True)
        ]

    monkeypatch.setattr(publishing.Projection, "shown_each", careless)
    with pytest.raises(NotNow) as found:
        sent()
    assert found.value.code == "exchange.feed.withheld" and "field-open_m2" in found.value.facts["faults"]
    assert not Line.objects.exists()


def test_after_a_restore_the_feed_begins_anew(agreement, neighbour):
    book("AL-1", 20.1)
    sent()
    book("AL-2", 20.3)
    *_, head = neighbour.receive(sent()[1])
    # An older copy is put back: the last line is not there.
    run("DELETE FROM exchange_line WHERE seq = 2")
    run("UPDATE exchange_feed SET size = 2")
    with pytest.raises(NotNow, match="behind"):
        receipts.confirm(neighbour.receipt(head), by=WHO, at=AT)
    done = publishing.begin_anew("border-2026", by=WHO, at=AT)
    assert (done.epoch, done.said) == (2, {"put": 2, "policy": 1})
    old, new = (set(Line.objects.filter(feed__epoch=e).values_list("line", flat=True)) for e in (1, 2))
    assert not {line.split('"id":')[1][:26] for line in old if '"id"' in line} & {
        line.split('"id":')[1][:26] for line in new if '"id"' in line
    }


def test_revoking_says_so_and_nothing_after_it(agreement, neighbour):
    book("AL-1", 20.1)
    sent()
    publishing.revoke("border-2026", by=WHO, at=AT)
    with pytest.raises(NotNow, match="revoked"):
        sent()
    state, *_ = neighbour.receive(feeds.bundle(access.feed("border-2026", outgoing=True), since=0, on=AT.date()))
    assert state.revoked and Line.objects.order_by("-seq").first().line.count(f'"{Op.REVOKE.value}"') == 1


def test_an_agreement_holds_when_both_signed_the_same_bytes(neighbour):
    raw = agreements.sign(text(), by=WHO, at=AT)
    assert not AgreementText.objects.get().holds
    with pytest.raises(NotUsable, match="not-signed"):
        agreements.take(raw, by=WHO, at=AT)
    with pytest.raises(NotNow, match="another-text"):
        agreements.take(neighbour.sign(text(purpose="something else")), by=WHO, at=AT)
    agreements.take(neighbour.sign(text()), by=WHO, at=AT)
    assert AgreementText.objects.get().holds


@pytest.mark.parametrize(
    "changes, code",
    [({"recipient": "somebody.else"}, "exchange.partner.not-there"), ({"publisher": "a.b", "recipient": "c.d"}, "exchange.agreement.not-ours"),
     ({"version": 2, "prev_sha256": "a" * 64}, "exchange.agreement.gap"), ({"valid_until": "2026-11-01"}, "exchange.agreement.not-in-force")],
)  # fmt: skip
def test_what_is_not_agreed_is_not_begun(neighbour, changes, code):
    with pytest.raises(Exception) as found:
        agreements.take(neighbour.countersign(agreements.sign(text(**changes), by=WHO, at=AT)), by=WHO, at=AT)
        sent()
    assert found.value.code == code


def test_releases_are_told_by_activity_and_name_their_hazard_by_its_id_in_the_feed(neighbour):
    shared = {
        "hazard": {"rows": None, "fields": {"status": "pass"}, "geometry": "exact", "footprint": {"grid": 1_000}},
        "release": {
            "rows": None,
            "fields": {
                "hazard": "pass",
                "activity": "pass",
                "day": "pass",
                "m2": "pass",
                "operator": "pass",
                "donor": "drop",
            },
            "geometry": "exact",
            "footprint": {"grid": 1_000},
        },
    }
    agreements.take(neighbour.countersign(agreements.sign(text(collections=shared), by=WHO, at=AT)), by=WHO, at=AT)
    book("AL-1", 20.1, size=0.002)
    assert sent()[0].said == {"put": 1, "policy": 1}
    clear = {"kind": Kind.CLEAR, "activity": Activity.CLEARANCE, "operator": "blue-spade", "donor": "itf"}
    done = book("AL-1", 20.1, size=0.001, on=AT.date().replace(year=2020), **clear)
    assert sent()[0].said == {"put": 2}, "the hazard changed, and a release came"
    _, known, _ = neighbour.receive(feeds.bundle(access.feed("border-2026", outgoing=True), since=0, on=AT.date()))
    hazard_, release = sorted(known.values(), key=lambda one: one.collection)
    assert release.body["hazard"] == hazard_.id and release.body["activity"] == "cleared"
    assert set(release.body) == {"hazard", "activity", "day", "m2", "operator", "geometry"}
    assert (release.body["day"], release.body["operator"]) == ("2020-12-02", "blue-spade")
    assert 8_000 < release.body["m2"] < 10_000, "a thousandth of a degree each way, at 42.2 north"
    wrong = LedgerEntry.objects.get(number=done.last).hash
    ledger.void([wrong], document="R-2", because="another hazard was meant", by=WHO, at=AT)
    assert sent()[0].said == {"put": 1, "withdraw": 1}, "what was booked by mistake was never released"


def test_another_programme_is_known_by_the_fingerprint_alone(neighbour):
    other = type(neighbour)("amc.example.me", start=90)
    with pytest.raises(NotUsable, match="fingerprint"):
        nodes.pin(other.chain[0], neighbour.fingerprint, by=WHO, at=AT)
    assert nodes.pin(other.chain[0], other.fingerprint.upper().replace(" ", ""), by=WHO, at=AT) == "amc.example.me"
    with pytest.raises(NotNow, match="there"):
        nodes.pin(other.chain[0], other.fingerprint, by=WHO, at=AT)
    raw, mine = feeds.card()
    assert roots.first(raw).name == "amc.example.al"
    with pytest.raises(NotUsable, match="itself"):
        nodes.pin(raw, mine, by=WHO, at=AT)
    with pytest.raises(NotNow, match="there"):
        nodes.make_node("again.example", by=WHO, at=AT)


def test_part_of_a_country_does_not_speak_for_it(neighbour):
    nobody = Viewer(2, "nobody", frozenset({"land.see"}))
    for work in (
        lambda: agreements.sign(text(), by=nobody, at=AT), lambda: publishing.publish("border-2026", by=nobody, at=AT),
        lambda: nodes.pin(b"", "", by=nobody, at=AT), lambda: publishing.revoke("border-2026", by=nobody, at=AT),
    ):  # fmt: skip
        with pytest.raises(NotYours):
            work()


def test_an_auditor_holds_every_line_against_the_head(agreement, neighbour):
    book("AL-1", 20.1)
    sent()
    assert [v.faults for v in feeds.verify()] == [()]
    for sql, fault in (
        ("UPDATE exchange_line SET line = replace(line, '2026', '2027') WHERE seq = 0", "head"),
        ("UPDATE exchange_line SET body = replace(body, 'suspected', 'confirmed') WHERE seq = 0", "body"),
        ("DELETE FROM exchange_line WHERE seq = 0", "gap"),
    ):
        run(sql)
        assert fault in feeds.verify()[0].faults


def test_the_end_of_a_feed_can_be_sent_and_begins_nothing_anew(agreement, neighbour):
    book("AL-1", 20.1)
    sent()
    publishing.revoke("border-2026", by=WHO, at=AT)
    raw = feeds.bundle(access.feed("border-2026", outgoing=True), on=AT.date())
    assert not bundles.read(raw).bodies, "what is no longer shared travels no longer"
    state, _, head = neighbour.receive(feeds.bundle(access.feed("border-2026", outgoing=True), since=0, on=AT.date()))
    assert state.revoked
    receipts.confirm(neighbour.receipt(head), by=WHO, at=AT)
    with pytest.raises(NotNow, match="revoked"):
        publishing.begin_anew("border-2026", by=WHO, at=AT)


def test_an_end_that_was_said_after_a_restore_that_nobody_noticed_can_be_said_again(agreement, neighbour):
    """The other side has another line in its place, and would never hear that nothing is shared any more."""
    book("AL-1", 20.1)
    sent()
    book("AL-2", 20.3)
    neighbour.receive(sent()[1])
    run("DELETE FROM exchange_line WHERE seq = 2")
    run(
        "DELETE FROM exchange_toldrecord WHERE ident NOT IN (SELECT ident FROM exchange_toldrecord ORDER BY id LIMIT 1)"
    )
    edge = feeds.Edge().grown(feeds.leaf_hash(one.line.encode()) for one in Line.objects.order_by("seq"))
    Feed.objects.update(size=2, edge=[one.hex() for one in edge.hashes])
    publishing.revoke("border-2026", by=WHO, at=AT)
    done = publishing.begin_anew("border-2026", by=WHO, at=AT)
    assert (done.epoch, done.said) == (2, {"policy": 1, "revoke": 1})
    state, heard, head = neighbour.receive(
        feeds.bundle(access.feed("border-2026", outgoing=True), since=0, on=AT.date())
    )
    assert state.revoked and not heard
    assert not Line.objects.exclude(body="").exists(), "nothing of it travels any more"
    receipts.confirm(neighbour.receipt(head, purged=True), by=WHO, at=AT)
    with pytest.raises(NotNow, match="revoked"):
        publishing.begin_anew("border-2026", by=WHO, at=AT)


def test_nothing_begins_anew_after_the_agreements_last_day(agreement, neighbour):
    book("AL-1", 20.1)
    sent()
    with pytest.raises(NotNow, match="not-in-force"):
        publishing.begin_anew("border-2026", by=WHO, at=AT.replace(year=2030))


def test_bodies_of_a_wider_version_do_not_travel_under_a_narrower_one(neighbour):
    exact = agreed.exact(valid_from="2026-01-01")
    agreements.take(neighbour.countersign(agreements.sign(exact, by=WHO, at=AT)), by=WHO, at=AT)
    book("AL-1", 20.1)
    assert b"Livadhi" in b"".join(body for _, body in bundles.read(sent()[1]).bodies.values())
    narrower = text(version=2, prev_sha256=AgreementText.objects.get(version=1).sha256)
    agreements.take(neighbour.countersign(agreements.sign(narrower, by=WHO, at=AT)), by=WHO, at=AT)
    bodies = bundles.read(sent()[1]).bodies
    assert len(bodies) == 1 and b"Livadhi" not in b"".join(body for _, body in bodies.values())


def test_what_was_withheld_the_first_time_is_said_the_next(agreement, neighbour, monkeypatch):
    book("AL-1", 20.1)
    with monkeypatch.context() as patched:
        patched.setattr(publishing.guard, "faults_each", lambda some, agreement, there: [["something"] for _ in some])
        with pytest.raises(NotNow, match="withheld"), transaction.atomic():
            sent()
    assert sent()[0].said == {"put": 1, "policy": 1}


def test_another_party_is_another_agreement(agreement, neighbour):
    third = type(neighbour)("amc.example.me", start=90)
    nodes.pin(third.chain[0], third.fingerprint, by=WHO, at=AT)
    moved = text(version=2, prev_sha256=AgreementText.objects.get().sha256, recipient="amc.example.me")
    with pytest.raises(NotNow, match="gap"):
        agreements.sign(moved, by=WHO, at=AT)


def test_who_is_told_of_units_hears_when_they_are_drawn_anew(neighbour):
    fields = {"status": "pass"}
    said = text(
        collections={
            "hazard": {"rows": None, "fields": fields, "geometry": "unit", "footprint": {"annex": agreed.NAME}}
        }
    )
    agreements.take(neighbour.countersign(agreements.sign(said, by=WHO, at=AT)), by=WHO, at=AT)
    book("AL-1", 20.1)
    sent()
    plane = places.programme().plane
    shape = plane.to_plane(agreed.box(20.0, 42.0, 0.5)).wkb
    Unit.objects.create(level=1, code="AL-KU", name="Kukes", shape=shape, own=shape)
    ledger.rebuild(by=WHO)
    assert sent()[0].said == {"put": 1}


def test_a_country_is_told_of_in_batches_that_make_one_feed(neighbour, monkeypatch):
    agreements.take(neighbour.countersign(agreements.sign(text(), by=WHO, at=AT)), by=WHO, at=AT)
    for n in range(5):
        book(f"AL-{n}", 20.05 + n * 0.05)
    usual = publishing.feeds.in_batches
    monkeypatch.setattr(publishing.feeds, "in_batches", lambda *a, **k: usual(*a, **k, batch=2))
    done, raw = sent()
    assert done.said == {"put": 5, "policy": 1} and len(neighbour.receive(raw)[1]) == 5
    rows = {"op": "=", "args": [{"property": "status"}, "confirmed"]}
    narrower = text(version=2, prev_sha256=AgreementText.objects.get().sha256, collections__hazard__rows=rows)
    agreements.take(neighbour.countersign(agreements.sign(narrower, by=WHO, at=AT)), by=WHO, at=AT)
    assert sent()[0].said == {"withdraw": 5, "policy": 1}
