"""Who may ask for tables about people, who may let them out. Both are of the whole country: a part of it is a smaller group of people."""

from typing import Any

from django.db.models import QuerySet

from commonground.core.decisions import Decision, no
from commonground.core.privacy.states import APPROVE, PREPARE, Circumstances, State, Verb, decide, transition
from commonground.core.refusals import NotNow, NotThere
from commonground.disclosure.models import Asked, Release


def may_see(viewer: Any) -> Decision:
    """Whether somebody may read what was released."""
    return viewer.may("disclosure.see")


def may_prepare(viewer: Any) -> Decision:
    """Whether somebody may ask for a table."""
    return viewer.may(PREPARE, unit="", organisation="")


def may_approve(viewer: Any) -> Decision:
    """Whether somebody may let a table out."""
    return viewer.may(APPROVE, unit="", organisation="")


def visible_asked(viewer: Any) -> QuerySet[Asked]:
    """Tables that were asked for, for whoever asks or approves."""
    return Asked.objects.all() if may_prepare(viewer) or may_approve(viewer) else Asked.objects.none()


def asked_for(viewer: Any, number: int) -> Asked:
    """The only way to lay hands on one; the same answer for hidden and absent."""
    found = visible_asked(viewer).filter(pk=number).first()
    if found is None:
        raise NotThere("disclosure.asked.not-there", number=number)
    return found


def release_for(viewer: Any, number: int) -> Release:
    """A release by its number."""
    found = Release.objects.filter(number=number).first() if may_see(viewer) else None
    if found is None:
        raise NotThere("disclosure.release.not-there", number=number)
    return found


def may_do(viewer: Any, asked: Asked, verb: Verb, *, name: str = "", because: str = "") -> Decision:
    """Whether somebody may do something to a table: the permission first, then what the machine of states says."""
    step = transition(State(asked.state), verb)
    if step is None:
        return no("disclosure.release.state", NotNow, state=asked.state, verb=verb.value)
    mine = viewer.may(step.permission, unit="", organisation="")
    if not mine:
        return mine
    said = Circumstances(asked.asked_by, viewer.number, len(asked.faults), name, because)
    return decide(State(asked.state), verb, said)
