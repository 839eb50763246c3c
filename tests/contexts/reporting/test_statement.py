"""Scopes of a statement: what has balances, what has flows only, and land that does not vanish under other land."""

from datetime import date

import pytest
import shapely

from commonground.core.dates import Period, Times, year
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.land.actions import ledger
from commonground.land.queries.flows import Scope
from commonground.places import actions as places
from commonground.reporting.queries import statement
from factories import country

pytestmark = pytest.mark.django_db
BOX = shapely.box


@pytest.fixture
def overlapping(officer, now):
    """Anti-personnel land half under a cluster hazard that is confirmed, and a military one by itself."""
    places.make_programme("SRS", bounds=country.BOUNDS, by=officer)
    places.bring_units([places.UnitDraft("W", "West", BOX(-5000, -5000, 500, 5000)), places.UnitDraft("E", "East", BOX(500, -5000, 5000, 5000))], level=1, by=officer)  # fmt: skip

    def record(code, shape, on, level=Account.SUSPECTED):
        return Draft(kind=Kind.RECORD, on=on, hazards=(code,), document="S", shape=shape, level=level)

    cards = [ledger.HazardCard("AP", contamination="ap-mines"), ledger.HazardCard("CM", contamination="cluster-munitions"),
             ledger.HazardCard("MIL", contamination="ap-mines", flag="military")]  # fmt: skip
    ledger.book(
        [record("AP", BOX(0, 0, 1000, 100), date(2023, 1, 1)), record("MIL", BOX(2000, 0, 2100, 100), date(2023, 1, 1)),
         record("CM", BOX(400, 0, 1400, 100), date(2023, 2, 1), Account.CONFIRMED)],
        by=officer, at=now, hazards=cards,
    )  # fmt: skip
    ledger.book(
        [Draft(kind=Kind.CLEAR, on=date(2024, 3, 1), hazards=("AP",), document="C", shape=BOX(0, 0, 500, 100),
               activity=Activity.CLEARANCE, operator="Blue Spade"),
         Draft(kind=Kind.CLEAR, on=date(2024, 4, 1), hazards=("CM",), document="D", shape=BOX(1000, 0, 1400, 100),
               activity=Activity.CLEARANCE, operator="Steady Hands")],
        by=officer, at=now,
    )  # fmt: skip


def said(scope=None, **more):
    return statement.statement(year(2024), **({"scope": scope} if scope else {}), **more)


def test_the_whole_counts_each_square_metre_once(overlapping):
    found = said()
    assert found.closes
    # 0..1400 and the military square; AP's own 0..400 is cleared, 400..500 stays open under the cluster hazard.
    assert found.total.opening_m2 == 140_000 + 10_000
    assert found.total.flows["cleared"] == 40_000 + 40_000
    assert found.total.closing_m2 == 150_000 - 80_000
    assert found.total.in_more_than_one == 50_000
    assert found.total.closing == {"suspected": 10_000, "confirmed": 60_000}


def test_anti_personnel_land_under_a_cluster_hazard_does_not_vanish(overlapping):
    mines = said(Scope(contamination="ap-mines"))
    cluster = said(Scope(contamination="cluster-munitions"))
    assert mines.closes and cluster.closes
    assert (mines.total.opening_m2, mines.total.flows["cleared"], mines.total.closing_m2) == (110_000, 50_000, 60_000)
    assert (cluster.total.opening_m2, cluster.total.closing_m2) == (100_000, 60_000)
    # Contamination scopes need not sum to the programme.
    assert mines.total.closing_m2 + cluster.total.closing_m2 > said().total.closing_m2


def test_a_flag_is_a_scope_and_never_a_deletion(overlapping):
    assert said(Scope(flag="military")).total.closing_m2 == 10_000
    assert said(Scope(flag="")).total.closing_m2 == 60_000
    assert said(Scope(contamination="ap-mines", flag="")).total.closing_m2 == 50_000


def test_a_drawn_polygon_is_a_unit_of_its_own(overlapping):
    found = said(Scope(polygon=BOX(300, -50, 600, 150)))
    assert found.total.closes
    assert (found.total.opening_m2, found.total.flows["cleared"], found.total.closing_m2) == (30_000, 10_000, 20_000)
    assert said(Scope(polygon=BOX(-900, -900, -800, -800))).total.closing_m2 == 0


def test_an_act_has_flows_and_no_balance(overlapping):
    found = said(Scope(acts=(("operator", "Blue Spade"),)))
    assert not found.has_balances
    assert found.total.flows == {"cleared": 40_000}
    both = sum(said(Scope(acts=(("operator", o),))).total.flows["cleared"] for o in ("Blue Spade", "Steady Hands"))
    assert both == said().total.flows["cleared"]
    assert said(Scope(acts=(("operator", "nobody"),))).total.flows == {}


def test_units_make_the_whole_in_every_scope(overlapping):
    for scope in (None, Scope(contamination="ap-mines"), Scope(flag="military")):
        found = said(scope)
        assert found.closes
        assert sum(u.column.closing_m2 for u in found.units) == found.total.closing_m2


def test_a_period_begins_where_the_one_before_it_ended(overlapping):
    halves = [
        statement.statement(p)
        for p in (Period(date(2024, 1, 1), date(2024, 3, 31)), Period(date(2024, 4, 1), date(2024, 12, 31)))
    ]
    assert halves[0].total.closing == halves[1].total.opening
    assert sum(h.total.flows.get("cleared", 0) for h in halves) == said().total.flows["cleared"]


def test_what_came_to_be_known_later_is_a_bridge_and_not_another_past(overlapping, officer, now):
    head = ledger.rows("SELECT number FROM land_head")[0][0]
    late = Draft(
        kind=Kind.CANCEL,
        on=date(2024, 2, 1),
        hazards=("MIL",),
        document="N",
        shape=BOX(2000, 0, 2100, 40),
        activity=Activity.NTS,
    )
    ledger.book([late], by=officer, at=now)
    assert said(times=Times(None, head)).total.closing_m2 == 70_000
    assert said().total.closing_m2 == 66_000
    crossed = statement.bridge(date(2024, 12, 31), head, head + 1)
    assert crossed.holds and [(i.number, i.m2) for i in crossed.items] == [(head + 1, -4_000)]
