"""Shared by every test: no network, a fixed clock, somebody to act."""

from datetime import UTC, datetime

import pytest

from commonground.core.viewers import Viewer

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


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
