"""Outlines follow the accounts: after every booking, whatever it changed, and never more than was changed."""

import pytest

from commonground.core.land.entries import Account, Kind
from commonground.core.viewers import Viewer
from commonground.geodata import actions
from commonground.geodata.models import Crowd, Outline
from commonground.geodata.queries.stamps import stamp
from commonground.land.actions import ledger
from commonground.store.guards import check_index
from contexts.geodata.places_here import DAY, NOW, OFFICER, book, box, draft, programme, three_hazards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country(db):
    programme()


def outlines():
    return sorted(Outline.objects.values_list("code", "state", "placed"))


def everything():
    """All outlines and crowds, without their keys."""
    return [
        sorted(map(repr, model.objects.values_list(*(f.name for f in model._meta.fields if f.name != "id"))))
        for model in (Outline, Crowd)
    ]


def test_every_hazard_has_a_row_with_or_without_a_perimeter():
    three_hazards()
    actions.fresh()
    assert outlines() == [
        ("H1", "suspected", True),
        ("H2", "confirmed", True),
        ("H3", "unknown", False),
        ("H4", "unknown", False),
    ]
    assert Outline.objects.get(code="H4").quad is None
    unplaced = Outline.objects.get(code="H3")
    # In unit B, which reaches from 18 to 19 degrees east: 2003750.8 to 2115070.3 m.
    assert 2003750 < unplaced.x < 2115071
    assert check_index(Outline) == []


def test_a_booking_draws_anew_what_it_touched_and_nothing_else():
    three_hazards()
    first = actions.fresh()
    before = dict(Outline.objects.values_list("code", "pk"))
    book(draft(Kind.CLEAR, box(17.50, 44.00, 17.51, 44.015)))
    assert not stamp().is_fresh
    second = actions.fresh()
    assert second.edition != first.edition
    assert [o[:2] for o in outlines()][:2] == [("H1", "cleared"), ("H1", "suspected")]
    after = dict(Outline.objects.values_list("code", "pk"))
    assert {code for code in after if after[code] == before[code]} == {"H2", "H3", "H4"}
    assert actions.fresh() == second


def test_a_correction_that_names_another_hazard_reaches_the_one_it_corrects():
    three_hazards()
    cleared = draft(Kind.CLEAR, box(17.50, 44.00, 17.51, 44.015))
    book(cleared)
    actions.fresh()
    book(draft(Kind.CANCEL, box(18.50, 44.00, 18.51, 44.01), hazards=("H2",), corrects=cleared.hash))
    actions.fresh()
    assert [o[:2] for o in outlines()] == [
        ("H1", "suspected"),
        ("H2", "cancelled"),
        ("H3", "unknown"),
        ("H4", "unknown"),
    ]


def test_a_hazard_that_was_never_recorded_disappears():
    recorded = draft(Kind.RECORD, box(17.1, 44.1, 17.2, 44.2), hazards=("H9",))
    book(recorded)
    actions.fresh()
    ledger.void([recorded.hash], document="R-2", because="entered twice", by=OFFICER, at=NOW)
    actions.fresh()
    assert outlines() == []


def test_a_new_description_is_drawn_though_no_land_was_booked():
    three_hazards()
    first = actions.fresh()
    said = ledger.HazardCard("H1", contamination="cluster munitions", flag="military")
    booked = book(draft(Kind.OPENING, box(17.50, 44.00, 17.525, 44.015)), cards=[said])
    assert (booked.new, booked.already, booked.atoms) == (1, 1, 0)  # the description has an entry, and moves no land
    assert actions.fresh().version != first.version
    row = Outline.objects.get(code="H1")
    assert (row.contamination, row.flag) == ("cluster munitions", "military")


def test_step_by_step_and_from_scratch_are_the_same():
    three_hazards()
    actions.fresh()
    book(draft(Kind.REDUCE, box(17.50, 44.00, 17.51, 44.02)))
    actions.fresh()
    book(draft(Kind.EXTEND, box(17.99, 44.00, 18.02, 44.01)), draft(Kind.CONFIRM, box(17.515, 44.0, 17.52, 44.02)))
    actions.fresh()
    step_by_step = everything()
    actions.forget()
    actions.fresh()
    assert everything() == step_by_step


def test_a_rebuild_of_the_accounts_is_no_harm():
    three_hazards()
    actions.fresh()
    before = everything()
    ledger.rebuild(by=OFFICER)
    actions.forget()
    actions.fresh()
    assert everything() == before


def test_land_in_two_units_is_one_outline():
    book(draft(Kind.RECORD, box(17.99, 44.00, 18.01, 44.01), level=Account.CONFIRMED, on=DAY))
    actions.fresh()
    assert outlines() == [("H1", "confirmed", True)]


def test_everybody_s_edit_counts_however_small_their_rights():
    """The stamp is asked of the ledger and not of the asker."""
    three_hazards()
    before = actions.fresh()
    ledger.book(
        [draft(Kind.CANCEL, box(17.50, 44.00, 17.51, 44.015))],
        by=Viewer(None, "x", frozenset({"land.book"})),
        at=NOW,
    )
    assert actions.fresh().version != before.version


def test_a_booking_that_describes_nothing_anew_compares_no_descriptions(monkeypatch):
    """The first tile after an edit does not wait for a whole country to be compared; one that was described, does."""
    book(draft(Kind.OPENING, box(17.50, 44.00, 17.525, 44.015), hazards=("H1",)))
    actions.fresh()
    asked = []
    real = actions.land.described_otherwise
    monkeypatch.setattr(actions.land, "described_otherwise", lambda table: asked.append(table) or real(table))
    actions.fresh()
    book(draft(Kind.OPENING, box(17.70, 44.00, 17.71, 44.01), hazards=("H2",)))
    actions.fresh()
    assert not asked
    book(cards=[ledger.HazardCard("H1", contamination="erw")])
    actions.fresh()
    assert asked and Outline.objects.get(code="H1").contamination == "erw"
