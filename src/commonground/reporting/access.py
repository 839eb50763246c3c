"""Who may publish, and who may see and treat reports on their way there. All of it is the country's: no part of it is enough."""

from typing import Any

from django.db.models import QuerySet

from commonground.core.decisions import YES, Decision, no
from commonground.core.refusals import NotNow, NotThere, NotYours
from commonground.core.treaty.states import Circumstances, State, Verb, decide, transition
from commonground.reporting.models import Return


def whole(viewer: Any, permission: str) -> Decision:
    """Whether somebody has a permission for the whole country and every organisation."""
    return viewer.may(permission, unit="", organisation="")


def may_see_returns(viewer: Any) -> Decision:
    """Whether somebody may see what is due and what is in preparation: whoever writes or reviews it."""
    drafts = whole(viewer, "reporting.draft")
    return drafts if drafts else whole(viewer, "reporting.review")


def may_draft(viewer: Any) -> Decision:
    """Whether somebody may begin and write reports, and say what the programme is bound by and plans."""
    return whole(viewer, "reporting.draft")


def visible_returns(viewer: Any) -> QuerySet[Return]:
    """The reports in preparation that somebody may see."""
    return Return.objects.all() if may_see_returns(viewer) else Return.objects.none()


def return_for(viewer: Any, number: int) -> Return:
    """The only way to lay hands on one; the same answer for hidden and absent."""
    found = visible_returns(viewer).filter(pk=number).first()
    if found is None:
        raise NotThere("reporting.return.not-there", number=number)
    return found


def may_do(viewer: Any, found: Return, verb: Verb, said: Circumstances) -> Decision:
    """Whether somebody may do something to one: the permission first, then what the machine of states says."""
    step = transition(State(found.state), verb)
    if step is None:
        return no("reporting.return.state", NotNow, state=found.state, verb=verb.value)
    mine = whole(viewer, step.permission) if step.permission else YES
    return decide(State(found.state), verb, said) if mine else mine


def circumstances(viewer: Any, found: Return, **more: Any) -> Circumstances:
    """What the guards look at, for a report and whoever acts on it."""
    own = found.author == viewer.number and bool(whole(viewer, "reporting.publish-own"))
    return Circumstances(author=found.author, actor=viewer.number, own_allowed=own, **more)


def may_see(viewer: Any) -> Decision:
    """Whether somebody may see what was published, inside: figures of the whole country are for whoever reads statements of it."""
    return viewer.may("reporting.see", unit="")


def may_publish(viewer: Any, *, own: bool = False) -> Decision:
    """Whether somebody may approve a publication and sign it; `own` is one that they drafted themselves."""
    mine = viewer.may("reporting.publish", unit="")
    if mine and own and not viewer.may("reporting.publish-own", unit=""):
        return no("reporting.publish.own", NotYours)
    return mine


def may_claim(viewer: Any) -> Decision:
    """Whether somebody may enter what others print. A claim is about the whole country, whatever it says of parts."""
    return viewer.may("reporting.claim", unit="")
