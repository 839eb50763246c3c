"""What is said of a hazard besides its land has a ledger number: figures as known before it stay what they were."""

from datetime import UTC, date, datetime

import pytest
from cells import Box
from test_ledger import NOW, draft

from commonground.core.dates import Times, year
from commonground.core.land.entries import Kind
from commonground.core.refusals import NotThere, NotUsable
from commonground.core.viewers import Viewer
from commonground.land.actions import describe, ledger
from commonground.land.models import FormerCard, Hazard, LedgerEntry
from commonground.land.queries import checks, counted, entries, flows, hazards, known, types
from commonground.land.queries.filters import Filter
from commonground.land.queries.sheet import sheet
from factories import country, people

pytestmark = pytest.mark.django_db
OFFICER = Viewer(None, "officer", frozenset({"land.see", "land.book", "land.correct", "land.rebuild"}))
LATER = datetime(2026, 6, 2, 9, tzinfo=UTC)
PERIOD = year(2020)


@pytest.fixture
def before(db):
    """Two hazards that overlap, of two types; the ledger number at which that was so."""
    cards = [ledger.HazardCard("H1", "Polje", "mines"), ledger.HazardCard("H2", "Njiva", "erw", "military")]
    records = [draft(Kind.RECORD, Box(0, 0, 40, 40)), draft(Kind.RECORD, Box(20, 0, 40, 40), hazards=("H2",))]
    return ledger.book(records, hazards=cards, by=OFFICER, at=NOW).last


def kinds(number=None):
    found = types.by_contamination(PERIOD, Times(None, number))
    return {kind: sum(f.m2 for f in some if f.target == "suspected") for kind, some in found.items() if some}


def test_figures_of_a_type_as_known_before_stay_what_they_were(before):
    said, counts = kinds(before), counted.standings(PERIOD.end, Times(None, before), contamination="erw")[0]
    describe.set_contamination("H2", "mines", by=OFFICER, at=LATER)
    assert kinds(before) == said and set(said) == {"erw", "mines"}
    assert counted.standings(PERIOD.end, Times(None, before), contamination="erw")[0] == counts
    assert set(kinds()) == {"mines"} == set(kinds(entries.head()))
    scope = flows.Scope(contamination="erw")
    assert flows.flows(PERIOD, Times(None, before), scope) and not flows.flows(PERIOD, flows.NOW, scope)


def test_a_flag_and_the_list_and_the_page_follow(before):
    describe.set_flag("H2", "", by=OFFICER, at=LATER)
    scope, then = flows.Scope(flag="military"), Times(None, before)
    assert flows.flows(PERIOD, then, scope) and not flows.flows(PERIOD, flows.NOW, scope)
    listed = {h.code: h.flag for h in hazards.every(Filter(), then)}
    assert listed == {"H1": "", "H2": "military"}
    pk = Hazard.objects.get(code="H2").pk
    assert (sheet(pk, then).flag, sheet(pk, Times()).flag) == ("military", "")


def test_every_change_has_an_entry_that_moves_no_land(before):
    for kind in ("mines", "erw", "mines"):  # back and forth on one day are three changes
        describe.set_contamination("H2", kind, by=OFFICER, at=LATER)
    told = LedgerEntry.objects.filter(kind="describe").order_by("number")
    assert [e.because for e in told] == [
        "contamination: erw → mines",
        "contamination: mines → erw",
        "contamination: erw → mines",
    ]
    assert list(FormerCard.objects.order_by("until").values_list("until", flat=True)) == [
        before,
        before + 1,
        before + 2,
    ]
    assert kinds(before + 1) == kinds() and set(kinds(before + 2)) == {"erw", "mines"}
    assert all(c.good for c in checks.everything(deep=True).checks)
    with pytest.raises(NotThere):
        known.as_draft(told[0].number)  # there is no land to correct


def test_the_same_again_is_no_change(before):
    describe.set_contamination("H2", "erw", by=OFFICER, at=LATER)
    assert entries.head() == before and not FormerCard.objects.exists()


def test_an_import_that_says_otherwise_books_it_too(before):
    booked = ledger.book([], hazards=[ledger.HazardCard("H1", "Novo Polje", "ied")], by=OFFICER, at=LATER)
    assert (booked.first, booked.last) == (before + 1, before + 1)
    pk = Hazard.objects.get(code="H1").pk
    assert sheet(pk, Times(None, before)).name == "Polje" and sheet(pk, Times()).name == "Novo Polje"
    assert set(kinds(before)) == {"erw", "mines"} and set(kinds()) == {"erw", "ied"}


def test_another_name_alone_takes_no_number(before):
    booked = ledger.book([], hazards=[ledger.HazardCard("H1", "Novo Polje", "mines")], by=OFFICER, at=LATER)
    assert booked.first is None and entries.head() == before
    assert sheet(Hazard.objects.get(code="H1").pk, Times(None, before)).name == "Polje"


def test_an_entry_that_describes_takes_no_land_along(before):
    with pytest.raises(NotUsable, match="land.entry.describes-land"):
        ledger.book([draft(Kind.DESCRIBE, Box(0, 0, 5, 5), on=date(2021, 1, 1))], by=OFFICER, at=LATER)


def test_the_page_of_the_hazard_shows_it(db, client):
    made = country.make(6)
    hazard = Hazard.objects.order_by("pk").first()
    kind = "ied" if hazard.contamination != "ied" else "erw"
    describe.set_contamination(hazard.code, kind, by=country.OFFICER, at=LATER)
    client.force_login(people.somebody("officer"))
    at = f"/hazards/{hazard.code}/"
    assert "Described otherwise" in client.get(at).content.decode()
    assert client.get(at, {"known": made.head}).status_code == 200
