"""A programme whose records of people are invented here, since disclosure knows none of the slices that keep them."""

from datetime import date
from random import Random

import pytest

from commonground.config import wiring
from commonground.core.privacy.periods import half_of
from commonground.core.viewers import Viewer
from factories import country, people

DAYS = (date(2023, 2, 3), date(2023, 9, 1), date(2024, 3, 1), date(2024, 11, 5))


class Records:
    """Records of people that a test may add to and take from."""

    def __init__(self) -> None:
        self.rows = []

    def add(self, count, *, seed=1, days=DAYS, **fixed):
        dice = Random(f"{seed} {len(self.rows)}")
        for i in range(count):
            values = {
                "outcome": dice.choices(("killed", "injured", "unknown"), (3, 6, 1))[0],
                "sex": dice.choices(("female", "male"), (2, 8))[0],
                "age": dice.choices(("0-11", "12-17", "18-29", "30+"), (1, 2, 4, 6))[0],
                "device": dice.choices(("ap-mine", "submunition", "other-erw"), (6, 1, 3))[0],
                "unit": dice.choice(("1", "elsewhere")),
            } | fixed
            self.rows.append((f"{seed}-{len(self.rows)}".encode(), values, dice.choice(days)))
        return self

    def given(self, start, end):
        return [row for row in self.rows if start <= row[2] <= end]


@pytest.fixture
def records(monkeypatch):
    """Everybody there is to count; empty at first."""
    found = Records()
    monkeypatch.setattr(wiring, "POPULATIONS", {"casualties": found.given})
    return found


@pytest.fixture
def programme(db):
    return country.make(2)


def somebody(*permissions):
    user = people.somebody(name=permissions[-1])
    return Viewer(user.pk, user.username, frozenset(permissions))


@pytest.fixture
def maker(db):
    return somebody("disclosure.see", "disclosure.prepare")


@pytest.fixture
def approver(db):
    return somebody("disclosure.see", "disclosure.approve")


assert {half_of(day) for day in DAYS} == {1, 2}
