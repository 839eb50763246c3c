"""A demining accident is investigated by stages, with what contributed and what is to be done."""

from dataclasses import replace
from datetime import date

import pytest

from commonground.core.incidents.investigation import Stage, Step
from commonground.core.refusals import NotNow, NotUsable, NotYours
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import investigations as actions
from commonground.incidents.models import CorrectiveAction
from commonground.incidents.queries import investigations as queries
from factories import accidents, country, people
from factories.accidents import MINE, OFFICER, TODAY, WOMAN
from factories.country import LATER

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 20)


@pytest.fixture
def code(db):
    country.make(4)
    return accidents.entered(replace(MINE, kind="demining"), WOMAN)


def card(code):
    return queries.card(access.accident_for(OFFICER, code), TODAY)


def take(code, step, **more):
    said = {
        "on": DAY,
        "text": "written",
        "version": card(code).version,
        "today": TODAY,
        "by": OFFICER,
        "at": LATER,
    } | more
    actions.take(code, step, **said)


def test_an_investigation_goes_its_whole_way(code):
    actions.begin(code, on=DAY, text="radio call", today=TODAY, by=OFFICER, at=LATER)
    take(code, Step.REPORT)
    with pytest.raises(NotUsable):
        take(code, Step.APPOINT)
    take(code, Step.APPOINT, independent=True)
    take(code, Step.FIND, factors=["marking", "pressure"])
    number = actions.recommend(
        code, "Mark lanes anew", owner="operations officer", due=date(2026, 5, 25), by=OFFICER, at=LATER
    )
    take(code, Step.RECOMMEND)
    take(code, Step.FOLLOW)
    with pytest.raises(NotNow) as refused:
        take(code, Step.CLOSE)
    assert refused.value.code == "incidents.investigation.waiting"
    assert card(code).actions[0].is_late
    actions.end_action(code, number, ended_on=DAY, given_up=False, because="done", today=TODAY, by=OFFICER, at=LATER)
    take(code, Step.CLOSE)
    found = card(code)
    assert found.stage is Stage.CLOSED and found.factors == ("marking", "pressure")
    assert [s.step for s in found.steps] == ["notify", "report", "appoint", "find", "recommend", "follow", "close"]


def test_two_who_take_a_step_at_once_do_not_both(code):
    actions.begin(code, on=DAY, today=TODAY, by=OFFICER, at=LATER)
    take(code, Step.REPORT)
    with pytest.raises(NotNow) as refused:
        take(code, Step.APPOINT, version=1, independent=True)
    assert refused.value.code == "incidents.investigation.changed"
    with pytest.raises(NotNow):
        actions.begin(code, on=DAY, today=TODAY, by=OFFICER, at=LATER)


def test_the_pages_of_an_investigation(client, code):
    client.force_login(people.somebody("investigator"))
    at = f"/accidents/{code}/investigation/"
    assert at.encode() in client.get(f"/accidents/{code}/").content
    assert client.get(at).status_code == 200
    assert client.post(at, {"do": "begin", "on": "2026-05-20", "text": "radio call"}).status_code == 302
    assert b"overdue" in client.get(at).content
    assert client.post(at, {"do": "report", "on": "2026-05-21", "text": "", "version": "1"}).status_code == 400
    assert (
        client.post(at, {"do": "report", "on": "2026-05-21", "text": "what we know", "version": "1"}).status_code == 302
    )
    assert client.post(at, {"do": "report", "on": "2026-05-21", "text": "again", "version": "1"}).status_code == 409
    assert (
        client.post(
            at, {"do": "appoint", "on": "2026-05-21", "text": "three", "independent": "on", "version": "2"}
        ).status_code
        == 302
    )
    assert (
        client.post(
            at, {"do": "find", "on": "2026-05-22", "text": "why", "factors": ["training"], "version": "3"}
        ).status_code
        == 302
    )
    assert client.post(at, {"do": "add", "text": "Train", "owner": "trainer", "due": "2026-12-01"}).status_code == 302
    assert b"Train" in client.get(at).content
    assert (
        client.post(
            at, {"do": "end", "action": CorrectiveAction.objects.get().pk, "ended_on": "2026-05-23", "because": "done"}
        ).status_code
        == 302
    )
    client.force_login(people.somebody("planner"))
    assert client.get(at).status_code == 200
    assert client.post(at, {"do": "recommend", "on": "2026-05-23", "text": "x", "version": "4"}).status_code == 403


def test_only_an_investigator_leads_one(code):
    by = replace(OFFICER, permissions=accidents.ALL - {"incidents.investigate"})
    with pytest.raises(NotYours):
        actions.begin(code, on=DAY, today=TODAY, by=by, at=LATER)
