"""Where a report stands, what can be done to it, and who may do that. `docs/states/report.md` is drawn from this.

`approved` is passed through inside one transaction: approving books at once. It is a state of its own because
nothing may be booked that was not approved, and a property test holds that of every path.
"""

from dataclasses import dataclass
from enum import StrEnum

from commonground.core import transitions
from commonground.core.decisions import YES, Decision, no
from commonground.core.refusals import NotNow, NotUsable


class State(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"  # with remarks, to its author
    CONFLICT = "conflict"  # contradicts something; somebody has to choose
    APPROVED = "approved"  # nothing of it is in the books yet
    BOOKED = "booked"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to a report."""

    SAVE = "save"
    SUBMIT = "submit"
    RETURN = "return"
    QUEUE = "queue"  # found to contradict something
    CLEAR = "clear"  # contradicts nothing any more
    APPROVE = "approve"
    BOOK = "book"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the guards look at."""

    author: int | None
    actor: int | None
    faults: int = 0  # fields that are missing or cannot be read
    because: str = ""
    remarks: int = 0  # unresolved, at fields
    own_allowed: bool = False  # one-person programmes: the author may approve
    contradictions: int = 0
    accepted: bool = False  # somebody chose what becomes of the contradictions
    approved_by: int | None = None
    approved: bool = False
    self_approved: bool = False


def complete(said: Circumstances) -> Decision:
    """Every field that is needed is there and can be read."""
    return no("fieldwork.report.incomplete", NotUsable, fields=said.faults) if said.faults else YES


def reasoned(said: Circumstances) -> Decision:
    """A return says what is to be mended."""
    return YES if said.because.strip() or said.remarks else no("fieldwork.return.no-reason", NotUsable)


def own(said: Circumstances) -> Decision:
    """Only its author changes or withdraws a report."""
    return YES if said.author == said.actor else no("fieldwork.report.not-the-author")


def another(said: Circumstances) -> Decision:
    """Somebody else than its author approves a report, or the author where the programme lets one person do both."""
    if said.author == said.actor and not said.own_allowed:
        return no("fieldwork.approve.own")
    return YES


def settled(said: Circumstances) -> Decision:
    """What contradicts a report was seen, and somebody chose what becomes of it."""
    if said.contradictions and not said.accepted:
        return no("fieldwork.report.contradicted", NotNow, others=said.contradictions)
    return YES


def passed(said: Circumstances) -> Decision:
    """Only what was approved is booked: by another, or by the author and marked so."""
    if not said.approved or (said.approved_by == said.author and not said.self_approved):
        return no("fieldwork.report.not-approved", NotNow)
    return YES


Transition = transitions.Transition[State, Verb, Circumstances]
S, V = State, Verb
TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.DRAFT, V.SAVE, S.DRAFT, "fieldwork.report", (own,)),
    Transition(S.RETURNED, V.SAVE, S.RETURNED, "fieldwork.report", (own,)),
    Transition(S.DRAFT, V.SUBMIT, S.SUBMITTED, "fieldwork.report", (own, complete)),
    Transition(S.RETURNED, V.SUBMIT, S.SUBMITTED, "fieldwork.report", (own, complete)),
    Transition(S.SUBMITTED, V.RETURN, S.RETURNED, "fieldwork.review", (reasoned,)),
    Transition(S.CONFLICT, V.RETURN, S.RETURNED, "fieldwork.review", (reasoned,)),
    Transition(S.SUBMITTED, V.QUEUE, S.CONFLICT, ""),
    Transition(S.CONFLICT, V.CLEAR, S.SUBMITTED, ""),
    Transition(S.SUBMITTED, V.APPROVE, S.APPROVED, "fieldwork.approve", (another, settled)),
    Transition(S.CONFLICT, V.APPROVE, S.APPROVED, "fieldwork.approve", (another, settled)),
    Transition(S.APPROVED, V.BOOK, S.BOOKED, "", (passed,)),
    Transition(S.DRAFT, V.WITHDRAW, S.WITHDRAWN, "fieldwork.report", (own,)),
    Transition(S.SUBMITTED, V.WITHDRAW, S.WITHDRAWN, "fieldwork.report", (own,)),
    Transition(S.RETURNED, V.WITHDRAW, S.WITHDRAWN, "fieldwork.report", (own,)),
    Transition(S.CONFLICT, V.WITHDRAW, S.WITHDRAWN, "fieldwork.report", (own,)),
)
WAITING = (State.SUBMITTED, State.CONFLICT)  # for somebody to decide
OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.CONFLICT)  # not in the books, and may come there
EDITABLE = (State.DRAFT, State.RETURNED)


def transition(state: State, verb: Verb) -> Transition | None:
    """The transition that a verb makes from a state; None where there is none."""
    return transitions.transition(TRANSITIONS, state, verb)


def decide(state: State, verb: Verb, said: Circumstances) -> Decision:
    """Whether a report in a state can be done this to, in these circumstances; the first guard that says no decides."""
    return transitions.decide(TRANSITIONS, state, verb, said, "fieldwork.report.state")
