"""An accident on released land is the loudest thing on the day's page, until somebody says what was done."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely

from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.refusals import NotThere, NotUsable
from commonground.incidents.actions import alarms
from commonground.incidents.models import ReleasedAlarm
from commonground.land.actions import ledger
from commonground.places import actions as places
from commonground.places.models import Programme
from factories import accidents, country, people
from factories.accidents import MINE, OFFICER, WOMAN
from factories.country import AT, LATER

pytestmark = pytest.mark.django_db
PLOT = shapely.box(1000, 1000, 1200, 1200)


@pytest.fixture
def released(db):
    places.make_programme("SRS", name="Sarsan", bounds=country.BOUNDS, by=country.OFFICER, invented=True)
    country.bring_units()
    ledger.book(
        [Draft(kind=Kind.RECORD, on=date(2020, 1, 1), hazards=("R-1",), document="NTS", shape=PLOT, level=Account.CONFIRMED),
         Draft(kind=Kind.CLEAR, on=date(2022, 6, 1), hazards=("R-1",), document="CR", shape=shapely.box(1000, 1000, 1100, 1200),
               activity=Activity.CLEARANCE, depth_cm=20)],
        by=country.OFFICER, at=AT, why="one plot", hazards=[ledger.HazardCard("R-1")],
    )  # fmt: skip


def at(x: float, y: float, on: date):
    plane = EqualAreaPlane.from_dict(Programme.objects.get().plane)
    lon, lat = plane.inverse(np.array([[x, y]]))[0]
    return accidents.entered(replace(MINE, lon=float(lon), lat=float(lat), since=on), WOMAN)


def test_an_accident_in_cleared_land_raises_the_alarm_and_others_do_not(released):
    code = at(1050, 1100, date(2023, 1, 1))
    at(1150, 1100, date(2023, 1, 1))  # still open
    at(1050, 1100, date(2021, 1, 1))  # before it was cleared
    at(5000, 5000, date(2023, 1, 1))  # nowhere near
    (alarm,) = ReleasedAlarm.objects.all()
    assert (alarm.accident.code, alarm.hazard) == (code, "R-1")


def test_the_alarm_stands_on_the_days_page_until_somebody_says_what_was_done(client, released):
    code = at(1050, 1100, date(2023, 1, 1))
    client.force_login(people.somebody("officer"))
    assert b"Accident on land that had been released" in client.get("/day/").content
    assert b"had been released" in client.get(f"/accidents/{code}/").content
    number = ReleasedAlarm.objects.get().pk
    assert (
        client.post(f"/accidents/{code}/settle/", {"alarm": number, "because": "marked, reopened"}).status_code == 302
    )
    assert b"Accident on land" not in client.get("/day/").content


def test_an_alarm_is_settled_once_and_with_a_reason(released):
    code = at(1050, 1100, date(2023, 1, 1))
    number = ReleasedAlarm.objects.get().pk
    with pytest.raises(NotUsable):
        alarms.settle(code, number, because=" ", by=OFFICER, at=LATER)
    alarms.settle(code, number, because="marked", by=OFFICER, at=LATER)
    with pytest.raises(NotThere):
        alarms.settle(code, number, because="marked", by=OFFICER, at=LATER)


def test_a_release_that_is_booked_later_raises_the_alarm_too(released, django_capture_on_commit_callbacks):
    code = at(1150, 1100, date(2023, 1, 1))
    assert not ReleasedAlarm.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        ledger.book(
            [Draft(kind=Kind.CLEAR, on=date(2022, 9, 1), hazards=("R-1",), document="CR-2", shape=shapely.box(1100, 1000, 1200, 1200),
                   activity=Activity.CLEARANCE, depth_cm=20)],
            by=country.OFFICER, at=LATER, why="a late report",
        )  # fmt: skip
    assert ReleasedAlarm.objects.get().accident.code == code
