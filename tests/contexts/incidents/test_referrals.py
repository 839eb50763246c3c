"""A referral reaches its provider with consent and only then, tells what was chosen and no more, and is gone when consent is withdrawn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commonground.audit.models import Event
from commonground.core.incidents.consent import Erasing, Reason
from commonground.core.incidents.referral import Verb
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours
from commonground.identity import queries as identity
from commonground.incidents import jobs
from commonground.incidents.access import referrals as access
from commonground.incidents.actions import assistance, identities, providers, victims
from commonground.incidents.actions import referrals as actions
from commonground.incidents.models import Consent, Provider, Referral, ReferralStep, Service
from commonground.incidents.queries import desk, standing
from commonground.incidents.queries import providers as directory
from commonground.incidents.queries import referrals as queries
from factories import country, helped
from factories.accidents import TODAY
from factories.country import LATER

pytestmark = pytest.mark.django_db


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
    need = helped.needed(case, helper, "Zqneed")
    return helped.sent(
        case, clinic, helper, chosen=("sex", "name", "words", "injuries"), message="Zqmessage", need=need
    )


def state(code: str) -> str:
    return Referral.objects.get(code=code).state


def test_nothing_is_sent_without_consent_for_this_recipient_and_this_purpose(case, clinic, helper):
    other = helped.clinic(helper, replace(helped.CLINIC, name="Another", kinds=("prosthetics", "psychosocial")))
    code = helped.prepared(case, clinic, helper)
    for_another = helped.prepared(case, other, helper)
    for_else = helped.prepared(case, other, helper, kind=helped.Kind.PSYCHOSOCIAL)
    helped.agreed(for_another, helper)
    for one in (code, for_else):
        with pytest.raises(NotNow) as refused:
            helped.step(one, Verb.CONSENT, helper)
        assert refused.value.code == "incidents.referral.no-consent", (
            "consent was for another provider, or another purpose"
        )
    number = helped.agreed(code, helper)
    helped.step(code, Verb.CONSENT, helper)
    with pytest.raises(NotNow) as refused:
        helped.step(code, Verb.SEND, helper)
    assert refused.value.code == "incidents.referral.not-shown"
    actions.show(code, version=Referral.objects.get(code=code).version, by=helper, at=LATER)
    identities.withdraw(case, number, by=helper, at=LATER)
    assert state(code) == "withdrawn"
    with pytest.raises(NotNow):
        helped.step(code, Verb.SEND, helper)


def test_the_provider_is_told_what_was_chosen_and_nothing_else(sent, doctor, case):
    (card,) = queries.inbox(doctor, TODAY, LATER)
    assert (card.code, card.kind) == (sent, "prosthetics")
    told = actions.read(sent, by=doctor, at=LATER).told
    assert told == {
        "sex": "female",
        "injuries": ["C1.2.3.2.1"],
        "name": "Nobody Atall",
        "words": "Zqneed",
        "message": "Zqmessage",
    }
    event = Event.objects.get(what="incidents.referral-read")
    assert event.by_id == doctor.number and event.facts == {"provider": Provider.objects.get().code}
    for refused in (
        lambda: identities.read(case, Reason.CARE, by=doctor, at=LATER),
        lambda: access.referral_for(doctor, sent),
    ):
        with pytest.raises(NotThere):
            refused()


def test_another_organisation_s_people_and_the_centre_s_see_nothing(sent, case):
    outsiders = [helped.viewer("provider", "stranger", "BS")]
    outsiders += [helped.viewer(r, f"{r}-x") for r in ("administrator", "officer", "assistance", "reader", "auditor")]
    outsiders.append(identity.operator_at_the_console())
    for outsider in outsiders:
        for code in (sent, "R-NOTTHERE"):
            with pytest.raises(NotThere) as refused:
                actions.read(code, by=outsider, at=LATER)
            assert refused.value.code == "incidents.referral.not-there"
            with pytest.raises(NotThere):
                helped.referrals.take(code, Verb.ACCEPT, version=1, today=TODAY, by=outsider, at=LATER)
        assert queries.inbox(outsider, TODAY, LATER) == []


def test_withdrawing_consent_has_effect_at_once(sent, doctor, case, helper):
    helped.step(sent, Verb.ACCEPT, doctor, at=LATER)
    identities.withdraw(case, Consent.objects.get().pk, by=helper, at=LATER)
    assert state(sent) == "withdrawn"
    assert ReferralStep.objects.latest("pk").why == "consent"
    assert queries.inbox(doctor, TODAY, LATER) == []
    with pytest.raises(NotThere):
        actions.read(sent, by=doctor, at=LATER)
    told = Event.objects.get(what="incidents.consent-withdrawn").facts
    assert told["referrals"] == 1


def test_of_somebody_who_was_entered_by_mistake_nobody_is_told_any_more(sent, doctor, case, helper):
    victims.take_back(case, because="twice", by=helper, at=LATER)
    assert queries.inbox(doctor, TODAY, LATER) == []
    with pytest.raises(NotThere):
        actions.read(sent, by=doctor, at=LATER)


def test_another_consent_that_holds_keeps_a_referral_open(sent, case, helper):
    first = Consent.objects.get().pk
    helped.agreed(sent, helper)
    identities.withdraw(case, first, by=helper, at=LATER)
    assert state(sent) == "sent"


def test_a_consent_that_has_run_out_hides_at_once_and_ends_by_itself(case, clinic, helper, doctor):
    code = helped.prepared(case, clinic, helper)
    helped.agreed(code, helper, until=TODAY)
    helped.step(code, Verb.CONSENT, helper)
    actions.show(code, version=Referral.objects.get(code=code).version, by=helper, at=LATER)
    helped.step(code, Verb.SEND, helper)
    assert [t.about for t in desk.desk(helper, TODAY, LATER).consents] == ["Clinic of the valley"]
    later = LATER + timedelta(days=1)
    assert len(queries.inbox(doctor, TODAY, LATER)) == 1
    assert queries.inbox(doctor, TODAY, later) == [], "nobody has to have looked"
    console = identity.operator_at_the_console()
    jobs.forget_due(today=TODAY + timedelta(days=1), by=console, at=later, patiently=False)
    assert state(code) == "withdrawn"


def test_the_way_of_a_referral_becomes_a_service(sent, doctor, case, helper):
    helped.step(sent, Verb.ACCEPT, doctor, at=LATER)
    helped.step(sent, Verb.START, doctor, at=LATER)
    helped.step(sent, Verb.COMPLETE, doctor, at=LATER, outcome="improved", words="Zqnote")
    assert state(sent) == "completed"
    assert queries.inbox(doctor, TODAY, LATER) == [], "what has ended is seen no more"
    last = Service.objects.latest("pk")
    assert (last.kind, last.provider, last.result, last.until) == (
        "prosthetics",
        Provider.objects.get().code,
        "improved",
        TODAY,
    )
    assert len(standing.latest_rows(Service, access.referral_for(helper, sent).victim)) == 1
    assert "Zqnote" not in "".join(ReferralStep.objects.values_list("words", flat=True))
    shown = actions.show(sent, version=Referral.objects.get().version, by=helper, at=LATER)
    assert "Zqnote" in shown.notes and shown.told["name"] == "Nobody Atall"


def test_whoever_works_on_the_case_writes_down_what_came_by_telephone(sent, helper):
    with pytest.raises(NotUsable) as refused:
        helped.step(sent, Verb.DECLINE, helper)
    assert refused.value.code == "incidents.referral.no-reason"
    helped.step(sent, Verb.DECLINE, helper, why="full")
    assert state(sent) == "declined" and not ReferralStep.objects.latest("pk").by_provider


def test_two_at_once_do_not_overwrite_each_other(sent, doctor):
    version = Referral.objects.get().version
    actions.take(sent, Verb.ACCEPT, version=version, today=TODAY, by=doctor, at=LATER)
    with pytest.raises(NotNow) as refused:
        actions.take(sent, Verb.START, version=version, today=TODAY, by=doctor, at=LATER)
    assert refused.value.code == "incidents.referral.changed"


def test_what_is_told_is_looked_at_again_when_it_was_changed(case, clinic, helper):
    code = helped.prepared(case, clinic, helper)
    helped.agreed(code, helper)
    helped.step(code, Verb.CONSENT, helper)
    actions.show(code, version=Referral.objects.get().version, by=helper, at=LATER)
    actions.rewrite(code, chosen=("age",), message="", version=Referral.objects.get().version, by=helper, at=LATER)
    with pytest.raises(NotNow) as refused:
        helped.step(code, Verb.SEND, helper)
    assert refused.value.code == "incidents.referral.not-shown"
    assert actions.show(code, version=Referral.objects.get().version, by=helper, at=LATER).told == {"age": 34}


def test_erasing_ends_referrals_and_takes_what_was_told(sent, doctor, case, helper):
    identities.erase(case, Erasing.ASKED, by=helper, at=LATER)
    assert (state(sent), Referral.objects.get().told) == ("withdrawn", "")
    with pytest.raises(NotThere):
        actions.read(sent, by=doctor, at=LATER)


def test_a_case_is_not_closed_over_an_open_referral(sent, case, helper):
    with pytest.raises(NotNow) as refused:
        assistance.close(case, assistance.core.Ending(TODAY, "goals"), today=TODAY, by=helper, at=LATER)
    assert refused.value.code == "incidents.assistance.open-referrals"


def test_the_directory_is_searched_corrected_and_not_by_everybody(clinic, helper):
    asked = directory.Asked(q="valley", kind="prosthetics")
    assert [c.code for c in directory.directory(asked, TODAY)] == [clinic]
    assert directory.directory(directory.Asked(kind="peer"), TODAY) == []
    gone = replace(helped.CLINIC, until=TODAY - timedelta(days=1))
    providers.correct(clinic, gone, version=1, today=TODAY, by=helper, at=LATER)
    assert directory.directory(directory.Asked(), TODAY) == []
    assert len(directory.directory(directory.Asked(gone=True), TODAY)) == 1
    with pytest.raises(NotNow):
        providers.correct(clinic, helped.CLINIC, version=1, today=TODAY, by=helper, at=LATER)
    for role in ("quality", "investigator"):
        with pytest.raises(NotYours):
            providers.enter(helped.CLINIC, today=TODAY, by=helped.viewer(role, role), at=LATER)
    event = Event.objects.get(what="incidents.provider-corrected")
    assert event.before == {"until": None} and event.after == {"until": "2026-05-31"}


def test_the_pages_from_both_sides(client, case, clinic, helper, doctor):
    client.force_login(helped.people.User.objects.get(username="helper"))
    need = helped.needed(case, helper, "Zqneed")
    at = f"/victims/{case}/refer/"
    assert "Clinic of the valley" in client.get(f"{at}?kind=prosthetics&need={need}").content.decode()
    assert "No provider of the directory" in client.get(f"{at}?kind=peer").content.decode()
    made = client.post(
        at,
        {
            "kind": "prosthetics",
            "provider": clinic,
            "need": need,
            "priority": "now",
            "chosen": ["sex", "name", "words"],
            "message": "Zqhello",
        },
    )
    assert made.status_code == 302, made.content.decode()
    page = made.url
    shown = client.get(page).content.decode()
    assert "Zqneed" not in shown and "Nobody Atall" not in shown and "does not hold" in shown
    version = lambda: Referral.objects.get().version  # noqa: E731
    on = TODAY.isoformat()
    assert client.post(page, {"do": "send", "version": version(), "on": on}).status_code == 409
    agree = {"do": "agree", "version": version(), "given_by": "self", "given_on": on}
    assert client.post(page, agree).status_code == 302
    assert client.post(page, {"do": "send", "version": version(), "on": on}).status_code == 409, "nobody has looked yet"
    opened = client.post(page, {"do": "show", "version": version()}).content.decode()
    assert "Zqneed" in opened and "Nobody Atall" in opened and "Zqhello" in opened
    assert client.post(page, {"do": "send", "version": version(), "on": on}).status_code == 302
    assert "Clinic of the valley" in client.get(f"/victims/{case}/assistance/").content.decode()

    client.force_login(helped.people.User.objects.get(username="doctor"))
    assert client.get("/").url == "/referrals/"
    code = Referral.objects.get().code
    listed = client.get("/referrals/").content.decode()
    assert code in listed and case not in listed and "Hazards" not in listed
    mine = f"/referrals/{code}/"
    closed = client.get(mine).content.decode()
    assert "Zqneed" not in closed and case not in closed
    opened = client.post(mine, {"do": "read"})
    assert "Nobody Atall" in opened.content.decode() and "no-store" in opened.headers["Cache-Control"]
    for other in (
        page,
        f"/victims/{case}/",
        f"/victims/{case}/assistance/",
        "/accidents/",
        "/providers/",
        "/assistance/",
        "/hazards/",
        "/day/",
    ):
        assert client.get(other).status_code in (403, 404), other
    assert client.post(mine, {"do": "accept", "version": version(), "on": on, "words": "Zqcome"}).url == "/referrals/"
    assert client.post(mine, {"do": "accept", "version": 1, "on": on}).status_code == 409
    assert client.post(mine, {"do": "start", "version": version(), "on": on}).status_code == 302
    assert (
        client.post(mine, {"do": "complete", "version": version(), "on": on, "outcome": "improved"}).status_code == 302
    )
    assert client.get(mine).status_code == 404
    client.force_login(helped.people.somebody("provider", name="stranger", organisation="BS"))
    assert client.get(mine).status_code == 404 and code not in client.get("/referrals/").content.decode()


def test_the_pages_of_the_directory(client, helper):
    client.force_login(helped.people.User.objects.get(username="helper"))
    assert "No provider is in the directory" in client.get("/providers/").content.decode()
    said = {
        "name": "Workshop",
        "kinds": ["prosthetics"],
        "cost": "free",
        "reach": ["step-free"],
        "phone": "+000",
        "languages": "bs, en",
    }
    assert client.post("/providers/new/", said | {"kinds": []}).status_code == 200
    made = client.post("/providers/new/", said)
    assert made.status_code == 302, made.content.decode()
    assert "the whole country" in client.get(made.url).content.decode()
    assert "Workshop" in client.get("/providers/?kind=prosthetics&q=work&reach=step-free").content.decode()
    assert "No provider is like this" in client.get("/providers/?kind=peer").content.decode()
    lines = client.get("/providers/?format=csv").content.decode()
    assert "Workshop" in lines and lines.count("\n") == 2
    assert client.post(f"{made.url}correct/", said | {"version": 1, "capacity": 8}).status_code == 302
    assert client.post(f"{made.url}correct/", said | {"version": 1, "capacity": 9}).status_code == 409
    assert client.post(f"{made.url}correct/", said | {"version": 2, "new": " New  House "}).status_code == 302
    assert Provider.objects.get().organisation == "New House"
    assert "New House" in client.get("/providers/new/").content.decode(), "to be chosen from now on"
    client.force_login(helped.people.somebody("quality", name="q"))
    assert client.get(made.url).status_code == 200 and client.get("/providers/new/").status_code == 403
