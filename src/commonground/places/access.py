"""Who may change the programme's places."""

from commonground.core.decisions import Decision


def may_change(viewer) -> Decision:
    """Whether a viewer may bring boundaries and settlements."""
    return viewer.may("places.change", unit="", organisation="")
