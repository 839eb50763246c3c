"""Tables filled for the first time: what is taken off meanwhile stands again, and forbids what it forbade."""

import pytest
from django.db import IntegrityError, connection, transaction

from commonground.land.models import Hazard, Naming
from commonground.store import aside
from commonground.store.bulk import insert, take_keys
from commonground.store.sets import rows

pytestmark = [pytest.mark.django_db]
HAZARD = (
    "id", "code", "name", "folded", "contamination", "flag", "stated_unit", "standing", "open_m2", "released_m2", "unknown",
    "last_number",
)  # fmt: skip


def standing():
    """What references and indexes there are, by name and content."""
    if connection.vendor == "sqlite":
        return set(rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'land_hazard'"))
    return {
        row
        for table in ("land_hazard", "land_naming")
        for sql in (aside.INDEXES, aside.REFERENCES)
        for row in rows(sql, [table])
    }


def hazards(count):
    keys = take_keys(Hazard, count)
    insert(Hazard, HAZARD, [(key, f"H{key}", "", "", "", "", "", "unrecorded", 0, 0, False, 0) for key in keys])
    return keys


def test_references_and_indexes_stand_again(monkeypatch):
    monkeypatch.setattr(aside, "MANY", 1)
    before = standing()
    assert len(before) > 5
    with aside.laid_aside([Hazard, Naming], 10):
        assert connection.vendor == "sqlite" or not standing()
        hazards(10)
    assert standing() == before
    assert Hazard.objects.count() == 10


@pytest.mark.skipif("connection.vendor == 'sqlite'")
def test_a_reference_to_nothing_is_refused_when_the_references_are_made_again(monkeypatch):
    monkeypatch.setattr(aside, "MANY", 1)
    with pytest.raises(IntegrityError), transaction.atomic(), aside.laid_aside([Hazard, Naming], 10):
        insert(Naming, ("entry", "hazard", "place"), [(1, 1, 0)])
    assert len(standing()) > 5


def test_a_table_that_holds_more_keeps_all(monkeypatch):
    monkeypatch.setattr(aside, "MANY", 1)
    hazards(10)
    before = standing()
    with aside.laid_aside([Hazard], 5):
        assert standing() == before


def test_keys_taken_are_nobody_elses():
    some = hazards(3)
    later = Hazard.objects.create(code="later")
    assert later.pk not in some
    assert take_keys(Hazard, 2)[0] > later.pk
