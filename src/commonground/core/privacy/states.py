"""How a table about people comes to be released. `docs/states/release.md` is drawn from this. What was released stays."""

from dataclasses import dataclass
from enum import StrEnum

from commonground.core import transitions
from commonground.core.decisions import YES, Decision, no
from commonground.core.refusals import NotNow, NotUsable, NotYours


class State(StrEnum):
    """Where a table that was asked for stands."""

    ASKED = "asked"
    RELEASED = "released"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to it."""

    RELEASE = "release"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the guards look at. People are numbers."""

    maker: int | None = None
    actor: int | None = None
    faults: int = 0  # of the audit
    name: str = ""  # who answers for it in public
    because: str = ""


def another(said: Circumstances) -> Decision:
    """Somebody else than who asked for it."""
    differ = said.actor is not None and said.actor != said.maker
    return YES if differ else no("disclosure.release.own", NotYours)


def safe(said: Circumstances) -> Decision:
    """The audit found nothing that it would give away."""
    return YES if not said.faults else no("disclosure.release.not-safe", NotNow)


def named(said: Circumstances) -> Decision:
    """With the name that stands under it."""
    return YES if said.name.strip() else no("disclosure.release.no-name", NotUsable)


def explained(said: Circumstances) -> Decision:
    """With a reason."""
    return YES if said.because.strip() else no("disclosure.release.no-reason", NotUsable)


PREPARE, APPROVE = "disclosure.prepare", "disclosure.approve"
Transition = transitions.Transition[State, Verb, Circumstances]
TRANSITIONS: tuple[Transition, ...] = (
    Transition(State.ASKED, Verb.RELEASE, State.RELEASED, APPROVE, (another, safe, named)),
    Transition(State.ASKED, Verb.REFUSE, State.REFUSED, APPROVE, (explained,)),
    Transition(State.ASKED, Verb.WITHDRAW, State.WITHDRAWN, PREPARE),
)


def transition(state: State, verb: Verb) -> Transition | None:
    """The step that a verb makes from a state; None where there is none."""
    return transitions.transition(TRANSITIONS, state, verb)


def decide(state: State, verb: Verb, said: Circumstances) -> Decision:
    """Whether it can be done; the first guard that says no decides."""
    return transitions.decide(TRANSITIONS, state, verb, said, "disclosure.release.state")
