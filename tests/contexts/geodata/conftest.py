"""A signed-in reader, and tiles that nobody has kept."""

import pytest

from commonground.geodata.queries import past
from commonground.geodata.views import tiles
from factories import people


@pytest.fixture(autouse=True)
def forgotten():
    tiles.CACHE.clear()
    past.forget()


@pytest.fixture
def reader(client):
    client.force_login(
        people.somebody("reader"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client
