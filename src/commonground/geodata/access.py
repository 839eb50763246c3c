"""Who may see the map."""

from commonground.core.decisions import YES, Decision, no
from commonground.core.viewers import Viewer


def may_see(viewer: Viewer) -> Decision:
    """Whether somebody may see where hazards lie."""
    return YES if viewer.may("land.see") else no("geodata.map.not-yours")


def rights(viewer: Viewer) -> str:
    """What of the viewer's rights a tile depends on: two viewers with the same answer may share its bytes."""
    return "land.see" if may_see(viewer) else ""


def may_export(viewer: Viewer) -> Decision:
    """Whether somebody may take the land home as a file."""
    return YES if viewer.may("land.export") else no("geodata.export.not-yours")
