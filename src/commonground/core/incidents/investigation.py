"""The investigation of a demining accident by stages (IMAS 10.60). `docs/states/investigation.md` is drawn from this.

It establishes what happened so that it does not happen again; it looks for causes, not for somebody to blame. No stage is
skipped, and it is not closed while something that was recommended is neither done nor given up with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commonground.core import transitions
from commonground.core.decisions import YES, Decision, no
from commonground.core.refusals import NotNow, NotUsable

REPORT_WITHIN = timedelta(hours=72)  # of the notification; 24 to 72 hours are usual


class Stage(StrEnum):
    """How far an investigation has come."""

    NOTIFIED = "notified"
    REPORTED = "reported"  # the initial report is in
    BOARD = "board"  # a board was appointed
    FOUND = "found"  # it has written down its findings
    RECOMMENDED = "recommended"
    FOLLOWED = "followed"  # what was recommended is being followed up
    CLOSED = "closed"


class Step(StrEnum):
    """What takes an investigation further, or back."""

    NOTIFY = "notify"
    REPORT = "report"
    APPOINT = "appoint"
    FIND = "find"
    RECOMMEND = "recommend"
    FOLLOW = "follow"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the guards look at."""

    text: str = ""  # what is written down with the step
    factors: int = 0  # contributing factors named so far
    recommended: int = 0  # corrective actions
    waiting: int = 0  # of those, neither done nor given up
    independent: bool = False  # whoever leads the board is not of the organisation concerned


Guard = Callable[[Circumstances], Decision]


def written(said: Circumstances) -> Decision:
    """What happened in this stage is written down."""
    return YES if said.text.strip() else no("incidents.investigation.no-text", NotUsable)


def independent(said: Circumstances) -> Decision:
    """Whoever leads the board is not of the organisation whose work it was."""
    return YES if said.independent else no("incidents.investigation.not-independent", NotUsable)


def explained(said: Circumstances) -> Decision:
    """At least one contributing factor is named, be it that none was found."""
    return YES if said.factors else no("incidents.investigation.no-factor", NotNow)


def recommending(said: Circumstances) -> Decision:
    """There is a corrective action with whom it falls to and its day, or it is written down why there is none."""
    return YES if said.recommended or said.text.strip() else no("incidents.investigation.no-action", NotNow)


def done(said: Circumstances) -> Decision:
    """Every corrective action is done, or given up with a reason."""
    return no("incidents.investigation.waiting", NotNow, actions=said.waiting) if said.waiting else YES


Transition = transitions.Transition[Stage, Step, Circumstances]
INVESTIGATE = "incidents.investigate"
S, V = Stage, Step
TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.NOTIFIED, V.REPORT, S.REPORTED, INVESTIGATE, (written,)),
    Transition(S.REPORTED, V.APPOINT, S.BOARD, INVESTIGATE, (written, independent)),
    Transition(S.BOARD, V.FIND, S.FOUND, INVESTIGATE, (written, explained)),
    Transition(S.FOUND, V.RECOMMEND, S.RECOMMENDED, INVESTIGATE, (recommending,)),
    Transition(S.RECOMMENDED, V.FOLLOW, S.FOLLOWED, INVESTIGATE, (written,)),
    Transition(S.FOLLOWED, V.CLOSE, S.CLOSED, INVESTIGATE, (written, done)),
    Transition(S.FOLLOWED, V.REOPEN, S.BOARD, INVESTIGATE, (written,)),
    Transition(S.CLOSED, V.REOPEN, S.BOARD, INVESTIGATE, (written,)),
)


def steps_from(stage: Stage) -> tuple[Transition, ...]:
    """What can be done next."""
    return tuple(t for t in TRANSITIONS if t.source is stage)


def decide(stage: Stage, step: Step, said: Circumstances) -> Decision:
    """Whether an investigation can take a step; the first guard that says no decides."""
    return transitions.decide(TRANSITIONS, stage, step, said, "incidents.investigation.stage")


def target(stage: Stage, step: Step) -> Stage:
    """Where a step leads that was allowed."""
    found = transitions.transition(TRANSITIONS, stage, step)
    assert found is not None
    return found.target


class Factor(StrEnum):
    """What contributed: the recurring notes of the database of demining accidents (domain.md 4.4)."""

    MARKING = "marking"
    COMMUNICATIONS = "communications"
    PINPOINTING = "pinpointing"
    EQUIPMENT = "equipment"
    MEDICAL = "medical"
    DETECTOR = "detector"
    TRAINING = "training"
    VEGETATION_TOOL = "vegetation-tool"
    PPE_NOT_WORN = "ppe-not-worn"
    VISOR_RAISED = "visor-raised"
    PRESSURE = "pressure"
    SAFETY_DISTANCES = "safety-distances"
    POSTURE = "posture"
    HAND_TOOLS = "hand-tools"
    MISSED_IN_CLEARED = "missed-in-cleared"
    DOG_MISSED = "dog-missed"
    MECHANICAL = "mechanical"
    INVESTIGATION = "investigation"
    NONE_FOUND = "none-found"
    OTHER = "other"


def is_late(stage: Stage, notified_on: date, today: date) -> bool:
    """Whether the initial report is overdue."""
    return stage is Stage.NOTIFIED and today - notified_on > REPORT_WITHIN
