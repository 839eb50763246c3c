"""A hazard through time, for the page: what stood in which state on which day, and when that became known."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonground.core.dates import Times
from commonground.land.queries import sheet as sheets
from commonground.ui import parts
from commonground.ui.numbers import day, grouped


def picture(of: sheets.Sheet, times: Times, today: date) -> parts.Life | None:
    """None where no land was ever moved, so that there is nothing to go back to."""
    stands = sheets.stands(of, times)
    stops = [parts.Stop(s.on, s.suspected_m2, s.confirmed_m2, s.released_m2) for s in stands]
    if not any(s.suspected or s.confirmed or s.released for s in stops):
        return None
    first, last = stops[0], stops[-1]
    said = _("From %(first)s to now: %(before)s m² open at first, %(after)s m² now, in %(days)s steps.") % {
        "first": day(first.on), "before": grouped(first.suspected + first.confirmed),
        "after": grouped(last.suspected + last.confirmed), "days": len(stops),
    }  # fmt: skip
    return parts.Life(
        _("Its land through time"), stops, max(today, last.on), times.on, times.known, sheets.moments(of.id), said
    )
