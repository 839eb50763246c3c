"""Agreements about figures: what is cut, what leaves, what stays frozen, and what a council and a fund make of it."""

import html
import json
from datetime import UTC, date, datetime, timedelta

import agreed
import pytest
from agreed import NAME, ZONE
from canaries import found
from conftest_exchange import WHO, book
from figured import TOTALS, cells, figures
from peers import AT, Peer
from test_canaries import node_with_marks

from commonground.core.dates import Period, Times
from commonground.core.exchange.region import Span
from commonground.core.figures.values import value
from commonground.core.land.activities import Activity
from commonground.core.land.entries import Kind
from commonground.core.refusals import NotNow
from commonground.disclosure.models import Asked, Release
from commonground.exchange import access
from commonground.exchange.actions import agreements, nodes, publishing, receiving
from commonground.exchange.models import AgreementText, Cut, Feed, ForeignRecord, Line
from commonground.exchange.queries import border, feeds, region
from commonground.exchange.queries import figures as ours
from commonground.land.models import Hazard
from commonground.land.queries import cells as land
from commonground.reporting.queries import statement
from factories import people

pytestmark = pytest.mark.django_db
CODE, COUNCIL, AL = "figures-2026", "council.example.org", "amc.example.al"
NEXT = datetime(2027, 1, 4, 9, tzinfo=UTC)


def signed(neighbour, **changes):
    agreements.take(neighbour.countersign(agreements.sign(figures(**changes), by=WHO, at=AT)), by=WHO, at=AT)
    return CODE


@pytest.fixture
def told(neighbour):
    """Signed by both: figures of land, whole and in the zone."""
    return signed(neighbour)


def said(table, month="2026-11", **of):
    """What was said of one cell, the last time."""
    found = [
        json.loads(body)
        for line, body in Line.objects.exclude(body="").order_by("seq").values_list("line", "body")
        if json.loads(line)["c"] == table
    ]
    return [one["measures"] for one in found if one["cut"] == month and one["of"] == of][-1]


def clear(code, lon, on, donor="itf", at=AT, lat=42.2, size=0.002):
    book(code, lon, lat, size, kind=Kind.CLEAR, activity=Activity.CLEARANCE, on=on, at=at, donor=donor, operator="blue")


# --- what leaves ---


def test_what_leaves_are_the_figures_of_the_statement_rounded_and_no_record(told, neighbour):
    book("AL-1", 20.1)
    book("AL-2", 20.3)
    book("AL-far", 21.0)
    clear("AL-far", 21.0, date(2020, 5, 1), size=0.001)
    done = publishing.publish(told, by=WHO, at=AT)
    found = statement.statement(Period(date(1900, 1, 1), date(2026, 11, 30)), Times())
    closing = value("land.closing", found.total)
    assert said("open-land") == {"m2": (closing + 500) // 1_000 * 1_000, "without_area": 0, "hazards": 3}
    cleared = value("land.cleared", found.total)
    assert said("released-land", year="2020", activity="cleared")["m2"] == (cleared + 50) // 100 * 100
    assert said("open-land", contamination="ap-mines", status="suspected")["hazards"] == 3
    assert said("destroyed")["items"] == {"number": 0, "meant": "exact"}
    state, known, _ = neighbour.receive(feeds.bundle(access.feed(told, outgoing=True), since=0, on=AT.date()))
    assert state.agreement == 1 and {one.standing for one in known.values()} == {"shared"}
    assert done.said["put"] == len(known)
    everything = "".join(a + b for a, b in Line.objects.values_list("line", "body"))
    assert not any(hidden in everything for hidden in ("AL-1", "AL-far", "Livadhi", "itf-secret", str(closing)))


def test_a_zone_has_figures_of_its_own_and_stays_on_the_map(told, neighbour):
    book("AL-1", 20.1)
    book("AL-far", 21.0)
    publishing.publish(told, by=WHO, at=AT)
    (zone,) = TOTALS["zone-land"]["zones"]
    inside = said("zone-land", zone=zone)
    assert inside["hazards"] == 1 and 0 < inside["m2"] < said("open-land")["m2"]
    places = {
        json.loads(line)["c"]: json.loads(line)["fp"]
        for line in Line.objects.values_list("line", flat=True)
        if '"put"' in line
    }
    assert places["zone-land"] == {"kind": "annex", "annex": zone} and places["open-land"] == {"kind": "none"}


# --- frozen ---


def test_a_cut_is_frozen_and_what_was_booked_late_is_in_the_next_one(told):
    book("AL-1", 20.1)
    publishing.publish(told, by=WHO, at=AT)
    before = Line.objects.count()
    book("AL-late", 20.3)  # of 2019, and known only now
    assert publishing.publish(told, by=WHO, at=AT + timedelta(days=9)).said == {}, "nothing of a month is said twice"
    assert Line.objects.count() == before
    publishing.publish(told, by=WHO, at=NEXT)
    assert said("open-land")["hazards"] == 1
    assert said("open-land", "2026-12")["hazards"] == 2


def test_months_that_nobody_published_in_are_made_up_for_and_nothing_before_the_first(told):
    book("AL-1", 20.1)
    publishing.publish(told, by=WHO, at=AT)
    publishing.publish(told, by=WHO, at=datetime(2027, 3, 2, 9, tzinfo=UTC))
    assert [row.month for row in ours.cuts(told)] == ["2026-11", "2026-12", "2027-01", "2027-02"]


def test_another_version_cuts_what_was_told_anew_as_it_was_known_then(told, neighbour):
    book("AL-1", 20.1)
    publishing.publish(told, by=WHO, at=AT)
    book("AL-late", 20.3)
    first = agreements.read(figures()).sha256
    totals = {"open-land": {**TOTALS["open-land"], "by": ["status"], "step_m2": 100}}
    signed(neighbour, version=2, prev_sha256=first, totals=totals)
    done = publishing.publish(told, by=WHO, at=AT)
    assert done.said["policy"] == 1 and done.said["withdraw"] > 0
    assert said("open-land")["hazards"] == 1 and said("open-land")["m2"] % 1_000, (
        "finer, and of what was known when it was cut"
    )
    assert said("open-land", status="suspected")["hazards"] == 1


def test_an_epoch_begun_anew_says_the_same_cuts(told):
    book("AL-1", 20.1)
    publishing.publish(told, by=WHO, at=AT)
    before = said("open-land")
    book("AL-late", 20.3)
    publishing.begin_anew(told, by=WHO, at=AT)
    assert Feed.objects.filter(outgoing=True).count() == 2
    assert said("open-land") == before


def test_a_delay_is_waited_for(neighbour):
    signed(neighbour, delay_days=40)
    book("AL-1", 20.1, at=AT - timedelta(days=60))
    book("AL-new", 20.3, at=AT - timedelta(days=10))
    publishing.publish(CODE, by=WHO, at=AT)
    assert [row.month for row in ours.cuts(CODE)] == ["2026-09"]
    assert said("open-land", "2026-09")["hazards"] == 1, "what was not known forty days ago is not told"


def test_what_is_not_shared_changes_no_byte(neighbour, monkeypatch):
    """Names, perimeters within the step, finer crossings: two programmes that differ in nothing agreed say the same bytes."""
    signed(
        neighbour,
        totals={"open-land": {**TOTALS["open-land"], "by": [], "measures": ["m2", "without_area"], "step_m2": 100_000}},
    )
    book("AL-1", 20.1)
    publishing.publish(CODE, by=WHO, at=AT)
    lines = list(Line.objects.order_by("seq").values_list("line", "body"))
    Line.objects.all().delete()
    Cut.objects.all().delete()
    Feed.objects.all().update(size=0, edge=[], version=0, known=None)
    from_told = feeds.ToldRecord.objects.all()
    from_told.delete()
    book("AL-2", 20.3, size=0.0005)  # too small for the step
    publishing.publish(CODE, by=WHO, at=AT)
    assert list(Line.objects.order_by("seq").values_list("line", "body")) == lines


# --- the guard ---


def test_the_guard_withholds_a_whole_publication_for_one_cell(told, monkeypatch):
    book("AL-1", 20.1)
    monkeypatch.setattr("commonground.core.exchange.figures.rounded", lambda m2, step: m2)
    with pytest.raises(NotNow) as refused:
        publishing.publish(told, by=WHO, at=AT)
    assert "measure-m2" in refused.value.facts["faults"]
    assert not Line.objects.exists()


# --- how the cells are worked out ---


def test_every_hazard_is_counted_once_and_one_without_an_area_says_so(programme):
    book("A", 20.1)
    book("A", 20.1, kind=Kind.CONFIRM, size=0.001, on=date(2021, 1, 1))
    book("B", 20.3)
    whole, typed = land.open_land(date(2026, 11, 30), 10**9)
    assert sum(one.hazards for one in whole) == 2 == sum(one.hazards for one in typed)
    assert sum(one.hazards for one in whole if one.status == "confirmed") == 1
    assert sum(one.m2 for one in whole) == sum(one.m2 for one in typed)


# --- the council and the fund ---


@pytest.fixture
def council(programme, monkeypatch):
    """Albania tells figures; what they are is in `cells`."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    nodes.make_node(COUNCIL, by=WHO, at=AT)
    peer = Peer(AL, start=1)
    nodes.pin(peer.chain[0], peer.fingerprint, by=WHO, at=AT)
    peer.agree(agreements.take(peer.sign(figures(publisher=AL, recipient=COUNCIL)), countersign=True, by=WHO, at=AT))
    return peer


def hear(peer, some=None, **how):
    peer.say(cells(peer.texts[max(peer.texts)][0]) if some is None else some, amend=True)
    return receiving.receive(peer.bundle(**how), by=WHO, at=AT)


def test_a_council_adds_figures_up_with_their_day_and_their_rounding(council):
    assert hear(council).aside == ()
    (albania,) = region.seen(AT).countries
    assert (albania.as_at, albania.in_figures, albania.is_counted) == (date(2026, 11, 30), True, True)
    assert albania.balance.open == Span(45_500, 46_499) and albania.balance.hazards == 3
    assert albania.balance.released == {"cleared": Span(650, 749), "reduced": Span(250, 349)}
    assert albania.by_year[2025] == 3_950 and albania.countdown.earliest is not None
    assert not albania.balance.unknown
    (zone,) = region.seen(AT).zones
    assert zone.open == Span(35_500, 36_499) and zone.hazards == 2 and zone.countdown is not None
    assert {t.code for t in region.seen(AT).terms} == {"ap-mines", "plava"}


def test_a_fund_sees_results_by_donor_out_of_figures(council):
    hear(council)
    told = region.results(2026, 2026, AT)
    assert {(r.donor, r.activity): r.m2 for r in told.found} == {
        ("itf", "cleared"): Span(650, 749), ("eu", "reduced"): Span(250, 349),
    }  # fmt: skip
    assert all(r.pieces is None for r in told.found) and told.countries[0].as_at == date(2026, 11, 30)


def test_a_cut_that_is_not_whole_is_never_nought(council):
    """One cell of the newest month is missing: the month before counts, and more is open than is known."""
    agreement = council.texts[1][0]
    old, new = cells(agreement, "2026-10"), cells(agreement, "2026-11", m2=1_000)
    lost = [one for one in new if not (one.collection == "open-land" and one.values["depth"] == 2)]
    hear(council, old + lost)
    (albania,) = region.seen(AT).countries
    assert albania.as_at == date(2026, 10, 31) and albania.balance.open.most is None
    assert albania.countdown.latest is None, "no last year where something is not known"


def test_withdrawn_ended_and_silent_figures_do_not_look_safe(council):
    hear(council)
    agreement = council.texts[1][0]
    gone = [one for one in cells(agreement) if one.collection in ("open-land", "zone-land")]
    council.log += (more := _gone(council, gone))
    receiving.receive(council.bundle(), by=WHO, at=AT)
    assert more
    seen = region.seen(AT)
    (albania,) = seen.countries
    assert albania.balance.open == Span(0, None) and albania.countdown.earliest is None
    assert seen.zones[0].open.most is None
    row = border.page(border.Sought(), 1, AT, with_ours=False)
    assert row.total == 1 and row.rows[0].collection == "zone-land", "the area is a warning, once"
    late = AT + timedelta(days=400)
    assert not region.seen(late).countries[0].fresh.is_current
    over = datetime(2029, 1, 1, tzinfo=UTC)
    assert region.seen(over).countries[0].balance.open == Span(0, None)


def _gone(peer, some):
    from commonground.core.exchange import feed
    from commonground.core.exchange.projection import Projection

    said_ = feed.next_lines(
        Projection(peer.texts[1][0], peer.secret), (), some, peer.told, size=len(peer.log), day=AT.date().isoformat()
    )
    peer.told = feed.after(peer.told, said_)
    return said_


def test_a_frozen_cell_that_says_something_else_is_put_aside(council):
    hear(council)
    council.say(cells(council.texts[1][0], m2=99_000))
    heard = receiving.receive(council.bundle(), by=WHO, at=AT)
    assert {code for _, code in heard.aside} == {"frozen"}
    assert ForeignRecord.objects.filter(standing="aside", body__isnull=True).exists()
    receiving.receive(council.bundle(), by=WHO, at=AT)
    assert ForeignRecord.objects.filter(standing="aside").exists(), "the same line again does not thaw it"
    assert region.seen(AT).countries[0].balance.open.most is None


# --- the pages ---


def test_the_pages_of_a_council_say_of_which_day_figures_are(council, client):
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    hear(council)
    shown = client.get("/exchange/region/").content.decode()
    assert "figures as at" in shown and "45,500 to 46,499" in shown
    assert "Figures say no places" in shown
    said_ = client.get("/exchange/region/?format=json").json()["countries"][0]
    assert (said_["told"], said_["as_at"]) == ("figures", "2026-11-30")
    assert "figures as at" in client.get("/exchange/fund/").content.decode()
    shown = client.get("/exchange/region/?year=2025").content.decode()
    assert "Other figures of the year" in shown and "Anti-personnel mines" in shown and "0–4" in shown
    feed = Feed.objects.get()
    listed = client.get(f"/exchange/feeds/{feed.pk}/").content.decode()
    assert "Released land" in listed
    for one in ForeignRecord.objects.filter(collection__in=("casualties", "destroyed", "zone-land")):
        told_ = client.get(f"/exchange/foreign/{feed.pk}/{one.ident}/").content.decode()
        assert "As at" in told_ and "Put it on our books" not in told_
    assert client.get("/exchange/border/").status_code == 200


NEW = "/exchange/agreements/new/"
FORM = {
    "id": CODE, "partner": "mac.example.rs", "direction": "out", "purpose": "regional balance", "legal_ref": "memorandum of 2026, article 3",
    "valid_from": "2026-01-01", "valid_until": "2028-12-01", "table-open-land": "on", "by-open-land": ["contamination", "status"],
    "more-open-land": ["hazards"], "table-zone-land": "on", "by-zone-land": ["status"], "table-casualties": "on", "by-casualties": ["outcome"],
    "step_m2": "1000", "delay_days": "0", "max_silence_days": "14", "onward": "", "mode": "purge", "within_days": "30",
    "shape-text": json.dumps(ZONE), "shape-system": "wgs84",
}  # fmt: skip


def test_figures_are_chosen_in_a_form_previewed_cell_by_cell_and_signed(neighbour, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    book("AL-1", 20.1)
    carried = html.unescape(
        client.get(f"{NEW}?kind=figures").content.decode().split('name="carried" value="')[1].split('"')[0]
    )
    form = {**FORM, "carried": carried}
    text = client.post(NEW, {**form, "act": "json"}).json()
    assert text["kind"] == "aggregate" and "collections" not in text and "talk" not in text
    assert text["totals"]["zone-land"] == {
        "by": ["zone", "status"],
        "measures": ["m2", "without_area"],
        "step_m2": 1_000,
        "zones": [NAME],
    }
    answer = client.post(NEW, {**form, "act": "look"}).content.decode()
    assert (
        "Figures are cut once a month" in answer
        and "5 cells of tables" in answer
        and "The guard let every line of it pass." in answer
    )
    assert "AL-1" not in answer
    looked = answer.split('name="looked" value="')[1].split('"')[0]
    assert client.post(NEW, {**form, "act": "sign", "looked": looked}).url == f"/exchange/agreements/{CODE}/1/"
    agreements.take(neighbour.countersign(AgreementText.objects.get().envelope.encode()), by=WHO, at=AT)
    assert not Cut.objects.exists(), "looking cuts nothing"
    assert publishing.publish(CODE, by=WHO, at=AT).said["put"] == 5
    after = client.get(f"{NEW}?after={CODE}").content.decode()
    assert 'name="table-open-land" ' in after and "checked" in after.split('name="table-zone-land"')[1][:80]
    client.post(NEW, {**form, "act": "json"})


def test_too_many_dimensions_of_people_are_refused_at_the_form(neighbour, client):
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    carried = json.dumps({"figures": True, "hazard": False})
    assert (
        client.post(NEW, {**FORM, "by-casualties": ["outcome", "sex"], "carried": carried, "act": "look"}).status_code
        == 400
    )


# --- people ---


def let_out(number, basis, total, year=2025, at=AT - timedelta(days=30)):
    """A release as `disclosure` writes it: a year's casualties, and by outcome."""
    cells_ = [{"key": ["killed"], "value": None, "sign": "0-4"}, {"key": ["injured"], "value": total, "sign": ""}]
    tables = [{"by": ["outcome"], "cells": cells_}, {"by": [], "cells": [{"key": [], "value": total, "sign": ""}]}]
    said_ = {
        "basis": basis,
        "population": "casualties",
        "periods": [{"period": str(year), "form": "one-way", "crossed": {}, "tables": tables}],
    }
    asked = Asked.objects.create(population="casualties", by=["outcome"], basis=basis, reason="r", asked_at=at)
    Release.objects.create(number=number, asked=asked, content=said_, sha256=f"{number:064}", released_at=at)


def test_people_are_told_as_they_were_let_out_and_never_counted_again(told):
    """The bug to be caught: true totals that were opened for a treaty, or a year that nobody let out, are in the figures."""
    let_out(1, "rounded", 15)
    let_out(2, "treaty", 13)
    let_out(3, "claim", 14, year=2024)
    let_out(4, "rounded", 20, at=AT + timedelta(days=3))  # of later
    publishing.publish(told, by=WHO, at=AT)
    assert said("casualties", year="2025") == {"persons": 15}
    assert said("casualties", year="2025", outcome="killed") == {"persons": "0-4"}
    assert sum('"casualties"' in line for line in Line.objects.values_list("line", flat=True)) == 3
    publishing.publish(told, by=WHO, at=NEXT)
    assert said("casualties", "2026-12", year="2025") == {"persons": 20} and said("casualties", year="2025") == {
        "persons": 15
    }


# --- records and figures of one country ---


def test_records_and_figures_of_one_country_are_never_both_added_up(council):
    """Records while they are told; figures alone once they are over."""
    both = agreed.said(publisher=AL, recipient=COUNCIL, id="records", valid_from="2026-01-01", valid_until="2027-01-01", collections={
        "hazard": {"rows": None, "fields": {"status": "pass", "open_m2": "pass"}, "geometry": "exact", "footprint": {"grid": 1_000}},
    })  # fmt: skip
    hear(council)
    other = Peer(AL, start=1, secret=b"r" * 32)
    other.agree(agreements.take(other.sign(both), countersign=True, by=WHO, at=AT))
    other.say([agreed.hazard("A1", open_m2=36_000)], amend=True)
    receiving.receive(other.bundle(), by=WHO, at=AT)
    (albania,) = region.seen(AT).countries
    assert (albania.in_figures, albania.balance.open) == (False, Span(36_000, 36_000))
    assert albania.balance.released["cleared"] == Span(650, 749), "releases are told in figures alone"
    (albania,) = region.seen(AT.replace(year=2027)).countries
    assert (albania.in_figures, albania.balance.open) == (True, Span(45_500, 46_499))


# --- marks ---


def test_no_mark_of_a_record_is_in_any_byte_of_figures(told, neighbour):
    """Names, places, hashes, keys and exact areas, in every spelling and packing."""
    marks = node_with_marks() | {str(m2) for m2 in Hazard.objects.values_list("open_m2", flat=True)}
    clear("KANARINAC-0-7f3a", 20.123457, date(2020, 5, 1), lat=42.234568, size=0.001)
    publishing.publish(told, by=WHO, at=AT)
    marks |= {str(m2) for m2 in Hazard.objects.values_list("open_m2", flat=True)}
    feed = access.feed(told, outgoing=True)
    raws = {
        "file": feeds.bundle(feed, since=0, on=AT.date()),
        "head": feed.head.encode(),
        "status": feed.status.encode(),
    }
    assert found(raws, marks) == set()
    assert found({"x": Hazard.objects.first().code.encode()}, marks), "a mark would be seen"
