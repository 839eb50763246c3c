"""What is kept of each month says what the atoms say, for every period that it answers."""

import importlib
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from commonground.core.dates import Period, Times
from commonground.land.actions import ledger
from commonground.land.queries import entries, flows, series, sums
from commonground.store.sets import run
from factories import country

pytestmark = pytest.mark.django_db
PERIODS = [
    Period(date(2019, 1, 1), date(2019, 12, 31)),
    Period(date(2024, 3, 1), date(2024, 3, 31)),
    Period(date(1990, 1, 1), date(2030, 6, 15)),  # ends after the last entry, in the middle of a month
    Period(date(2025, 1, 1), date(2025, 2, 28)),
]


def asked(period, times=flows.NOW):
    found = {act: series.by_act(act, period, times) for act in ("operator", "donor", "method", "team")}
    found |= {step: series.by_time(step, period.end, times) for step in ("year", "month")}
    return found | {"unit": sorted(flows.flows(period, times), key=str)}


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_sums_are_what_the_atoms_say(db, monkeypatch, period):
    country.make(48)
    short = asked(period)
    assert sums.answers(period.start, period.end, flows.NOW) and short["unit"]
    monkeypatch.setattr(sums, "answers", lambda *a: False)
    assert asked(period) == short


def test_what_they_cannot_answer_is_summed_from_the_atoms(db):
    made = country.make(48)
    start, end = date(2024, 1, 1), date(2024, 12, 31)
    assert sums.answers(start, end, Times(None, made.head))
    assert not sums.answers(start, end, Times(None, made.first_head)), "as known earlier"
    assert not sums.answers(date(2024, 1, 2), end, flows.NOW), "from the middle of a month"
    assert not sums.answers(start, date(2015, 5, 5), flows.NOW), "to the middle of a month with later entries"


def test_a_cut_in_time_cuts_the_sums(db):
    country.make(48)
    whole, cut = Period(date(2024, 1, 1), date(2024, 12, 31)), Times(date(2024, 6, 30))
    half = Period(date(2024, 1, 1), date(2024, 6, 30))
    assert sorted(flows.flows(whole, cut), key=str) == sorted(flows.flows(half), key=str)


def test_an_old_database_gets_them_from_its_atoms(db):
    country.make(24)
    run("DELETE FROM land_monthsum")
    assert sums.astray()
    migration = importlib.import_module("commonground.land.migrations.0008_sums_by_month")
    migration.fill(apps, type("Editor", (), {"connection": connection}))
    assert sums.astray() == 0


def test_books_without_an_entry_have_none(db):
    ledger.open_ledger()
    assert entries.head() == 0 and sums.astray() == 0
    assert sums.answers(date(2024, 1, 1), date(2024, 1, 15), flows.NOW)
