"""Corrections that name an entry which the ledger does not hold: kept, told, and told no longer when it has come."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from cells import Box

from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Kind
from commonground.core.viewers import Viewer
from commonground.land.actions import ledger, notes
from commonground.land.models import Doubt
from commonground.land.queries import checks
from commonground.land.queries import entries as stored

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, tzinfo=UTC)
OFFICER = Viewer(None, "officer", frozenset({"land.book", "land.correct", "land.rebuild"}))
CODE = "land.entry.corrects-nothing"


def draft(kind, number, **more):
    activity = {Kind.VOID: Activity.CORRECTION}.get(kind, Activity.NONE)
    shape = None if kind is Kind.VOID else Box(number, 0, 1, 1).polygon()
    return Draft(
        kind=kind, on=date(2020, 1, number), hazards=("H1",), document="R", shape=shape, activity=activity, **more
    )


def book(*drafts):
    return ledger.book(drafts, by=OFFICER, at=NOW)


def told():
    return set(Doubt.objects.filter(code=CODE).values_list("entry", "hazard__code"))


RECORD = draft(Kind.RECORD, 1)
VOID = draft(Kind.VOID, 1, corrects=RECORD.hash)
UNVOID = draft(Kind.VOID, 2, corrects=VOID.hash)
REPLACE = draft(Kind.RECORD, 3, corrects=RECORD.hash)


def test_a_correction_of_nothing_is_kept_and_told_until_its_entry_comes():
    said = book(VOID)
    assert told() == {(said.first, "H1")} and stored.head() == 1
    assert checks.corrections().good
    book(draft(Kind.RECORD, 5))
    assert told() == {(said.first, "H1")}
    book(RECORD)
    assert told() == set() and checks.corrections().good


def test_a_correction_of_nothing_that_is_itself_voided_is_told_no_longer_and_again_when_it_counts():
    first = book(REPLACE).first
    undo = draft(Kind.VOID, 4, corrects=REPLACE.hash)
    book(undo)
    assert told() == set()
    book(draft(Kind.VOID, 6, corrects=undo.hash))
    assert told() == {(first, "H1")}


@pytest.mark.parametrize("order", list(permutations([RECORD, VOID, UNVOID, REPLACE], 3)))
def test_after_every_booking_it_is_what_a_rebuild_says(order):
    for one in order:
        book(one)
        before = told()
        assert checks.corrections().good
        ledger.rebuild(by=OFFICER)
        assert told() == before


def test_the_check_sees_a_finding_that_nobody_told(monkeypatch):
    monkeypatch.setattr(notes, "tell_corrections", lambda new=None: None)
    book(VOID)
    assert not checks.corrections().good
