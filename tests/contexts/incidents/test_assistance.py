"""Assistance: facts by code, words sealed with the victim's key, only for those of the case; corrections replace and never edit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commonground.audit.models import Event
from commonground.core.incidents import assistance as core
from commonground.core.incidents.consent import Erasing, Reason
from commonground.core.privacy.periods import Closed
from commonground.core.privacy.populations import POPULATIONS
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.disclosure.queries import people as counted
from commonground.identity import access as roles
from commonground.incidents.access.accidents import victim_for
from commonground.incidents.actions import assistance as actions
from commonground.incidents.actions import identities, victims, writing
from commonground.incidents.models import Need
from commonground.incidents.queries import assistance as queries
from commonground.incidents.queries import assisted, cards, desk
from factories import accidents, country, helped
from factories.accidents import TODAY
from factories.country import AT, LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def helper(db):
    country.make(4)
    return helped.helper()


@pytest.fixture
def case(helper):
    return helped.case(helper)


def card(code, by):
    return queries.assistance(victim_for(by, code), TODAY, LATER)


def test_a_need_is_kept_with_its_words_sealed(case, helper):
    helped.needed(case, helper, "Zqneed of a leg")
    (need,) = card(case, helper).needs
    assert need.said == helped.NEED and need.has_words
    row = Need.objects.get()
    assert row.words.startswith("s1:") and "Zqneed" not in row.words
    opened = actions.read(case, Reason.CARE, by=helper, at=LATER)
    assert opened == {("need", need.thing): "Zqneed of a leg"}
    told = Event.objects.get(what="incidents.assistance-read")
    assert told.facts == {"reason": "care"}


def test_a_correction_replaces_and_what_was_said_stays(case, helper):
    thing = helped.needed(case, helper)
    (first,) = card(case, helper).needs
    met = replace(helped.NEED, state="met")
    actions.write(case, met, None, thing=thing, seen=first.seen, today=TODAY, by=helper, at=LATER)
    (need,) = card(case, helper).needs
    assert need.said.state == "met" and need.before == (helped.NEED,) and need.thing == thing
    assert actions.read(case, Reason.CARE, by=helper, at=LATER)["need", thing] == "A leg that fits.", (
        "words that nobody opened stay"
    )
    with pytest.raises(NotNow) as refused:
        actions.write(case, met, None, thing=thing, seen=first.seen, today=TODAY, by=helper, at=LATER)
    assert refused.value.code == "incidents.assistance.changed"
    with pytest.raises(DatabaseError), transaction.atomic():
        Need.objects.update(state="open")


def test_what_was_written_by_mistake_counts_no_more(case, helper):
    thing = helped.needed(case, helper)
    actions.take_back(case, "need", thing, by=helper, at=LATER)
    assert card(case, helper).needs == () and Need.objects.count() == 2
    assert actions.read(case, Reason.CARE, by=helper, at=LATER) == {}
    with pytest.raises(NotThere):
        actions.take_back(case, "need", thing, by=helper, at=LATER)


def test_words_are_kept_only_where_it_is_said_why_and_until_when(helper):
    code = accidents.people(accidents.entered(accidents.MINE, accidents.WOMAN))[0]
    identities.begin(code, by=helper, at=AT)
    with pytest.raises(NotUsable) as refused:
        helped.needed(code, helper)
    assert refused.value.code == "incidents.assistance.no-basis"
    helped.needed(code, helper, words="")
    assert not card(code, helper).has_words


def test_erasing_reaches_every_word_and_every_fact_stays(case, helper):
    helped.needed(case, helper)
    before = Need.objects.get().words
    identities.erase(case, Erasing.ASKED, by=helper, at=LATER)
    assert Need.objects.get().words == before, "the row is append-only: what opens it is gone"
    with pytest.raises(NotThere):
        actions.read(case, Reason.CARE, by=helper, at=LATER)
    assert card(case, helper).needs[0].said == helped.NEED
    with pytest.raises(NotUsable):
        helped.needed(case, helper, "again")


@pytest.mark.parametrize("role", sorted(set(roles.PERMISSIONS)))
def test_nobody_outside_the_case_reads_or_writes(role, case, helper):
    outsider = helped.viewer(role, "outsider", "BS" if role in roles.OWN_ORGANISATION else "")
    for code in (case, "V-NOTTHERE"):
        for act in (
            lambda c: actions.read(c, Reason.CARE, by=outsider, at=LATER),
            lambda c: helped.needed(c, outsider),
            lambda c: actions.close(c, core.Ending(TODAY, "goals"), today=TODAY, by=outsider, at=LATER),
        ):
            with pytest.raises(NotThere) as refused:
                act(code)
            assert refused.value.code == "incidents.victim.not-there"
    assert desk.desk(outsider, TODAY, LATER).cases == ()


def test_a_case_that_is_closed_takes_nothing_more_until_it_is_opened_again(case, helper):
    thing = actions.close(case, core.Ending(TODAY, "moved"), "to the coast", today=TODAY, by=helper, at=LATER)
    with pytest.raises(NotNow) as refused:
        helped.needed(case, helper)
    assert refused.value.code == "incidents.assistance.closed"
    assert desk.desk(helper, TODAY, LATER).cases[0].is_closed
    actions.take_back(case, "ending", thing, by=helper, at=LATER)
    helped.needed(case, helper)


def test_the_desk_says_what_is_due_and_only_then(case, helper):
    helped.needed(case, helper)
    say = lambda said: actions.write(case, said, today=TODAY, by=helper, at=AT)  # noqa: E731
    say(core.FollowUp(date(2026, 3, 1), "unchanged", TODAY - timedelta(days=3)))
    say(core.Plan(helper.number, TODAY + timedelta(days=10)))
    say(core.Goal("prosthetics", TODAY + timedelta(days=60)))
    found = desk.desk(helper, TODAY, LATER)
    assert [(t.victim, t.is_late) for t in found.follow_ups] == [(case, True)]
    assert [(t.on, t.is_late) for t in found.reviews] == [(TODAY + timedelta(days=10), False)]
    assert found.goals == () and not found.is_empty
    assert (found.cases[0].open_needs, found.cases[0].urgent) == (1, 1)
    say(core.FollowUp(TODAY, "improved", TODAY + timedelta(days=90)))
    assert desk.desk(helper, TODAY, LATER).follow_ups == ()
    assert desk.desk(helped.helper("another"), TODAY, LATER).cases == ()


def test_somebody_who_holds_a_part_of_the_country_has_no_case_outside_it(case, helper):
    part = helped.people.somebody("assistance", name="part", unit="N2")
    identities.bring_in(case, part.pk, by=helper, at=LATER)
    seen = helped.identity.viewer_for(part, on=TODAY)
    assert desk.desk(seen, TODAY, LATER).cases == ()


def test_somebody_who_was_entered_by_mistake_is_on_no_desk(case, helper):
    assert [c.code for c in desk.desk(helper, TODAY, LATER).cases] == [case]
    victims.take_back(case, because="twice", by=helper, at=LATER)
    assert desk.desk(helper, TODAY, LATER).cases == ()


def test_the_pages_of_a_case(client, case, helper):
    client.force_login(helped.people.User.objects.get(username="helper"))
    at = f"/victims/{case}/assistance/"
    assert "None yet." in client.get(at).content.decode()
    sent = {"do": "write", "what": "need", "kind": "prosthetics", "priority": "now", "on": "2026-05-01", "source": "self", "state": "open",
            "words": "Zqwords"}  # fmt: skip
    assert client.post(at, sent | {"kind": "legs"}).status_code == 400
    future = client.post(at, sent | {"on": "2999-01-01"})
    assert future.status_code == 400 and "Zqwords" in future.content.decode(), "what was typed is kept"
    assert client.post(at, sent).status_code == 302
    page = client.get(at).content.decode()
    assert "prosthetics and assistive devices" in page and "Zqwords" not in page
    opened = client.post(at, {"do": "read", "reason": "care"})
    assert "Zqwords" in opened.content.decode() and "no-store" in opened.headers["Cache-Control"]
    row = Need.objects.get()
    anew = sent | {"thing": row.thing, "seen": row.change_id, "state": "met"}
    del anew["words"]
    assert client.post(at, anew).status_code == 302
    assert "Zqwords" in client.post(at, {"do": "read", "reason": "care"}).content.decode()
    for said in (
        {"what": "plan", "responsible": helper.number, "review_on": "2026-12-01"},
        {"what": "goal", "kind": "prosthetics", "by": "2026-09-01", "state": "open"},
        {
            "what": "service",
            "kind": "medical",
            "since": "2026-05-02",
            "result": "improved",
            "cost": "20",
            "currency": "EUR",
        },
        {"what": "follow-up", "on": "2026-05-03", "fares": "worse", "again_on": "2026-06-03"},
    ):
        answer = client.post(at, {"do": "write", "words": "", **said})
        assert answer.status_code == 302, answer.content.decode()
    page = client.get(at).content.decode()
    assert "Services received" in page and "20 EUR" in page and "worse" in page
    assert case in client.get("/assistance/").content.decode()
    assert client.post(at, {"do": "nonsense"}).status_code == 400
    assert client.post(at, {"do": "take-back", "what": "need", "thing": row.thing}).status_code == 302
    assert client.post(at, {"do": "close", "on": "2026-05-04", "reason": "goals", "words": ""}).status_code == 302
    assert "Case closed" in client.get(at).content.decode()
    assert client.post(at, sent).status_code == 409
    assert "closed cases" in client.get("/assistance/?show=closed").content.decode()
    client.force_login(helped.people.somebody("assistance", name="other"))
    assert client.get(at).status_code == 404 and client.post(at, sent).status_code == 404


def frozen(population: str) -> list[dict[str, str]]:
    return [dict(r.values) for r in counted.to_freeze(POPULATIONS[population], [Closed(2025)])[0].people]


def test_who_is_helped_counts_once_in_a_year_and_once_for_each_pillar(case, helper):
    another = helped.case(helper, said=replace(accidents.WOMAN, sex="male", age=12))
    days = (("medical", 2, case), ("emergency", 3, case), ("prosthetics", 8, case), ("peer", 9, another))
    for kind, month, code in days:
        said = core.Service(kind, date(2025, month, 4))
        actions.write(code, said, today=TODAY, by=helper, at=AT)
    actions.write(case, core.Service("training", date(2024, 1, 4)), today=TODAY, by=helper, at=AT)
    assert sorted((p["sex"], p["age"]) for p in frozen("assisted")) == [("female", "adult"), ("male", "child")]
    assert sorted(p["pillar"] for p in frozen("services")) == ["medical", "psychosocial", "rehabilitation"]
    made = writing.change("decided", by=helper, at=LATER)
    found = victim_for(helper, another)
    writing.victim_row(found.pk, made.pk, cards.victim(found).said, "same", case).save(force_insert=True)
    assert len(list(assisted.people(date(2025, 1, 1), date(2025, 12, 31)))) == 1, "one person, entered twice, is one"
    assert len(list(assisted.people(date(2025, 7, 1), date(2025, 12, 31)))) == 0, "first helped in the first half"


def asked(client, at: str) -> int:
    client.get(at)
    with CaptureQueriesContext(connection) as found:
        assert client.get(at).status_code == 200
    return len(found)


def test_a_page_asks_no_more_where_there_is_more_to_show(client, case, helper):
    client.force_login(helped.people.User.objects.get(username="helper"))
    clinic = helped.clinic(helper)
    helped.needed(case, helper)
    helped.sent(case, clinic, helper)
    at = f"/victims/{case}/assistance/"
    before = asked(client, at), asked(client, "/assistance/")
    for _ in range(5):
        helped.needed(case, helper)
        helped.sent(case, clinic, helper)
        helped.needed(helped.case(helper), helper)
    assert (asked(client, at), asked(client, "/assistance/")) == before
