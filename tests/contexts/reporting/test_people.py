"""People in reports to others: from released tables only, true where somebody opened them, fixed on approval."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from commonground.core.dates import Times, year
from commonground.core.incidents import facts
from commonground.core.incidents.education import Session
from commonground.core.privacy.door import Basis, Spec
from commonground.core.privacy.periods import Closed
from commonground.core.publishing.content import Kind
from commonground.core.treaty.filling import State as Filled
from commonground.disclosure import actions as disclosure
from commonground.disclosure.models import Release
from commonground.identity import queries as identity
from commonground.incidents.actions import education
from commonground.reporting.actions import returns
from commonground.reporting.models import Return
from commonground.reporting.queries import measures
from commonground.reporting.queries import returns as found_in
from commonground.reporting.queries.papers import prose
from factories import accidents, country, people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 9, tzinfo=UTC)
Y2025 = year(2025)
WOMEN, MEN = 9, 31


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    country.make(3)
    hurt(WOMEN, "female")
    hurt(MEN, "male")
    return {r: identity.viewer_for(people.somebody(r, name=r), on=NOW.date()) for r in ("planner", "reader", "education")}  # fmt: skip


def hurt(count, sex, on=date(2025, 6, 1)):
    some = [facts.Victim(sex=sex, outcome="injured", age=30, status="civilian", disability_after="no") for _ in range(count)]  # fmt: skip
    accidents.entered(replace(accidents.MINE, since=on), *some)


def taught(world, *, girls=40, at=NOW, method="school"):
    said = Session(date(2025, 5, 5), "Schools", method, girls=girls, boys=30, materials=70)
    return education.hold(said, unit="", place="", organisation="", today=NOW.date(), by=world["education"], at=at)


def let_out(world, *by, basis=Basis.TREATY, population="casualties", at=NOW, of=2025):
    asked = disclosure.ask(Spec(population, by, (Closed(of),), basis), "Article 7", by=world["planner"], at=at)
    made = disclosure.release(asked, "The director", by=world["reader"], at=at)
    assert made is not None, asked.faults
    return made.number


def started(world, kind):
    return returns.start_return(kind, Y2025, by=world["planner"], at=NOW)


def part(number, section, key):
    sections = found_in.filled(Return.objects.get(pk=number))
    return next(s for s in sections if s.section.code == section).part(key)


def rows(number, section, key):
    return {line.key: line.values["people"] for line in part(number, section, key).lines.rows}


@pytest.mark.parametrize("kind, section", [(Kind.APMBC_7, "j"), (Kind.CCM_7, "7.1.k")])
def test_no_table_of_people_is_printed_that_was_not_released(world, kind, section):
    number = started(world, kind)
    assert part(number, section, "casualties-sex").state is Filled.EMPTY and rows(number, section, "casualties-sex") == {}  # fmt: skip
    opened = let_out(world, "sex")
    assert rows(number, section, "casualties-sex") == {"female": WOMEN, "male": MEN, "unknown": 0}
    found = part(number, section, "casualties-sex")
    assert found.state is Filled.RECORDS and found.lines.total.values["people"] == WOMEN + MEN
    assert (found.lines.release.number, found.lines.release.rounded) == (opened, False)


def test_a_rounded_table_says_that_it_is_rounded(world):
    let_out(world, "sex", basis=Basis.ROUNDED)
    number = started(world, Kind.CCM_7)
    found = part(number, "7.1.k", "casualties-sex")
    assert found.lines.release.rounded
    assert all(v == "0-4" or v % 5 == 0 for v in rows(number, "7.1.k", "casualties-sex").values())
    told = prose.sections({"sections": found_in.sections_of(Return.objects.get(pk=number))})
    lines = [line for s in told for p in s.parts for line in p.lines]
    assert any("need not add up" in line for line in lines)
    words = [cell for s in told for p in s.parts for row in p.rows for cell in row]
    assert "0–4" in words and "female" in words


def test_sessions_are_counted_from_records_and_their_people_from_releases(world):
    taught(world)
    number = started(world, Kind.APMBC_7)
    found = part(number, "7.1.i", "sessions")
    assert [(line.key, dict(line.values)) for line in found.lines.rows] == [("school", {"sessions": 1, "materials": 70})]  # fmt: skip
    assert rows(number, "7.1.i", "reached-sex") == {}
    let_out(world, "sex", population="educated")
    assert rows(number, "7.1.i", "reached-sex") == {"female": 40, "male": 30, "unknown": 0}


def test_approving_fixes_what_was_released_and_held(world):
    taught(world)
    first = let_out(world, "sex")
    number = started(world, Kind.APMBC_7)
    Return.objects.filter(pk=number).update(state="approved", approved_at=NOW)
    taught(world, at=LATER)
    let_out(world, "outcome", at=LATER)
    assert part(number, "j", "casualties-sex").lines.release.number == first
    assert part(number, "j", "casualties-outcome").lines.rows == ()
    assert part(number, "7.1.i", "sessions").lines.total.values["sessions"] == 1
    assert Release.objects.count() == 2


@pytest.mark.parametrize("women, changed", [(WOMEN, False), (WOMEN + 1, True)])
def test_a_section_is_unchanged_where_as_many_people_were_hurt_as_last_year(world, women, changed):
    hurt(women, "female", date(2024, 6, 1))
    hurt(MEN, "male", date(2024, 6, 1))
    for one in (2024, 2025):
        let_out(world, "sex", of=one)
    last = returns.start_return(Kind.APMBC_7, year(2024), by=world["planner"], at=NOW)
    Return.objects.filter(pk=last).update(state="published", approved_at=LATER)
    again = returns.start_return(Kind.APMBC_7, Y2025, by=world["planner"], at=LATER)
    section = next(s for s in found_in.filled(Return.objects.get(pk=again)) if s.section.code == "j")
    assert section.changed is changed, "the number of the release is no part of what is said"


def test_from_a_figure_to_its_release_in_one_click_and_to_the_records_in_one(world, client):
    opened = let_out(world, "sex")
    number = started(world, Kind.CCM_7)
    client.force_login(people.somebody("planner", name="somebody"))
    page = client.get(f"/returns/{number}/?section=7.1.k").content.decode()
    assert reverse("disclosure:release", args=[opened]) in page
    assert "/accidents/?since=2025-01-01&amp;until=2025-12-31" in page
    assert "True totals, opened by name for a treaty." in page
    assert "population=casualties&amp;first=outcome&amp;year=2025" in page, "what is not released can be asked for"


def test_indicators_of_people_come_from_records_and_say_no_number_to_whoever_may_not_see_them(world, client):
    taught(world)
    found = {m.indicator.code: m for m in measures.of_year(2025, Times())}
    assert (found["victims.sadd"].part, found["victims.sadd"].whole) == (40, 40)
    assert (found["education.sadd"].part, found["education.sadd"].whole) == (70, 70)
    inside, outside = (
        client.get("/returns/indicators/?year=2025").content.decode()
        for role in ("planner", "reader")
        if client.force_login(people.somebody(role, name=f"a-{role}")) is None
    )
    assert ">40<" in inside and ">70<" in inside
    assert ">40<" not in outside and ">70<" not in outside
    assert "too few people to say" in outside, "of forty people no share is said"


def test_the_catalogue_lists_figures_about_people(world, client):
    client.force_login(people.somebody("planner", name="somebody"))
    page = client.get("/figures/").content.decode()
    assert "education.people" in page and "casualties.female-share" in page
    said = client.get("/figures/?format=json").json()
    assert {"devices", "casualties", "education"} <= set(said)
    assert {f["code"] for f in said["education"]["figures"]} >= {"education.people", "education.indirect"}
