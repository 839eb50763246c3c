"""The council's view and the fund's, worked out by hand from what two countries share; and the pages of proposals and links."""

import csv
import io
import json
from datetime import timedelta

import agreed
import pytest
from agreed import hazard
from conftest_exchange import WHO
from peers import AT, Peer, text

from commonground.core.exchange.projection import Record
from commonground.core.exchange.region import Span
from commonground.core.refusals import NotUsable
from commonground.exchange.actions import agreements, nodes, receiving, regional
from commonground.exchange.models import ForeignRecord, RegionalTerm
from commonground.exchange.queries import region
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


def shares(name, start, records, **changes):
    """A country that shares with the council, and what it says."""
    peer = Peer(name, start=start)
    nodes.pin(peer.chain[0], peer.fingerprint, by=WHO, at=AT)
    hazards = {"rows": None, "fields": FIELDS, "geometry": "exact", "footprint": {"grid": 1_000}}
    said = text(
        id=name.replace(".", "-"), publisher=name, recipient=COUNCIL, collections={"hazard": hazards, **changes}
    )
    peer.agree(agreements.take(peer.sign(said), countersign=True, by=WHO, at=AT))
    peer.say(records, amend=True)
    receiving.receive(peer.bundle(), by=WHO, at=AT)
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
    assert (found.balance.open, found.unsafe) == (m2(36_000), 1)


def test_terms_are_mapped_by_somebody_and_shown(countries):
    regional.map_term(AL, "contamination", "plava", "erw", by=WHO, at=AT)
    regional.map_term(AL, "contamination", "ap-mines", "ap-mines", by=WHO, at=AT)
    assert region.seen(AT).by_term == {"": m2(50_000), "erw": m2(10_000), "ap-mines": m2(0)}
    with pytest.raises(NotUsable, match="no-term"):
        regional.map_term(AL, "contamination", "plava", "blue", by=WHO, at=AT)
    regional.map_term(AL, "contamination", "plava", "", by=WHO, at=AT)
    assert [t.code for t in RegionalTerm.objects.all()] == ["ap-mines"]


def test_results_by_donor(countries):
    found, *years = region.results(2025, 2026)
    assert years == [2025, 2026]
    assert [(r.country, r.donor, r.activity, r.m2, r.pieces) for r in found] == [
        (AL, "eu", "reduced", m2(300), 1), (AL, "itf", "cleared", m2(4_700), 2),
    ]  # fmt: skip
    everything, first, last = region.results(None, None)
    assert sum(r.pieces for r in everything) >= 3 and first <= 2025 <= last, "of the years that were told"


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
    assert client.get("/exchange/fund/?format=csv").content.count(b"\n") == 3
    ident = ForeignRecord.objects.filter(collection="hazard").first().ident
    assert "Nobody proposes anything" in client.get("/exchange/inbox/").content.decode()
    assert "Nothing is linked yet" in client.get(f"/exchange/links/?ident={ident}").content.decode()
    refused = client.post("/exchange/links/say/", {"code": "none", "ident": ident, "kind": "same", "confidence": "low"})
    assert (
        refused.status_code == 409
        and client.post(f"/exchange/inbox/{ident}/", {"decision": "maybe"}).status_code == 409
    )
