"""Boundaries: who has land that two units claim, what a new edition is, and settlements by name."""

import pytest
import shapely

from commonground.config import wiring
from commonground.core.dates import year
from commonground.core.geometry.overlay import area, from_wkb
from commonground.core.refusals import NotNow, NotUsable, NotYours
from commonground.core.viewers import Viewer
from commonground.land.queries import checks
from commonground.places import actions, queries
from commonground.places.models import Unit
from commonground.reporting.queries import statement
from factories import country

pytestmark = pytest.mark.django_db
BOX = shapely.box


@pytest.fixture
def programme(officer):
    return actions.make_programme("SRS", name="Sarsan", bounds=country.BOUNDS, by=officer)


def bring(officer, level=1, **shapes):
    return actions.bring_units([actions.UnitDraft(c, c, s) for c, s in shapes.items()], level=level, by=officer)


def own():
    return {u.code: from_wkb(u.own) for u in Unit.objects.filter(edition=queries.edition())}


def test_land_that_two_units_claim_belongs_to_the_first_code(programme, officer):
    said = bring(officer, B=BOX(0, 0, 100, 100), A=BOX(80, 0, 200, 100))
    parts = own()
    assert said.claimed_twice_m2 == 2000
    assert (area(parts["A"]), area(parts["B"])) == (12_000, 8_000)
    assert shapely.area(shapely.intersection(parts["A"], parts["B"])) == 0
    land = BOX(70, 0, 90, 10)
    shares = dict(queries.lowest_units().divide([land])[0])
    assert sum(map(area, shares.values())) == area(land)


def test_land_outside_any_unit_keeps_a_place_of_its_own(programme, officer):
    bring(officer, A=BOX(0, 0, 100, 100))
    shares = queries.lowest_units().divide([BOX(50, 0, 150, 10)])[0]
    assert [(unit is None, area(part)) for unit, part in shares] == [(False, 500), (True, 500)]


def test_the_same_boundaries_again_change_nothing(programme, officer):
    shapes = {"A": BOX(0, 0, 100, 100), "B": BOX(100, 0, 200, 100)}
    bring(officer, **shapes)
    again = bring(officer, **shapes)
    assert not again.changed and queries.edition() == 1 and Unit.objects.count() == 2


def test_other_boundaries_make_a_new_edition_and_leave_the_other_levels(programme, officer):
    bring(officer, level=1, N=BOX(0, 0, 200, 100))
    bring(officer, level=2, A=BOX(0, 0, 100, 100), B=BOX(100, 0, 200, 100))
    said = bring(officer, level=2, A=BOX(0, 0, 120, 100), B=BOX(120, 0, 200, 100))
    assert (said.changed, said.edition) == (True, 2)
    assert [(u.level, u.code) for u in queries.units()] == [(1, "N"), (2, "A"), (2, "B")]
    assert set(queries.upper_of().values()) == {u.id for u in queries.units(1)}
    assert Unit.objects.filter(edition=1).count() == 3  # what was in force stays on record


def test_after_new_boundaries_the_accounts_lie_in_the_new_units_and_the_whole_is_as_it_was(officer):
    country.make(count=30)
    before = statement.statement(year(2024))
    width, height = 44_000, 40_000
    bring(officer, level=2, W=BOX(-width, -height, 0, height), X=BOX(0, -height, width, height))
    wiring.after_units_changed()
    after = statement.statement(year(2024))
    assert {u.code for u in after.units} - {""} == {"W", "X"}
    assert after.closes and checks.from_scratch().good
    # Another division rounds elsewhere: at most one square metre for each account and unit.
    assert after.total.closing_m2 == pytest.approx(before.total.closing_m2, abs=60)


def test_two_units_of_one_code_are_refused(programme, officer):
    with pytest.raises(NotUsable, match="places.unit.code-twice"):
        actions.bring_units(
            [actions.UnitDraft("A", "a", BOX(0, 0, 1, 1)), actions.UnitDraft("A", "b", BOX(1, 0, 2, 1))],
            level=1,
            by=officer,
        )
    assert not Unit.objects.exists()


def test_bringing_boundaries_is_for_those_who_may(programme):
    with pytest.raises(NotYours):
        bring(Viewer(None, "reader", frozenset({"places.see"})), A=BOX(0, 0, 1, 1))


def test_one_database_is_one_programme(programme, officer):
    with pytest.raises(NotNow, match="places.programme.exists"):
        actions.make_programme("HR", by=officer)


def test_a_country_that_nobody_knows_needs_bounds(officer):
    with pytest.raises(NotUsable, match="places.country.unknown"):
        actions.make_programme("XX", by=officer)


def test_settlements_come_again_under_their_code(programme, officer):
    draft = actions.SettlementDraft("1", "Foča", 18.77, 43.5, 12_000, (("sr-Cyrl", "Фоча"),))
    assert actions.bring_settlements([draft], by=officer) == 1
    actions.bring_settlements([actions.SettlementDraft("1", "Foča", 18.78, 43.51, 11_000)], by=officer)
    assert queries.settlements() == [("1", "Foča", 18.78, 43.51, 11_000)]
