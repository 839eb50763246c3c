"""The programme over the years, how many hazards stand how, and the latest commits to the ledger."""

from dataclasses import dataclass
from datetime import date, datetime

from commonground.core.dates import Times
from commonground.land.access import Units, among_visible, units_among
from commonground.land.models import Atom, Hazard, Moment
from commonground.land.queries import entries as ledger
from commonground.land.queries.bridge import CHANGE
from commonground.land.queries.hazards import at_times, when
from commonground.store.sets import rows

ATOM, HAZARD = Atom._meta.db_table, Hazard._meta.db_table


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The open land of the partition at the end of a year, or of the year so far."""

    year: int
    open_m2: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Commit:
    """Entries that came to be known together."""

    first: int
    last: int
    at: datetime
    why: str


def year_ends(end: date, times: Times, most: int = 16, within: Units = None) -> list[YearEnd]:
    """The open land at the end of each year up to a day, as known at a number."""
    clause, params = when(Times(end, times.known))
    if within is not None:
        inside, more = units_among(within)
        clause, params = f"{clause} AND a.unit_id IN ({inside})", [*params, *more]
    year = 'substr(CAST(a."on" AS text), 1, 4)'
    changes = {
        int(y): int(m2)
        for y, m2 in rows(
            f"SELECT {year}, {CHANGE} FROM {ATOM} a WHERE a.book IN ('both', 'programme') AND {clause} GROUP BY 1 ORDER BY 1",
            params,
        )
    }
    if not changes:
        return []
    out, held = [], 0
    for y in range(min(changes), end.year + 1):
        held += changes.get(y, 0)
        out.append(YearEnd(y, held, date(y, 12, 31) <= end))
    return out[-most:]


def standings(times: Times, within: Units = None) -> tuple[dict[str, int], int]:
    """How many hazards stand how, and how many of the open ones have no area at all."""
    where, seen = among_visible(within)
    if times.is_now:
        found = rows(f"SELECT standing, unknown, count(*) FROM {HAZARD} h WHERE {where} GROUP BY 1, 2", seen)
    else:
        base, params = at_times(times)
        found = rows(
            f"SELECT standing, unknown, count(*) FROM ({base} WHERE {where}) b GROUP BY 1, 2", [*params, *seen]
        )
    out: dict[str, int] = {}
    for standing, _, n in found:
        out[standing] = out.get(standing, 0) + n
    return out, sum(n for _, unknown, n in found if unknown)


def commits(times: Times, most: int) -> list[Commit]:
    """The latest commits, newest first, as known at a number."""
    found = Moment.objects.order_by("-first")
    if times.known is not None:
        found = found.filter(first__lte=times.known)
    found_rows = found.values_list("first", "last", "at", "why")[:most]
    return [
        Commit(first, last if times.known is None else min(last, times.known), at, why)
        for first, last, at, why in found_rows
    ]


def head() -> int:
    """The last ledger number given."""
    return ledger.head()
