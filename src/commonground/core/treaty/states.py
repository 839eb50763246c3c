"""Where a report in preparation stands, what can be done to it, and who may. `docs/states/return.md` is drawn from this.

Nothing is published that somebody did not approve: another than its author, or the author where the programme lets one
person do both, and then it is marked.
"""

from dataclasses import dataclass
from enum import StrEnum

from commonground.core import transitions
from commonground.core.decisions import YES, Decision, no
from commonground.core.refusals import NotUsable


class State(StrEnum):
    """Where a report in preparation stands."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"  # not published yet
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to it."""

    WRITE = "write"
    SEND = "send"
    REMARK = "remark"
    RETURN = "return"  # back to be written on
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the guards look at."""

    author: int | None
    actor: int | None
    missing: int = 0  # sections that are not complete
    contradicted: int = 0  # claims that the figures contradict
    reasons: int = 0  # open remarks, and what is said with a return
    own_allowed: bool = False


def complete(said: Circumstances) -> Decision:
    """Every section is filled, written or confirmed as nil."""
    return no("reporting.return.incomplete", NotUsable, sections=said.missing) if said.missing else YES


def borne_out(said: Circumstances) -> Decision:
    """No claim is contradicted by the figures."""
    return no("reporting.return.contradicted", NotUsable, claims=said.contradicted) if said.contradicted else YES


def reasoned(said: Circumstances) -> Decision:
    """It is said what is to be mended."""
    return YES if said.reasons else no("reporting.return.no-reason", NotUsable)


def another(said: Circumstances) -> Decision:
    """Somebody else than its author approves it, or the author where the programme lets one person do both."""
    if said.author == said.actor and not said.own_allowed:
        return no("reporting.return.own")
    return YES


Transition = transitions.Transition[State, Verb, Circumstances]
S, V = State, Verb
DRAFTS, REVIEWS, PUBLISHES = "reporting.draft", "reporting.review", "reporting.publish"
TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.DRAFT, V.WRITE, S.DRAFT, DRAFTS),
    Transition(S.DRAFT, V.REMARK, S.DRAFT, REVIEWS),
    Transition(S.DRAFT, V.SEND, S.REVIEW, DRAFTS, (complete, borne_out)),
    Transition(S.REVIEW, V.REMARK, S.REVIEW, REVIEWS),
    Transition(S.REVIEW, V.RETURN, S.DRAFT, REVIEWS, (reasoned,)),
    Transition(S.REVIEW, V.APPROVE, S.APPROVED, PUBLISHES, (complete, borne_out, another)),
    Transition(S.APPROVED, V.RETURN, S.DRAFT, PUBLISHES, (reasoned,)),
    Transition(S.APPROVED, V.PUBLISH, S.PUBLISHED, PUBLISHES),
    Transition(S.DRAFT, V.WITHDRAW, S.WITHDRAWN, DRAFTS),
    Transition(S.REVIEW, V.WITHDRAW, S.WITHDRAWN, DRAFTS),
)
OPEN = (State.DRAFT, State.REVIEW, State.APPROVED)
DONE = (State.APPROVED, State.PUBLISHED)


def transition(state: State, verb: Verb) -> Transition | None:
    """The transition that a verb makes from a state; None where there is none."""
    return transitions.transition(TRANSITIONS, state, verb)


def decide(state: State, verb: Verb, said: Circumstances) -> Decision:
    """Whether a report in a state can be done this to, in these circumstances; the first guard that says no decides."""
    return transitions.decide(TRANSITIONS, state, verb, said, "reporting.return.state")
