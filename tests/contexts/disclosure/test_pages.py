"""Tables about people as pages: asked for, seen, let out, taken away."""

import csv
import hashlib
import io
import json
from zipfile import ZipFile

import pytest
from django.urls import reverse

from commonground.disclosure.models import Asked, Release
from factories import people

pytestmark = pytest.mark.django_db
ASKED = {"population": "casualties", "first": "age", "second": "outcome", "since": 2024, "until": 2024, "half": "", "basis": "rounded",
         "reason": "the yearbook"}  # fmt: skip


@pytest.fixture
def as_(client, programme):
    def sign_in(*roles):
        client.force_login(people.somebody(*roles, name=f"{'-'.join(roles)}-{Asked.objects.count()}"))
        return client

    return sign_in


@pytest.fixture
def asked(as_, records):
    records.add(300)
    answer = as_("officer").post(reverse("disclosure:ask"), ASKED)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Asked.objects.get()


def test_a_table_goes_from_the_form_to_its_files(asked, as_):
    page = reverse("disclosure:asked", args=[asked.pk])
    shown = as_("officer").get(page).content.decode()
    assert "at least three possible values" in shown and "Nothing of it has left yet" in shown
    assert 'value="release"' not in shown, "whoever asked cannot let it out"
    client = as_("reader")
    assert 'value="release"' in client.get(page).content.decode()
    answer = client.post(reverse("disclosure:act", args=[asked.pk]), {"act": "release", "name": "Full name, ministry"})
    assert answer.url == reverse("disclosure:release", args=[1])
    told = client.get(answer.url).content.decode()
    assert "need not add up" in told and "Full name, ministry" in told
    release = Release.objects.get()
    raw = client.get(answer.url + "?format=json").content
    assert hashlib.sha256(raw).hexdigest() == release.sha256 and json.loads(raw)["number"] == 1
    lines = list(csv.DictReader(io.StringIO(client.get(answer.url + "?format=csv").content.decode("utf-8-sig"))))
    assert {line["table"] for line in lines} == {"outcome × age", "outcome", "age", "total"}
    assert all(not line["value"] or int(line["value"]) % 5 == 0 for line in lines)
    assert ZipFile(io.BytesIO(client.get(answer.url + "?format=xlsx").content)).testzip() is None
    assert answer.url in client.get(reverse("disclosure:releases")).content.decode()


def test_a_table_can_be_refused_and_taken_back(asked, as_):
    page = reverse("disclosure:act", args=[asked.pk])
    assert as_("reader").post(page, {"act": "refuse", "because": ""}).status_code == 409
    assert as_("reader", "auditor").post(page, {"act": "refuse", "because": "asked twice"}).status_code == 302
    shown = as_("planner").get(reverse("disclosure:asked", args=[asked.pk])).content.decode()
    assert "asked twice" in shown and 'value="withdraw"' not in shown
    assert as_("planner", "officer").post(page, {"act": "withdraw"}).status_code == 409


@pytest.mark.parametrize(
    "change, said",
    [({"until": 2023}, "last year comes after"), ({"until": 2026}, "not over yet"), ({"basis": "treaty"}, "True figures are for totals"),
     ({"second": "age"}, "at most 2"), ({"reason": ""}, "This field is required"), ({"first": "movement", "second": "sex"}, "Resident or on the move|never crossed")],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_said_at_the_form(change, said, as_, records):
    records.add(300)
    answer = as_("officer").post(reverse("disclosure:ask"), ASKED | change)
    text = answer.content.decode()
    assert answer.status_code == 200 and any(word in text for word in said.split("|")), text[:2000]
    assert not Asked.objects.exists()


def test_whoever_neither_asks_nor_approves_sees_released_tables_only(asked, as_):
    client = as_("quality")
    assert client.get(reverse("disclosure:asked", args=[asked.pk])).status_code == 404
    assert client.get(reverse("disclosure:ask")).status_code == 403
    assert client.post(reverse("disclosure:act", args=[asked.pk]), {"act": "release", "name": "x"}).status_code == 404
    shown = client.get(reverse("disclosure:releases")).content.decode()
    assert "No table about people was released yet" in shown and "Waiting" not in shown


def test_with_nobody_to_count_the_form_says_so(as_, monkeypatch):
    from commonground.config import wiring

    monkeypatch.setattr(wiring, "POPULATIONS", {})
    assert "nobody to count" in as_("officer").get(reverse("disclosure:ask")).content.decode()
