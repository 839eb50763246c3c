"""Closing reads the accounts and refuses what they do not bear out; evidence after it reopens with an alert."""

from datetime import date

import pytest
from cells import Box
from test_ledger import NOW, draft

from commonground.core.land.entries import Account, Kind
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours
from commonground.core.viewers import Viewer
from commonground.land.actions import closing, ledger
from commonground.land.models import Closing, Doubt, Hazard
from factories import people

pytestmark = pytest.mark.django_db
OFFICER = Viewer(None, "officer", frozenset({"land.see", "land.book", "land.close"}))
LAND = Box(0, 0, 40, 40)


def close(code="H1", on=date(2021, 5, 1), document="C-1", by=OFFICER):
    return closing.close(code, on=on, document=document, by=by, at=NOW)


def booked(*drafts):
    ledger.book(list(drafts), by=OFFICER, at=NOW)


def test_close_a_hazard_whose_land_is_all_released():
    booked(draft(Kind.RECORD, LAND), draft(Kind.CLEAR, LAND, on=date(2021, 1, 1)))
    assert close() == "H1"
    assert Hazard.objects.get().closed_on == date(2021, 5, 1)
    assert Closing.objects.get().document == "C-1"


@pytest.mark.parametrize(
    ("drafts", "how", "refusal", "code"),
    [
        ([draft(Kind.RECORD, LAND)], {}, NotNow, "land.closing.open-land"),
        ([draft(Kind.RECORD, LAND), draft(Kind.CLEAR, Box(0, 0, 40, 39))], {}, NotNow, "land.closing.open-land"),
        ([draft(Kind.RECORD, None)], {}, NotNow, "land.closing.unknown-land"),
        ([draft(Kind.RECORD, None, stated_m2=500)], {}, NotNow, "land.closing.open-land"),
        ([draft(Kind.RECORD, LAND), draft(Kind.CLEAR, LAND)], {"document": " "}, NotUsable, "land.closing.no-document"),
        ([draft(Kind.RECORD, LAND), draft(Kind.CLEAR, LAND)], {"on": date(2027, 1, 1)}, NotUsable, "land.closing.future"),
        ([draft(Kind.RECORD, LAND), draft(Kind.CLEAR, LAND)], {"on": date(2019, 1, 1)}, NotNow, "land.closing.before-last-entry"),
        ([draft(Kind.RECORD, LAND), draft(Kind.CLEAR, LAND)], {"by": Viewer(None, "r", frozenset({"land.see"}))}, NotYours, "land.close.not-yours"),
        ([draft(Kind.RECORD, LAND)], {"by": Viewer()}, NotThere, "land.hazard.not-there"),
    ],
)  # fmt: skip
def test_close_refuses_what_the_accounts_do_not_bear_out(drafts, how, refusal, code):
    booked(*drafts)
    with pytest.raises(refusal) as said:
        close(**how)
    assert said.value.code == code
    assert not Closing.objects.exists()


def test_evidence_after_closing_reopens_the_hazard_and_raises_an_alert():
    booked(draft(Kind.RECORD, LAND), draft(Kind.CLEAR, LAND, on=date(2021, 1, 1)))
    close()
    booked(draft(Kind.REOPEN, Box(0, 0, 5, 5), on=date(2022, 1, 1), level=Account.CONFIRMED))
    hazard = Hazard.objects.get()
    assert (hazard.closed_on, hazard.standing) == (None, "confirmed")
    assert Doubt.objects.get(code="land.hazard.open-after-closing").m2 == hazard.open_m2 > 0
    assert Closing.objects.count() == 1  # the old closing is never edited


def test_the_page_closes_a_hazard_and_says_why_it_cannot(client, settings):
    from commonground.places import actions as places

    places.make_programme("BA", by=OFFICER)
    client.force_login(people.somebody("officer"))
    booked(draft(Kind.RECORD, LAND))
    assert b"are still open" in client.get("/hazards/H1/").content
    refused = client.post("/hazards/H1/close/", {"on": "2021-05-01", "document": "C-1"})
    assert refused.status_code == 409
    booked(draft(Kind.CLEAR, LAND, on=date(2021, 1, 1)))
    answer = client.post("/hazards/H1/close/", {"on": "2021-05-01", "document": "C-1"}, follow=True)
    assert answer.status_code == 200 and Hazard.objects.get().closed_on == date(2021, 5, 1)
    assert "1 May 2021" in answer.content.decode()


def test_a_rebuild_keeps_the_alert_of_a_hazard_that_opened_again(officer, now):
    Doubt.objects.create(hazard=None, origin="closing", code="land.hazard.open-after-closing", severity="error", m2=4)
    ledger.rebuild(by=officer)
    assert Doubt.objects.filter(code="land.hazard.open-after-closing").count() == 1


def test_a_part_of_the_country_does_not_close_hazards_of_another(now):
    """The same answer for the button and the action: north and south, or where nobody knows."""
    from commonground.core.refusals import NotYours as Refused
    from commonground.core.viewers import Grant
    from commonground.land import access
    from factories import country

    country.make(60)
    where = {}
    for hazard in Hazard.objects.all():
        found = ledger.rows(
            "SELECT DISTINCT u.code FROM land_holding h JOIN places_unit u ON u.id = h.unit_id WHERE h.hazard_id = %s",
            [hazard.pk],
        )
        where.setdefault(frozenset(code for (code,) in found), hazard)
    north = Viewer(
        1, "n", grants=(Grant("operations", frozenset({"land.see", "land.close"}), frozenset({"N", "N1", "N2"})),)
    )
    for units, hazard in where.items():
        decision = access.may_here(north, "land.close", hazard)
        assert bool(decision) == (bool(units) and units <= {"N1", "N2"}), (units, decision)
    assert any(units and units <= {"N1", "N2"} for units in where) and any(units & {"S1", "S2"} for units in where)
    south = next(h for units, h in where.items() if units & {"S1", "S2"})
    sees_all = Grant("reader", frozenset({"land.see"}))
    north = Viewer(1, "n", frozenset({"land.see"}), grants=(*north.grants, sees_all))
    with pytest.raises(Refused, match="identity.permission.other-units"):
        closing.close(south.code, on=now.date(), document="C-1", by=north, at=now)
