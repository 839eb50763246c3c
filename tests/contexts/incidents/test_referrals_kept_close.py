"""Roads by which somebody outside a case could come to read of it, or change what it says; each was open once."""

from dataclasses import replace
from datetime import date

import pytest

from commonground.audit.models import Event
from commonground.core.incidents import assistance as core
from commonground.core.incidents.duplicates import Verdict
from commonground.core.incidents.referral import Verb
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.identity import actions as roles
from commonground.identity import queries as identity
from commonground.incidents.actions import assistance, duplicates, providers
from commonground.incidents.actions import referrals as actions
from commonground.incidents.models import CaseEnding, Pair, Referral, Service, Victim
from commonground.incidents.queries import assisted
from factories import country, helped, people
from factories.accidents import TODAY
from factories.country import LATER

pytestmark = pytest.mark.django_db
YEAR = (date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))


@pytest.fixture
def helper(db):
    country.make(4)
    return helped.helper()


@pytest.fixture
def case(helper):
    return helped.case(helper)


@pytest.fixture
def clinic(helper):
    return helped.clinic(helper)


@pytest.fixture
def doctor(clinic):
    return helped.viewer("provider", "doctor", "CV")


@pytest.fixture
def sent(case, clinic, helper):
    return helped.sent(
        case, clinic, helper, chosen=("name", "words"), message="m", need=helped.needed(case, helper, "Zqneed")
    )


def test_a_provider_that_somebody_relies_on_is_not_made_another_organisations(sent, clinic, doctor):
    officer, stranger = helped.viewer("officer", "off"), helped.viewer("provider", "stranger", "XX")
    with pytest.raises(NotNow, match="relied-on"):
        providers.correct(
            clinic, replace(helped.CLINIC), version=1, organisation="XX", today=TODAY, by=officer, at=LATER
        )
    with pytest.raises(NotThere):
        actions.read(sent, by=stranger, at=LATER)
    assert actions.read(sent, by=doctor, at=LATER).told


def test_whoever_gives_roles_reads_nothing_by_giving_one_to_themselves(sent):
    user = people.somebody("administrator", name="adm")
    roles.give_role(
        user, roles.RoleDraft("provider", organisation="CV"), by=identity.viewer_for(user, on=TODAY), at=LATER
    )
    with pytest.raises(NotThere):
        actions.read(sent, by=identity.viewer_for(user, on=TODAY), at=LATER)


@pytest.mark.parametrize("role", ["auditor", "administrator", "education", "quality"])
def test_nobody_outside_counts_referrals_or_ties_a_victim_to_a_provider(client, sent, clinic, case, role):
    client.force_login(people.somebody(role, name="r"))
    assert "open referral" not in client.get(f"/providers/{clinic}/").content.decode()
    facts = Event.objects.get(what="incidents.referral-prepared").facts
    assert case not in str(facts) and clinic not in str(facts) and "prosthetics" not in str(facts)


def test_a_case_is_not_closed_by_another_door(client, sent, case, helper):
    client.force_login(people.User.objects.get(username="helper"))
    said = {"do": "write", "what": "ending", "on": TODAY.isoformat(), "reason": "goals", "words": ""}
    assert client.post(f"/victims/{case}/assistance/", said).status_code == 404
    assert not CaseEnding.objects.exists()


def test_there_is_one_plan_for_each_victim(case, helper):
    for _, expected in ((1, None), (2, "changed")):
        plan = core.Plan(helper.number, date(2026, 7, 1))
        if expected is None:
            assistance.write(case, plan, "", today=TODAY, by=helper, at=LATER)
        else:
            with pytest.raises(NotNow, match=expected):
                assistance.write(case, plan, "", today=TODAY, by=helper, at=LATER)


def test_what_the_case_said_of_a_service_outlives_the_providers_last_step(sent, doctor, case, helper):
    helped.step(sent, Verb.ACCEPT, doctor)
    helped.step(sent, Verb.START, doctor)
    kept = Service.objects.latest("pk")
    said = core.Service("rehabilitation", kept.since, kept.provider, None, "improved", 500, "EUR")
    assistance.write(case, said, None, thing=kept.thing, seen=kept.change_id, today=TODAY, by=helper, at=LATER)
    helped.step(sent, Verb.COMPLETE, doctor)
    last = Service.objects.latest("pk")
    assert (last.kind, last.cost, last.currency) == ("rehabilitation", 500, "EUR")


def test_a_service_that_was_taken_back_does_not_hold_the_provider_up(sent, doctor, case, helper):
    helped.step(sent, Verb.ACCEPT, doctor)
    helped.step(sent, Verb.START, doctor)
    assistance.take_back(case, "service", Service.objects.latest("pk").thing, by=helper, at=LATER)
    helped.step(sent, Verb.COMPLETE, doctor)
    assert Referral.objects.get().state == "completed"


def test_a_provider_changes_no_year_before_the_referral(sent, doctor):
    helped.step(sent, Verb.ACCEPT, doctor)
    with pytest.raises(NotUsable, match="backwards"):
        helped.step(sent, Verb.START, doctor, on=date(2024, 1, 1))


def test_people_are_counted_once_however_long_the_chain_of_who_is_whom(helper):
    one, two, three = (helped.case(helper) for _ in range(3))
    assistance.write(one, core.Service("medical", TODAY), "", today=TODAY, by=helper, at=LATER)
    keys = {v.code: v for v in Victim.objects.all()}
    for a, b in ((one, two), (two, three)):
        pair = Pair.objects.create(one=keys[a], other=keys[b], reasons="", points=1, proposed_at=LATER)
        duplicates.decide(pair.pk, Verdict.SAME, keep=b, because="x", by=helper, at=LATER)
        assert len(list(assisted.people(*YEAR))) == 1


def test_a_version_that_is_no_number_is_no_fault_of_ours(client, case):
    client.force_login(people.User.objects.get(username="helper"))
    said = {"do": "write", "name": "Zq", "basis": "vital", "keep_until": "2030-01-01", "version": "²"}
    assert client.post(f"/victims/{case}/identity/", said).status_code in (302, 400, 409)
    assert "no-cache" in client.get("/day/").headers["Cache-Control"]
