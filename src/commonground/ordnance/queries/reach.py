"""What a viewer may see of ordnance, for slices above."""

from typing import Any

from commonground.ordnance import access
from commonground.ordnance.queries.statement import Scope


def units(viewer: Any, permission: str) -> access.Units:
    """The units whose finds a viewer may see and do something with; None is the whole country."""
    return access.visible(viewer, permission)


def scope(viewer: Any) -> Scope:
    """Everything that a viewer may see."""
    return Scope(within=access.visible(viewer))
