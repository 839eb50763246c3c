"""Who may read the log of acts."""

from commonground.core.decisions import Decision
from commonground.core.viewers import Viewer


def may_see(viewer: Viewer) -> Decision:
    """Whether somebody may read what everybody did: all of it or nothing, as acts are not divided by land."""
    return viewer.may("audit.see", unit="", organisation="")
