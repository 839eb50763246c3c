"""What acts by itself: people are forgotten when their day has come, and land that was released is looked at for accidents."""

from datetime import date, datetime

from django.core.cache import cache

from commonground.core.viewers import Viewer
from commonground.incidents.access import referrals
from commonground.incidents.actions import alarms, identities, lapsing
from commonground.incidents.queries import alarms as queries
from commonground.incidents.queries import cases
from commonground.land.queries import known

LEASE = 3600  # seconds for which whoever looked spares the others looking
NAME = "incidents-retention"


def forget_due(*, today: date, by: Viewer, at: datetime, patiently: bool = True) -> int:
    """Forget everybody whose day has come; how many. Referrals whose consent has run out end. Of several workers one looks, once an hour."""
    if patiently and not cache.add(NAME, True, LEASE):
        return 0
    if referrals.lapsed(at):
        lapsing.lapse(today=today, by=by, at=at)
    return identities.erase_due(today=today, by=by, at=at) if cases.due(today) else 0


def look_at_entries(first: int, last: int, *, at: datetime) -> int:
    """Land that is booked as released may hold accidents that happened afterwards: an alarm for each; how many."""
    rows = queries.placed_in(known.boxes_between(first, last))
    return alarms.look(rows, at=at) if rows else 0
