"""States of work beside the accounts, and refusals where the accounts do not bear them out."""

import importlib
import re
from datetime import date

import pytest
from cells import Box
from django.db import connection
from test_ledger import NOW, draft

from commonground.audit.models import Event
from commonground.core.land.entries import Account, Kind
from commonground.core.land.work import Result, Work
from commonground.core.refusals import NotNow, NotUsable, NotYours
from commonground.core.viewers import Viewer
from commonground.land.actions import closing, ledger, work
from commonground.land.models import Hazard, WorkLog
from commonground.land.queries import work as noted
from factories import people

pytestmark = pytest.mark.django_db
OFFICER = Viewer(None, "officer", frozenset({"land.see", "land.book", "land.close", "land.work", "land.quality"}))
LAND = Box(0, 0, 40, 40)
DAY = date(2021, 2, 1)


def booked(*drafts):
    ledger.book(list(drafts), by=OFFICER, at=NOW)


def note(what, on=DAY, by=OFFICER, **more):
    return work.note("H1", what, on=on, by=by, at=NOW, **more)


@pytest.fixture
def open_hazard():
    booked(draft(Kind.RECORD, LAND))


@pytest.fixture
def closed_hazard(open_hazard):
    booked(draft(Kind.CLEAR, LAND, on=date(2021, 1, 1)))
    closing.close("H1", on=DAY, document="C-1", by=OFFICER, at=NOW)


def test_the_audit_tells_how_it_was_and_is(open_hazard):
    """States and days, and nothing that somebody wrote in their own words."""
    note(Work.WORKED_ON)
    note(Work.SUSPENDED, on=date(2021, 3, 1), because="Ana is ill")
    told = Event.objects.get(what="land.work-noted", number=Event.objects.latest("number").number)
    assert told.before == {"work": "worked-on", "on": "2021-02-01"}
    assert told.after == {"work": "suspended", "on": "2021-03-01"}
    assert "Ana" not in str([told.facts, told.before, told.after])
    booked(draft(Kind.CLEAR, LAND, on=date(2021, 4, 1)))
    closing.close("H1", on=date(2021, 4, 2), document="C-1", by=OFFICER, at=NOW)
    told = Event.objects.get(what="land.hazard-closed")
    assert told.before == {"closed_on": None, "work": "suspended"}
    assert told.after == {"closed_on": "2021-04-02", "work": "closed"}
    work.check_quality(
        "H1", Result.PASSED, on=date(2021, 4, 3), document="Q-1", by=OFFICER, at=NOW, because="Ana says so"
    )
    told = Event.objects.get(what="land.quality-checked")
    assert told.facts == {"result": "passed", "on": "2021-04-03", "document": "Q-1"}


def test_work_begins_is_suspended_and_goes_on(open_hazard):
    note(Work.WORKED_ON)
    note(Work.SUSPENDED, on=date(2021, 3, 1), because="snow")
    note(Work.WORKED_ON, on=date(2021, 4, 1))
    assert [(n.work, n.because) for n in noted.log(Hazard.objects.get().pk)] == [
        ("worked-on", ""),
        ("suspended", "snow"),
        ("worked-on", ""),
    ]
    assert (Hazard.objects.get().work, Hazard.objects.get().worked_on) == ("worked-on", date(2021, 4, 1))


@pytest.mark.parametrize(
    ("what", "how", "refusal", "code"),
    [
        (Work.SUSPENDED, {"because": "snow"}, NotNow, "land.work.state"),
        (Work.HANDED_OVER, {"document": "HC", "receiver": "owner"}, NotNow, "land.handover.not-closed"),
        (Work.WORKED_ON, {"on": date(2031, 1, 1)}, NotUsable, "land.work.future"),
        (Work.WORKED_ON, {"by": Viewer(None, "r", frozenset({"land.see"}))}, NotYours, "land.work.not-yours"),
    ],
)
def test_what_the_accounts_do_not_bear_out_is_refused(open_hazard, what, how, refusal, code):
    with pytest.raises(refusal) as said:
        note(what, **how)
    assert said.value.code == code and not WorkLog.objects.exists()


def test_a_suspension_needs_its_reason_and_comes_after_what_was_written_last(open_hazard):
    note(Work.WORKED_ON)
    with pytest.raises(NotUsable):
        note(Work.SUSPENDED)
    with pytest.raises(NotNow):
        note(Work.SUSPENDED, on=date(2021, 1, 1), because="snow")


@pytest.mark.parametrize(
    ("how", "code"),
    [({"document": " ", "receiver": "owner"}, "land.handover.no-certificate"), ({"document": "HC-1"}, "land.handover.no-receiver"),
     ({"document": "HC-1", "receiver": "owner", "on": date(2020, 6, 1)}, "land.work.before-last")],
)  # fmt: skip
def test_a_handover_names_its_certificate_and_who_receives(closed_hazard, how, code):
    with pytest.raises((NotUsable, NotNow)) as said:
        note(Work.HANDED_OVER, **how)
    assert said.value.code == code


def test_land_handed_over_and_then_reopened_is_open_work_again_with_an_alarm(closed_hazard, client):
    note(Work.HANDED_OVER, document="HC-1", receiver="municipality")
    with pytest.raises(NotNow) as said:
        note(Work.WORKED_ON)
    assert said.value.code == "land.work.state"
    booked(draft(Kind.REOPEN, Box(0, 0, 5, 5), on=date(2022, 1, 1), level=Account.CONFIRMED))
    assert Hazard.objects.get().work == "waiting"
    note(Work.WORKED_ON, on=date(2022, 2, 1))
    assert [n.work for n in noted.log(Hazard.objects.get().pk)] == ["worked-on", "handed-over", "closed"]


def test_quality_control_is_a_stamp_and_says_what_it_found(open_hazard):
    with pytest.raises(NotUsable):
        work.check_quality("H1", Result.FAILED, on=DAY, document="QC-1", by=OFFICER, at=NOW)
    work.check_quality("H1", Result.FAILED, on=DAY, document="QC-1", because="one item found", by=OFFICER, at=NOW)
    assert Hazard.objects.get().work == "waiting" and noted.log(Hazard.objects.get().pk)[0].result == "failed"


def test_the_page_writes_work_down_and_says_why_it_cannot(client, open_hazard):
    from commonground.places import actions as places

    places.make_programme("BA", by=Viewer(None, "o", frozenset({"places.change"})))
    client.force_login(people.somebody("operations"))
    assert client.post("/hazards/H1/work/", {"work": "worked-on", "on": "2021-02-01"}).status_code == 302
    assert "worked on" in client.get("/hazards/H1/").content.decode()
    refused = client.post("/hazards/H1/work/", {"work": "suspended", "on": "2021-03-01", "because": " "})
    assert refused.status_code == 400 and b"needs its reason" in refused.content
    assert client.post("/hazards/H1/work/", {"work": "suspended"}).status_code == 200  # no day: the form again
    client.force_login(people.somebody("quality"))
    client.post("/hazards/H1/quality/", {"on": "2021-03-01", "result": "passed", "document": "QC-1"})
    assert b"Quality control: passed" in client.get("/hazards/H1/").content
    assert (
        client.post("/hazards/H1/work/", {"work": "suspended", "on": "2021-03-01", "because": "x"}).status_code == 403
    )


def test_every_label_of_the_page_belongs_to_a_field_of_its_own(client, closed_hazard):
    from commonground.places import actions as places

    places.make_programme("BA", by=Viewer(None, "o", frozenset({"places.change"})))
    client.force_login(people.somebody("operations", "quality"))
    text = client.get("/hazards/H1/").content.decode()
    names = re.findall(r' id="([^"]+)"', text)
    assert {"work-on", "quality-on"} <= set(names)
    assert {n for n in names if names.count(n) > 1} == set()


def test_whoever_may_not_see_files_is_not_led_to_their_rows(client, open_hazard):
    from commonground.places import actions as places

    places.make_programme("BA", by=Viewer(None, "o", frozenset({"places.change"})))
    for role, seen in (("reporter", False), ("planner", True)):
        client.force_login(people.somebody(role, organisation="Blue Spade" if role == "reporter" else ""))
        assert ("/import/rows/" in client.get("/hazards/H1/").content.decode()) is seen


def test_hazards_worked_on_and_not_heard_of_are_named(open_hazard):
    note(Work.WORKED_ON)
    assert [i.code for i in noted.silent(date(2021, 3, 1))[0]] == ["H1"]
    assert noted.silent(DAY) == ([], 0)


def test_closed_hazards(closed_hazard):
    """The migration of that name: what was closed before is closed in the states of work too."""
    forward = importlib.import_module("commonground.land.migrations.0004_closed_hazards").FORWARD
    Hazard.objects.update(work="waiting", worked_on=None)
    first = WorkLog.objects.values_list("hazard_id", "work", "on", "document").get()
    with connection.cursor() as cursor:
        for statement in forward.split(";"):
            if statement.strip():
                cursor.execute(statement)
    assert (Hazard.objects.get().work, Hazard.objects.get().worked_on) == ("closed", DAY)
    assert list(WorkLog.objects.values_list("hazard_id", "work", "on", "document")) == [first, first]
