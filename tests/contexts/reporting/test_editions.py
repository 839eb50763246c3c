"""Editions of the boundaries: a statement by the units that were in force stays what it was when others came."""

import csv
import io
import re
from datetime import date

import pytest
import shapely

from commonground.config import wiring
from commonground.core.dates import Times, year
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.refusals import NotThere
from commonground.land.actions import ledger
from commonground.land.queries import behind, former
from commonground.land.queries.flows import Scope
from commonground.places import actions as places
from commonground.places import queries
from commonground.places.models import Unit
from commonground.reporting.queries import sheets, statement
from factories import country, people

pytestmark = pytest.mark.django_db
BOX = shapely.box
WIDTH, HEIGHT = 44_000, 40_000
SCOPES = (
    Scope(),
    Scope(contamination="ap-mines"),
    Scope(flag=""),
    Scope(acts=(("operator", "Blue Spade"),)),
    Scope(contamination="mines", acts=(("donor", "Fund A"),)),
)


@pytest.fixture(autouse=True)
def nothing_kept():
    former._states.clear()
    queries._units.clear()


def bring(by, valid_from=None, level=2, **shapes):
    said = places.bring_units(
        [places.UnitDraft(c, c, s) for c, s in shapes.items()], level=level, by=by, valid_from=valid_from
    )
    wiring.after_units_changed()
    return said


def halves(by, valid_from, split=3000):
    return bring(by, valid_from, W=BOX(-WIDTH, -HEIGHT, split, HEIGHT), X=BOX(split, -HEIGHT, WIDTH, HEIGHT))


def figures(found):
    return [(u.code, u.name, u.column) for u in found.units], found.total


@pytest.mark.parametrize("scope", SCOPES, ids=["all", "land", "flag", "act", "land and act"])
def test_a_statement_by_the_units_there_were_stays_what_it_was(officer, scope):
    made = country.make(60)
    before = {
        (y, known, level): figures(statement.statement(year(y), Times(None, known), level=level, scope=scope))
        for y in (2016, 2024)
        for known in (None, made.first_head)
        for level in (1, 2)
    }
    halves(officer, date(2025, 1, 1))
    for (y, known, level), held in before.items():
        found = statement.statement(year(y), Times(None, known), level=level, scope=scope)
        assert found.edition.number == 1 and figures(found) == held
        assert found.closes or scope.acts
    now = statement.statement(year(2025), scope=scope)
    assert now.edition.number == 2 and {u.code for u in now.units} - {""} == {"W", "X"}
    asked = statement.statement(year(2024), scope=Scope(scope.contamination, scope.flag, None, scope.acts, edition=2))
    assert {u.code for u in asked.units} - {""} == {"W", "X"}


def test_what_is_booked_after_the_units_changed_is_in_the_earlier_statement_as_known_now(officer, now):
    made = country.make(40)
    halves(officer, date(2025, 1, 1))
    old = statement.statement(year(2024))
    ledger.book(
        [Draft(kind=Kind.RECORD, on=date(2024, 5, 1), hazards=("NEW",), document="D", shape=BOX(41_000, 100, 41_100, 200),
               level=Account.SUSPECTED, activity=Activity.NTS)],
        by=officer, at=now,
    )  # fmt: skip
    after = statement.statement(year(2024))
    assert after.edition.number == 1
    assert after.total.closing_m2 - old.total.closing_m2 == 10_000
    assert figures(statement.statement(year(2024), Times(None, made.head))) == figures(old)


def test_every_figure_of_an_earlier_edition_is_what_its_entries_make_it(officer):
    country.make(60)
    halves(officer, date(2025, 1, 1))
    for scope in (Scope(edition=1), Scope(contamination="ap-mines", edition=1)):
        found = statement.statement(year(2020), scope=scope)
        total = found.total
        for line, value in (("opening", total.opening_m2), ("closing", total.closing_m2), *total.flows.items()):
            assert behind.made_of(behind.Figure(line), found.period, found.times, scope).total == value, line
        code, column = next((u.code, u.column) for u in found.units if u.column.closing_m2)
        lowest = tuple(u.id for u in queries.units(found.level, 1) if u.code == code)
        figure = behind.Figure("closing", units=lowest)
        assert behind.made_of(figure, found.period, found.times, scope).total == column.closing_m2


def test_the_bridge_by_an_earlier_edition_holds_and_says_what_rounding_made(officer):
    made = country.make(60)
    on = date(2024, 12, 31)
    before = statement.bridge(on, made.first_head, made.head)
    halves(officer, date(2025, 1, 1), split=77)
    after = statement.bridge(on, made.first_head, made.head)
    assert after.is_former and after.edition.number == 1 and after.holds
    assert (after.old_m2, after.new_m2) == (before.old_m2, before.new_m2)
    assert abs(after.rounding_m2) <= after.bound_m2 < 50
    here = statement.bridge(on, made.first_head, made.head, 2)
    assert not here.is_former and here.holds and here.rounding_m2 == here.bound_m2 == 0


def test_which_edition_was_valid_on_a_day(officer):
    country.make(5)
    assert queries.edition_on(date(1990, 1, 1)).number == 1  # of no stated date: always
    halves(officer, date(2020, 1, 1))
    halves(officer, date(2010, 1, 1), split=500)  # an older one, brought later
    assert queries.edition() == 2
    assert [queries.edition_on(date(y, 6, 1)).number for y in (2005, 2015, 2021)] == [1, 3, 2]
    better = halves(officer, None, split=3100)  # a better drawing of the units in use
    assert (better.edition, queries.edition()) == (4, 4)
    assert [queries.edition_on(date(y, 6, 1)).number for y in (2005, 2015, 2021)] == [1, 3, 4]
    assert not halves(officer, date(2010, 1, 1), split=500).changed
    with pytest.raises(NotThere, match=r"places\.edition\.not-there"):
        queries.edition_card(9)


def test_a_day_before_every_edition_has_the_earliest(officer):
    places.make_programme("SRS", bounds=country.BOUNDS, by=officer)
    halves(officer, date(2010, 1, 1))
    halves(officer, date(2020, 1, 1), split=10)
    assert queries.edition_on(date(2001, 1, 1)).number == 1


def test_units_nobody_dated_take_the_day_that_is_said_later(officer):
    country.make(5)
    held = [(u.code, u.name, u.shape) for u in Unit.objects.filter(level=2)]
    drafts = [places.UnitDraft(c, n, places.from_wkb(s)) for c, n, s in held]
    said = places.bring_units(drafts, level=2, by=officer, valid_from=date(2013, 1, 1))
    assert not said.changed and queries.edition_card(1).valid_from == date(2013, 1, 1)


def test_the_pages_say_by_which_edition(client, officer):
    client.force_login(people.somebody("reader"))
    made = country.make(60)
    assert "units in use" not in client.get("/statement/?year=2024").content.decode()
    halves(officer, date(2025, 1, 1))
    page = client.get("/statement/?year=2024")
    text = page.content.decode()
    assert "By the units of an earlier edition" in text and "Northern region" in text
    assert (
        "By the units in use: edition 2, valid from 1 Jan 2025." in client.get("/statement/?year=2025").content.decode()
    )
    other = client.get("/statement/?year=2024&edition=2&level=2").content.decode()
    assert ">W<" in other and "by the units of edition 2" in other
    link = re.search(r'href="(/statement/flow/[^"]*unit=W[^"]*)"', other).group(1).replace("&amp;", "&")
    assert "edition=2" in link and client.get(link).status_code == 200
    bridge = client.get(f"/statement/bridge/?day=2024-12-31&old={made.first_head}").content.decode()
    assert "Rounding, since these figures are by the units of another edition" in bridge
    assert client.get("/statement/?year=2024&edition=77").status_code == 404
    said = client.get("/statement/?year=2024&format=json").json()
    assert said["edition"] == {"number": 1, "valid_from": None}
    table = list(csv.DictReader(io.StringIO(sheets.statement_csv(statement.statement(year(2025))))))
    assert {(r["units_edition"], r["units_valid_from"]) for r in table} == {("2", "2025-01-01")}
