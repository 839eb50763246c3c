"""Where nobody writes, a tile asks nothing of the database; whatever is written, the next tile knows. Tests that really commit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import RequestFactory

from commonground.config import middleware
from commonground.core.land.entries import Kind
from commonground.identity.models import Assignment
from contexts.config.test_remembered import TILE, asked
from contexts.geodata.places_here import book, box, draft
from factories import country, people

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the server's store cannot say that nobody wrote")


def request_of(client):
    request = RequestFactory().get(TILE)
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return request


def elsewhere(change) -> None:
    """Change something over another connection, as another thread or process does."""

    def work():
        try:
            change()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


@pytest.fixture
def at_rest(committed, client):
    country.make(4)
    client.force_login(people.somebody("reader"))
    yield client
    middleware.forget_programmes()


def test_where_nobody_writes_nothing_is_asked_and_what_is_written_is_known_to_the_next_tile(at_rest, monkeypatch):
    def until_known():
        assert [at_rest.get(TILE).status_code for _ in range(3)] == [200] * 3
        assert asked(at_rest) == 0

    until_known()
    for where in (elsewhere, lambda change: change()):
        where(lambda: Assignment.objects.update(ended_at=datetime.now(UTC)))
        assert at_rest.get(TILE).status_code in (302, 403)
        where(lambda: Assignment.objects.update(ended_at=None))
        until_known()
    before = at_rest.get(TILE)
    elsewhere(lambda: book(draft(Kind.OPENING, box(17.5, 44, 17.51, 44.01), hazards=("SA-MORE",))))
    after = at_rest.get(TILE, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200 and after.content != before.content
    until_known()
    assert at_rest.get(TILE, headers={"If-None-Match": after["ETag"]}).status_code == 304
    # Time passes though nobody writes.
    (at,) = Session.objects.values_list("expire_date", flat=True)
    with monkeypatch.context() as later:
        later.setattr(middleware.timezone, "now", lambda: at + timedelta(seconds=1))
        assert middleware.known(request_of(at_rest)) is None
    with monkeypatch.context() as later:
        later.setattr(middleware.timezone, "localdate", lambda: date.today() + timedelta(days=1))
        assert middleware.known(request_of(at_rest)) is None
    until_known()
    elsewhere(lambda: Session.objects.all().delete())
    assert at_rest.get(TILE).status_code in (302, 403)
