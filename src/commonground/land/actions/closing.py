"""Closing a hazard: an act with its document, beside the accounts; refused where they do not bear it out."""

from collections.abc import Iterable
from datetime import date, datetime

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.land.work import Work
from commonground.land import access
from commonground.land.actions import summaries
from commonground.land.models import Closing, Doubt, Hazard, WorkLog
from commonground.store.sets import among, rows, run


@recorded("land.hazard-closed", about=lambda code, *a, **k: code)
def close(code: str, *, on: date, document: str, by, at: datetime) -> str:
    """Close a hazard whose land is all released. Raises NotThere, NotYours, NotNow with what stands against it."""
    hazard = Hazard.objects.select_for_update().get(pk=access.hazard_for(by, code).pk)
    require(access.may_close(by, hazard, on=on, today=at.date(), document=document))
    Closing.objects.create(hazard=hazard, on=on, document=document[:120], at=at, number=hazard.last_number)
    WorkLog.objects.create(hazard=hazard, work=Work.CLOSED.value, on=on, document=document[:120], at=at)
    Hazard.objects.filter(pk=hazard.pk).update(closed_on=on, work=Work.CLOSED.value, worked_on=on)
    tell(
        before={"closed_on": _day(hazard.closed_on), "work": hazard.work},
        after={"closed_on": on.isoformat(), "work": Work.CLOSED.value},
        document=document[:120],
    )
    return hazard.code


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def reopen_closed(hazards: Iterable[int]) -> None:
    """Closed hazards that have open land again are open, and somebody has to know: an alert, never a silent change."""
    clause, params = among("id", hazards)
    found = rows(
        f"SELECT id, open_m2 FROM land_hazard WHERE closed_on IS NOT NULL AND (open_m2 > 0 OR unknown) AND {clause}",
        params,
    )
    for hazard, m2 in found:
        Doubt.objects.create(
            hazard_id=hazard, origin="closing", code="land.hazard.open-after-closing", severity="error", m2=m2
        )
        run("UPDATE land_hazard SET closed_on = NULL, work = 'waiting' WHERE id = %s", [hazard])
    summaries.weigh(h for h, _ in found)
