"""Devices beside the land: the statement of ordnance at the two times of a page of the land."""

from typing import Any

from commonground.core.dates import Period, Times
from commonground.land.queries import entries as land
from commonground.ordnance.queries import finds, reach
from commonground.ordnance.queries import statement as ordnance


def known_with(times: Times) -> int | None:
    """The number of the ledger of ordnance that was the last when a number of the land's ledger was the last; None is now.

    Both ledgers number their own entries. What was written down of ordnance before the land's next entry was booked was known
    with the one before it.
    """
    later = land.booked_after(times.known) if times.known is not None else None
    return finds.known_before(later) if later is not None else None


def statement(viewer: Any, period: Period, times: Times) -> ordnance.Found | None:
    """What was found in a period and what became of it, as far as a viewer may see it; None where they may not at all."""
    if not viewer.may("ordnance.see"):
        return None
    end = min(period.end, times.on) if times.on else period.end
    if end < period.start:
        return None
    return ordnance.statement(Period(period.start, end), known=known_with(times), scope=reach.scope(viewer))
