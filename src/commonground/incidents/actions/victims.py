"""Victims: entered, corrected, and what became of them later. The log holds no more of them than their code."""

from datetime import date, datetime

from commonground.audit.actions import recorded, tell
from commonground.core.incidents import facts
from commonground.core.incidents.codes import Outcome, Standing
from commonground.core.refusals import NotNow, NotUsable
from commonground.core.viewers import Viewer
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import writing
from commonground.incidents.models import AccidentFacts, Victim, VictimFacts, VictimOutcome
from commonground.incidents.queries import cards


def _code(result, code: str, *args, **kwargs) -> str:
    return f"victim:{code}"


@recorded("incidents.victim-entered", about=lambda code, *a, **k: f"victim:{code}")
def enter(accident: str, said: facts.Victim, *, by: Viewer, at: datetime) -> str:
    """One more victim of an accident; the code."""
    found = access.accident_for(by, accident, "incidents.record")
    said = writing.checked_victim(said)
    made = writing.change("entered", by=by, at=at)
    tell(accident=accident)
    return writing.new_victim(found, said, made).code


@recorded("incidents.victim-corrected", about=_code)
def correct(code: str, said: facts.Victim, *, seen: int, because: str, by: Viewer, at: datetime) -> None:
    """What was said of a victim was wrong, or is known better; the outcome as of the accident with it."""
    found = access.victim_for(by, code, "incidents.record")
    latest = _held(found)
    if latest.change_id != seen:
        raise NotNow("incidents.victim.changed")
    said = writing.checked_victim(said)
    before = cards.victim(found)
    made = writing.change("corrected", by=by, at=at, why=because)
    writing.victim_row(found.pk, made.pk, said, latest.standing, latest.same_as).save(force_insert=True)
    kept = VictimOutcome.objects.filter(victim=found).order_by("-on", "-pk").first()
    assert kept is not None
    if said.outcome != kept.outcome:  # a mistake, not an event: the same day is said anew
        VictimOutcome.objects.create(victim=found, change=made, outcome=said.outcome, on=kept.on)
    changed = [n for n in (*cards.OF_VICTIM, "outcome", "injuries") if getattr(before.said, n) != getattr(said, n)]
    tell(changed=changed)


@recorded("incidents.outcome-changed", about=_code)
def later_outcome(code: str, outcome: str, *, on: date, today: date, by: Viewer, at: datetime) -> None:
    """Somebody died later, or is heard of. The day is the event's: what was so before stays so."""
    found = access.victim_for(by, code, "incidents.record")
    _held(found)
    said = AccidentFacts.objects.filter(accident_id=found.accident_id).order_by("-pk").first()
    if outcome not in list(Outcome):
        raise NotUsable("incidents.code.unknown", found=outcome)
    if on > today:
        raise NotUsable("incidents.day.future", on=on.isoformat(), today=today.isoformat())
    if said is not None and said.since is not None and on < said.since:
        raise NotUsable("incidents.outcome.before-accident", on=on.isoformat(), since=said.since.isoformat())
    made = writing.change("outcome", by=by, at=at)
    VictimOutcome.objects.create(victim=found, change=made, outcome=outcome, on=on)
    tell(outcome=outcome, on=on.isoformat())


@recorded("incidents.victim-taken-back", about=_code)
def take_back(code: str, *, because: str, by: Viewer, at: datetime) -> None:
    """A victim who was entered by mistake. What was known before stays so."""
    found = access.victim_for(by, code, "incidents.record")
    _held(found)
    made = writing.change("undone", by=by, at=at, why=because)
    writing.victim_row(found.pk, made.pk, cards.victim(found).said, Standing.VOID.value).save(force_insert=True)


def _held(found: Victim) -> VictimFacts:
    """The latest facts of a victim, held until the act is over."""
    list(Victim.objects.select_for_update().filter(pk=found.pk))
    latest = VictimFacts.objects.filter(victim=found).order_by("-pk").first()
    assert latest is not None
    return latest
