"""Numbers as people write them; every expected value is worked out by hand."""

from decimal import Decimal

import pytest

from commonground.core.tables.numbers import decimal_mark, parse


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("12,5", "12.5", ""), ("12.5", "12.5", ""), ("1.234,56", "1234.56", ""), ("1,234.56", "1234.56", ""),
        ("1 234 567,8", "1234567.8", ""), ("1\u00a0234,5", "1234.5", ""), ("1'234.5", "1234.5", ""), ("1.234.567", "1234567", ""),
        ("1,234,567", "1234567", ""), ("-3", "-3", ""), ("−3,5", "-3.5", ""), ("+7", "7", ""), ("12,5 ha", "12.5", "ha"),
        ("4500 m²", "4500", "m²"), ("4500m2", "4500", "m2"), ("3 dunuma", "3", "dunuma"), ("oko 200", "200", ""),
        ("~1500", "1500", ""), ("1e3", "1000", ""), ("0", "0", ""), (",5", "0.5", ""), ("0,250", "0.250", ""), (7, "7", ""), (0.1, "0.1", ""),
        ("0.123", "0.123", ""),
    ],
)  # fmt: skip
def test_parse_reads(cell, value, unit):
    read = parse(cell)
    assert (read.value, read.unit, read.findings, read.unknown) == (Decimal(value), unit, (), False)


@pytest.mark.parametrize(
    "cell",
    [None, "", " ", "-", "–", "n/a", "N/A", "nepoznato", "Непознато", "?", "nije poznato", "Sin información"],
)
def test_parse_takes_unknown_words_for_unknown_not_for_zero(cell):
    read = parse(cell)
    assert (read.value, read.unknown, read.findings) == (None, True, ())


@pytest.mark.parametrize(
    ("cell", "value", "other"),
    [("1.234", "1.234", "1234"), ("1,234", "1.234", "1234"), ("12.500 m2", "12.500", "12500")],
)
def test_parse_tells_of_two_readings(cell, value, other):
    read = parse(cell)
    assert read.value == Decimal(value)
    assert [(f.code, f.facts["read"], f.facts["other"]) for f in read.findings] == [
        ("tables.number.ambiguous", value, other)
    ]


def test_parse_follows_the_mark_of_the_column():
    assert parse("1.234", ",").value == Decimal(1234)
    assert parse("1.234", ".").value == Decimal("1.234")
    assert parse("1,234", ",").value == Decimal("1.234")
    assert parse("1,234", ".").value == Decimal(1234)
    assert parse("1.234", ",").findings == ()


@pytest.mark.parametrize("cell", ["abc", "12,34,5", "1.2.3", "12-15", "5 x 7", True, "1" * 61])
def test_parse_tells_what_is_no_number(cell):
    assert [f.code for f in parse(cell).findings] == ["tables.number.unreadable"]
    assert parse(cell).value is None


def test_parse_tells_nan():
    assert [f.code for f in parse(float("nan")).findings] == ["tables.number.not-finite"]


def test_decimal_mark_is_taken_from_cells_without_doubt():
    assert decimal_mark(["1.234", "12,5"]) == ","
    assert decimal_mark(["1,234", "12.5"]) == "."
    assert decimal_mark(["1.234.567"]) == ","
    assert decimal_mark(["1.234"]) is None
    assert decimal_mark(["1,5", "1.5"]) is None
    assert decimal_mark([1.5, None, "n/a"]) is None
