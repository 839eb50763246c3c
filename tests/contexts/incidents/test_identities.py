"""Who a victim is: sealed apart, opened by those of the case with a reason, forgotten for good; every figure stays."""

import logging
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from commonground.audit.models import Event
from commonground.core.incidents.consent import Basis, Consented, Erasing, Giver, Purpose, Reason
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.identity import access as roles
from commonground.identity import queries as identity
from commonground.identity.models import Assignment
from commonground.incidents import jobs
from commonground.incidents.access import accidents as seen
from commonground.incidents.actions import identities as actions
from commonground.incidents.models import CaseMember, Consent, Identity, Victim
from commonground.incidents.models.identities import SEALED
from commonground.incidents.queries import cards, cases, listing
from commonground.store import erasures, keys, keystore
from factories import accidents, country, people
from factories.accidents import MINE, TODAY, WOMAN
from factories.country import AT, LATER

pytestmark = pytest.mark.django_db
CANARIES = {name: f"Xq{number}zv-Κανάριος-{name}" for number, name in enumerate(SEALED)}


def viewer(role: str, name: str):
    user = people.somebody(role, name=name, organisation="BS" if role in roles.OWN_ORGANISATION else "")
    return identity.viewer_for(user, on=TODAY)


@pytest.fixture
def victim(db):
    country.make(4)
    return accidents.people(accidents.entered(MINE, WOMAN))[0]


@pytest.fixture
def helper(victim):
    return viewer("assistance", "helper")


def written(code: str, by, words=CANARIES, basis=Basis.VITAL, until=date(2030, 1, 1), version=0) -> None:
    actions.write(code, words, basis=basis, keep_until=until, version=version, today=TODAY, by=by, at=AT)


@pytest.fixture
def case(victim, helper):
    actions.begin(victim, by=helper, at=AT)
    written(victim, helper)
    return victim


def everything_stored() -> str:
    """Every value of every table, as text: what a dump of the database holds."""
    out = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            out += [repr(row) for row in cursor.fetchall()]
    return "\n".join(out)


def canaries_in(text: str) -> set[str]:
    escaped = {name: word.encode("unicode_escape").decode() for name, word in CANARIES.items()}
    return {
        n for n, w in CANARIES.items() if w in text or escaped[n] in text or f"Xq{list(CANARIES).index(n)}zv" in text
    }


def test_the_search_for_a_canary_finds_one():
    assert canaries_in(f"told: {CANARIES['name']}") == {"name"}
    assert canaries_in(repr(CANARIES["phone"])) == {"phone"}


def test_who_somebody_is_comes_back_to_those_of_the_case(case, helper):
    assert actions.read(case, Reason.CARE, by=helper, at=LATER) == CANARIES


def test_reading_is_written_down_with_its_reason_and_without_a_word(case, helper):
    actions.read(case, Reason.CONTACT, by=helper, at=LATER)
    event = Event.objects.get(what="incidents.identity-read")
    assert (event.about, event.by_id, event.facts) == (f"victim:{case}", helper.number, {"reason": "contact"})


def test_asking_for_somebody_elses_case_is_written_down_once_an_hour_and_answered_like_nothing(case, client):
    cache.clear()
    address, nowhere = f"/victims/{case}/identity/", "/victims/NOT-THERE/identity/"
    for role, name in (("assistance", "another"), ("administrator", "admin"), ("officer", "officer")):
        client.force_login(people.somebody(role, name=name))
        asked = [client.get(address), client.post(address, {"do": "read", "reason": "care"}), client.get(nowhere)]
        assert {answer.status_code for answer in asked} == {404}
    events = list(Event.objects.filter(what="incidents.identity-refused").order_by("number"))
    assert [e.about for e in events] == [f"victim:{case}"] * 3 and len({e.by_id for e in events}) == 3
    assert all(e.facts == {} for e in events)


def test_reading_ones_own_case_refuses_nothing(case, helper, client):
    client.force_login(people.User.objects.get(pk=helper.number))
    assert client.get(f"/victims/{case}/identity/").status_code == 200
    assert not Event.objects.filter(what="incidents.identity-refused").exists()


def test_a_dump_of_the_database_its_history_and_the_logs_hold_no_name(case, helper, caplog):
    with caplog.at_level(logging.DEBUG):
        actions.read(case, Reason.CARE, by=helper, at=LATER)
        written(case, helper, words=CANARIES | {"phone": ""}, version=1)
        accidents.entered()
    assert "identity" in everything_stored()
    assert canaries_in(everything_stored()) == set()
    assert canaries_in(caplog.text) == set()
    store = b"".join(file.read_bytes() for file in keystore.files() if file.exists())
    assert b"zv-" not in store


@pytest.mark.parametrize("role", sorted(set(roles.PERMISSIONS)))
def test_nobody_outside_the_case_knows(role, case, client):
    """The administrator neither; and not even another of the same role. Hidden and absent answer alike."""
    outsider = viewer(role, f"outsider-{role}")
    for code in (case, "V-NOTTHERE"):
        with pytest.raises(NotThere) as refused:
            actions.read(code, Reason.CARE, by=outsider, at=LATER)
        assert refused.value.code == "incidents.victim.not-there"
    client.force_login(Assignment.objects.get(user__username=f"outsider-{role}").user)
    whole = 404 if outsider.may("incidents.see") else 403  # for whom no page of accidents is at all
    for address in (f"/victims/{case}/identity/", "/victims/V-NOTTHERE/identity/"):
        assert client.get(address).status_code == whole
        assert client.post(address, {"do": "read", "reason": "care"}).status_code == whole


def test_an_administrator_who_is_put_into_the_team_of_a_case_still_knows_nothing(case):
    boss = viewer("administrator", "boss")
    CaseMember.objects.create(victim=Victim.objects.get(code=case), person=boss.number, since=AT)
    with pytest.raises(NotThere):
        actions.read(case, Reason.CARE, by=boss, at=LATER)


def test_the_console_is_nobody(case):
    console = identity.operator_at_the_console()
    with pytest.raises(NotThere):
        actions.read(case, Reason.CARE, by=console, at=LATER)


def test_only_those_of_the_case_bring_others_in(case, helper):
    other, boss = viewer("assistance", "other"), viewer("administrator", "boss")
    for outsider in (other, boss):
        with pytest.raises(NotThere):
            actions.bring_in(case, outsider.number, by=outsider, at=LATER)
        with pytest.raises(NotThere):
            actions.begin(case, by=outsider, at=LATER)
    with pytest.raises(NotNow) as refused:
        actions.leave(case, helper.number, by=helper, at=LATER)
    assert refused.value.code == "incidents.case.last"
    actions.bring_in(case, other.number, by=helper, at=LATER)
    assert actions.read(case, Reason.CARE, by=other, at=LATER) == CANARIES
    actions.leave(case, helper.number, by=other, at=LATER)
    with pytest.raises(NotThere):
        actions.read(case, Reason.CARE, by=helper, at=LATER)
    actions.bring_in(case, boss.number, by=other, at=LATER)
    with pytest.raises(NotThere):
        actions.read(case, Reason.CARE, by=boss, at=LATER)


def test_erasing_reaches_every_copy_and_every_figure_stays(case, helper):
    before = everything_stored()
    seals = {name: getattr(Identity.objects.get(), name) for name in SEALED}
    counted = listing.listing(accidents.OFFICER, listing.Filters())
    actions.erase(case, Erasing.ASKED, by=helper, at=LATER)
    with pytest.raises(NotThere):
        actions.read(case, Reason.CARE, by=helper, at=LATER)
    # As in a backup that was brought back: the rows are there, the key is not.
    Identity.objects.update(**seals, erased_on=None)
    assert all(seal in before for seal in seals.values())
    assert keys.unseal("incidents", case, seals) is None
    with pytest.raises(NotThere):
        actions.read(case, Reason.CARE, by=helper, at=LATER)
    assert listing.listing(accidents.OFFICER, listing.Filters()) == counted
    assert cards.victim(seen.victim_for(helper, case)).said == WOMAN


def test_an_older_copy_of_the_database_is_made_to_forget_again(case, helper):
    keystore.destroy(
        [keystore.Erasure(case, date(2026, 6, 1), "asked")]
    )  # the database of the copy has not heard of it
    assert Identity.objects.get().erased_on is None
    assert erasures.replay() == 1
    kept = Identity.objects.get()
    assert kept.erased_on is not None and not any(getattr(kept, name) for name in SEALED)


def test_who_was_erased_is_not_written_down_again(case, helper):
    actions.erase(case, Erasing.ASKED, by=helper, at=LATER)
    with pytest.raises(NotNow) as refused:
        written(case, helper, version=1)
    assert refused.value.code == "incidents.identity.erased"


def test_two_who_write_at_once_do_not_overwrite_each_other(case, helper):
    with pytest.raises(NotNow) as refused:
        written(case, helper, version=0)
    assert refused.value.code == "incidents.identity.changed"


def test_consent_is_a_basis_only_while_one_holds(victim, helper):
    actions.begin(victim, by=helper, at=AT)
    with pytest.raises(NotUsable) as refused:
        written(victim, helper, basis=Basis.CONSENT)
    assert refused.value.code == "incidents.identity.no-consent"
    agreed(victim, helper)
    written(victim, helper, basis=Basis.CONSENT)


def agreed(code: str, by, recipient="Clinic", purpose=Purpose.CARE, until=None) -> int:
    return actions.consent(
        code, recipient, purpose, given_by=Giver.SELF, given_on=date(2026, 5, 1), until=until, today=TODAY, by=by, at=AT
    )


def test_a_consent_is_for_one_recipient_and_one_purpose_and_ends_at_once(case, helper):
    number = agreed(case, helper)
    at = LATER + timedelta(seconds=1)
    assert cases.consented(case, "Clinic", Purpose.CARE, at)
    assert not cases.consented(case, "Clinic", Purpose.CONTACT, at)
    assert not cases.consented(case, "School", Purpose.CARE, at)
    actions.withdraw(case, number, by=helper, at=at)
    assert not cases.consented(case, "Clinic", Purpose.CARE, at)
    assert cases.consented(case, "Clinic", Purpose.CARE, LATER), "it held until then"
    with pytest.raises(NotThere):
        actions.withdraw(case, number, by=helper, at=at)


def test_a_consent_holds_to_the_end_of_its_last_day():
    said = Consented("Clinic", Purpose.CARE, date(2026, 6, 1), until=date(2026, 6, 1))
    assert said.holds(LATER)
    assert not said.holds(LATER + timedelta(days=1))
    assert not said.holds(LATER - timedelta(days=1))


def test_people_are_forgotten_when_their_day_has_come(victim, helper):
    actions.begin(victim, by=helper, at=AT)
    written(victim, helper, until=date(2026, 6, 1))
    console = identity.operator_at_the_console()
    assert jobs.forget_due(today=date(2026, 6, 1), by=console, at=LATER, patiently=False) == 0
    assert jobs.forget_due(today=date(2026, 6, 2), by=console, at=LATER, patiently=False) == 1
    assert Identity.objects.get().erased_on is not None
    assert keys.is_erased(victim)
    assert jobs.forget_due(today=date(2026, 6, 3), by=console, at=LATER, patiently=False) == 0


def test_of_several_workers_one_looks(victim, helper):
    cache.delete(jobs.NAME)
    actions.begin(victim, by=helper, at=AT)
    written(victim, helper, until=date(2026, 6, 1))
    cache.add(jobs.NAME, True, 60)
    console = identity.operator_at_the_console()
    assert jobs.forget_due(today=date(2026, 6, 2), by=console, at=LATER) == 0
    cache.delete(jobs.NAME)
    assert jobs.forget_due(today=date(2026, 6, 2), by=console, at=LATER) == 1
    cache.delete(jobs.NAME)


def test_the_pages_of_a_case(client, victim):
    user = people.somebody("assistance", name="helper")
    other = people.somebody("assistance", name="other")
    client.force_login(user)
    at = f"/victims/{victim}/identity/"
    assert b"Who this is" in client.get(f"/victims/{victim}/").content
    assert client.get(at).status_code == 200
    assert client.post(at, {"do": "begin"}).status_code == 302
    sent = {**CANARIES, "do": "write", "basis": "consent", "keep_until": "2030-01-01", "version": "0"}
    refused = client.post(at, sent)
    assert refused.status_code == 400 and CANARIES["name"] in refused.content.decode(), "what was typed is kept"
    given = {"do": "consent", "recipient": "Clinic", "purpose": "care", "given_by": "self", "given_on": "2026-05-01"}
    assert client.post(at, given).status_code == 302
    assert client.post(at, sent).status_code == 302
    closed = client.get(at)
    assert canaries_in(closed.content.decode()) == set(), "nothing is shown unless a reason is given"
    opened = client.post(at, {"do": "read", "reason": "care"})
    assert CANARIES["name"] in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    title = opened.content.decode().split("<title>")[1].split("</title>")[0]
    assert canaries_in(title) == set()
    assert client.post(at, {"do": "read", "reason": "because"}).status_code == 400
    assert client.post(at, {"do": "bring-in", "person": other.pk}).status_code == 302
    assert client.post(at, {"do": "leave", "person": user.pk}).url == f"/victims/{victim}/"
    assert client.get(at).status_code == 404
    assert b"Who this is" not in client.get(f"/victims/{victim}/").content
    client.force_login(other)
    assert client.post(at, {"do": "withdraw", "consent": Consent.objects.get().pk}).status_code == 302
    assert client.post(at, {"do": "erase", "reason": "asked"}).status_code == 400, "one has to be sure"
    assert client.post(at, {"do": "erase", "reason": "asked", "sure": "on"}).status_code == 302
    assert b"was erased" in client.get(at).content
