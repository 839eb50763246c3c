"""Who may bring files in."""

from commonground.core.decisions import Decision
from commonground.core.refusals import NotThere
from commonground.intake.models import Load


def may(viewer, permission: str) -> Decision:
    """Whether a viewer has a permission of this slice."""
    if permission == "intake.see":
        return viewer.may(permission, unit="")
    return viewer.may(permission, unit="", organisation="")  # a file may touch any land there is


def load_for(viewer, number: int) -> Load:
    """The only way to lay hands on a load."""
    load = Load.objects.filter(pk=number).first() if may(viewer, "intake.see") else None
    if load is None:
        raise NotThere("intake.load.not-there", number=number)
    return load
