"""What a partner signs is still looked at: times that are none, days that there are not, numbers and places that cannot be."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from agreed import said

from commonground.core.exchange import agreements, lines, places, standing
from commonground.core.exchange.vocabulary import COLLECTIONS, Way, is_value
from commonground.core.refusals import NotUsable

AT = datetime(2026, 12, 2, 9, tzinfo=UTC)
AGREEMENT = agreements.read(said())
HAZARD = COLLECTIONS["hazard"]


def status(issued=AT, next_by=AT + timedelta(days=14)):
    return {"issued_at": issued.isoformat(), "next_by": next_by.isoformat()}


@pytest.mark.parametrize(
    "told",
    [{}, {"issued_at": AT.isoformat(), "next_by": "soon"}, {"issued_at": AT.isoformat(), "next_by": 7},
     {"issued_at": AT.isoformat(), "next_by": "2026-12-10T09:00:00"}, status(next_by=AT + timedelta(days=367)),
     status(next_by=AT - timedelta(days=1)), {"issued_at": "9999-12-31T00:00:00-23:00", "next_by": "9999-12-31T00:00:00-23:00"}],
)  # fmt: skip
def test_a_time_that_is_none_is_refused(told):
    with pytest.raises(NotUsable):
        standing.promised(told)


def test_a_clock_that_is_ahead_makes_nothing_fresh_for_longer():
    ahead = timedelta(days=3_000)
    assert standing.fresh_until(status(), AT) == AT + timedelta(days=14)
    assert standing.fresh_until(status(AT + ahead, AT + ahead + timedelta(days=14)), AT) == AT + timedelta(days=14)
    assert standing.fresh_until(status(), AT + timedelta(days=9)) == AT + timedelta(days=14), "what was promised counts"


@pytest.mark.parametrize("day", ["2026-02-31", "0000-01-01", "2026-13-01", "20260101", "\u0662026-01-01"])
def test_a_day_that_there_is_not_is_no_day(day):
    line = lines.Line(0, lines.Op.REVOKE, 1, "2026-01-01").as_data() | {"at": day}
    with pytest.raises(lines.Malformed):
        lines.read(json.dumps(line, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())
    assert not is_value(day, HAZARD["recorded_on"], Way.AS_IT_IS) and not is_value(
        day, HAZARD["recorded_on"], Way.MONTH
    )


def test_the_last_day_of_all_has_no_day_after():
    assert AGREEMENT.purge_by(date.max) == date.max


def test_numbers_are_none_below_nothing_and_ranges_those_that_were_agreed():
    area = HAZARD["open_m2"]
    assert is_value(0, area, Way.AS_IT_IS) and not is_value(-1, area, Way.AS_IT_IS)
    bounds = (1_000, 10_000)
    for low, high in ((0, 1_000), (1_000, 10_000), (10_000, None)):
        assert is_value({"from": low, "below": high}, area, Way.BUCKET, bounds)
    for low, high in ((0, 10_000), (-5, 1_000), (5_000, 6_000), (0, None)):
        assert not is_value({"from": low, "below": high}, area, Way.BUCKET, bounds)
    assert is_value("2026-02", HAZARD["recorded_on"], Way.MONTH) and not is_value(
        "zz", HAZARD["recorded_on"], Way.MONTH
    )


@pytest.mark.parametrize("side, cell, fine", [(1_000, [4_800, 2_400], True), (10_000, [10**6, 10**6], False),
                                              (100 * 2**45, [1, 1], False), (100, [10**6, 10**6], False)])  # fmt: skip
def test_squares_lie_on_the_earth(side, cell, fine):
    said = {"kind": "cells", "side_m": side, "cells": [cell]}
    assert places.is_ground(said, AGREEMENT.plane) is fine
    if fine:
        assert places.outlines([said], AGREEMENT.plane, {}) and places.boxes([[said]], AGREEMENT.plane, {})[0]
    assert places.is_ground({"kind": "none"}, replace(AGREEMENT).plane)
