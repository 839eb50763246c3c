"""A signed-in reader, and tiles that nobody has kept."""

import pytest

from commonground.geodata.queries import past
from commonground.geodata.views import tiles


@pytest.fixture(autouse=True)
def forgotten():
    tiles.CACHE.clear()
    past.forget()


@pytest.fixture
def reader(client, django_user_model):
    client.force_login(
        django_user_model.objects.create(username="reader", role="reader"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client
