"""Who may change the programme's places."""

from commonground.core.decisions import YES, Decision, no


def may_change(viewer) -> Decision:
    """Whether a viewer may bring boundaries and settlements."""
    return YES if viewer.may("places.change") else no("places.change.not-yours")
