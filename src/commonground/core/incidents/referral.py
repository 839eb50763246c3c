"""Where a referral of a victim to a provider stands, what can be done to it, and what the provider is told.

Nothing is told to anybody before the victim has agreed to it, for this provider and this purpose, and nothing once they agree no
longer. `docs/states/referral.md` is drawn from this.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonground.core import transitions
from commonground.core.decisions import YES, Decision, no
from commonground.core.incidents.assistance import ANSWER_WITHIN
from commonground.core.refusals import NotNow, NotUsable

IDENTIFY, RECEIVE = "incidents.identify", "incidents.receive"


class State(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    CONSENTED = "consented"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IN_SERVICE = "in-service"
    COMPLETED = "completed"
    NOT_TAKEN_UP = "not-taken-up"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to a referral."""

    CONSENT = "consent"
    SEND = "send"
    ACCEPT = "accept"
    DECLINE = "decline"
    START = "start"
    COMPLETE = "complete"
    MISS = "miss"  # they did not take it up
    WITHDRAW = "withdraw"


class Why(StrEnum):
    """Why a referral was declined, not taken up, or withdrawn. A choice, never free words."""

    FULL = "full"
    OTHER_SERVICE = "other-service"  # it is not what this provider does
    NOT_ELIGIBLE = "not-eligible"
    TOO_FAR = "too-far"
    NOT_REACHED = "not-reached"
    REFUSED = "refused"  # they did not want it
    MOVED = "moved"
    DECEASED = "deceased"
    CONSENT = "consent"  # withdrawn, or its last day has passed
    ERASED = "erased"
    MISTAKE = "mistake"
    OTHER = "other"


class Told(StrEnum):
    """What a provider can be told of somebody, each chosen for itself."""

    WORDS = "words"  # what is written of the need
    SEX = "sex"
    AGE = "age"
    INJURIES = "injuries"
    DISABILITY = "disability"
    NAME = "name"
    BORN = "born"
    PHONE = "phone"
    ADDRESS = "address"


FACTS = (Told.SEX, Told.AGE, Told.INJURIES, Told.DISABILITY)
NAMED = (Told.NAME, Told.BORN, Told.PHONE, Told.ADDRESS)  # who somebody is
REASONS: dict[Verb, tuple[Why, ...]] = {
    Verb.DECLINE: (Why.FULL, Why.OTHER_SERVICE, Why.NOT_ELIGIBLE, Why.TOO_FAR, Why.OTHER),
    Verb.MISS: (Why.NOT_REACHED, Why.REFUSED, Why.MOVED, Why.DECEASED, Why.OTHER),
    Verb.WITHDRAW: (Why.REFUSED, Why.MOVED, Why.DECEASED, Why.CONSENT, Why.ERASED, Why.MISTAKE, Why.OTHER),
}
ASKED_OF_PEOPLE = {v: tuple(w for w in some if w not in (Why.CONSENT, Why.ERASED)) for v, some in REASONS.items()}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the guards look at."""

    consented: bool = False  # a consent for this provider and this purpose holds at this moment
    shown: bool = False  # somebody of the case has looked at all that will be told, as it is now
    offered: bool = True  # the provider is in the directory and offers this today
    why: str = ""
    verb: Verb = Verb.CONSENT


def agreed(said: Circumstances) -> Decision:
    """A consent holds, for this provider and this purpose."""
    return YES if said.consented else no("incidents.referral.no-consent", NotNow)


def looked_at(said: Circumstances) -> Decision:
    """Somebody has looked at all that will be told."""
    return YES if said.shown else no("incidents.referral.not-shown", NotNow)


def offered(said: Circumstances) -> Decision:
    """The provider offers this kind of service today."""
    return YES if said.offered else no("incidents.referral.not-offered", NotNow)


def reasoned(said: Circumstances) -> Decision:
    """A reason out of the list is given."""
    known = [why.value for why in REASONS.get(said.verb, ())]
    return YES if said.why in known else no("incidents.referral.no-reason", NotUsable)


Transition = transitions.Transition[State, Verb, Circumstances]
S, V = State, Verb
TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.DRAFT, V.CONSENT, S.CONSENTED, IDENTIFY, (agreed,)),
    Transition(S.CONSENTED, V.SEND, S.SENT, IDENTIFY, (agreed, offered, looked_at)),
    Transition(S.SENT, V.ACCEPT, S.ACCEPTED, RECEIVE, (agreed,)),
    Transition(S.SENT, V.DECLINE, S.DECLINED, RECEIVE, (agreed, reasoned)),
    Transition(S.ACCEPTED, V.START, S.IN_SERVICE, RECEIVE, (agreed,)),
    Transition(S.ACCEPTED, V.MISS, S.NOT_TAKEN_UP, RECEIVE, (agreed, reasoned)),
    Transition(S.IN_SERVICE, V.COMPLETE, S.COMPLETED, RECEIVE, (agreed,)),
    Transition(S.IN_SERVICE, V.MISS, S.NOT_TAKEN_UP, RECEIVE, (agreed, reasoned)),
    Transition(S.DRAFT, V.WITHDRAW, S.WITHDRAWN, IDENTIFY, (reasoned,)),
    Transition(S.CONSENTED, V.WITHDRAW, S.WITHDRAWN, IDENTIFY, (reasoned,)),
    Transition(S.SENT, V.WITHDRAW, S.WITHDRAWN, IDENTIFY, (reasoned,)),
    Transition(S.ACCEPTED, V.WITHDRAW, S.WITHDRAWN, IDENTIFY, (reasoned,)),
    Transition(S.IN_SERVICE, V.WITHDRAW, S.WITHDRAWN, IDENTIFY, (reasoned,)),
)
OPEN = (S.DRAFT, S.CONSENTED, S.SENT, S.ACCEPTED, S.IN_SERVICE)
ENDED = (S.DECLINED, S.COMPLETED, S.NOT_TAKEN_UP, S.WITHDRAWN)
RECEIVED = (S.SENT, S.ACCEPTED, S.IN_SERVICE)  # while the provider sees it, and only while a consent holds


def verbs(state: State, permission: str) -> tuple[Verb, ...]:
    """What whoever holds a permission can try from a state."""
    return tuple(t.verb for t in TRANSITIONS if t.source is state and t.permission == permission)


def decide(state: State, verb: Verb, said: Circumstances) -> Decision:
    """Whether this can be done to a referral; the first guard that says no decides."""
    return transitions.decide(TRANSITIONS, state, verb, said, "incidents.referral.state")


def target(state: State, verb: Verb) -> State:
    """Where something leads that was allowed."""
    found = transitions.transition(TRANSITIONS, state, verb)
    assert found is not None
    return found.target


def permission(state: State, verb: Verb) -> str:
    """Whose it is to do; empty where nobody's."""
    found = transitions.transition(TRANSITIONS, state, verb)
    return found.permission if found else ""


def is_seen(state: State, consented: bool) -> bool:
    """Whether the provider sees a referral: it was sent, has not ended, and the victim agrees."""
    return state in RECEIVED and consented


def is_unanswered(state: State, sent_on: date | None, today: date) -> bool:
    """Whether a provider was to have answered by now."""
    return state is State.SENT and sent_on is not None and today - sent_on > ANSWER_WITHIN
