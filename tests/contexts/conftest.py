"""Every test has a database of its own under one name: what the process remembers of the last one is forgotten, and its keys go."""

import pytest

from commonground.config import middleware
from commonground.land.queries import types
from commonground.store import keystore


@pytest.fixture(autouse=True)
def no_programme_remembered():
    middleware.forget_programmes()
    types.forget()


@pytest.fixture(autouse=True)
def no_keys_left():
    yield
    for path in keystore.files():
        path.unlink(missing_ok=True)
