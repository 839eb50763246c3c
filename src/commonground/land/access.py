"""Who may see and book what."""

from datetime import date

from commonground.core.decisions import YES, Decision, no
from commonground.core.land.states import Standing, State, why_not_close
from commonground.core.refusals import NotThere
from commonground.land.models import Hazard


def may(viewer, permission: str) -> Decision:
    """Whether a viewer has a permission of this slice."""
    return YES if viewer.may(permission) else no(f"{permission}.not-yours")


def hazard_for(viewer, code: str) -> Hazard:
    """The only way to lay hands on a hazard; the same answer for hidden and absent."""
    hazard = Hazard.objects.filter(code=code).first() if viewer.may("land.see") else None
    if hazard is None:
        raise NotThere("land.hazard.not-there", code=code)
    return hazard


def may_close(viewer, hazard: Hazard, *, on: date, today: date, document: str = "closing") -> Decision:
    """Whether a viewer may close a hazard on a day; the accounts have their word."""
    if not viewer.may("land.book"):
        return no("land.book.not-yours")
    state = State(hazard.standing)
    standing = Standing(state, hazard.open_m2, hazard.unknown, hazard.first_on, hazard.last_on, hazard.closed_on)
    refusal = why_not_close(standing, on, today, document)
    return Decision(refusal) if refusal else YES
