"""What the ledger of releases answers to a treaty."""

from datetime import date

import pytest
from people_here import KEY, VALUES, YEAR, people

from commonground.core.privacy.answers import answer
from commonground.core.privacy.content import content
from commonground.core.privacy.door import Basis, Sign, Spec, printed
from commonground.core.privacy.periods import Closed, closed

WHO = people(120, 3)


def released(number, *by, basis=Basis.ROUNDED, who=WHO, period=YEAR):
    spec = Spec("casualties", by, (period,), basis)
    made = [printed(spec, period, who, VALUES, KEY)]
    return content(spec, made, number=number, reason="", frozen=[], name="A", at="2025-01-01", previous="")


def test_true_totals_for_treaties_come_before_rounded_ones_and_later_ones_before_earlier():
    ledger = [released(1, "sex", basis=Basis.TREATY), released(2, "sex"), released(3, "sex", "age")]
    found = answer(ledger, "casualties", "sex", YEAR)
    assert (found.number, found.rounded) == (1, False)
    assert sum(c.value for c in found.cells) == found.total.value == 120
    rounded = answer(ledger, "casualties", "age", YEAR)
    assert (rounded.number, rounded.rounded) == (3, True), "a margin of a table by two dimensions is a table by one"
    assert answer([*ledger, released(4, "sex", basis=Basis.TREATY)], "casualties", "sex", YEAR).number == 4


def test_nothing_is_answered_that_was_not_released():
    ledger = [released(1, "sex")]
    assert answer(ledger, "casualties", "outcome", YEAR) is None
    assert answer(ledger, "casualties", "sex", Closed(2023)) is None
    assert answer(ledger, "casualties", "sex", Closed(2024, 1)) is None
    assert answer(ledger, "educated", "sex", YEAR) is None


def test_what_was_opened_beside_a_claim_stays_there():
    assert answer([released(1, "sex", basis=Basis.CLAIM)], "casualties", "sex", YEAR) is None


def test_too_few_people_are_said_to_be_few_and_no_more():
    found = answer([released(1, "sex", who=WHO[:7])], "casualties", "sex", YEAR)
    assert found.cells == () and found.total.sign is Sign.FEW and found.total.value is None


@pytest.mark.parametrize("period", [YEAR, Closed(2024, 1), Closed(2024, 2)])
def test_a_closed_period_is_known_by_its_days(period):
    assert closed(period.start, period.end) == period


def test_other_days_are_no_closed_period():
    assert closed(date(2024, 1, 1), date(2024, 3, 31)) is None and closed(date(2023, 1, 1), date(2024, 12, 31)) is None
