"""Who may see sessions of risk education, and write them down: within their units, and for their organisation."""

from typing import Any

from django.db.models import QuerySet

from commonground.core.decisions import Decision
from commonground.core.refusals import NotThere
from commonground.incidents.access.accidents import visible
from commonground.incidents.models import EducationSession


def may_write(viewer: Any, unit: str | None = None, organisation: str | None = None) -> Decision:
    """Whether somebody may write down a session: in a unit, for an organisation."""
    return viewer.may("incidents.educate", unit=unit, organisation=organisation)


def sessions(viewer: Any) -> QuerySet[EducationSession]:
    """The sessions that somebody may see and that count."""
    if not viewer.may("incidents.see"):
        return EducationSession.objects.none()
    found = EducationSession.objects.filter(taken_back_at=None)
    units = visible(viewer)
    return found if units is None else found.filter(unit__in=units)


def session_for(viewer: Any, number: int) -> EducationSession:
    """The only way to lay hands on one; the same answer for hidden, taken back and absent."""
    found = sessions(viewer).filter(pk=number).first()
    if found is None:
        raise NotThere("incidents.session.not-there", number=number)
    return found
