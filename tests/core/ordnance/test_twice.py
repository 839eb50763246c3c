"""A find that was told twice is proposed, never decided."""

from dataclasses import replace
from datetime import date

import pytest

from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.ordnance.drafts import Where
from commonground.core.ordnance.twice import Told, may_be_one

ONE = Told("pma-2", Amount(2), date(2025, 5, 1), "call-out", Where("N1", "", 17.5, 44.1, 20))
OTHER = replace(ONE, activity="clearance", on=date(2025, 5, 3), where=Where("N1", "", 17.5003, 44.1, 10))


def test_the_same_things_by_two_kinds_of_work_may_be_one():
    assert may_be_one(ONE, OTHER) and may_be_one(OTHER, ONE)
    assert may_be_one(ONE, replace(OTHER, where=Where("N1")))  # of one of them only the unit is known


@pytest.mark.parametrize("other", [
    replace(OTHER, activity="call-out"), replace(OTHER, device="pma-3"), replace(OTHER, amount=Amount(3)),
    replace(OTHER, amount=Amount(2, Qualifier.ABOUT)), replace(OTHER, on=date(2025, 5, 5)), replace(OTHER, where=Where("N2")),
    replace(OTHER, where=Where("N1", "", 17.501, 44.1, 10)), replace(OTHER, where=Where()), replace(OTHER, device=""),
])  # fmt: skip
def test_what_is_not_alike_is_not_proposed(other):
    assert not may_be_one(ONE, other) and not may_be_one(other, ONE)
