"""Finds and what became of them: one ledger that is never edited, two times, corrections, permissions."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from commonground.core.dates import Period
from commonground.core.ordnance.accounts import Pot
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.ordnance.drafts import DisposalDraft, FindDraft, Where
from commonground.core.ordnance.kinds import Activity, Category, Condition, TreatyKind
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours, Refusal
from commonground.core.viewers import Grant, Viewer
from commonground.ordnance.actions import catalogue, ledger
from commonground.ordnance.models import Entry
from commonground.ordnance.queries import catalogue as catalogues
from commonground.ordnance.queries import finds, words
from commonground.ordnance.queries.statement import Scope, statement

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ALL = frozenset({"ordnance.see", "ordnance.record", "ordnance.correct", "ordnance.catalogue", "ordnance.export"})
OFFICER = Viewer(None, "officer", ALL)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ON = date(2026, 3, 1)


def record(count=10, said="PMA-2", on=ON, meant=Qualifier.EXACT, by=OFFICER, disposal=None, **more):
    return ledger.record_find(FindDraft(on, Amount(count, meant), said, **more), by=by, at=NOW, disposal=disposal)


def dispose(code, count=None, target=Pot.DESTROYED, on=ON, by=OFFICER, **more):
    amount = Amount(count) if count is not None else None
    return ledger.dispose(code, DisposalDraft(on, target, amount, **more), by=by, at=NOW)


def by_kind(**more):
    return {line.key: line.sums for line in statement(YEAR, **more).lines}


def test_a_find_is_written_down_and_its_account_closes():
    code = record()
    dispose(code, 4)
    dispose(code, 3, Pot.RETAINED)
    dispose(code, 1, Pot.HANDED_OVER)
    of = finds.sheet(OFFICER, code).account
    assert of.closes and (of.found.number, of.awaiting.number, of.retained.number) == (10, 2, 3)
    assert finds.listing(finds.ALL, None).rows[0].awaiting == 2
    found = statement(YEAR)
    assert found.total.closes and [line.key for line in found.lines] == ["ap-mine"]


def test_numbers_have_no_gaps_and_entries_are_never_edited_or_deleted():
    code = record()
    with pytest.raises(NotNow):
        dispose(code, 11)
    dispose(code, 1)
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    for verb in ('UPDATE ordnance_entry SET "count" = 1', "DELETE FROM ordnance_entry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)


def test_a_correction_takes_its_place_from_its_own_number_on():
    code = record(10)
    before = finds.head()
    ledger.correct_find(code, FindDraft(ON, Amount(12), "PROM-1"), because="counted again", by=OFFICER, at=NOW)
    assert by_kind()["ap-mine"].found == Amount(12)
    assert by_kind(known=before)["ap-mine"].found == Amount(10)
    assert finds.sheet(OFFICER, code).find.name == "PROM-1"
    assert finds.sheet(OFFICER, code, known=before).find.name == "PMA-2"


def test_a_find_of_which_something_was_disposed_is_taken_back_last():
    code = record()
    gone = dispose(code)
    first = Entry.objects.get(does="find").number
    with pytest.raises(NotNow, match="disposed-of"):
        ledger.void(first, because="never was", by=OFFICER, at=NOW)
    ledger.void(gone, because="not yet", by=OFFICER, at=NOW)
    ledger.void(first, because="never was", by=OFFICER, at=NOW)
    assert statement(YEAR).lines == [] and finds.listing(finds.ALL, None).total == 0
    assert finds.sheet(OFFICER, code).find is None and len(finds.sheet(OFFICER, code).history) == 4
    with pytest.raises(NotThere):
        ledger.void(first, because="again", by=OFFICER, at=NOW)


def test_more_than_2700_is_printed_as_an_inequality_and_sums_carry_it():
    code = record(2700, "mines", meant=Qualifier.MORE_THAN)
    record(536, "UXO", disposal=DisposalDraft(ON, Pot.DESTROYED))
    dispose(code)
    found = statement(YEAR)
    assert found.total.found == found.total.destroyed == Amount(3236, Qualifier.MORE_THAN)
    assert found.total.closing == Amount(0)
    assert {k: s.found for k, s in by_kind().items()} == {
        "unknown": Amount(2700, Qualifier.MORE_THAN),
        "other-uxo": Amount(536),
    }


def test_a_part_is_shown_within_and_never_added():
    whole = record(2700, "mines")
    part = record(1200, "PMA-2", within=whole)
    assert statement(YEAR).total.found == Amount(2700) and statement(YEAR).declared == Amount(1200)
    assert [p.code for p in finds.sheet(OFFICER, whole).parts] == [part]
    with pytest.raises(NotNow, match="of-a-part"):
        dispose(part, 1)
    with pytest.raises(NotUsable, match="more-than-whole"):
        record(1501, "PMA-3", within=whole)
    with pytest.raises(NotUsable, match="no-whole"):
        record(1, within=part)
    with pytest.raises(NotNow, match="has-parts"):
        ledger.void(1, because="never was", by=OFFICER, at=NOW)


def test_a_find_belongs_to_one_activity_and_is_written_once():
    record(3, activity=Activity.CLEARANCE, code="T-7")
    with pytest.raises(NotNow, match="code-taken"):
        record(3, activity=Activity.CALL_OUT, code="T-7")
    record(2, activity=Activity.CALL_OUT)
    sums = {line.key: line.sums.found.number for line in statement(YEAR, by="activity").lines}
    assert sums == {"clearance": 3, "call-out": 2} and statement(YEAR).total.found.number == 5
    assert statement(YEAR, scope=Scope(activities=("call-out",))).total.found.number == 2


def test_as_of_a_day():
    code = record(10)
    dispose(code, 10, on=date(2026, 5, 1))
    rows = finds.listing(finds.ALL, None, on=date(2026, 4, 1)).rows
    assert rows[0].awaiting == 10 and finds.listing(finds.ALL, None).rows[0].awaiting == 0
    waits = finds.Filter(state="awaiting")
    assert finds.listing(waits, None, on=date(2026, 4, 1)).total == 1 and finds.listing(waits, None).total == 0
    spring = statement(Period(date(2026, 4, 1), date(2026, 12, 31)))
    assert (spring.total.opening, spring.total.found, spring.total.destroyed) == (Amount(10), Amount(0), Amount(10))


def test_words_that_nobody_knows_are_kept_and_mended():
    record(7, "Sapito")
    known = finds.head()
    assert [(w.said, w.finds, w.things) for w in words.unknown(None)] == [("Sapito", 1, 7)]
    assert set(by_kind()) == {"unknown"}
    catalogue.spell_device("iap-mine", "sapito", by=OFFICER, at=NOW)
    assert words.unknown(None) == [] and set(by_kind()) == {"improvised-ap-mine"}
    assert set(by_kind(known=known)) == {"unknown"}
    assert finds.listing(finds.Filter(kind="improvised-ap-mine"), None).total == 1
    assert finds.listing(finds.Filter(kind="unknown"), None).total == 0
    assert finds.listing(finds.Filter(kind="unknown"), None, known=known).total == 1


def test_a_mapping_that_changes_later_leaves_what_was_published():
    record(5, "MRUD")
    known = finds.head()
    catalogue.count_device("mrud", TreatyKind.OTHER_UXO, because="used on command only", by=OFFICER, at=NOW)
    assert set(by_kind()) == {"other-uxo"} and set(by_kind(known=known)) == {"ap-mine"}
    with pytest.raises(NotNow, match="counted-so"):
        catalogue.count_device("mrud", TreatyKind.OTHER_UXO, because="again", by=OFFICER, at=NOW)


def test_add_rename_and_merge_a_model():
    code = catalogue.add_device("Kobra 3", category=Category.MINE, kind=TreatyKind.AV_MINE, by=OFFICER, at=NOW)
    record(2, "кобра-3")
    assert set(by_kind()) == {"av-mine"}
    catalogue.rename_device(code, "Cobra 3", by=OFFICER, at=NOW)
    assert catalogues.device_for(code).name == "Cobra 3" and catalogues.catalogue().means("", "Kobra 3") == code
    catalogue.merge_device(code, "tm-62m", because="the same", by=OFFICER, at=NOW)
    line = statement(YEAR, by="device").lines[0]
    assert (line.key, line.name) == ("tm-62m", "TM-62M") and finds.listing(
        finds.Filter(device="tm-62m"), None
    ).total == 1
    with pytest.raises(NotNow, match="merged-already"):
        catalogue.merge_device("tm-62m", code, because="back", by=OFFICER, at=NOW)
    with pytest.raises(NotNow, match="name-taken"):
        catalogue.spell_device("pma-1", "ПМА-2", by=OFFICER, at=NOW)


def test_left_behind_unfired_is_abandoned():
    record(4, "mortar", condition=Condition.ABANDONED)
    assert set(by_kind()) == {"abandoned"} and finds.listing(finds.Filter(kind="abandoned"), None).total == 1
    assert finds.listing(finds.Filter(kind="other-uxo"), None).total == 0


@pytest.mark.parametrize(("draft", "code"), [
    (FindDraft(date(2026, 6, 2), Amount(1), "PMA-2"), "ordnance.entry.future"), (FindDraft(date(1850, 1, 1), Amount(1), "PMA-2"), "ordnance.entry.too-early"),
    (FindDraft(ON, Amount(0), "PMA-2"), "ordnance.find.none"), (FindDraft(ON, Amount(1), " "), "ordnance.find.no-word"),
    (FindDraft(ON, Amount(1), "PMA-2", depth_cm=-1), "ordnance.find.depth"),
    (FindDraft(ON, Amount(1), "PMA-2", where=Where(lon=17.0, lat=44.0)), "ordnance.place.no-accuracy"),
    (FindDraft(ON, Amount(1), "PMA-2", where=Where(lon=17.0, lat=94.0, accuracy_m=5)), "ordnance.place.not-understood"),
    (FindDraft(ON, Amount(1), "PMA-2", device="nothing"), "ordnance.device.not-there"),
])  # fmt: skip
def test_what_cannot_be_written_down(draft, code):
    with pytest.raises(Refusal) as told:
        ledger.record_find(draft, by=OFFICER, at=NOW)
    assert told.value.code == code and not Entry.objects.exists()


def test_nobody_writes_without_the_permission_or_outside_their_units():
    reader = Viewer(None, "reader", frozenset({"ordnance.see"}))
    north = Viewer(None, "north", grants=(Grant("officer", ALL, frozenset({"N1"})),))
    code = record(where=Where("S1"))
    for act in (
        lambda: record(by=reader),
        lambda: dispose(code, by=reader),
        lambda: record(by=north, where=Where("S1")),
        lambda: record(by=north),
    ):
        with pytest.raises(NotYours):
            act()
    for act in (lambda: dispose(code, by=north), lambda: finds.sheet(north, code), lambda: finds.sheet(Viewer(), code)):
        with pytest.raises(NotThere):
            act()
    assert record(by=north, where=Where("N1"))
    assert finds.listing(finds.ALL, ("N1",)).total == 1
    assert statement(YEAR, scope=Scope(within=("N1",))).total.found == Amount(10)
    with pytest.raises(NotYours):
        catalogue.spell_device("pma-2", "mala", by=north, at=NOW)
