"""Every test has a database of its own under one name: what the process remembers of the last one is forgotten."""

import pytest

from commonground.config import middleware


@pytest.fixture(autouse=True)
def no_programme_remembered():
    middleware.forget_programmes()
