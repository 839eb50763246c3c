"""Which reports that wait for a decision are concerned by what was just booked or closed."""

from collections.abc import Iterable

from commonground.core.fieldwork.states import WAITING
from commonground.fieldwork.models import Report, ReportHazard
from commonground.land.queries import known
from commonground.store.sets import among, rows
from commonground.store.spatial import ids_in_box

REPORT, NAMED = Report._meta.db_table, ReportHazard._meta.db_table
STATES = tuple(s.value for s in WAITING)
FEW = 200  # entries of which each is asked for the reports that lie there; beyond that each report is asked for entries


def by_entries(first: int, last: int) -> list[int]:
    """Reports that wait and name a hazard that these entries name, or lie where one of them lies."""
    if not Report.objects.filter(state__in=STATES).exists():
        return []
    found = set(by_hazards(known.named_between(first, last)))
    if last - first < FEW:
        near = {number for box in known.boxes_between(first, last) for number in ids_in_box(Report, box)}
        return sorted(found | set(Report.objects.filter(pk__in=near, state__in=STATES).values_list("pk", flat=True)))
    waiting = Report.objects.filter(state__in=STATES, min_x__isnull=False)
    for number, *box in waiting.values_list("pk", "min_x", "min_y", "max_x", "max_y"):
        if number not in found and known.any_between(first, last, tuple(box)):
            found.add(number)
    return sorted(found)


def by_hazards(codes: Iterable[str]) -> list[int]:
    """Reports that wait and name any of some hazards."""
    which, params = among("n.code", codes)
    states = ", ".join(["%s"] * len(STATES))
    return [
        number
        for (number,) in rows(
            f"SELECT DISTINCT r.id FROM {NAMED} n JOIN {REPORT} r ON r.id = n.report_id WHERE r.state IN ({states}) AND {which} ORDER BY 1",
            [*STATES, *params],
        )
    ]
