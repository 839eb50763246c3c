"""The guard looks at the day of a line by itself: nothing leaves under a version before its first day or after its last."""

from datetime import date

import agreed
import pytest

from commonground.core.exchange import agreements, feed, guard
from commonground.core.exchange.projection import Projection

SAID = agreements.read(agreed.said())


@pytest.mark.parametrize(
    "day, fine", [("2026-11-30", False), ("2026-12-01", True), ("2028-12-01", True), ("2028-12-02", False)]
)
def test_a_line_leaves_on_a_day_of_its_version(day, fine):
    projection = Projection(SAID, b"s" * 32)
    for one in feed.amended(projection, [agreed.hazard("H1")], {}, size=0, day=day):
        assert (guard.faults(one, SAID, one.record) == []) == fine
    assert guard.faults(feed.revoked(SAID, size=1, day=day), SAID, None) == [], "the end may be said at any time"


def test_what_may_be_kept_has_no_day_to_go():
    day = date(2027, 1, 1)
    assert SAID.purge_by(day) == date(2027, 1, 31)
    assert agreements.read(agreed.said(at_end={"mode": "keep", "within_days": 5})).purge_by(day) is None
