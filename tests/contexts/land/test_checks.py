"""`commonground check` finds what another hand has changed: each check fails on the fault that it is there for."""

from datetime import date

import pytest
from cells import Box
from test_ledger import NOW, draft

from commonground.core.land.entries import Kind
from commonground.core.viewers import Viewer
from commonground.land.actions import ledger
from commonground.land.queries import checks
from commonground.store.sets import run

pytestmark = pytest.mark.django_db
OFFICER = Viewer(None, "officer", frozenset({"land.see", "land.book"}))
LAND = Box(0, 0, 40, 40)


@pytest.fixture
def books(db):
    ledger.book(
        [draft(Kind.RECORD, LAND), draft(Kind.CLEAR, Box(0, 0, 40, 10), on=date(2021, 1, 1))], by=OFFICER, at=NOW
    )


def failing(**how) -> set[str]:
    return {c.name for c in checks.everything(**how).checks if not c.good}


def test_all_is_well_with_what_was_booked(books):
    assert failing(deep=True) == set()
    (said,) = [c.result for c in checks.everything().checks if c.name == "open land measured anew"]
    assert said == "639 m2 in 1 hazards"  # 40 by 30 cells of 0.73 m: 29.2 m by 21.9 m


@pytest.mark.parametrize(
    ("change", "caught"),
    [
        ("UPDATE land_holding SET m2 = m2 + 7 WHERE account = 'suspected'", {"balances", "open land measured anew"}),
        ("UPDATE land_holding SET m2 = m2 + 7 WHERE account = 'cleared'", {"balances"}),
        ("DELETE FROM land_holding WHERE account = 'suspected'", {"open land measured anew"}),
        ("UPDATE land_head SET number = number + 1", {"ledger numbers"}),
        ("UPDATE land_hazard SET gravity = gravity + 1", {"what the list sorts by"}),
        ("UPDATE land_monthsum SET m2 = m2 + 1 WHERE axis = 'unit' AND line = 'cleared'", {"sums by month"}),
        ("DELETE FROM land_monthsum WHERE axis = 'method'", {"sums by month"}),
        ("UPDATE land_hazard SET operators = 'Blue Spade'", {"what the list sorts by"}),
    ],
)
def test_a_change_by_another_hand_is_found(books, change, caught):
    run(change, [])
    assert failing() >= caught


def test_an_atom_that_nobody_booked_is_found(books):
    columns = 'entry, hazard_id, unit_id, book, line, source, target, m2, unknown, known, "on"'
    run(f"INSERT INTO land_atom ({columns}) SELECT entry, hazard_id, unit_id, book, line, source, target, 5000, unknown, known, \"on\" "
        "FROM land_atom WHERE line = 'cleared'", [])  # fmt: skip
    assert failing(deep=True) >= {"balances", "no account below zero", "from scratch"}
