"""A find in land that had been released raises an alarm, and proposes to reopen it."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely

from commonground.core.land.activities import Activity as Work
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.ordnance.amounts import Amount
from commonground.core.ordnance.drafts import FindDraft, Where
from commonground.core.ordnance.kinds import Activity
from commonground.core.viewers import Viewer
from commonground.fieldwork.models import Report
from commonground.fieldwork.queries import buried
from commonground.identity import access
from commonground.land.actions import ledger
from commonground.ordnance.actions import ledger as ordnance
from commonground.places import actions as places
from commonground.places import queries
from factories import country, people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EVERYBODY = Viewer(None, "officer", access.EVERYTHING)
LAND = shapely.set_precision(shapely.box(1_000, 1_000, 1_400, 1_400), 0.01)


@pytest.fixture
def made():
    places.make_programme("SRS", name="Sarsan", bounds=country.BOUNDS, by=EVERYBODY, invented=True)
    country.bring_units()
    record = Draft(
        kind=Kind.RECORD,
        on=date(2020, 1, 1),
        hazards=("H1",),
        document="NTS",
        shape=LAND,
        level=Account.SUSPECTED,
        activity=Work.NTS,
    )
    clear = Draft(
        kind=Kind.CLEAR, on=date(2022, 1, 1), hazards=("H1",), document="CR", shape=LAND, activity=Work.CLEARANCE
    )
    ledger.book([record, clear], by=EVERYBODY, at=NOW)


def found(x=1_200, y=1_200, on=date(2024, 5, 1), accuracy=10, activity=Activity.CALL_OUT):
    lon, lat = queries.programme().plane.inverse(np.array([[x, y]], float))[0].tolist()
    draft = FindDraft(on, Amount(2), "PMA-2", activity=activity, where=Where("N2", "", lon, lat, accuracy))
    return ordnance.record_find(draft, by=EVERYBODY, at=NOW)


def alarms():
    return [(b.find, b.hazard, b.released, b.certain) for b in buried.in_released_land(EVERYBODY)]


def test_a_find_in_released_land_raises_an_alarm(made):
    code = found()
    assert alarms() == [(code, "H1", "cleared", True)]


def test_what_raises_none(made):
    found(on=date(2021, 5, 1))  # before the land was released
    found(x=3_000)  # elsewhere
    found(activity=Activity.STOCKPILE)
    assert alarms() == []
    assert buried.in_released_land(Viewer(None, "x", frozenset({"land.see"}))) == []


def test_a_place_that_is_not_known_exactly_may_lie_in_it(made):
    code = found(x=1_450, accuracy=100)
    assert alarms() == [(code, "H1", "cleared", False)]


def test_an_old_find_raises_it_however_many_came_after(made):
    code = found()
    for i in range(12):
        found(x=5_000 + 100 * i)
    assert alarms() == [(code, "H1", "cleared", True)]


def test_the_short_list_leaves_out_no_alarm(made, monkeypatch):
    """All that is asked at once beside asking about each: the same alarms."""
    for x in range(900, 1_600, 50):
        for on in (date(2021, 1, 1), date(2022, 1, 1), date(2025, 1, 1)):
            found(x=x, on=on, accuracy=60)
    quick = alarms()
    monkeypatch.setattr(buried, "_may_lie_there", lambda spots, plane: [s[0] for s in spots])
    assert quick == alarms() and 0 < len(quick) < 45


def test_reopening_ends_the_alarm(made):
    found()
    reopen = Draft(
        kind=Kind.REOPEN,
        on=date(2024, 5, 2),
        hazards=("H1",),
        document="R",
        shape=LAND,
        level=Account.CONFIRMED,
        because="found",
        activity=Work.NTS,
    )
    ledger.book([reopen], by=EVERYBODY, at=NOW)
    assert alarms() == []


def test_the_pages_say_it_and_the_report_begins_with_what_is_known(made, client):
    code = found()
    client.force_login(people.somebody("officer"))
    told = client.get("/day/").content.decode()
    assert "Found in land that had been released" in told and f"find={code}" in told
    assert f"/reports/find/{code}/" in client.get(f"/ordnance/finds/{code}/").content.decode()
    assert "Draw a report that reopens it" in client.get(f"/reports/find/{code}/").content.decode()
    client.post(
        f"/reports/new/?find={code}", {"type": "hazard-report", "hazard": "H1", "organisation": "", "find": code}
    )
    fields = Report.objects.get().fields
    assert (fields["outcome"], fields["on"], fields["hazards"], fields["level"]) == (
        "reopen",
        "2024-05-01",
        "H1",
        "confirmed",
    )
    assert code in fields["found"] and "PMA-2" in fields["found"]
