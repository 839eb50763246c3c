"""What a viewer may see of ordnance, for slices above."""

from typing import Any

from commonground.ordnance import access
from commonground.ordnance.queries.statement import Scope


def scope(viewer: Any) -> Scope:
    """Everything that a viewer may see."""
    return Scope(within=access.visible(viewer))
