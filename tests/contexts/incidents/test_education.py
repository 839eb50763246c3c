"""A risk education team's week: sessions written down, seen by whom they are for, taken back, counted in tables."""

from datetime import date

import pytest
from django.urls import reverse

from commonground.core.privacy.periods import Closed
from commonground.core.privacy.populations import POPULATIONS
from commonground.disclosure.queries import people as counted
from commonground.incidents.models import EducationSession
from factories import country, people

pytestmark = pytest.mark.django_db
SAID = {"on": "2024-03-04", "campaign": "Schools 2024", "method": "school", "unit": "", "place": "Brod", "messages": ["keep-away", "report"],
        "women": 2, "men": 1, "girls": 20, "boys": 18, "unknown": 0, "again": 0, "disability": 1, "indirect": 80, "materials": 41}  # fmt: skip


@pytest.fixture
def unit(db):
    country.make(2)
    from commonground.places import queries as places

    return places.units(level=2)[0].code


def signed_in(client, *roles, **scope):
    client.force_login(people.somebody(*roles, **scope))
    return client


def test_a_week_of_sessions_counts_everybody_once(client, unit):
    signed_in(client, "education")
    assert "No session is written down yet" in client.get(reverse("incidents:education")).content.decode()
    for day, change in (
        ("2024-03-04", {}),
        ("2024-03-05", {"girls": 5, "boys": 2, "women": 0, "men": 0, "again": 34, "indirect": 60}),
    ):
        answer = client.post(reverse("incidents:session"), SAID | {"unit": unit, "on": day} | change)
        assert answer.status_code == 302, answer.content.decode()[:3000]
    shown = client.get(reverse("incidents:education")).content.decode()
    assert "Schools 2024" in shown and ">48<" in shown and ">34<" in shown, "48 people, and 34 came again"
    lines = client.get(reverse("incidents:education") + "?format=csv").content.decode()
    assert lines.count("Schools 2024") == 2
    frozen = counted.to_freeze(POPULATIONS["educated"], [Closed(2024)])[0]
    assert len(frozen.people) == 48 and {r.values["method"] for r in frozen.people} == {"school"}


def test_a_session_is_taken_back_with_a_reason(client, unit):
    signed_in(client, "education")
    client.post(reverse("incidents:session"), SAID | {"unit": unit})
    number = EducationSession.objects.get().pk
    page = reverse("incidents:session-take-back")
    assert client.post(page, {"number": number, "because": " "}).status_code == 400
    assert client.post(page, {"number": number, "because": "of another day"}).status_code == 302
    assert client.post(page, {"number": number, "because": "again"}).status_code == 404
    assert "Brod" not in client.get(reverse("incidents:education")).content.decode()


def test_whoever_holds_a_part_sees_and_writes_that_part_only(client, unit):
    signed_in(client, "education")
    client.post(reverse("incidents:session"), SAID | {"unit": unit})
    number = EducationSession.objects.get().pk
    signed_in(client, "education", unit="elsewhere")
    assert "Brod" not in client.get(reverse("incidents:education")).content.decode()
    assert client.post(reverse("incidents:session"), SAID | {"unit": unit}).status_code == 200, "no unit of theirs"
    assert client.post(reverse("incidents:session-take-back"), {"number": number, "because": "x"}).status_code == 404
    signed_in(client, "quality")
    assert client.get(reverse("incidents:session")).status_code == 403
    assert client.post(reverse("incidents:session-take-back"), {"number": number, "because": "x"}).status_code == 403


@pytest.mark.parametrize(
    "change, said",
    [
        ({"women": -1}, "greater than or equal"),
        ({"disability": 99}, "More people with a disability"),
        ({"on": str(date(2999, 1, 1))}, "after today"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(change, said, client, unit):
    signed_in(client, "education")
    answer = client.post(reverse("incidents:session"), SAID | {"unit": unit} | change)
    assert said in answer.content.decode() and not EducationSession.objects.exists()
