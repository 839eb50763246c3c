"""Every page shows whose programme it is, so every page needs the store."""

import pytest


@pytest.fixture(autouse=True)
def _store(db):
    pass
