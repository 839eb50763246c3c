"""Who may publish."""

from commonground.core.decisions import YES, Decision, no
from commonground.core.refusals import NotYours
from commonground.core.viewers import Viewer


def may_see(viewer: Viewer) -> Decision:
    """Whether somebody may see what was published, inside: figures of the whole country are for whoever reads statements of it."""
    return viewer.may("reporting.see", unit="")


def may_publish(viewer: Viewer, *, own: bool = False) -> Decision:
    """Whether somebody may approve a publication and sign it; `own` is one that they drafted themselves."""
    mine = viewer.may("reporting.publish", unit="")
    if mine and own and not viewer.may("reporting.publish-own", unit=""):
        return no("reporting.publish.own", NotYours)
    return mine if not mine else YES


def may_claim(viewer: Viewer) -> Decision:
    """Whether somebody may enter what others print. A claim is about the whole country, whatever it says of parts."""
    return viewer.may("reporting.claim", unit="")
