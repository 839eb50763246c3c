"""Investigations of accidents: begun, taken step by step, followed up until everything is done or given up."""

from collections.abc import Iterable
from datetime import date, datetime

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.incidents.investigation import Factor, Stage, Step, decide, target
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.core.viewers import Viewer
from commonground.incidents.access import accidents as access
from commonground.incidents.models import Accident, CorrectiveAction, Investigation, InvestigationStep
from commonground.incidents.queries import investigations

PERMISSION = "incidents.investigate"


def _code(result, code: str, *args, **kwargs) -> str:
    return f"accident:{code}"


@recorded("incidents.investigation-begun", about=_code)
def begin(code: str, *, on: date, document: str = "", text: str = "", today: date, by: Viewer, at: datetime) -> None:
    """Somebody was notified of an accident, and it is investigated."""
    accident = _accident(code, by)
    if on > today:
        raise NotUsable("incidents.day.future", on=on.isoformat(), today=today.isoformat())
    kept, is_new = Investigation.objects.get_or_create(accident=accident, defaults={"notified_on": on})
    if not is_new:
        raise NotNow("incidents.investigation.begun")
    _write(kept, Step.NOTIFY, on, document, text, (), by, at)


@recorded("incidents.investigation-advanced", about=_code)
def take(
    code: str, step: Step, *, on: date, text: str, document: str = "", factors: Iterable[str] = (), independent: bool = False,
    version: int, today: date, by: Viewer, at: datetime,
) -> None:  # fmt: skip
    """Take one step, as the table of stages allows it. Raises NotNow where somebody was faster."""
    kept = _held(_accident(code, by))
    if kept.version != version:
        raise NotNow("incidents.investigation.changed")
    if on > today:
        raise NotUsable("incidents.day.future", on=on.isoformat(), today=today.isoformat())
    named = [f.value for f in Factor if f.value in {*kept.factors.split(), *factors}]
    require(decide(Stage(kept.stage), step, investigations.circumstances(kept, text, len(named), independent)))
    before = kept.stage
    kept.stage, kept.factors, kept.version = target(Stage(before), step).value, " ".join(named), version + 1
    kept.independent = kept.independent or independent
    kept.save()
    _write(kept, step, on, document, text, tuple(factors), by, at)
    tell(before={"stage": before}, after={"stage": kept.stage})


@recorded("incidents.action-recommended", about=_code)
def recommend(code: str, text: str, *, owner: str, due: date, by: Viewer, at: datetime) -> int:
    """Something is to be done so that it does not happen again, by somebody and until a day."""
    kept = _held(_accident(code, by))
    if not text.strip() or not owner.strip():
        raise NotUsable("incidents.action.no-owner")
    if Stage(kept.stage) not in (Stage.FOUND, Stage.RECOMMENDED, Stage.FOLLOWED):
        raise NotNow("incidents.investigation.stage")
    made = CorrectiveAction.objects.create(investigation=kept, text=text, owner=owner, due=due)
    tell(action=made.pk, due=due.isoformat())
    return made.pk


@recorded("incidents.action-ended", about=_code)
def end_action(
    code: str, number: int, *, ended_on: date, given_up: bool, because: str, today: date, by: Viewer, at: datetime
) -> None:
    """What was recommended is done, or is given up with its reason."""
    kept = _held(_accident(code, by))
    if ended_on > today:
        raise NotUsable("incidents.day.future", on=ended_on.isoformat(), today=today.isoformat())
    rows = CorrectiveAction.objects.filter(pk=number, investigation=kept, ended_on=None)
    if not rows.update(ended_on=ended_on, given_up=given_up, because=because):
        raise NotThere("incidents.action.not-there")
    tell(action=number, before={"ended_on": None}, after={"ended_on": ended_on.isoformat(), "given_up": given_up})


def _accident(code: str, by: Viewer) -> Accident:
    """An accident that somebody may investigate. Where they may not, they are told what it needs."""
    found = access.accident_for(by, code)
    require(access.may(by, PERMISSION))
    return access.accident_for(by, found.code, PERMISSION)


def _held(accident: Accident) -> Investigation:
    kept = Investigation.objects.select_for_update().filter(accident=accident).first()
    if kept is None:
        raise NotThere("incidents.investigation.not-there")
    return kept


def _write(
    kept: Investigation, step: Step, on: date, document: str, text: str, factors: tuple[str, ...], by: Viewer, at: datetime
) -> None:  # fmt: skip
    InvestigationStep.objects.create(
        investigation=kept, step=step.value, stage=kept.stage, on=on, document=document, text=text, factors=" ".join(factors), at=at,
        by=by.number,
    )  # fmt: skip
