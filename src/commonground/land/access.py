"""Who may see and book what."""

from commonground.core.decisions import YES, Decision, no
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
