"""The council's view and the fund's, worked out by hand from what two countries share; and the pages of proposals and links."""

import csv
import io
import json
from datetime import timedelta

import agreed
import pytest
from agreed import hazard
from conftest_exchange import WHO
from peers import AT, Peer

from commonground.core.exchange.projection import Record
from commonground.core.exchange.region import Span
from commonground.core.exchange.standing import Freshness
from commonground.core.refusals import NotUsable
from commonground.exchange.actions import agreements, nodes, receiving, regional
from commonground.exchange.models import Feed, ForeignRecord, RegionalTerm
from commonground.exchange.queries import overview, region
from factories import people

pytestmark = pytest.mark.django_db
COUNCIL, AL, RS = "council.example.org", "amc.example.al", "mac.example.rs"
NAME = "k" * 24  # of the link that both sides hold
FIELDS = {"status": "pass", "contamination": "pass", "open_m2": "pass", "same_as": "pass", "code": "pass"}
RELEASES = {
    "rows": None,
    "fields": {"hazard": "pass", "activity": "pass", "day": "month", "m2": "pass", "donor": "pass"},
    "geometry": "exact",
    "footprint": {"grid": 1_000},
}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


HAZARDS = {"rows": None, "fields": FIELDS, "geometry": "exact", "footprint": {"grid": 1_000}}


def known(name, start):
    peer = Peer(name, start=start)
    nodes.pin(peer.chain[0], peer.fingerprint, by=WHO, at=AT)
    return peer


def agrees(peer, collections, **changes):
    changes = {"id": peer.name.replace(".", "-"), "valid_from": "2026-01-01"} | changes
    said = agreed.said(publisher=peer.name, recipient=COUNCIL, collections=collections, **changes)
    peer.agree(agreements.take(peer.sign(said), countersign=True, by=WHO, at=AT))


def says(peer, records, **how):
    peer.say(records, amend=True)
    receiving.receive(peer.bundle(**how), by=WHO, at=AT)


def anew(peer, records, secret, **how):
    peer.log, peer.told, peer.secret = [], {}, secret
    says(peer, records, **how)


def shares(name, start, records, **changes):
    """A country that shares with the council, and what it says."""
    peer = known(name, start)
    agrees(peer, {"hazard": HAZARDS, **changes})
    says(peer, records)
    return peer


def release(key, of, day, m2, activity="cleared", donor="itf"):
    values = {"hazard": of, "activity": activity, "day": day, "m2": m2, "donor": donor}
    return Record("release", key, values, agreed.box(20.2, 42.2))


@pytest.fixture
def countries(programme):
    """Albania tells 36,000 m² and 10,000 m²; Serbia the first once more, whole and as 50,000 m², and no releases at all."""
    nodes.make_node(COUNCIL, by=WHO, at=AT)
    records = [
        hazard("A1", open_m2=36_000, same_as=NAME), hazard("A2", lon=20.4, open_m2=10_000, contamination="plava"),
        hazard("A3", lon=20.3, open_m2=0, status="released"),
        *(release(f"R{y}", "A2", f"{y}-05-17", m2) for y, m2 in zip(range(2021, 2026), (1_000, 2_000, 500, 1_000, 4_000), strict=True)),
        release("R26", "A1", "2026-03-02", 700), release("R26b", "A1", "2026-04-02", 300, "reduced", "eu"),
    ]  # fmt: skip
    albania = shares(AL, 1, records, release=RELEASES)
    serbia = shares(RS, 30, [hazard("S1", lon=20.2001, size=0.0019, open_m2=50_000, same_as=NAME)])
    return albania, serbia


def m2(number):
    return Span(number, number)


def test_the_region_by_hand(countries):
    """36,000 + 10,000 + 50,000, and the first within the last: 60,000. Best year 4,000, worst 500: 46,000 take 12 to 92 years."""
    seen = region.seen(AT)
    assert [c.name for c in seen.countries] == [AL, RS]
    albania, serbia = seen.countries
    assert (albania.balance.open, albania.balance.hazards) == (m2(46_000), 2)
    assert albania.balance.released == {"cleared": m2(700), "reduced": m2(300)}
    assert albania.balance.before == m2(47_000)
    assert (albania.countdown.earliest, albania.countdown.latest) == (2038, 2118)
    assert serbia.countdown is None and serbia.balance.before is None, "it shares no releases, and none are made up"
    assert (seen.total.open, seen.total.taken_off, seen.total.released) == (m2(60_000), m2(36_000), None)
    (joint,) = seen.joints
    assert joint.by_perimeter and {h.country for h in joint.hazards} == {AL, RS}
    assert {t.code: t.term for t in seen.terms} == {"ap-mines": "", "plava": ""}, (
        "nothing is guessed, not even what is spelt alike"
    )
    assert seen.by_term == {"": m2(60_000)}


def test_a_link_that_one_side_takes_back_is_counted_twice_again(countries):
    albania, _ = countries
    albania.say([hazard("A1", open_m2=36_000)])
    receiving.receive(albania.bundle(), by=WHO, at=AT)
    assert (region.seen(AT).total.open, region.seen(AT).joints) == (m2(96_000), ())


def test_a_silent_country_stays_in_every_sum_and_is_marked(countries):
    later = AT + timedelta(days=30)
    seen = region.seen(later)
    assert seen.stale == [AL, RS] and seen.total.open == m2(60_000)


def test_what_is_withdrawn_is_no_longer_counted_and_not_forgotten(countries):
    albania, _ = countries
    albania.say([], [hazard("A2", lon=20.4)])
    receiving.receive(albania.bundle(), by=WHO, at=AT)
    found = region.seen(AT).countries[0]
    assert (found.balance.open, found.unsafe) == (Span(36_000, None), 1)
    assert found.countdown.latest is None, "nobody knows how long what is told no more takes"


def test_terms_are_mapped_by_somebody_and_shown(countries):
    regional.map_term(AL, "contamination", "plava", "erw", by=WHO, at=AT)
    regional.map_term(AL, "contamination", "ap-mines", "ap-mines", by=WHO, at=AT)
    assert region.seen(AT).by_term == {"": m2(50_000), "erw": m2(10_000), "ap-mines": m2(0)}
    with pytest.raises(NotUsable, match="no-term"):
        regional.map_term(AL, "contamination", "plava", "blue", by=WHO, at=AT)
    regional.map_term(AL, "contamination", "plava", "", by=WHO, at=AT)
    assert [t.code for t in RegionalTerm.objects.all()] == ["ap-mines"]


def test_results_by_donor(countries):
    told = region.results(2025, 2026, AT)
    assert (told.since, told.until) == (2025, 2026)
    assert [(r.country, r.donor, r.activity, r.m2, r.pieces) for r in told.found] == [
        (AL, "eu", "reduced", m2(300), 1), (AL, "itf", "cleared", m2(4_700), 2),
    ]  # fmt: skip
    told = region.results(None, None, AT)
    assert sum(r.pieces for r in told.found) >= 3 and told.since <= 2025 <= told.until, "of the years that were told"
    assert [(c.country, c.pieces, c.no_longer) for c in told.countries] == [(AL, 7, 0), (RS, None, 0)]


def test_the_pages_and_their_files_say_the_same(countries, client):
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    page = client.get("/exchange/region/").content.decode()
    assert (
        "60,000" in page
        and "2038 to 2118" in page
        and "not shared" in page
        and "<rect" in page
        and "both perimeters" in page
    )
    said = json.loads(client.get("/exchange/region/?format=json").content)
    assert said["region"]["open"] == [60_000, 60_000] and said["counted_once"][0]["taken_off"] == [36_000, 36_000]
    assert said["terms"][0]["term"] is None and said["by_term"] == {"unmapped": [60_000, 60_000]}
    rows = list(csv.DictReader(io.StringIO(client.get("/exchange/region/?format=csv").content.decode("utf-8-sig"))))
    assert [r["open_m2_from"] for r in rows] == ["46000", "50000", "60000"] and rows[1]["cleared_m2"] == ""
    page = client.get("/exchange/fund/?since=2025").content.decode()
    assert "4,700" in page and "no cost is given" in page
    assert json.loads(client.get("/exchange/fund/?since=2025&format=json").content)["cost"] is None
    assert client.get("/exchange/fund/?format=csv").content.count(b"\n") == 4, "Serbia has a row without results"
    assert json.loads(client.get("/exchange/fund/?format=json").content)["countries"][1]["fresh"] == "today"
    ident = ForeignRecord.objects.filter(collection="hazard").first().ident
    assert "Nobody proposes anything" in client.get("/exchange/inbox/").content.decode()
    assert "Nothing is linked yet" in client.get(f"/exchange/links/?ident={ident}").content.decode()
    refused = client.post("/exchange/links/say/", {"code": "none", "ident": ident, "kind": "same", "confidence": "low"})
    assert (
        refused.status_code == 409
        and client.post(f"/exchange/inbox/{ident}/", {"decision": "maybe"}).status_code == 409
    )


PACE = [(f"R{y}", f"{y}-05-17") for y in range(2021, 2026)]


@pytest.mark.parametrize("how", ["unheard", "withdrawn", "aside", "no area", "releases only", "purged"])
def test_a_country_that_tells_nothing_usable_is_never_free_of_mines(programme, client, how):
    nodes.make_node(COUNCIL, by=WHO, at=AT)
    albania = known(AL, 1)
    fields = {k: v for k, v in FIELDS.items() if k != "open_m2"} if how == "no area" else FIELDS
    collections = {"release": RELEASES} | ({} if how == "releases only" else {"hazard": HAZARDS | {"fields": fields}})
    agrees(albania, collections, annexes={agreed.NAME: agreed.ZONE})
    releases = [release(key, "A1", day, 1_000) for key, day in PACE]
    if how != "unheard":
        says(albania, [hazard("A1", open_m2=5_000), *releases], bodies=how != "aside")
    if how == "withdrawn":
        albania.say([], [hazard("A1", open_m2=5_000)])
        receiving.receive(albania.bundle(), by=WHO, at=AT)
    if how == "purged":
        ForeignRecord.objects.update(body=None, standing="erased")
    seen = region.seen(AT)
    assert seen.countries[0].balance.open.most is None and seen.total.open.most is None
    (zone,) = seen.zones
    for pace in (seen.countries[0].countdown, seen.countdown, zone.countdown):
        assert pace is None or (pace.earliest, pace.latest) == (None, None)
    assert zone.countries == (AL,) and zone.open == Span(0, None)
    assert zone.unsafe == (how in ("withdrawn", "aside", "purged"))
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    said = client.get("/exchange/region/").content.decode()
    assert "0 and more" in said and "<td>2026</td>" not in said


def test_a_feed_that_is_begun_anew_is_counted_once_it_is_whole(countries, client):
    """What was withdrawn before stays unknown; what was told again is no news, and the old feed stops nobody."""
    albania, _ = countries
    albania.say([], [hazard("A2", lon=20.4)])
    receiving.receive(albania.bundle(), by=WHO, at=AT)
    before = region.seen(AT).countries[0]
    Feed.objects.filter(partner__name=AL).update(broken="gap")
    again = [hazard("A1", open_m2=36_000, same_as=NAME), release("R26", "A1", "2026-03-02", 700)]
    anew(albania, again, b"q" * 32, epoch=2, size=1)
    partly = region.seen(AT).countries[0]
    assert (partly.balance, partly.fresh.code) == (before.balance, Freshness.STOPPED), (
        "it still rests on the feed of before"
    )
    receiving.receive(albania.bundle(epoch=2), by=WHO, at=AT)
    whole = region.seen(AT).countries[0]
    assert (whole.balance.open, whole.unsafe, whole.fresh.code) == (Span(36_000, None), 1, Freshness.TODAY)
    (card,) = overview.partners(AT, AL)
    assert [f.standing.epoch for f in card.incoming] == [2] and [f.standing.epoch for f in card.former] == [1]
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    assert "contradicts itself" not in client.get("/exchange/").content.decode()
    numbers = Feed.objects.filter(partner__name=AL, outgoing=False).values_list("pk", flat=True)
    page = client.get(f"/exchange/partners/{AL}/").content.decode()
    assert all(f"/exchange/feeds/{n}/" in page for n in numbers), "the history is still there"


@pytest.mark.parametrize("since", ["2026-01-01", "2027-01-01"])
def test_a_version_without_releases_breaks_nothing(countries, client, since):
    albania, _ = countries
    agrees(albania, {"hazard": HAZARDS}, version=2, prev_sha256=albania.texts[1][0].sha256, valid_from=since)
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    assert (
        client.get("/exchange/region/").status_code == 200 and "9,200" in client.get("/exchange/fund/").content.decode()
    )
    assert region.seen(AT).countries[0].balance.released == {"cleared": m2(700), "reduced": m2(300)}


def test_results_that_are_told_no_more_do_not_leave_in_silence(countries, client):
    ForeignRecord.objects.filter(collection="release").update(body=None, standing="erased")
    Feed.objects.filter(partner__name=AL).update(revoked=True)
    told = region.results(None, None, AT)
    assert told.found == () and next((c.fresh.code, c.no_longer) for c in told.countries) == (Freshness.ENDED, 7)
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    page = client.get("/exchange/fund/").content.decode()
    assert AL in page and "no longer shown" in page
    rows = list(csv.DictReader(io.StringIO(client.get("/exchange/fund/?format=csv").content.decode("utf-8-sig"))))
    assert [(r["country"], r["fresh"], r["no_longer_shown"]) for r in rows] == [(AL, "ended", "7"), (RS, "today", "0")]


def test_two_agreements_of_one_country_are_added_once(countries, client):
    albania, _ = countries
    fields = {"status": "pass", "contamination": "pass", "open_m2": {"bucket": [1_000, 100_000]}}
    coarse = HAZARDS | {"fields": fields, "geometry": {"grid": 1_000}}
    twice = known_again(albania)
    agrees(twice, {"hazard": coarse, "release": RELEASES}, id="a-coarse-one")
    records = [
        hazard("A1", open_m2=36_000),
        hazard("A2", lon=20.4, open_m2=10_000),
        release("R26", "A1", "2026-03-02", 700),
    ]
    says(twice, records)
    seen = region.seen(AT)
    assert seen.countries[0].balance.open == m2(46_000) and seen.total.open == m2(60_000)
    assert seen.countries[0].balance.released == {"cleared": m2(700), "reduced": m2(300)}
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    said = json.loads(client.get("/exchange/region/?format=json").content)["countries"][0]["not_added"]
    assert said == [{"collection": c, "agreement": "a-coarse-one"} for c in ("hazard", "release")]


def known_again(peer):
    """The same programme, with nothing agreed."""
    return Peer(peer.name, start=peer.start, secret=b"r" * 32)
