"""Dividing and uniting hazards: their accounts change hands, and no figure of the country moves, on either store."""

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import cells
import pytest
from cells import Box
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_accounts import SHAPED, boxes
from test_ledger import ACTIVITY, DAY, OFFICER, scratch, tables

from commonground.core.dates import Times
from commonground.core.land import carried
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.land.work import Work
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours, Refusal
from commonground.core.viewers import Viewer
from commonground.land.actions import ledger, succession
from commonground.land.models import Hazard, Succession
from commonground.land.queries import checks, shapes
from commonground.land.queries import entries as stored
from commonground.land.queries import sheet as sheets
from commonground.land.queries import succession as told
from commonground.places.models import Unit
from commonground.store.sets import rows

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SCALE = 19.37
BOSS = Viewer(None, "officer", OFFICER.permissions | {"land.see", "land.work", "land.close"})
WHY = {"document": "ORDER-7", "because": "Two crews work here.", "by": BOSS, "at": NOW}
DOWN = [(60.0, -50.0), (71.0, 300.0)]  # in the plane's metres, from south to north


def two_units():
    for code, shape in zip("AB", cells.two_units(SCALE).shapes, strict=True):
        Unit.objects.create(level=1, code=code, name=code, shape=shape.wkb, own=shape.wkb)


def draft(kind, box, *, on=DAY, hazards=("H1",), document="R-1", **more):
    return Draft(
        kind=kind, on=on, hazards=hazards, document=document, shape=box and box.polygon(SCALE),
        activity=ACTIVITY.get(kind, Activity.NONE), **more,
    )  # fmt: skip


def book(*drafts):
    return ledger.book(drafts, by=BOSS, at=NOW)


def of_the_country(known=None):
    """What the country's books say: by day, unit, line and accounts, as known at a number."""
    found: Counter = Counter()
    for on, unit, book, line, source, target, m2, unknown in rows(
        "SELECT \"on\", unit_id, book, line, source, target, sum(m2), sum(unknown) FROM land_atom WHERE book <> 'hazard' "
        'AND known <= %s GROUP BY "on", unit_id, book, line, source, target',
        [known or 10**9],
    ):
        where = (str(on), unit, "programme" if book == "both" else book, line, source, target)
        found[where, "m2"] += int(m2)
        found[where, "unknown"] += int(unknown)
    return {k: v for k, v in found.items() if v}


def open_m2():
    return {h.code: h.open_m2 for h in Hazard.objects.all() if h.open_m2}


def holds():
    """The tables are what a computation from scratch gives, and every check agrees."""
    assert tables() == scratch()
    assert checks.everything(deep=True).good


def a_field():
    """Two hazards that overlap, one partly cleared, a strip of it outside everything."""
    return book(
        draft(Kind.RECORD, Box(0, 0, 7, 5)),
        draft(Kind.RECORD, Box(5, 2, 3, 5), hazards=("H2",), level=Account.CONFIRMED),
        draft(Kind.CLEAR, Box(1, 3, 4, 4), on=DAY + timedelta(days=30), document="R-2"),
        draft(Kind.CLEAR, Box(4, 1, 3, 3), on=DAY + timedelta(days=40), hazards=("H1", "H2")),
    )


def test_a_hazard_is_divided_and_the_country_stays():
    two_units()
    a_field()
    before, open_before = of_the_country(), open_m2()
    done = succession.divide("H1", ("H1a", "H1b"), DOWN, **WHY)
    assert of_the_country() == before
    holds()
    after = open_m2()
    assert set(after) == {"H1a", "H1b", "H2"} and after["H2"] == open_before["H2"]
    assert abs(after["H1a"] + after["H1b"] - open_before["H1"]) <= 2
    # As known before, nothing has happened.
    assert of_the_country(done.first - 1) == before
    west = sheets.sheet(Hazard.objects.get(code="H1a").pk, Times())
    assert west.first_on == DAY and west.standing == "suspected"
    assert {e.document for e in west.entries if e.stands and e.kind != "void"} == {"R-1", "R-2"}
    assert Hazard.objects.get(code="H1").standing == "unrecorded"


def test_dividing_and_uniting_are_undone_and_done_again():
    two_units()
    a_field()
    country, open_before, books = of_the_country(), open_m2(), tables()
    done = succession.divide("H1", ("H1a", "H1b"), DOWN, **WHY)
    joined = succession.unite(["H1b", "H2"], "M", name="Meadow", **WHY)
    assert of_the_country() == country
    holds()
    assert set(open_m2()) == {"H1a", "M"}
    with pytest.raises(NotNow, match="built-upon"):
        succession.undo(done.first, **WHY)
    succession.undo(joined.first, **WHY)
    succession.undo(done.first, **WHY)
    assert (of_the_country(), open_m2(), tables()) == (country, open_before, books)
    holds()
    with pytest.raises(NotNow, match="undone-already"):
        succession.undo(done.first, **WHY)
    again = succession.divide("H1", ("H1a", "H1b"), DOWN, **WHY)
    assert of_the_country() == country and again.first > done.last
    holds()


def test_work_goes_on_on_what_was_divided():
    two_units()
    a_field()
    succession.divide("H1", ("H1a", "H1b"), DOWN, **WHY)
    # The last of all, and one that comes late; both roads of the accounts.
    book(draft(Kind.CLEAR, Box(0, 0, 3, 6), on=DAY + timedelta(days=90), hazards=("H1a",)))
    holds()
    book(draft(Kind.CLEAR, Box(0, 0, 8, 2), on=DAY + timedelta(days=35), hazards=("H1b",)))
    holds()
    book(draft(Kind.RECORD, Box(0, 0, 2, 2), on=DAY + timedelta(days=3), hazards=("H3",)))
    holds()
    assert open_m2()["H1a"] < 60 * 97


def test_an_entry_that_was_carried_over_is_corrected_like_any_other():
    two_units()
    a_field()
    done = succession.divide("H1", ("H1a", "H1b"), DOWN, **WHY)
    clear = next(e for e in stored.of_act(done.first) if e.kind is Kind.CLEAR)
    ledger.void([clear.hash], document="X", because="wrong", by=BOSS, at=NOW)
    holds()
    assert not Hazard.objects.get(code="H1").open_m2  # what it stood for does not count again
    with pytest.raises(NotNow, match="built-upon"):
        succession.undo(done.first, **WHY)


@contextmanager
def rolled_back():
    """Each example begins with an empty ledger."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_act_moves_a_figure_of_the_country_whatever_was_booked(data):
    with rolled_back():
        two_units()
        drafts = [draft(Kind.RECORD, data.draw(boxes()), hazards=(h,)) for h in ("H1", "H2")]
        for i in range(data.draw(st.integers(1, 5))):
            kind = data.draw(st.sampled_from([k for k in SHAPED if k is not Kind.OPENING]))
            named = tuple(data.draw(st.lists(st.sampled_from(["H1", "H2"]), min_size=1, max_size=2, unique=True)))
            activity = {Kind.CONFIRM: Activity.NTS, Kind.RECLASSIFY: Activity.NTS, Kind.REOPEN: Activity.NTS}
            day = DAY + timedelta(days=data.draw(st.integers(1, 9)))
            drafts.append(
                draft(kind, data.draw(boxes()), on=day, hazards=named, ordinal=i).changed(
                    activity=ACTIVITY.get(kind, activity.get(kind, Activity.NONE))
                )
            )
        book(*drafts)
        before = of_the_country()
        try:
            succession.divide("H1", ("A", "B"), DOWN, **WHY)
        except Refusal:
            assume(False)
        assert of_the_country() == before
        holds()
        if Hazard.objects.get(code="H2").standing != "unrecorded":
            succession.unite(["B", "H2"], "C", **WHY)
            assert of_the_country() == before
            holds()


def test_a_defect_that_moves_a_figure_is_caught_before_anything_is_booked(monkeypatch):
    two_units()
    a_field()
    monkeypatch.setattr(carried, "holding", lambda seen: [])
    head = stored.head()
    with pytest.raises(NotNow, match="moves-figures"):
        succession.divide("H1", ("H1a", "H1b"), [(60.31, -50.0), (71.77, 300.0)], **WHY)
    assert stored.head() == head and not Succession.objects.exists()


def test_what_has_no_perimeter_is_united_and_goes_with_the_first_part():
    two_units()
    book(
        draft(Kind.RECORD, None, hazards=("S1",), stated_m2=700),
        draft(Kind.RECORD, Box(0, 0, 7, 5)),
        draft(Kind.RECORD, None, stated_m2=300),
    )
    before = of_the_country()
    succession.divide("H1", ("A", "B"), DOWN, **WHY)
    succession.unite(["B", "S1"], "C", **WHY)
    assert of_the_country() == before
    with pytest.raises(NotNow, match="moves-figures"):  # new land would become an extension
        succession.unite(["A", "C"], "D", **WHY)
    holds()
    with pytest.raises(NotNow, match="no-perimeter"):
        book(draft(Kind.RECORD, None, hazards=("S2",), stated_m2=9))
        succession.divide("S2", ("E", "F"), DOWN, **WHY)


def test_what_may_not_be_divided_is_refused_with_its_reason():
    two_units()
    a_field()
    reader = Viewer(None, "reader", frozenset({"land.see", "land.book"}))
    for wanted, code, act in [
        (NotYours, "land.correct", lambda: succession.divide("H1", ("A", "B"), DOWN, **WHY | {"by": reader})),
        (NotThere, "land.hazard.not-there", lambda: succession.divide("H9", ("A", "B"), DOWN, **WHY)),
        (NotUsable, "code-taken", lambda: succession.divide("H1", ("A", "H2"), DOWN, **WHY)),
        (NotUsable, "code-taken", lambda: succession.divide("H1", ("A", "A"), DOWN, **WHY)),
        (NotUsable, "code-taken", lambda: succession.divide("H1", ("A", "H1"), DOWN, **WHY)),
        (NotUsable, "misses", lambda: succession.divide("H1", ("A", "B"), [(-40.0, 0.0), (-40.0, 9.0)], **WHY)),
        (NotUsable, "land.merge.one", lambda: succession.unite(["H1", "H1"], "M", **WHY)),
        (NotThere, "land.succession.not-there", lambda: succession.undo(1, **WHY)),
    ]:
        with pytest.raises(wanted, match=code):
            act()
    Hazard.objects.filter(code="H1").update(closed_on=date(2025, 1, 1))
    with pytest.raises(NotNow, match="closed"):
        succession.divide("H1", ("A", "B"), DOWN, **WHY)


def test_the_new_hazards_are_found_by_the_former_code_and_stand_where_its_work_stood():
    two_units()
    a_field()
    Hazard.objects.filter(code="H1").update(
        work=Work.WORKED_ON.value, worked_on=date(2025, 3, 1), name="Brdo", folded="h1 brdo | old name"
    )
    succession.divide("H1", ("NEW-1", "NEW-2"), DOWN, **WHY)
    for code in ("NEW-1", "NEW-2"):
        heir = Hazard.objects.get(code=code)
        assert "h1 brdo" in heir.folded and "old name" in heir.folded
        assert (heir.work, heir.worked_on, heir.name) == ("worked-on", date(2025, 3, 1), "Brdo")
        assert told.kin_codes(code) == {"H1", code}
    assert told.kin_codes("H1") == {"H1", "NEW-1", "NEW-2"}
    (act,) = told.acts(Hazard.objects.get(code="H1").pk)
    assert (act.kind, act.formers, act.heirs, act.undone) == ("split", ("H1",), ("NEW-1", "NEW-2"), False)
    succession.undo(act.first, **WHY)
    (act,) = told.acts(Hazard.objects.get(code="H1").pk)
    assert act.undone and told.kin_codes("H1") == {"H1"}


def test_the_books_written_anew_are_the_same():
    two_units()
    a_field()
    succession.divide("H1", ("H1a", "H1b"), DOWN, **WHY)
    book(draft(Kind.CLEAR, Box(0, 0, 3, 6), on=DAY + timedelta(days=90), hazards=("H1a",)))
    before = tables()
    ledger.rebuild(by=OFFICER)
    assert tables() == before
    holds()
    assert shapes.held([Hazard.objects.get(code="H1").pk]) == []
