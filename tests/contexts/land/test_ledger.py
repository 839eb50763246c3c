"""Booking: what the tables hold is what a computation from scratch gives, however the entries arrived."""

from datetime import UTC, date, datetime, timedelta

import pytest
from cells import Box
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_accounts import SHAPED, boxes

from commonground.core.land import accounts
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import ADDING, Account, Kind
from commonground.core.viewers import Viewer
from commonground.land.actions import cards, first, ledger, recompute, written
from commonground.land.models import LedgerEntry
from commonground.land.queries import entries as stored
from commonground.land.queries import sums
from commonground.places import queries as places
from commonground.places.models import Unit
from commonground.store import aside, bulk, guards, sets
from commonground.store.sets import rows

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = date(2020, 1, 1)
OFFICER = Viewer(None, "officer", frozenset({"land.book", "land.correct", "land.rebuild"}))
ACTIVITY = {
    Kind.CANCEL: Activity.NTS,
    Kind.REDUCE: Activity.TS,
    Kind.CLEAR: Activity.CLEARANCE,
    Kind.VOID: Activity.CORRECTION,
}
SCALE = 0.73


def draft(kind, box, *, on=DAY, hazards=("H1",), **more):
    return Draft(
        kind=kind, on=on, hazards=hazards, document="R-1", shape=box and box.polygon(SCALE),
        activity=ACTIVITY.get(kind, Activity.NONE), **more,
    )  # fmt: skip


def two_units():
    from cells import two_units

    units = two_units(SCALE)
    for code, shape in zip("AB", units.shapes, strict=True):
        Unit.objects.create(level=1, code=code, name=code, shape=shape.wkb, own=shape.wkb)


def scratch(known=None):
    state = accounts.state(stored.every(), places.lowest_units(), known=known)
    return written.net_of(state.atoms)


def tables(known=None):
    """The net of all atoms that count as known at a ledger number."""
    from commonground.store.sets import rows

    out = {}
    for entry, hazard, unit, book, line, source, target, m2, unknown in rows(
        "SELECT entry, hazard_id, unit_id, book, line, source, target, sum(m2), sum(unknown) FROM land_atom WHERE known <= %s "
        "GROUP BY entry, hazard_id, unit_id, book, line, source, target",
        [known or 10**9],
    ):
        for measure in ("hazard", "programme") if book == "both" else (book,):
            key = (entry, hazard, unit, measure, line, source, target)
            held = out.get(key, (0, 0))
            out[key] = (held[0] + int(m2), held[1] + int(unknown))
    return {k: v for k, v in out.items() if v != (0, 0)}


def summaries():
    """What hazards say of themselves."""
    columns = "id, standing, open_m2, released_m2, unknown, unit_id, first_on, last_on, last_number"
    return [tuple(map(str, row)) for row in rows(f"SELECT {columns} FROM land_hazard ORDER BY id")]


def by_hand():
    """The same, once all of them have been rewritten hazard by hazard."""
    hazards = {row[0] for row in rows("SELECT id FROM land_hazard")}
    usual, written.MANY = written.MANY, 10**9
    try:
        written.summarise(hazards, [])
    finally:
        written.MANY = usual
    return summaries()


@st.composite
def batches(draw):
    """Drafts in batches, in no order of dates, some of them correcting earlier ones."""
    out = []
    count = draw(st.integers(2, 9))
    for i in range(count):
        kind = draw(st.sampled_from([Kind.RECORD, Kind.OPENING] if i < 2 else [*SHAPED, Kind.VOID, Kind.DESCRIBE]))
        named = draw(st.lists(st.sampled_from(["H1", "H2", "H3"]), min_size=1, max_size=2, unique=True))
        replaces = draw(st.integers(0, 3)) == 0
        out.append(
            (kind, draw(boxes()), tuple(named), DAY + timedelta(days=draw(st.integers(0, 5))), draw(st.sampled_from([Account.SUSPECTED, Account.CONFIRMED])),
             replaces, draw(st.integers(0, 8)), draw(st.booleans()))
        )  # fmt: skip
    return out


def drafts_of(plan):
    """The plan's drafts; a void or a replacement names an earlier one's content."""
    out = []
    for i, (kind, box, named, on, level, replaces, which, close) in enumerate(plan):
        earlier = [d for d, _ in out if d.kind is not Kind.VOID or kind is Kind.VOID]
        corrects = earlier[which % len(earlier)] if earlier and (kind is Kind.VOID or replaces) else None
        if kind is Kind.DESCRIBE:  # moves no land, whenever it comes
            corrects, box = None, None
        if kind is Kind.VOID and corrects is None:
            kind = Kind.RECORD
        d = draft(
            kind, None if kind is Kind.VOID else box, on=corrects.on if kind is Kind.VOID else on,
            hazards=corrects.hazards if kind is Kind.VOID else named, level=level, corrects=corrects.hash if corrects else "",
            ordinal=i,
        )  # fmt: skip
        out.append((d, close))
    return out


@pytest.mark.parametrize("short", [2_000, -1], ids=["short-road", "long-roads"])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=batches())
def test_booking_in_any_batches_gives_the_atoms_of_a_computation_from_scratch(plan, short, monkeypatch):
    from django.db import transaction

    monkeypatch.setattr(recompute, "SHORT", short)
    monkeypatch.setattr(first, "MANY", max(short, 0))
    if short < 0:  # and the one for many clusters at once
        monkeypatch.setattr(recompute, "STEPS", 0)
        monkeypatch.setattr(bulk, "TRIGGERS_ONCE", 1)
        monkeypatch.setattr(written, "MANY", 1)
        monkeypatch.setattr(cards, "MANY", 1)
        monkeypatch.setattr(sets, "FEW", 0)

    with transaction.atomic():
        two_units()
        batch, bounds = [], []
        for d, close in drafts_of(plan):
            batch.append(d)
            if close:
                bounds.append(ledger.book(batch, by=OFFICER, at=NOW).last)
                batch = []
        if batch:
            bounds.append(ledger.book(batch, by=OFFICER, at=NOW).last)
        assert tables() == scratch()
        for known in filter(None, bounds):
            assert tables(known) == scratch(known)
        assert guards.check_index(LedgerEntry) == []
        assert summaries() == by_hand()
        assert sums.astray() == 0
        before = tables()
        ledger.rebuild(by=OFFICER)
        assert tables() == before and sums.astray() == 0
        transaction.set_rollback(True)


def written_down():
    """All that the accounts have written besides entries, without keys; the store's own order aside."""
    tables_ = {
        "land_holding": "book, hazard_id, unit_id, account, entry, shape, m2",
        "land_atom": 'known, entry, "on", hazard_id, unit_id, book, line, source, target, m2, unknown',
        "land_overlap": "one_id, other",
        "land_doubt": "hazard_id, entry, origin, code, severity, m2",
        "land_naming": "entry_id, hazard_id, place",
    }
    return {t: sorted(str(row) for row in rows(f"SELECT {c} FROM {t}")) for t, c in tables_.items()} | {
        "land_hazard": summaries(), "kept": rows("SELECT id, gravity, operators FROM land_hazard ORDER BY id"),
    }  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(
        st.tuples(st.none() | boxes(), st.integers(0, 3), st.sampled_from(ADDING), st.booleans()),
        min_size=1,
        max_size=8,
    )
)
def test_first_records_are_written_as_they_would_be_one_road_or_the_other(records, monkeypatch):
    from django.db import transaction

    monkeypatch.setattr(bulk, "TRIGGERS_ONCE", 1)
    monkeypatch.setattr(aside, "MANY", 1)
    with transaction.atomic():
        two_units()
        known = [ledger.HazardCard("H1", "one", stated_unit="A"), ledger.HazardCard("never", "recorded")]
        drafts = [
            draft(kind, box, on=DAY + timedelta(days=day), hazards=(f"H{i}",), level=Account.CONFIRMED if sure else Account.SUSPECTED,
                  stated_m2=None if box or sure else 50, operator="Team" if day else "")
            for i, (box, day, kind, sure) in enumerate(records)
        ]  # fmt: skip
        monkeypatch.setattr(first, "MANY", 0)
        ledger.book(drafts, by=OFFICER, at=NOW, hazards=known)
        found = written_down()
        assert found["land_hazard"] == by_hand() and sums.astray() == 0
        assert tables() == scratch() or any(box is None for box, *_ in records)
        assert guards.check_index(LedgerEntry) == []
        ledger.rebuild(by=OFFICER)
        assert written_down() == found
        assert len(found["land_hazard"]) == len(records) + (2 if len(records) == 1 else 1)
        transaction.set_rollback(True)


def test_an_entry_of_two_hazards_carries_the_other_ones_cluster_into_the_refold():
    """Found by the property above: H1's record was once appended and once folded with the cluster of H2."""
    two_units()
    old = draft(Kind.RECORD, Box(0, 0, 1, 1), hazards=("H2",))
    ledger.book(
        [
            old,
            draft(Kind.RECORD, Box(0, 1, 1, 1), hazards=("H1",)),
            draft(Kind.OPENING, Box(0, 0, 1, 1), hazards=("H2",), corrects=old.hash),
            draft(Kind.CONFIRM, Box(0, 0, 1, 1), hazards=("H1", "H2")),
        ],
        by=OFFICER,
        at=NOW,
    )
    assert tables() == scratch()


def test_summaries_written_together_know_hazards_without_a_perimeter_too(db, monkeypatch):
    monkeypatch.setattr(written, "MANY", 1)
    stated = Draft(Kind.OPENING, DAY, ("FLAT",), "paper", stated_m2=500)
    unknown = Draft(Kind.OPENING, DAY, ("VOID",), "paper", level=Account.CONFIRMED)
    drawn = draft(Kind.RECORD, Box(0, 0, 10, 10), on=DAY, hazards=("DRAWN",))
    ledger.book([stated, unknown, drawn], by=OFFICER, at=NOW)
    assert summaries() == by_hand()
    said = dict(rows("SELECT code, standing FROM land_hazard"))
    assert said == {"FLAT": "suspected", "VOID": "confirmed", "DRAWN": "suspected"}
