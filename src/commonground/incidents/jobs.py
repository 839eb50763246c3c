"""What acts by itself: people are forgotten when the day comes until which they were to be kept."""

from datetime import date, datetime

from django.core.cache import cache

from commonground.core.viewers import Viewer
from commonground.incidents.actions import identities
from commonground.incidents.queries import cases

LEASE = 3600  # seconds for which whoever looked spares the others looking
NAME = "incidents-retention"


def forget_due(*, today: date, by: Viewer, at: datetime, patiently: bool = True) -> int:
    """Forget everybody whose day has come; how many. Of several workers one looks, once an hour."""
    if patiently and not cache.add(NAME, True, LEASE):
        return 0
    return identities.erase_due(today=today, by=by, at=at) if cases.due(today) else 0
