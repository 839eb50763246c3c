"""What a hazard keeps for the list is what its findings and entries say, whatever was booked, corrected or undone."""

import importlib
from datetime import date
from types import SimpleNamespace

import pytest
from cells import Box
from django.apps import apps
from django.db import connection
from test_ledger import NOW, draft

from commonground.core.dates import Times
from commonground.core.findings import Finding, Severity
from commonground.core.land.entries import Kind
from commonground.core.viewers import Viewer
from commonground.land.actions import closing, ledger, notes
from commonground.land.models import Hazard, LedgerEntry
from commonground.land.queries import digests, filters, hazards
from factories import country

pytestmark = pytest.mark.django_db
OFFICER = Viewer(None, "officer", frozenset({"land.see", "land.book", "land.correct", "land.rebuild"}))
LAND = Box(0, 0, 40, 40)


def kept(code: str) -> tuple[int, tuple[str, ...]]:
    assert digests.differing() == 0
    gravity, operators = Hazard.objects.values_list("gravity", "operators").get(code=code)
    return gravity, digests.unmarked(operators)


def book(*drafts):
    return ledger.book(drafts, by=OFFICER, at=NOW)


def clear(box, on, operator, **more):
    return draft(Kind.CLEAR, box, on=on, operator=operator, **more)


def test_it_follows_what_is_booked_and_what_is_corrected(db):
    book(draft(Kind.RECORD, LAND))
    assert kept("H1") == (0, ())
    late, early = (
        clear(Box(0, y, 40, 10), date(2021, m, 1), name) for y, m, name in ((0, 6, "Zeta"), (20, 3, "Alpha"))
    )
    book(late)
    book(early)  # by another, of an earlier day
    assert kept("H1") == (0, ("Alpha", "Zeta"))
    first = LedgerEntry.objects.get(operator="Zeta")
    ledger.void([first.hash], document="D9", because="not theirs", by=OFFICER, at=NOW)
    assert kept("H1") == (0, ("Alpha",))
    ledger.rebuild(by=OFFICER)
    assert kept("H1") == (0, ("Alpha",))


def test_it_follows_findings_wherever_they_come_from(db):
    book(draft(Kind.RECORD, LAND), draft(Kind.RECORD, Box(200, 200, 10, 10), hazards=("H2",)))
    twice = [clear(Box(0, 0, 40, 10), date(2021, m, 1), "Alpha") for m in (1, 2)]
    book(*twice)  # cleared already: from the fold
    assert kept("H1")[0] > 0
    away = clear(Box(80, 80, 10, 10), date(2021, 3, 1), "Alpha")
    book(away)  # outside every hazard: from the strips
    assert kept("H1")[0] >= 1000
    book(draft(Kind.VOID, None, on=date(2021, 3, 1), corrects="f" * 64, hazards=("H2",)))  # of nothing
    assert kept("H2")[0] > 0
    before = kept("H1")[0]
    notes.keep([("H1", away.hash, [Finding("geometry.ring.not-closed", Severity.ERROR, "H1")], None)])
    assert kept("H1")[0] == before + 1_000_000
    notes.keep([("H1", away.hash, [], None)])
    assert kept("H1")[0] == before
    hashes = [e.hash for e in LedgerEntry.objects.exclude(operator="")]
    ledger.void(hashes, document="D9", because="all of it", by=OFFICER, at=NOW)
    assert kept("H1") == (0, ())


def test_it_follows_land_that_is_open_again(db):
    book(draft(Kind.RECORD, LAND), clear(LAND, date(2021, 1, 1), "Alpha"))
    Hazard.objects.update(closed_on=date(2021, 2, 1))
    book(draft(Kind.REOPEN, Box(0, 0, 5, 5), on=date(2022, 1, 1)))
    assert Hazard.objects.get(code="H1").closed_on is None
    assert kept("H1")[0] >= 1_000_000
    closing.reopen_closed([])
    assert kept("H1")[0] >= 1_000_000


@pytest.mark.parametrize("sort", ["findings", "-findings", "operators", "-operators"])
def test_the_kept_and_the_reckoned_give_the_same_list(sort, db):
    """By findings they are the same line by line; by operators, where the first of each one's is the same."""
    made = country.make(60)
    assert digests.differing() == 0
    now, then = (list(hazards.every(filters.ALL, times, sort)) for times in (Times(), Times(known=made.head)))
    assert len(now) == len(then) == 60
    if sort.endswith("findings"):
        assert [h.code for h in now] == [h.code for h in then]
    else:
        assert [h.operators[:1] for h in now] == [h.operators[:1] for h in then]
    shown = {h.code: h.operators for h in hazards.every(filters.ALL, Times())}
    assert shown == {h.code: h.operators for h in then}
    assert len(set(shown.values())) > 2, "or nothing was tested"


@pytest.mark.parametrize("operator", ["Blue Spade", "blue spade", "Blue", "Nobody"])
def test_a_filter_by_operator_is_the_same_either_way(operator, db):
    made = country.make(60)
    chosen = filters.Filter(operator=operator)
    now = {code for _, code in hazards.matching(chosen, Times())}
    assert now == {code for _, code in hazards.matching(chosen, Times(known=made.head))}
    assert bool(now) is (operator == "Blue Spade")


def test_gravity_and_operators(db):
    """The migration of that name: what there was before is kept as it would have been."""
    country.make(30)
    before = list(Hazard.objects.order_by("pk").values_list("gravity", "operators"))
    assert any(g for g, _ in before) and any(o for _, o in before)
    Hazard.objects.update(gravity=0, operators="")
    assert digests.differing() > 0
    migration = importlib.import_module("commonground.land.migrations.0006_gravity_and_operators")
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert list(Hazard.objects.order_by("pk").values_list("gravity", "operators")) == before
