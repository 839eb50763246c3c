"""What is kept of the types of contamination, and brought up to date, is what a fold of everything comes to."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from cells import Box
from test_ledger import ACTIVITY, NOW, OFFICER, draft, two_units

from commonground.core.dates import Period, Times
from commonground.core.land.entries import Kind
from commonground.core.viewers import Viewer
from commonground.land.actions import describe, ledger, sums
from commonground.land.models import MonthSum
from commonground.land.queries import checks, types
from commonground.land.queries import entries as stored
from commonground.store.sets import run

pytestmark = pytest.mark.django_db
SAYER = Viewer(None, "officer", frozenset({"land.see", "land.book", "land.correct", "land.rebuild"}))
KINDS = ("mines", "erw", "submunitions")
HAZARDS = [f"H{i}" for i in range(1, 8)]
FIRST = date(2019, 1, 15)


def box(random: Random) -> Box:
    return Box(random.randrange(0, 90), random.randrange(0, 30), random.randrange(8, 30), random.randrange(8, 30))


def somewhere(random: Random, kind: Kind):
    day = FIRST + timedelta(days=random.randrange(0, 500))
    return draft(kind, box(random), on=day, hazards=(random.choice(HAZARDS),))


def step(random: Random) -> None:
    """Something that happens to books: land is recorded, released, an entry voided, a hazard said to be of another type."""
    what = random.choice(("record", "record", "release", "void", "describe"))
    if what == "describe":
        code = random.choice(HAZARDS)
        describe.set_contamination(code, random.choice(KINDS), by=SAYER, at=datetime(2026, 7, 1, tzinfo=UTC))
    elif what == "void":
        one = random.choice(
            [e for e in stored.every() if e.kind in (Kind.RECORD, *ACTIVITY) and e.kind is not Kind.VOID]
        )
        ledger.void([one.hash], document="R-2", because="of another area", by=OFFICER, at=NOW)
    else:
        kinds = [Kind.RECORD] if what == "record" else [Kind.CANCEL, Kind.REDUCE, Kind.CLEAR]
        ledger.book([somewhere(random, random.choice(kinds))], by=OFFICER, at=NOW)


def begun(random: Random) -> None:
    two_units()
    cards = [ledger.HazardCard(code, code, random.choice(KINDS)) for code in HAZARDS]
    records = [draft(Kind.RECORD, box(random), hazards=(code,)) for code in HAZARDS]
    ledger.book(records, hazards=cards, by=OFFICER, at=NOW)


@pytest.mark.parametrize("seed", range(10))
def test_what_was_kept_and_what_was_booked_since_make_what_a_fold_makes(db, seed):
    random = Random(seed)
    begun(random)
    types.forget()
    ledger.keep_sums()
    for _ in range(12):
        step(random)
        base = types.kept()
        whole = types.of_months(None)
        assert types.brought_up(base).sums == whole
        assert types.now().sums == whole, "from what is in memory"
        types.forget()
        assert types.now().sums == whole, "from what is in the database"
        assert types.astray() == 0
        if random.random() < 0.3:
            ledger.keep_sums()
            assert types.kept().sums == whole


def test_figures_by_type_are_the_same_however_they_are_come_by(db, monkeypatch):
    random = Random(99)
    begun(random)
    ledger.keep_sums()
    for _ in range(6):
        step(random)
    period = Period(date(2019, 3, 1), date(2019, 12, 31))
    short = types.by_contamination(period)
    monkeypatch.setattr(types.sums, "answers", lambda *a: False)
    assert {k: sorted(v, key=str) for k, v in short.items()} == {
        k: sorted(v, key=str) for k, v in types.by_contamination(period, Times(None, stored.head())).items()
    }


def test_what_is_kept_is_of_these_books_and_these_units(db):
    begun(Random(1))
    assert types.kept() is None, "a handful of entries keeps nothing"
    ledger.keep_sums()
    assert types.kept().number == stored.head()
    run("UPDATE land_typesums SET units = 'others'")
    assert types.kept() is None
    ledger.keep_sums()
    run("UPDATE land_typesums SET hash = 'of other books'")
    assert types.kept() is None
    types.forget()
    assert types.now().sums == types.of_months(None)


def test_a_planted_sum_is_found_and_a_rebuild_mends_it(db):
    begun(Random(2))
    ledger.keep_sums()
    held = MonthSum.objects.filter(axis=types.AXIS)
    assert held.exists()
    held.filter(pk=held.first().pk).update(m2=7)
    assert not checks.months().good
    ledger.rebuild(by=OFFICER)
    assert checks.months().good and types.kept() is not None


def test_many_entries_at_once_are_kept_for_the_next_who_asks(db, monkeypatch):
    monkeypatch.setattr(sums, "MANY", 5)
    begun(Random(3))
    assert types.kept().number == stored.head()
    assert len(types.kept().sums) > 1
