"""Writing down sessions of risk education, and taking back what was wrong."""

from dataclasses import asdict
from datetime import date, datetime

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.incidents.education import Session, faults
from commonground.core.refusals import NotUsable
from commonground.core.viewers import Viewer
from commonground.incidents.access import education as access
from commonground.incidents.models import EducationSession


@recorded("incidents.session-held", about=lambda number, *a, **k: f"session {number}")
def hold(said: Session, *, unit: str, place: str, organisation: str, today: date, by: Viewer, at: datetime) -> int:
    """Write a session down; its number. Raises NotYours, NotUsable."""
    require(access.may_write(by, unit, organisation))
    for _field, code in faults(said, today):
        raise NotUsable(code)
    facts = asdict(said) | {"messages": " ".join(said.messages)}
    row = EducationSession.objects.create(
        **facts, unit=unit, place=place.strip(), organisation=organisation, written_at=at, written_by=by.number
    )
    return row.pk


@recorded("incidents.session-taken-back", about=lambda result, number, *a, **k: f"session {number}")
def take_back(number: int, *, because: str, by: Viewer, at: datetime) -> None:
    """A session that was not, or was otherwise, counts no more."""
    found = access.session_for(by, number)
    require(access.may_write(by, found.unit, found.organisation))
    if not because.strip():
        raise NotUsable("incidents.session.no-reason")
    EducationSession.objects.filter(pk=number).update(taken_back_at=at, because=because.strip()[:300])
