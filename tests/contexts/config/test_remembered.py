"""A map asks for dozens of tiles at once: who asks is remembered, and never for longer than it is so."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonground.config import middleware, shortcut
from commonground.identity.models import Assignment, User
from factories import country, people

pytestmark = pytest.mark.django_db
TILE = "/tiles/6/35/23.mvt"


@pytest.fixture(autouse=True)
def made(db):
    country.make(4)


@pytest.fixture
def reader(client):
    client.force_login(people.somebody("reader"))
    for _ in range(3):
        assert client.get(TILE).status_code == 200
    assert middleware._people
    return client


def asked(client) -> int:
    with CaptureQueriesContext(connection) as questions:
        assert client.get(TILE).status_code == 200
    return len(questions)


def test_a_tile_that_is_kept_costs_two_questions(reader):
    assert asked(reader) == 2  # who asks, and whether anything was booked


CHANGES = {
    "the session is gone": lambda: Session.objects.all().delete(),
    "the session ran out": lambda: Session.objects.update(expire_date=datetime.now(UTC) - timedelta(seconds=1)),
    "the session is another's": lambda: Session.objects.update(session_data="x"),
    "the account is closed": lambda: User.objects.update(is_active=False),
    "the password is another": lambda: User.objects.update(password="another"),
    "the role was ended": lambda: Assignment.objects.update(ended_at=datetime.now(UTC)),
    "the role's days are over": lambda: Assignment.objects.update(until=date(2020, 1, 1)),
    "the role is taken away": lambda: Assignment.objects.all().delete(),
    "the role holds later": lambda: Assignment.objects.update(since=date(2999, 1, 1)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_makes_a_viewer_changes_and_the_next_tile_knows(reader, change):
    CHANGES[change]()
    for _ in range(3):
        assert reader.get(TILE).status_code in (302, 403)


def test_what_is_given_back_holds_at_once(reader):
    Assignment.objects.update(ended_at=datetime.now(UTC))
    assert reader.get(TILE).status_code in (302, 403)
    Assignment.objects.update(ended_at=None)
    assert reader.get(TILE).status_code == 200


def test_a_new_day_is_asked_about_anew(reader, monkeypatch):
    Assignment.objects.update(until=date.today())
    assert [reader.get(TILE).status_code for _ in range(3)] == [200] * 3
    monkeypatch.setattr(middleware.timezone, "localdate", lambda: date.today() + timedelta(days=1))
    assert reader.get(TILE).status_code in (302, 403)


def test_somebody_elses_cookie_is_somebody_else(reader, client):
    other = type(client)()
    assert other.get(TILE).status_code in (302, 403)
    other.cookies["sessionid"] = "guessed"
    assert other.get(TILE).status_code in (302, 403)


def test_whoever_holds_some_units_is_never_remembered(client):
    client.force_login(people.somebody("reader", unit="N"))
    for _ in range(4):
        client.get(TILE)
    assert all(viewer is None for *_, viewer in middleware._people.values())


def test_the_short_road_and_the_long_one_answer_the_same(reader, monkeypatch, settings):
    short = reader.get(TILE)
    assert "default-src 'none'" in short["Content-Security-Policy"]
    head = reader.head(TILE)
    monkeypatch.setattr(shortcut, "TILE", re.compile("never"))
    long = reader.get(TILE)
    assert "script-src" in long["Content-Security-Policy"]
    assert short.content == long.content and head["ETag"] == short["ETag"]
    theirs = {
        "ETag",
        "Cache-Control",
        "Content-Length",
        "Content-Type",
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Referrer-Policy",
    }
    assert {n: short[n] for n in theirs} == {n: long[n] for n in theirs}
    settings.SECOND_FACTOR = ("reader",)
    assert reader.get(TILE)["Location"] == "/account/second-factor/"


def test_the_short_road_has_the_refusals_of_the_long_one(reader, settings):
    assert reader.get("/tiles/3/8/0.mvt").status_code == 404
    assert reader.get("/tiles/99/0/0.mvt").status_code == 404
    assert reader.post(TILE).status_code == 200  # as ever: a tile changes nothing
    assert reader.get(TILE, headers={"Host": "elsewhere.example"}).status_code == 400
    settings.SECOND_FACTOR = ("reader",)
    assert reader.get(TILE).status_code == 302


def test_the_short_road_knows_the_tiles_address():
    assert shortcut.TILE.fullmatch(reverse("geodata:tile", args=[16, 65535, 65535]))
