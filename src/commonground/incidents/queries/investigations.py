"""How far the investigation of an accident has come, and what it led to."""

from dataclasses import dataclass
from datetime import date, datetime

from commonground.core.incidents.investigation import Circumstances, Stage, is_late
from commonground.identity import queries as identity
from commonground.incidents.models import Accident, CorrectiveAction, Investigation, InvestigationStep


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step that was taken."""

    step: str
    stage: str
    on: date
    document: str
    text: str
    factors: tuple[str, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ActionCard:
    """What is to be done; late where its day has passed and it has not ended."""

    number: int
    text: str
    owner: str
    due: date
    ended_on: date | None
    given_up: bool
    because: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class InvestigationCard:
    """An investigation as it stands."""

    stage: Stage
    version: int
    notified_on: date
    factors: tuple[str, ...]
    is_late: bool
    steps: tuple[StepCard, ...]
    actions: tuple[ActionCard, ...]


def card(accident: Accident, today: date) -> InvestigationCard | None:
    """The investigation of an accident; None where there is none."""
    kept = Investigation.objects.filter(accident=accident).first()
    if kept is None:
        return None
    rows = list(InvestigationStep.objects.filter(investigation=kept).order_by("pk"))
    names = identity.names(r.by for r in rows)
    steps = tuple(
        StepCard(r.step, r.stage, r.on, r.document, r.text, tuple(r.factors.split()), r.at, names.get(r.by, ""))
        for r in rows
    )
    actions = tuple(
        ActionCard(
            a.pk, a.text, a.owner, a.due, a.ended_on, a.given_up, a.because, a.ended_on is None and a.due < today
        )
        for a in CorrectiveAction.objects.filter(investigation=kept).order_by("due", "pk")
    )
    stage = Stage(kept.stage)
    return InvestigationCard(
        stage,
        kept.version,
        kept.notified_on,
        tuple(kept.factors.split()),
        is_late(stage, kept.notified_on, today),
        steps,
        actions,
    )


def circumstances(kept: Investigation, text: str, factors: int, independent: bool) -> Circumstances:
    """What the guards look at, for a step that is about to be taken."""
    actions = CorrectiveAction.objects.filter(investigation=kept)
    return Circumstances(text, factors, actions.count(), actions.filter(ended_on=None).count(), independent)
