"""Published tables as attributed claims: those that add up pass, each of the others is found with exactly its amount."""

from dataclasses import replace
from decimal import Decimal

import pytest

from commonground.core.claims import adding
from commonground.core.claims.published import Fault, Line
from commonground.core.findings import Severity
from commonground.core.land.reconcile import Precision
from factories.claims import ADDS, FAILS, KM2, PARTIAL, PERCENT, table


@pytest.mark.parametrize("published", ADDS, ids=lambda t: t.title)
def test_nothing_is_said_of_a_table_that_adds_up(published):
    assert adding.check(published) == []


@pytest.mark.parametrize("published, code, by, unexplained", FAILS, ids=lambda x: getattr(x, "title", ""))
def test_what_does_not_add_up_is_found_with_its_amount(published, code, by, unexplained):
    (found,) = adding.check(published)
    assert (found.code, found.severity) == (code, Severity.ERROR)
    assert Decimal(found.facts["by"]) == Decimal(by)
    if unexplained is not None:
        assert Decimal(found.facts["unexplained"]) == Decimal(unexplained)


@pytest.mark.parametrize("published, code, by", PARTIAL, ids=lambda x: getattr(x, "title", ""))
def test_what_holds_only_at_the_precision_of_the_print_is_noted(published, code, by):
    (found,) = adding.check(published)
    assert (found.code, found.severity) == (code, Severity.NOTE)
    assert Decimal(found.facts["by"]) == Decimal(by)


def test_a_percentage_that_is_said_to_be_cut_off_is_not_noted():
    """BA-7: with the print read as cut off, 1.63 is exactly what 838.29 of 51,209 makes; 1.64 would not be."""
    published = table("BA-7", KM2, ["838.29", "51,209", (PERCENT, "1.63")], "1 % 2 = 3")
    lines = (*published.lines[:2], replace(published.lines[2], precision=Precision.CUT))
    assert adding.check(replace(published, lines=lines)) == []
    rounded_up = (*lines[:2], replace(lines[2], printed="1.64"))
    (found,) = adding.check(replace(published, lines=rounded_up))
    assert found.code != "land.published.cut"


def test_measures_are_brought_together_before_they_are_added():
    published = table(
        "mixed", KM2, ["1.20", (adding.Measure.HA, "30"), (adding.Measure.M2, "5,000"), "1.51"], "1 + 2 + 3 = 4"
    )
    (found,) = adding.check(published)
    assert (found.code, Decimal(found.facts["by"])) == ("land.published.rounded", Decimal(5000))


def test_decimal_commas_are_read_by_the_mark_of_the_table():
    assert adding.check(table("komma", KM2, ["650,28", "152,29", "802,57"], "1 + 2 = 3", mark=",")) == []
    assert Line("x", "1.234,5", KM2).read(",").value == Decimal("1234.5")
    assert Line("x", "1,234", KM2).read(".").value == Decimal(1234)


@pytest.mark.parametrize(
    "text",
    ["", "1 + 2", "1 + 9 = 2", "1 = ", "= 1", "a + 2 = 3", "1 % = 2", "change 1 = 2", "3..1 = 2", "1 <= ", "0 + 1 = 2"],
)
def test_a_check_that_cannot_be_read_is_refused(text):
    with pytest.raises(Fault) as caught:
        adding.identity(text, 3)
    assert caught.value.code == "reporting.claim.check-not-read"


@pytest.mark.parametrize(
    "printed, value, precision",
    [
        ("more than 40.6", "40.6", Precision.LEAST), ("at least 510", "510", Precision.LEAST), ("≥ 12", "12", Precision.LEAST),
        ("about 660", "660", Precision.ABOUT), ("nearly 4", "4", Precision.ABOUT), ("oko 660 km2", "660", Precision.ABOUT),
        ("822.87 km²", "822.87", Precision.ROUNDED), ("1.60 %", "1.60", Precision.ROUNDED),
    ],
)  # fmt: skip
def test_the_words_of_a_print_say_how_precise_it_is(printed, value, precision):
    found = Line("x", printed, KM2).read()
    assert (found.printed, found.precision) == (value, precision)


@pytest.mark.parametrize("printed", ["", "many", "1.2.3.4,5,6", "12 parsecs", "n/a", "(cut)"])
def test_what_is_no_number_is_refused_with_its_field(printed):
    with pytest.raises(Fault) as caught:
        Line("x", printed, KM2).read()
    assert (caught.value.field, caught.value.code) == ("printed", "reporting.claim.not-a-number")
