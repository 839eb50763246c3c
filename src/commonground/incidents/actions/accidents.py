"""Accidents: entered, corrected, taken back."""

from collections.abc import Sequence
from datetime import date, datetime

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.incidents import facts
from commonground.core.incidents.codes import Standing
from commonground.core.refusals import NotNow
from commonground.core.viewers import Viewer
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import alarms, writing
from commonground.incidents.models import Accident, AccidentFacts, Victim
from commonground.incidents.queries import cards


def _code(result, code: str, *args, **kwargs) -> str:
    return f"accident:{code}"


@recorded("incidents.accident-entered", about=lambda code, *a, **k: f"accident:{code}")
def enter(
    said: facts.Accident, victims: Sequence[facts.Victim] = (), *, today: date, by: Viewer, at: datetime, why: str = ""
) -> str:
    """An accident and whom it hurt; its code."""
    said = writing.checked(said, today)
    where = writing.placed([said])[0]
    require(access.may(by, "incidents.record", unit=where[2]))
    people = [writing.checked_victim(one) for one in victims]
    made = writing.change("entered", by=by, at=at, why=why)
    found = writing.new_accident(said, made)
    for one in people:
        writing.new_victim(found, one, made)
    alarms.look([_held(found)], at=at)
    tell(victims=len(people), after=_told(said))
    return found.code


@recorded("incidents.accident-corrected", about=_code)
def correct(code: str, said: facts.Accident, *, seen: int, because: str, today: date, by: Viewer, at: datetime) -> None:
    """What was said of an accident was wrong, or is known better. Raises NotNow where somebody else was faster."""
    found = access.accident_for(by, code, "incidents.record")
    latest = _held(found)
    if latest.change_id != seen:
        raise NotNow("incidents.accident.changed")
    said = writing.checked(said, today)
    where = writing.placed([said])[0]
    require(access.may(by, "incidents.record", unit=where[2]))
    before = cards.fact_of(latest)
    made = writing.change("corrected", by=by, at=at, why=because)
    writing.facts_row(found.pk, made.pk, said, where).save(force_insert=True)
    alarms.look([_held(found)], at=at)
    tell(before=_told(before), after=_told(said))


@recorded("incidents.accident-taken-back", about=_code)
def take_back(code: str, *, because: str, by: Viewer, at: datetime) -> None:
    """An accident that never happened. It and its victims count no more; what was known before stays so."""
    found = access.accident_for(by, code, "incidents.record")
    latest = _held(found)
    made = writing.change("undone", by=by, at=at, why=because)
    kept = cards.fact_of(latest)
    writing.facts_row(found.pk, made.pk, kept, (latest.x, latest.y, latest.unit), Standing.VOID.value).save(
        force_insert=True
    )
    for card in cards.victims_of(found):
        number = Victim.objects.get(code=card.code).pk
        writing.victim_row(number, made.pk, card.said, Standing.VOID.value).save(force_insert=True)


def _held(found: Accident) -> AccidentFacts:
    """The latest facts of an accident, held until the act is over: a second correction waits and sees the first."""
    list(Accident.objects.select_for_update().filter(pk=found.pk))
    latest = AccidentFacts.objects.filter(accident=found).order_by("-pk").first()
    assert latest is not None
    return latest


def _told(said: facts.Accident) -> dict:
    """What the log of acts keeps: days, codes and the unit; no free text, in which somebody may have written a name."""
    days = {n: day.isoformat() if day else None for n, day in (("since", said.since), ("until", said.until))}
    return {**days, "kind": said.kind, "device": said.device, "where": said.where, "unit": said.unit}
