"""Who may see and book what."""

from datetime import date

from commonground.core.decisions import YES, Decision, no
from commonground.core.land.states import Standing, State, why_not_close
from commonground.core.refusals import NotThere
from commonground.land.models import Hazard

# What touches the land of the whole country at once is not for somebody who holds a part of it.
WHOLE = frozenset({"land.correct", "land.rebuild", "land.export"})


def may(viewer, permission: str) -> Decision:
    """Whether a viewer has a permission of this slice."""
    return viewer.may(permission, unit="", organisation="") if permission in WHOLE else viewer.may(permission)


def hazard_for(viewer, code: str) -> Hazard:
    """The only way to lay hands on a hazard; the same answer for hidden and absent."""
    hazard = Hazard.objects.filter(code=code).first() if viewer.may("land.see") else None
    if hazard is None:
        raise NotThere("land.hazard.not-there", code=code)
    return hazard


def may_close(viewer, hazard: Hazard, *, on: date, today: date, document: str = "closing") -> Decision:
    """Whether a viewer may close a hazard on a day; the accounts have their word."""
    may_book = viewer.may("land.book")
    if not may_book:
        return may_book
    state = State(hazard.standing)
    standing = Standing(state, hazard.open_m2, hazard.unknown, hazard.first_on, hazard.last_on, hazard.closed_on)
    refusal = why_not_close(standing, on, today, document)
    return Decision(refusal) if refusal else YES


def may_share(viewer) -> Decision:
    """Whether a viewer may put a view in front of everybody."""
    return YES if viewer.may("land.book") or viewer.may("land.work") else no("land.view.share-not-yours")


def may_describe(viewer, unit: str) -> Decision:
    """Whether a viewer may say what a hazard is besides its land: who books there; `unit` is empty outside any."""
    return viewer.may("land.book", unit=unit)


def not_there(code: str) -> NotThere:
    """The same words for the hidden and the absent."""
    return NotThere("land.hazard.not-there", code=code)
