"""Accidents on released land raise an alarm when they are written down; somebody says what was done about it."""

from collections.abc import Iterable
from datetime import datetime

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.refusals import NotThere, NotUsable
from commonground.core.viewers import Viewer
from commonground.incidents.access import accidents as access
from commonground.incidents.models import AccidentFacts, ReleasedAlarm
from commonground.incidents.queries import alarms


def look(rows: Iterable[AccidentFacts], *, at: datetime) -> int:
    """Raise an alarm for each of some accidents that lies in released land; how many are new."""
    found = alarms.in_released(rows)
    made = ReleasedAlarm.objects.bulk_create(
        [ReleasedAlarm(accident_id=key, hazard=code, found_at=at) for key, code in found], ignore_conflicts=True
    )
    if made:
        tell(released=sorted({code for _, code in found}))
    return len(made)


@recorded("incidents.alarm-settled", about=lambda result, code, *a, **k: f"accident:{code}")
def settle(code: str, number: int, *, because: str, by: Viewer, at: datetime) -> None:
    """Somebody has looked: what was done about an accident on released land."""
    found = access.accident_for(by, code, "incidents.record")
    require(access.may(by, "incidents.record"))
    if not because.strip():
        raise NotUsable("incidents.alarm.no-reason")
    rows = ReleasedAlarm.objects.filter(pk=number, accident=found, settled_at=None)
    if not rows.update(settled_at=at, settled_by=by.number, because=because):
        raise NotThere("incidents.alarm.not-there")
