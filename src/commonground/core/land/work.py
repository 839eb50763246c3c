"""States of work on a hazard, beside its accounts (domain.md 2.3). `docs/states/hazard.md` is drawn from this.

What the land is follows from the entries alone; this says what people are doing about it. Each state is entered by an act
with its date and paper, and only where the accounts bear it out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonground.core.decisions import YES, Decision, no
from commonground.core.land.states import Standing
from commonground.core.land.states import State as Land
from commonground.core.refusals import NotNow, NotUsable


class Work(StrEnum):
    """What is being done about a hazard."""

    WAITING = "waiting"  # nothing has begun
    WORKED_ON = "worked-on"
    SUSPENDED = "suspended"
    CLOSED = "closed"  # by `land.closing`
    HANDED_OVER = "handed-over"


class Result(StrEnum):
    """What quality control found: a stamp beside the state of work, never a state of its own."""

    PASSED = "passed"
    CONDITIONAL = "conditional"  # accepted, something to mend
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody wants to write down about the work on a hazard."""

    on: date
    today: date
    because: str = ""
    document: str = ""
    receiver: str = ""
    last_on: date | None = None  # of the latest act of work


Guard = Callable[[Standing, Act], Decision]


def dated(standing: Standing, act: Act) -> Decision:
    """Not in the future, and not before what was written down last."""
    if act.on > act.today:
        return no("land.work.future", NotUsable, on=act.on.isoformat(), today=act.today.isoformat())
    if act.last_on is not None and act.on < act.last_on:
        return no("land.work.before-last", NotNow, on=act.on.isoformat(), last=act.last_on.isoformat())
    return YES


def open_land(standing: Standing, act: Act) -> Decision:
    """There is land to work on."""
    if standing.state in (Land.SUSPECTED, Land.CONFIRMED):
        return YES
    return no("land.work.no-open-land", NotNow)


def reasoned(standing: Standing, act: Act) -> Decision:
    """A suspension says why."""
    return YES if act.because.strip() else no("land.work.no-reason", NotUsable)


def certified(standing: Standing, act: Act) -> Decision:
    """A handover names its certificate and who receives the land."""
    if not act.document.strip():
        return no("land.handover.no-certificate", NotUsable)
    return YES if act.receiver.strip() else no("land.handover.no-receiver", NotUsable)


def all_released(standing: Standing, act: Act) -> Decision:
    """Nothing open is left; what cannot be worked is split off as a hazard of its own first."""
    if standing.unknown or standing.state in (Land.SUSPECTED, Land.CONFIRMED):
        return no("land.handover.open-land", NotNow, m2=standing.open_m2)
    if standing.state is Land.UNRECORDED:
        return no("land.closing.never-recorded", NotNow)
    if standing.last_on is not None and act.on < standing.last_on:
        return no("land.handover.before-last-entry", NotNow, on=act.on.isoformat(), last=standing.last_on.isoformat())
    return YES


@dataclass(frozen=True, slots=True)
class Transition:
    """From, to, what must exist."""

    source: Work
    target: Work
    needs: str
    guards: tuple[Guard, ...]
    alert: bool = False


W = Work
TRANSITIONS: tuple[Transition, ...] = (
    Transition(W.WAITING, W.WORKED_ON, "the first report of work", (dated, open_land)),
    Transition(W.WORKED_ON, W.WORKED_ON, "a further report of work", (dated, open_land)),
    Transition(W.WORKED_ON, W.SUSPENDED, "a suspension with its reason", (dated, reasoned)),
    Transition(W.SUSPENDED, W.WORKED_ON, "a resumption, or a report of work", (dated, open_land)),
    Transition(W.WAITING, W.CLOSED, "a closing with its document; no open land", (dated,)),
    Transition(W.WORKED_ON, W.CLOSED, "a closing with its document; no open land", (dated,)),
    Transition(W.SUSPENDED, W.CLOSED, "a closing with its document; no open land", (dated,)),
    Transition(W.CLOSED, W.HANDED_OVER, "a handover certificate with its number, date and receiver", (dated, certified, all_released)),
    Transition(W.CLOSED, W.WAITING, "open land in its account again; an alert", (), alert=True),
    Transition(W.HANDED_OVER, W.WAITING, "open land in its account again; an alert", (), alert=True),
)  # fmt: skip


def transition(source: Work, target: Work) -> Transition | None:
    return next((t for t in TRANSITIONS if t.source is source and t.target is target), None)


def decide(now: Work, target: Work, standing: Standing, act: Act) -> Decision:
    """Whether the work on a hazard can come into a state; the first guard that says no decides."""
    step = transition(now, target)
    if step is None:
        code = "land.handover.not-closed" if target is Work.HANDED_OVER else "land.work.state"
        return no(code, NotNow, now=now.value, wanted=target.value)
    return next((answer for guard in step.guards if not (answer := guard(standing, act))), YES)
