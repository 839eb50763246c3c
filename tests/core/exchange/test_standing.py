"""Silence is said to be silence, whatever a clock says."""

from datetime import UTC, date, datetime, timedelta

import agreed
import pytest

from commonground.core.exchange import agreements
from commonground.core.exchange.standing import Freshness, Place, freshness, place

NOW = datetime(2026, 12, 20, 9, tzinfo=UTC)


def fresh(heard=0, promised=14, broken="", ended=False, now=NOW):
    at = None if heard is None else NOW - timedelta(days=heard)
    until = None if at is None else at + timedelta(days=promised)
    return freshness(heard=at, next_by=until, broken=broken, ended=ended, now=now)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, Freshness.TODAY), ({"heard": 3}, Freshness.FRESH), ({"heard": 14}, Freshness.FRESH), ({"heard": 15}, Freshness.STALE),
        ({"heard": None}, Freshness.NEVER), ({"broken": "goes-back"}, Freshness.STOPPED), ({"ended": True}, Freshness.ENDED),
        ({"broken": "goes-back", "ended": True}, Freshness.STOPPED),
    ],
)  # fmt: skip
def test_a_feed_stands_as_it_was_heard(said, code):
    found = fresh(**said)
    assert found.code is code
    assert found.is_current == (code in (Freshness.TODAY, Freshness.FRESH))


def test_a_stale_feed_is_stale_since_the_day_that_was_promised():
    assert fresh(heard=20).day == (NOW - timedelta(days=6)).date()


def test_a_clock_that_was_set_back_makes_nothing_fresher():
    """Heard with a promise that had passed already; then the clock goes back by years."""
    assert fresh(heard=0, promised=-1, now=NOW - timedelta(days=2_000)).code is Freshness.STALE


def at(day, *, here=True, there=True, latest=0, revoked=False):
    agreement = agreements.read(agreed.said(valid_from="2026-12-01", valid_until="2027-12-01"))
    return place(
        agreement, signed_here=here, signed_there=there, latest=latest, revoked=revoked, day=date.fromisoformat(day)
    )


def test_an_agreement_stands_where_its_signatures_and_days_put_it():
    assert at("2026-12-20", here=False) is Place.TO_SIGN
    assert at("2026-12-20", there=False) is Place.WAITS
    assert at("2026-11-30") is Place.FUTURE
    assert at("2026-12-01") is Place.IN_FORCE
    assert at("2027-11-01") is Place.ENDING
    assert at("2027-12-01") is Place.ENDING
    assert at("2027-12-02") is Place.ENDED
    assert at("2026-12-20", revoked=True) is Place.ENDED
    assert at("2026-12-20", latest=2) is Place.SUPERSEDED
