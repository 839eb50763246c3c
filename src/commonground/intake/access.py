"""Who may bring files in."""

from commonground.core.decisions import YES, Decision, no
from commonground.core.refusals import NotThere
from commonground.intake.models import Load


def may(viewer, permission: str) -> Decision:
    """Whether a viewer has a permission of this slice."""
    return YES if viewer.may(permission) else no(f"{permission}.not-yours")


def load_for(viewer, number: int) -> Load:
    """The only way to lay hands on a load."""
    load = Load.objects.filter(pk=number).first() if viewer.may("intake.see") else None
    if load is None:
        raise NotThere("intake.load.not-there", number=number)
    return load
