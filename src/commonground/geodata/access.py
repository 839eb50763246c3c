"""Who may see the map."""

from commonground.core.decisions import YES, Decision, no
from commonground.core.viewers import Viewer
from commonground.land.queries import reach


def may_see(viewer: Viewer) -> Decision:
    """Whether somebody may see where hazards lie."""
    return YES if viewer.may("land.see") else no("geodata.map.not-yours")


def rights(viewer: Viewer) -> str:
    """What of the viewer's rights a tile depends on: two viewers with the same answer may share its bytes."""
    seen = reach.visible(viewer)
    where = "" if seen is None else f" in {' '.join(seen)}"
    return f"land.see{where}" if may_see(viewer) else ""


def may_export(viewer: Viewer) -> Decision:
    """Whether somebody may take the land home as a file."""
    return YES if viewer.may("land.export") else no("geodata.export.not-yours")
