"""Who may know who a victim is: those who work on the case, and have the permission for it; nobody else, whoever they are.

The administrator has no such permission, and may give it to nobody for a case: only somebody of the case brings others in.
"""

from typing import Any

from commonground.core.refusals import NotThere
from commonground.incidents.access import accidents
from commonground.incidents.models import CaseMember, Identity, Victim

PERMISSION = "incidents.identify"


def is_member(viewer: Any, victim: Victim) -> bool:
    """Whether somebody works on a victim's case today."""
    held = CaseMember.objects.filter(victim=victim, person=viewer.number, ended_at=None)
    return viewer.number is not None and bool(viewer.may(PERMISSION)) and held.exists()


def has_team(victim: Victim) -> bool:
    """Whether anybody ever worked on a victim's case."""
    return CaseMember.objects.filter(victim=victim).exists()


def may_begin(viewer: Any, victim: Victim) -> bool:
    """Whether somebody may begin a case: it has none yet, and they have the permission. The console is nobody."""
    return viewer.number is not None and bool(viewer.may(PERMISSION)) and not has_team(victim)


def case_for(viewer: Any, code: str) -> Victim:
    """The only way to a case; the same answer where it is somebody else's, where there is none, and where there is no victim."""
    hidden = NotThere("incidents.victim.not-there", code=code)
    if not viewer.may(PERMISSION):
        raise hidden
    found = accidents.victim_for(viewer, code)
    if not is_member(viewer, found):
        raise hidden
    return found


def is_tried(viewer: Any, code: str) -> bool:
    """Whether somebody who is signed in asks for a case that is there and is not theirs."""
    found = Victim.objects.filter(code=code).first() if viewer.number is not None else None
    return found is not None and has_team(found) and not is_member(viewer, found)


def identity_of(victim: Victim) -> Identity | None:
    return Identity.objects.filter(victim=victim).first()
