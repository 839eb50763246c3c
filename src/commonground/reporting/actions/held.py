"""Holding a report in preparation while it is changed, and writing down what became of it."""

from datetime import datetime
from typing import Any

from commonground.audit.actions import tell
from commonground.core.decisions import require
from commonground.core.refusals import NotNow
from commonground.core.treaty.states import Circumstances, Verb, transition
from commonground.core.treaty.states import State as Standing
from commonground.reporting import access
from commonground.reporting.models import Return, ReturnRemark, ReturnRevision
from commonground.reporting.queries import returns


def hold(number: int, version: int, *, by: Any) -> Return:
    """A report, held until the transaction ends. Raises NotThere, or NotNow where somebody has changed it since."""
    access.return_for(by, number)
    found = Return.objects.select_for_update().get(pk=number)
    if found.version != version:
        raise NotNow("reporting.return.changed", version=found.version, seen=version)
    return found


def circumstances(found: Return, verb: Verb, *, by: Any, because: str = "") -> Circumstances:
    """What the guards look at; the whole report is looked through only where a guard asks for it."""
    more: dict[str, int] = {}
    if verb in (Verb.SEND, Verb.APPROVE):
        filled = returns.filled(found)
        more = {"missing": sum(not s.is_complete for s in filled), "contradicted": sum(len(s.findings) for s in filled)}
    if verb is Verb.RETURN:
        open_ = ReturnRemark.objects.filter(of=found, resolved_at__isnull=True).count()
        more = {"reasons": open_ + bool(because.strip())}
    return access.circumstances(by, found, **more)


def allowed(found: Return, verb: Verb, *, by: Any, because: str = "") -> None:
    """Go on where somebody may do this to a report as it stands. Raises the refusal."""
    require(access.may_do(by, found, verb, access.circumstances(by, found, reasons=1)))
    require(access.may_do(by, found, verb, circumstances(found, verb, by=by, because=because)))


def step(found: Return, verb: Verb, *, by: Any, at: datetime, section: str = "", because: str = "") -> None:
    """Bring a report where a verb leads, and keep what it said then. Whoever calls this has asked whether it may be."""
    made = transition(Standing(found.state), verb)
    assert made is not None, (found.state, verb)
    before = found.state
    found.state = made.target.value
    found.version += 1
    found.changed_at = at
    if verb in (Verb.SEND, Verb.RETURN):
        found.waits_since = at
    found.save()
    keep(found, verb, by=by, at=at, section=section, because=because)
    tell(before={"state": before}, after={"state": found.state}, version=found.version)


def keep(found: Return, verb: Verb, *, by: Any, at: datetime, section: str = "", because: str = "") -> None:
    """What a report says, kept for good under its version."""
    ReturnRevision.objects.create(
        of=found, version=found.version, state=found.state, answers=found.answers, why=verb.value, section=section,
        because=because.strip()[:1000], by=by.number, at=at,
    )  # fmt: skip
