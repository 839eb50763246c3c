"""What contradicts a report: in the books, and among the reports that nobody has decided about yet."""

from collections.abc import Sequence
from datetime import date

from commonground.core.fieldwork.conflicts import Conflict, Side, conflicts
from commonground.core.fieldwork.plan import Reported, land_of, plan
from commonground.core.fieldwork.states import WAITING, State
from commonground.core.fieldwork.types import ACCOUNTS_ONLY, Type
from commonground.core.geometry.overlay import box_of
from commonground.fieldwork.models import Report, ReportHazard
from commonground.fieldwork.queries import content
from commonground.land.queries import known
from commonground.store.spatial import ids_in_box

MOST = 200  # reports looked at beside one


def of(report: Report, today: date) -> list[Conflict]:
    """What contradicts a report now. Reads only."""
    looked = content.Looked()
    mine = content.reported(report, today, looked)
    side = _side(mine)
    if side is None:
        return []
    booked = [
        Side(b.entry.kind, b.entry.on, frozenset(b.hazards), b.entry.shape, b.entry.number)
        for b in known.booked_near(mine.hazards, side.land)
        if side.kind is not None
    ]
    others = [s for other in near(report, mine) if (s := _side(content.reported(other, today, looked))) is not None]
    return conflicts(side, [*booked, *others], known.closed(mine.hazards))


def _side(mine: Reported) -> Side | None:
    """The side that a report takes; None where it books no entry of its own, or corrects one."""
    on = mine.said.day("on")
    if mine.said.faults or on is None or mine.type in (Type.CORRECTION, Type.HANDOVER, *ACCOUNTS_ONLY):
        return None
    if mine.type is Type.CLOSING:
        return Side(None, on, frozenset(mine.hazards), code=mine.code)
    draft = plan(mine).drafts[0]
    return Side(draft.kind, draft.on, frozenset(draft.hazards), draft.shape, code=mine.code)


def near(report: Report, mine: Reported) -> list[Report]:
    """Other reports that wait for a decision and name the same hazards, or lie where this one lies."""
    numbers = set(ReportHazard.objects.filter(code__in=mine.hazards).values_list("report_id", flat=True)[:MOST])
    land = land_of(mine)
    if land is not None:
        numbers |= set(ids_in_box(Report, box_of(land), MOST))
    waiting = Report.objects.filter(pk__in=numbers - {report.pk}, state__in=[s.value for s in WAITING])
    return list(waiting.order_by("pk")[:MOST])


def out_of_place(numbers: Sequence[int], today: date) -> list[int]:
    """Those of some reports that wait in the queue of conflicts and contradict nothing, or contradict something and do not."""
    waiting = Report.objects.filter(pk__in=list(numbers), state__in=[s.value for s in WAITING])
    return [r.pk for r in waiting.order_by("pk") if bool(of(r, today)) != (r.state == State.CONFLICT.value)]
