"""Dates as people write them; serial numbers were looked up in Excel's own tables and counted by hand."""

from datetime import date

import pytest

from commonground.core.tables.dates import Precision, day_order, parse


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2004-05-31", date(2004, 5, 31)), ("2004-05-31T10:20:30Z", date(2004, 5, 31)), ("31.05.2004", date(2004, 5, 31)),
        ("31. 5. 2004.", date(2004, 5, 31)), ("31.5.2004. god.", date(2004, 5, 31)), ("31/05/2004", date(2004, 5, 31)),
        ("05/31/2004", date(2004, 5, 31)), ("5. maj 2004.", date(2004, 5, 5)), ("5. maja 2004", date(2004, 5, 5)),
        ("5. мај 2004.", date(2004, 5, 5)), ("12. јануара 1996. године", date(1996, 1, 12)), ("3. ožujka 2001.", date(2001, 3, 3)),
        ("1 studenoga 2001", date(2001, 11, 1)), ("12 January 1996", date(1996, 1, 12)), ("January 12, 1996", date(1996, 1, 12)),
        ("12 de enero de 1996", date(1996, 1, 12)), ("04/04/2004", date(2004, 4, 4)), ("2004.05.31", date(2004, 5, 31)),
        (date(2004, 5, 31), date(2004, 5, 31)),
    ],
)  # fmt: skip
def test_parse_reads_a_day(cell, day):
    read = parse(cell)
    assert (read.day, read.precision, read.findings) == (day, Precision.DAY, ())


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        ("1995", date(1995, 1, 1), "year"), ("1995.", date(1995, 1, 1), "year"), (1995, date(1995, 1, 1), "year"),
        ("1995. godine", date(1995, 1, 1), "year"), ("05/2004", date(2004, 5, 1), "month"), ("2004-05", date(2004, 5, 1), "month"),
        ("maj 2004", date(2004, 5, 1), "month"), ("мај 2004.", date(2004, 5, 1), "month"), ("00.05.1996", date(1996, 5, 1), "month"),
        ("00.00.1996", date(1996, 1, 1), "year"),
    ],
)  # fmt: skip
def test_parse_states_how_exact_a_date_is(cell, day, precision):
    read = parse(cell)
    assert (read.day, read.precision, read.findings) == (day, precision, ())


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (36526, date(2000, 1, 1)),
        (45292, date(2024, 1, 1)),
        ("36526", date(2000, 1, 1)),
        (36526.75, date(2000, 1, 1)),
    ],
)
def test_parse_counts_days_as_excel_does(serial, day):
    read = parse(serial)
    assert (read.day, [f.code for f in read.findings]) == (day, ["tables.date.serial"])


def test_parse_counts_days_from_1904():
    # 1 January 2000 is 36526 in the calendar of 1900 and 1462 days less in that of 1904
    assert parse(35064, calendar_1904=True).day == date(2000, 1, 1)


@pytest.mark.parametrize("cell", ["31.02.2001", "29/02/2001", "2001-13-01", "32.01.2001", "05.00.2001"])
def test_parse_tells_impossible_days(cell):
    read = parse(cell)
    assert (read.day, [f.code for f in read.findings]) == (None, ["tables.date.impossible"])


def test_parse_tells_the_day_only_excel_knows():
    assert [f.code for f in parse(60).findings] == ["tables.date.leap-1900"]


def test_parse_tells_of_two_orders_and_follows_the_column():
    read = parse("04/05/2004")
    assert read.day == date(2004, 5, 4)
    assert [(f.code, f.facts["read"], f.facts["other"]) for f in read.findings] == [
        ("tables.date.ambiguous", "2004-05-04", "2004-04-05")
    ]
    assert parse("04/05/2004", "mdy") == parse("2004-04-05")
    assert parse("04/05/2004", "dmy") == parse("2004-05-04")


def test_parse_tells_two_digit_years_and_unlikely_ones():
    assert (parse("12.05.96").day, parse("12.05.96").findings[0].code) == (
        date(1996, 5, 12),
        "tables.date.two-digit-year",
    )
    assert parse("12.05.24").day == date(2024, 5, 12)
    assert (parse("12.05.0204").day, parse("12.05.0204").findings[0].code) == (
        date(204, 5, 12),
        "tables.date.unlikely",
    )


@pytest.mark.parametrize("cell", ["soon", "5. xyz 2004", 7, -1, 1e12, float("nan"), True])
def test_parse_tells_what_is_no_date(cell):
    assert [f.code for f in parse(cell).findings] == ["tables.date.unreadable"]


def test_unknown_words_are_unknown():
    assert parse("nepoznato").unknown and parse(None).unknown and parse("-").unknown


def test_day_order_is_taken_from_cells_without_doubt():
    assert day_order(["04/05/2004", "31/05/2004"]) == "dmy"
    assert day_order(["04/05/2004", "05/31/2004"]) == "mdy"
    assert day_order(["04/05/2004"]) is None
    assert day_order(["31/05/2004", "05/31/2004"]) is None
