"""Shared by every test: no network, a fixed clock, somebody to act."""

import os
from datetime import UTC, datetime

import pytest
from hypothesis import settings

from commonground.core.viewers import Viewer

# How long an example takes is the machine's matter: a test that fails because something else ran beside it says nothing.
# Examples enough to find what `test_planted_defects` and `tests/mutants.py` plant; a property that needs more says so beside it.
settings.register_profile("suite", deadline=None, max_examples=50)
settings.load_profile("suite")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ASKS_THE_STORE = {"db", "transactional_db", "django_db_setup", "django_db_serialized_rollback"}


def pytest_collection_modifyitems(config, items):
    """Journeys first: they take long and wait much, and the other worker has the rest meanwhile; short ones are shared at the end.

    On the second store, only what asks it: tests that name a store of their own, or none, have run on the first one already.
    """
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)
    if not os.environ.get("COMMONGROUND_DATABASE", "").startswith("postgres"):
        return
    asking = [i for i in items if i.get_closest_marker("django_db") or ASKS_THE_STORE & set(i.fixturenames)]
    config.hook.pytest_deselected(items=[i for i in items if i not in set(asking)])
    items[:] = asking


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def officer():
    return Viewer(
        None,
        "officer",
        frozenset({"land.see", "land.book", "land.correct", "land.rebuild", "intake.import", "intake.undo", "intake.see",
                   "places.change", "places.see", "reporting.see", "land.export"}),
    )  # fmt: skip
