"""Bringing files in through the pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories import country

from commonground.core.geometry.overlay import regions
from commonground.places import queries as places

pytestmark = pytest.mark.django_db

CSV = """code,name,class,date,area,note
Q-1,Gornje Polje,suspected,2025-03-01,12000,=1+1
Q-2,Stari Most,confirmed,2025-04-02,8000,
Q-3,Bez Datuma,confirmed,,,
Q-4,Kriva Rijec,perhaps,2025-04-02,100,
"""


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer_client(client, django_user_model, media):
    client.force_login(django_user_model.objects.create(username="officer", role="officer"))
    return client


def hand_in(client, text=CSV, name="survey.csv", what="hazards"):
    answer = client.post("/import/", {"file": SimpleUploadedFile(name, text.encode()), "what": what})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer.url


def fields(client, at):
    form = client.get(at).context["form"]
    return {name: form[name].value() or "" for name in form.fields if form[name].value() is not False}


def test_a_file_is_handed_in_tried_imported_and_undone(officer_client):
    country.make(6)
    at = hand_in(officer_client)
    page = officer_client.get(at)
    assert page.status_code == 200
    sent = fields(officer_client, at)
    assert sent["to_code"] == "code" and sent["to_level"] == "class"
    tried = officer_client.post(at, {**sent, "do": "try"})
    assert tried.status_code == 302, tried.context["form"].errors
    page = officer_client.get(at)
    report = page.context["report"]
    assert report["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "quarantined": 2}
    done = officer_client.post(at, {"do": "import"})
    assert done.status_code == 302
    load = done.url
    assert officer_client.get(load).status_code == 200
    text = officer_client.get(load + "quarantine.csv").content.decode("utf-8-sig")
    assert "Bez Datuma" in text and "The row has no date" in text
    assert officer_client.get(load + "undo/").status_code == 200
    assert officer_client.post(load + "undo/").status_code == 302
    assert officer_client.get(load).context["load"].state == "undone"
