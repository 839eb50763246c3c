"""Unique strings in every field that names a person, then everything the system says, asked from each role that must not see them."""

import io
import re
import zipfile

import pytest
from django.core.cache import cache
from django.urls import reverse

from commonground.core.incidents.consent import Basis, Giver, Purpose, Reason
from commonground.identity import access as roles
from commonground.identity import queries as identity
from commonground.incidents.actions import identities as actions
from commonground.incidents.models.identities import SEALED
from factories import accidents, country, people
from factories.accidents import BOY, MINE, TODAY, WOMAN
from factories.country import AT
from journeys import pages

pytestmark = pytest.mark.django_db
WORDS = {name: f"Zq{n}kanarinka" for n, name in enumerate(SEALED)}
FOUND = re.compile(r"Zq\dkanarinka")
FILES = ["/accidents/?format=csv", "/hazards/?format=csv", "/reports/?format=csv", "/findings/?format=csv", "/statement/?format=csv",
         "/statement/?format=json", "/casualties/?format=csv", "/audit/?what=incidents.identity-written"]  # fmt: skip


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
    return code, accidents.people(code)


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
        own += [reverse(f"incidents:{n}", args=[victim]) for n in ("victim", "victim-correct", "identity")]
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
