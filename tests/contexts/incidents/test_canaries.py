"""Unique strings in every field that names a person, then everything the system says, asked from each role that must not see them."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from commonground.core.incidents import assistance as core
from commonground.core.incidents.consent import Basis, Giver, Purpose, Reason
from commonground.core.incidents.referral import Verb
from commonground.identity import access as roles
from commonground.identity import queries as identity
from commonground.incidents.actions import assistance
from commonground.incidents.actions import identities as actions
from commonground.incidents.models import Need, Referral
from commonground.incidents.models.identities import SEALED
from factories import accidents, country, helped, people
from factories.accidents import BOY, MINE, TODAY, WOMAN
from factories.country import AT, LATER
from journeys import pages

pytestmark = pytest.mark.django_db
WORDS = {name: f"Zq{n}kanarinka" for n, name in enumerate(SEALED)}
HELP = {n: f"Zq{n}kanarinka" for n in range(10, 20)}  # words about assistance, by what they stand in
FOUND = re.compile(r"Zq\d+kanarinka")
FILES = ["/accidents/?format=csv", "/hazards/?format=csv", "/reports/?format=csv", "/findings/?format=csv", "/statement/?format=csv",
         "/statement/?format=json", "/casualties/?format=csv", "/audit/?what=incidents.identity-written", "/audit/?what=incidents.assistance-written",
         "/audit/?what=incidents.referral-advanced"]  # fmt: skip


@pytest.fixture
def world(db, settings, tmp_path):
    """A country with a case of which everything is written down, read, and consented to."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    country.make(14)
    code = accidents.entered(MINE, WOMAN, BOY)
    helper = identity.viewer_for(people.somebody("assistance", name="helper"), on=TODAY)
    for victim in accidents.people(code):
        actions.begin(victim, by=helper, at=AT)
        actions.write(
            victim,
            WORDS,
            basis=Basis.VITAL,
            keep_until=TODAY.replace(year=2030),
            version=0,
            today=TODAY,
            by=helper,
            at=AT,
        )
        actions.consent(
            victim,
            "Clinic",
            Purpose.CARE,
            given_by=Giver.SELF,
            given_on=TODAY,
            until=None,
            today=TODAY,
            by=helper,
            at=AT,
        )
        actions.read(victim, Reason.CARE, by=helper, at=AT)
        helped_with(victim, helper)
    return code, accidents.people(code)


def helped_with(victim: str, helper) -> None:
    """Something in words in everything that has words; a referral that the provider still sees, and one that it does not."""
    say = lambda what, n: assistance.write(victim, what, HELP[n], today=TODAY, by=helper, at=LATER)  # noqa: E731
    need = say(helped.NEED, 10)
    say(core.Plan(helper.number, TODAY), 11)
    say(core.Goal("prosthetics", TODAY), 12)
    say(core.Service("medical", TODAY), 13)
    say(core.FollowUp(TODAY, "worse"), 14)
    wrong = say(helped.NEED, 15)
    assistance.take_back(victim, "need", wrong, by=helper, at=LATER)
    clinic = helped.clinic(helper, replace(helped.CLINIC, organisation="CV"))
    chosen = ("name", "born", "phone", "address", "words", "sex", "age", "injuries", "disability")
    helped.sent(victim, clinic, helper, chosen=chosen, message=HELP[16], need=need)
    other = helped.sent(victim, clinic, helper, chosen=chosen, message=HELP[17], need=need)
    helped.step(other, Verb.DECLINE, helper, why="full", words=HELP[18])
    helped.prepared(victim, clinic, helper, chosen=chosen, message=HELP[19], need=need)


def said(answer) -> str:
    """Everything an answer says: its headers, its body, and what is packed in it."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(data))
        data = b"\n".join(archive.read(name) for name in archive.namelist())
    return "\n".join([*map(str, answer.headers.items()), data.decode("utf-8", "replace")])


def addresses(code: str, victims: list[str]) -> list[str]:
    own = [
        reverse("incidents:accident", args=[code]),
        reverse("incidents:correct", args=[code]),
        reverse("incidents:investigation", args=[code]),
    ]
    for victim in victims:
        own += [
            reverse(f"incidents:{n}", args=[victim])
            for n in ("victim", "victim-correct", "identity", "assistance", "refer")
        ]
    for sent in Referral.objects.values_list("code", flat=True):
        own += [reverse(f"incidents:{n}", args=[sent]) for n in ("referral", "received")]
    own += ["/assistance/", "/referrals/", "/providers/PR-0001/", "/providers/?format=csv"]
    return [*pages.addresses().values(), *FILES, *own, "/search/?q=kanarinka&all=1", "/search/?q=V-&all=1"]


@pytest.mark.parametrize("role", sorted(roles.PERMISSIONS))
def test_no_page_file_or_refusal_tells_a_name(role, world, client, caplog):
    code, victims = world
    user = people.somebody(role, name=f"canary-{role}", organisation="BS" if role in roles.OWN_ORGANISATION else "")
    client.force_login(user)
    client.raise_request_exception = False
    told = {
        at: found
        for at in addresses(code, victims)
        if (found := FOUND.findall(said(client.get(at)).replace("q=kanarinka", "")))
    }
    assert told == {}
    for victim in victims:  # what is sent wrongly is not answered with what is there
        for do in ("read", "write", "erase", "nonsense"):
            answer = client.post(f"/victims/{victim}/identity/", {"do": do, "reason": "care"})
            assert FOUND.findall(said(answer)) == []
        for do in ("read", "write", "take-back", "close"):
            answer = client.post(
                f"/victims/{victim}/assistance/", {"do": do, "reason": "care", "what": "need", "thing": "1"}
            )
            assert FOUND.findall(said(answer)) == []
    for sent in Referral.objects.values_list("code", flat=True):
        for at in (f"/assistance/referrals/{sent}/", f"/referrals/{sent}/"):
            for do in ("show", "read", "accept", "rewrite"):
                assert FOUND.findall(said(client.post(at, {"do": do, "version": "4"}))) == []
    assert FOUND.findall(caplog.text) == []


def test_whoever_is_of_the_case_is_told_after_a_reason_and_not_before(world, client):
    _code, victims = world
    client.force_login(people.User.objects.get(username="helper"))
    at = f"/victims/{victims[0]}/identity/"
    assert FOUND.findall(said(client.get(at))) == []
    opened = client.post(at, {"do": "read", "reason": "care"})
    assert set(FOUND.findall(said(opened))) == set(WORDS.values())
    assert "no-store" in opened.headers["Cache-Control"]
    assert not any(FOUND.findall(str(h)) for h in opened.headers.items())


def test_a_provider_is_told_by_a_button_what_was_chosen_and_by_no_page_anything_else(world, client):
    """Of one victim the referral that is open; not the one that has ended, nor any word that was not chosen."""
    code, victims = world
    client.force_login(people.somebody("provider", name="canary-clinic", organisation="CV"))
    client.raise_request_exception = False
    assert {
        at for at in addresses(code, victims) if FOUND.findall(said(client.get(at)).replace("q=kanarinka", ""))
    } == set()
    told = set()
    for sent in Referral.objects.all():
        answer = client.post(f"/referrals/{sent.code}/", {"do": "read"})
        assert (answer.status_code == 200) == (sent.state == "sent")
        told |= set(FOUND.findall(said(answer)))
    assert told == {WORDS[n] for n in ("name", "born", "phone", "address")} | {HELP[10], HELP[16]}


def test_a_dump_of_the_database_and_its_log_hold_no_word_of_it(world):
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found |= {one for row in cursor.fetchall() for one in FOUND.findall(repr(row))}
    assert found == set()
    assert Need.objects.exclude(words="").count() == 6, "there was something to find"
