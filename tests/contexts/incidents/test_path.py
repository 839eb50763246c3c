"""The thinnest path from end to end: an accident, its victims, what became of them, and what is shown of it."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.core.viewers import Grant, Viewer
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import accidents as actions
from commonground.incidents.actions import victims
from commonground.incidents.models import Accident, AccidentFacts, VictimFacts, VictimOutcome
from commonground.incidents.queries import cards, listing
from factories import accidents, country, people
from factories.accidents import BOY, MINE, OFFICER, TODAY, WOMAN
from factories.country import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db):
    country.make(4)


def card(code: str) -> cards.AccidentCard:
    return cards.accident(access.accident_for(OFFICER, code))


def test_an_accident_is_entered_with_whom_it_hurt(made):
    code = accidents.entered(MINE, WOMAN, BOY)
    found = card(code)
    assert [v.said for v in found.victims] == [WOMAN, BOY]
    assert found.said.unit == "N1", "the unit follows from the point"
    assert found.said.until == MINE.since
    row = AccidentFacts.objects.get()
    assert row.x is not None and row.year == 2024


def test_a_correction_stands_beside_what_was_said(made):
    code = accidents.entered(MINE, WOMAN)
    seen = card(code).seen
    better = replace(MINE, device="av-mine", until=MINE.since)
    actions.correct(code, better, seen=seen, because="the crater", today=TODAY, by=OFFICER, at=LATER)
    assert card(code).said.device == "av-mine"
    assert AccidentFacts.objects.count() == 2
    history = cards.history(Accident.objects.get())
    assert ("device", "ap-mine", "av-mine") in history[0].changes and history[0].why == "the crater"
    with pytest.raises(NotNow) as refused:
        actions.correct(code, MINE, seen=seen, because="late", today=TODAY, by=OFFICER, at=LATER)
    assert refused.value.code == "incidents.accident.changed"


def test_a_later_death_is_a_row_of_its_own_day(made):
    code = accidents.entered(MINE, WOMAN)
    (victim,) = accidents.people(code)
    victims.later_outcome(victim, "killed", on=date(2024, 4, 2), today=TODAY, by=OFFICER, at=LATER)
    assert card(code).victims[0].said.outcome == "killed"
    assert list(VictimOutcome.objects.order_by("pk").values_list("outcome", flat=True)) == ["injured", "killed"]
    with pytest.raises(NotUsable) as refused:
        victims.later_outcome(victim, "killed", on=date(2024, 1, 1), today=TODAY, by=OFFICER, at=LATER)
    assert refused.value.code == "incidents.outcome.before-accident"
    with pytest.raises(NotUsable):
        victims.later_outcome(victim, "killed", on=date(2027, 1, 1), today=TODAY, by=OFFICER, at=LATER)


def test_a_mistaken_outcome_is_corrected_on_its_own_day(made):
    code = accidents.entered(MINE, WOMAN)
    (victim,) = accidents.people(code)
    seen = card(code).victims[0].seen
    wrong = replace(WOMAN, outcome="unknown")
    victims.correct(victim, wrong, seen=seen, because="misread", by=OFFICER, at=LATER)
    rows = list(VictimOutcome.objects.order_by("pk").values_list("outcome", "on"))
    assert [r[0] for r in rows] == ["injured", "unknown"] and rows[0][1] == rows[1][1]


def test_what_is_taken_back_is_seen_no_more_and_stays_in_the_tables(made):
    code = accidents.entered(MINE, WOMAN)
    actions.take_back(code, because="another programme's", by=OFFICER, at=LATER)
    with pytest.raises(NotThere):
        access.accident_for(OFFICER, code)
    assert listing.listing(OFFICER, listing.Filters()).total == 0
    assert VictimFacts.objects.count() == 2


def test_facts_cannot_be_written_over(made):
    accidents.entered(MINE, WOMAN)
    for sql in ("UPDATE incidents_victimfacts SET sex = 'male'", "DELETE FROM incidents_victimoutcome",
                "UPDATE incidents_accidentfacts SET device = ''"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_somebody_of_one_unit_sees_the_accidents_of_that_unit(made):
    here = accidents.entered(MINE, WOMAN)
    there = accidents.entered(replace(MINE, lon=17.9), WOMAN)
    nowhere = accidents.entered(replace(MINE, where="unknown", lon=None, lat=None), WOMAN)
    limited = Viewer(7, "limited", grants=(Grant("x", accidents.ALL, frozenset({"N1"})),))
    assert access.accident_for(limited, here)
    for hidden in (there, nowhere):
        with pytest.raises(NotThere):
            access.accident_for(limited, hidden)
        with pytest.raises(NotThere):
            access.victim_for(limited, accidents.people(hidden)[0])
    assert [r.code for r in listing.listing(limited, listing.Filters()).rows] == [here]


def test_the_list_is_filtered(made):
    code = accidents.entered(MINE, WOMAN, BOY)
    accidents.entered(replace(MINE, since=date(2020, 1, 1), device="", place="Lipa"))
    f = listing.Filters
    assert listing.listing(OFFICER, f()).total == 2
    for filters in (
        f(q="brod"),
        f(q=code),
        f(device="ap-mine"),
        f(outcome="killed"),
        f(since="2021-01-01"),
        f(unit="N", kind="ordnance", since="2023-01-01"),
    ):
        found = listing.listing(OFFICER, filters, below={"N1", "N2"})
        assert [(r.code, r.killed, r.injured) for r in found.rows] == [(code, 1, 1)], filters
    assert listing.listing(OFFICER, f(device="-")).total == 1
    assert listing.listing(OFFICER, f(device="nonsense")).total == 2


def test_the_pages_go_from_the_list_to_a_victim(client, made):
    client.force_login(people.somebody("assistance"))
    page = client.post(
        "/accidents/new/",
        {
            "kind": "ordnance",
            "precision": "day",
            "since": "2024-03-05",
            "where": "point",
            "lon": "17.4",
            "lat": "44.1",
            "device": "ap-mine",
        },
    )
    assert page.status_code == 302
    at = page.url
    assert client.get(at).status_code == 200
    assert client.get(at + "victims/").status_code == 200
    page = client.post(
        at + "victims/",
        {"outcome": "injured", "sex": "female", "age": "34", "injuries": ["C1.2.3.2.1"], "injuries_known": "yes"},
    )
    victim = page.url
    shown = client.get(victim)
    assert b"hurt-amputation" in shown.content and "no-store" in shown.headers["Cache-Control"]
    assert client.post(victim + "outcome/", {"outcome": "killed", "on": "2024-04-02"}).status_code == 302
    assert client.get(victim + "correct/").status_code == 200
    seen = VictimFacts.objects.get().change_id
    sent = {"outcome": "killed", "sex": "female", "age": "35", "because": "papers", "seen": seen}
    assert client.post(victim + "correct/", sent).status_code == 302
    assert client.post(victim + "correct/", sent).status_code == 409
    assert b"35" in client.get(victim).content
    assert at.encode() in client.get("/accidents/").content
    assert client.get("/accidents/?format=csv").status_code == 200
    assert client.post(victim + "take-back/", {"because": "twice"}).status_code == 302
    assert client.get(victim).status_code == 404
    assert client.post(at + "take-back/", {"because": "never"}).status_code == 302
    assert client.get(at).status_code == 404


def test_a_fault_is_shown_at_its_field(client, made):
    client.force_login(people.somebody("officer"))
    page = client.post(
        "/accidents/new/", {"kind": "ordnance", "precision": "day", "where": "point", "since": "2030-01-01"}
    )
    assert page.status_code == 200
    assert "lies after today" in page.content.decode()
    assert "longitude and latitude" in page.content.decode()


@pytest.mark.parametrize("role", ["planner", "auditor", "administrator", "education"])
def test_the_facts_of_single_people_are_not_for_everybody(role, client, made):
    code = accidents.entered(MINE, WOMAN)
    (victim,) = accidents.people(code)
    client.force_login(people.somebody(role))
    page = client.get(f"/accidents/{code}/")
    assert page.status_code == 200 and victim.encode() not in page.content
    assert client.get(f"/victims/{victim}/").status_code == 404
