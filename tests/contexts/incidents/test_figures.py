"""Figures from records: by the Monitor's definitions, as of a day and as known on another."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commonground.core.incidents import facts
from commonground.core.incidents.casualties import counted
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import accidents as actions
from commonground.incidents.actions import victims
from commonground.incidents.queries import cards, distances, figures, populations
from commonground.incidents.queries.figures import Asked
from factories import accidents, country, people
from factories.accidents import BOY, MINE, OFFICER, TODAY, WOMAN
from factories.country import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=400)


@pytest.fixture
def made(db):
    country.make(12)
    return accidents.entered(MINE, WOMAN, BOY)


def total(**asked):
    return figures.total(figures.groups(OFFICER, Asked(**asked)))


def test_everybody_counts_once(made):
    accidents.entered(
        replace(MINE, since=date(2023, 1, 2), device=""), facts.Victim(), facts.Victim(outcome="injured", sex="unknown")
    )
    whole = total()
    assert (whole.killed, whole.injured, whole.unknown, whole.total) == (1, 2, 1, 4)
    assert (whole.civilians, whole.status_known, whole.children, whole.age_known) == (2, 2, 1, 2)
    assert total(first=2024).total == 2 and total(last=2023).total == 2
    assert figures.accidents(OFFICER, Asked()) == 2
    assert figures.years(OFFICER) == (2023, 2024)
    by_year = figures.by(figures.groups(OFFICER, Asked()), lambda g: g.year)
    assert sum(by_year.values(), counted([])) == whole


def test_a_later_death_changes_the_figure_of_a_later_day_only(made):
    victims.later_outcome(accidents.people(made)[0], "killed", on=date(2024, 4, 2), today=TODAY, by=OFFICER, at=LATER)
    assert (total().killed, total(on=date(2024, 4, 2)).killed) == (2, 2)
    assert (total(on=date(2024, 4, 1)).killed, total(on=date(2024, 4, 1)).injured) == (1, 1)
    assert total(on=date(2024, 3, 4)).total == 0, "it had not happened"


def test_a_figure_is_restated_by_what_was_known_later(made):
    """What was published stays what it was: asked as known then, it is the same after any later act."""
    then = AT.date()
    before = total(seen=then)
    victims.later_outcome(accidents.people(made)[0], "killed", on=date(2024, 4, 2), today=TODAY, by=OFFICER, at=LATER)
    accidents.entered(MINE, WOMAN, at=LATER)
    seen = cards.accident(access.accident_for(OFFICER, made)).seen
    actions.correct(
        made, replace(MINE, since=date(2022, 1, 1)), seen=seen, because="x", today=TODAY, by=OFFICER, at=LATER
    )
    assert total(seen=then) == before
    assert total().total == before.total + 1
    assert total(first=2022, last=2022).total == 2
    actions.take_back(made, because="never", by=OFFICER, at=LATER)
    assert total(seen=then) == before and total().total == 1


def test_a_period_counts_for_treaty_reports(made):
    assert figures.of_period(date(2024, 1, 1), date(2024, 12, 31)).total == 2
    assert figures.of_period(date(2023, 1, 1), date(2023, 12, 31)).total == 0


def test_the_people_of_a_table_have_keys_of_their_own_and_coarse_values(made):
    found = list(populations.casualties(date(2024, 1, 1), date(2024, 12, 31)))
    assert len({key for key, _, _ in found}) == 2 and all(len(key) == 16 for key, _, _ in found)
    assert sorted(v["age"] for _, v, _ in found) == ["0-11", "30+"]
    assert Counter(v["unit"] for _, v, _ in found) == {"N": 2}
    assert all(v["movement"] == "unknown" for _, v, _ in found), "what nobody asked is unknown in a table"


def test_distances_are_measured_to_open_and_to_released_land(made):
    found = distances.distances(OFFICER)
    assert found.exact == 1 and sum(found.to_open) == 1 and sum(found.to_released) == 1
    accidents.entered(replace(MINE, where="unknown", lon=None, lat=None))
    assert distances.distances(OFFICER).unknown == 1


@pytest.mark.parametrize("address", ["/casualties/", "/casualties/?first=2024&last=2024&level=2", "/casualties/?on=2024-03-31",
                                     "/casualties/?seen=2020-01-01", "/casualties/distances/"])  # fmt: skip
def test_the_pages_show_pictures_with_their_tables(address, client, made):
    client.force_login(people.somebody("education"))
    page = client.get(address)
    assert page.status_code == 200
    text = page.content.decode()
    if "seen" in address:
        assert "Nobody was hurt" in text
    else:
        assert text.count("<svg xmlns") == text.count("The same as a table") > 0
    assert "17.4" not in text, "no point is given away"


def test_the_empty_page_says_what_to_do(client, db):
    country.make(2)
    client.force_login(people.somebody("officer"))
    assert b"Enter an accident" in client.get("/casualties/").content
    assert b"nothing to measure" in client.get("/casualties/distances/").content


def test_361_victims_of_more_than_200_incidents_as_an_example_programme(db):
    """mission.md 3.13: the seed's own figures, from records that a page opens to."""
    country.make(2)
    for n in range(201):
        hurt = [replace(WOMAN, outcome="killed" if k % 3 == 0 else "injured") for k in range(2 if n < 160 else 1)]
        accidents.entered(
            replace(MINE, since=date(2020, 11, 10) + timedelta(days=6 * n)), *hurt, at=datetime(2024, 6, 1, tzinfo=UTC)
        )
    whole = total()
    assert whole.total == 361 and figures.accidents(OFFICER, Asked()) > 200


def test_the_figures_are_taken_out_by_their_codes(client, made):
    client.force_login(people.somebody("officer"))
    text = client.get("/casualties/?format=csv&first=2024").content.decode("utf-8-sig")
    assert "casualties.total,Casualties,2,count,2024" in text
    client.force_login(people.somebody("planner"))
    assert client.get("/casualties/?format=csv").status_code == 403
