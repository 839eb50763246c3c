"""Assistance written down: needs, the plan and its goals, services, follow-ups, the end of a case. The log holds codes and days, no word.

Every act appends a row; a correction is another row of the same thing. Words are sealed with the victim's key before they are kept.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from commonground.audit.actions import recorded, tell
from commonground.core.incidents import assistance as core
from commonground.core.incidents.codes import Standing
from commonground.core.incidents.consent import Reason
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.core.viewers import Viewer
from commonground.identity import queries as people
from commonground.incidents.access import identities
from commonground.incidents.access import referrals as access
from commonground.incidents.actions import writing
from commonground.incidents.models import CaseEnding, FollowUp, Goal, Need, Plan, Provider, Service, Victim
from commonground.incidents.queries import standing
from commonground.store import keys

SLICE, MOST = "incidents", 4000
MODELS: dict[str, Any] = {
    "need": Need,
    "plan": Plan,
    "goal": Goal,
    "service": Service,
    "follow-up": FollowUp,
    "ending": CaseEnding,
}
NAMES = {
    core.Need: "need",
    core.Plan: "plan",
    core.Goal: "goal",
    core.Service: "service",
    core.FollowUp: "follow-up",
    core.Ending: "ending",
}


def _code(result, code: str, *args, **kwargs) -> str:
    return f"victim:{code}"


@recorded("incidents.assistance-written", about=_code)
def write(
    code: str, said: core.Said, words: str | None = "", *, thing: int | None = None, seen: int = 0, today: date, by: Viewer, at: datetime
) -> int:  # fmt: skip
    """Write down a need, a plan, a goal, a service or a follow-up, or correct one (`thing`, as `seen`); its number.

    `words` None leaves the words as they stand. Raises NotThere for whoever is not of the case, NotNow where somebody was faster.
    """
    found = _held(code, by)
    if standing.is_closed(found):
        raise NotNow("incidents.assistance.closed")
    _check(found, said, today)
    name = NAMES[type(said)]
    if name == "ending":  # `close` looks at what is still open
        raise NotThere("incidents.assistance.not-there")
    if name == "plan" and thing is None and standing.latest_rows(Plan, found):
        raise NotNow("incidents.assistance.changed")
    kept = standing.latest(MODELS[name], found, thing) if thing is not None else None
    if kept is not None and kept.change_id != seen:
        raise NotNow("incidents.assistance.changed")
    number = put(found, name, said, words, kept, by=by.number, at=at)
    tell(what=name, thing=number, words=bool(words))
    return number


@recorded("incidents.assistance-taken-back", about=_code)
def take_back(code: str, name: str, thing: int, *, by: Viewer, at: datetime) -> None:
    """Something was written down by mistake. It counts no more; what was known before stays so."""
    found = _held(code, by)
    if standing.is_closed(found) and name != "ending":
        raise NotNow("incidents.assistance.closed")
    kept = standing.latest(MODELS[name], found, thing)
    _append(kept, writing.change("undone", by=by, at=at).pk, standing=Standing.VOID.value)
    tell(what=name, thing=thing)


@recorded("incidents.case-closed", about=_code)
def close(code: str, said: core.Ending, words: str = "", *, today: date, by: Viewer, at: datetime) -> int:
    """Nothing more is to be done for somebody, or can be. Who is referred somewhere stays open."""
    found = _held(code, by)
    if standing.is_closed(found):
        raise NotNow("incidents.assistance.closed")
    if access.open_of(found):
        raise NotNow("incidents.assistance.open-referrals", referrals=len(access.open_of(found)))
    _check(found, said, today)
    tell(reason=said.reason, on=said.on.isoformat())
    return put(found, "ending", said, words, None, by=by.number, at=at)


@recorded("incidents.assistance-read", about=_code)
def read(code: str, reason: Reason, *, by: Viewer, at: datetime) -> dict[tuple[str, int], str]:
    """What is written in words, by thing, for somebody of the case who says why. The reading is written down before it is shown."""
    found = identities.case_for(by, code)
    tell(reason=reason.value)
    sealed = {}
    for name, model in MODELS.items():
        for row in standing.latest_rows(model, found):
            if row.words:
                sealed[f"{name}-{row.thing}"] = row.words
    opened = keys.unseal(SLICE, code, sealed)
    if opened is None:
        raise NotThere("incidents.identity.not-there")
    split = {at_: at_.rpartition("-") for at_ in opened}
    return {(split[at_][0], int(split[at_][2])): text for at_, text in opened.items()}


def put(
    found: Victim, name: str, said: core.Said, words: str | None, kept: Any, *, by: int | None, at: datetime
) -> int:  # fmt: skip
    """One row more; the number of its thing. Part of an act that has asked who may."""
    made = writing.Change.objects.create(what="corrected" if kept else "entered", by=by, at=at)
    thing = kept.thing if kept else made.pk
    seal = kept.words if kept and words is None else sealed(found, f"{name}-{thing}", words or "")
    MODELS[name].objects.create(victim=found, change=made, thing=thing, words=seal, **asdict(said))
    return thing


def sealed(found: Victim, place: str, words: str) -> str:
    """Words, sealed with the victim's key for the place where they will stand; no words stay none."""
    words = words.strip()
    if len(words) > MOST:
        raise NotUsable("incidents.text.long", most=MOST)
    if not words:
        return ""
    if not access.may_keep_words(found):
        raise NotUsable("incidents.assistance.no-basis")
    return keys.seal(SLICE, found.code, {place: words})[place]


def _append(kept: Any, change: int, **different: Any) -> None:
    fields = {f.attname: getattr(kept, f.attname) for f in kept._meta.concrete_fields if not f.primary_key}
    type(kept).objects.create(**fields | {"change_id": change} | different)


def _check(found: Victim, said: core.Said, today: date) -> None:
    for fault in core.faults(said, today):
        raise NotUsable(fault.code, **fault.facts)
    if isinstance(said, core.Plan) and said.responsible not in people.names([said.responsible]):
        raise NotUsable("incidents.case.nobody", number=said.responsible)
    if isinstance(said, core.Service) and said.provider and not Provider.objects.filter(code=said.provider).exists():
        raise NotUsable("incidents.provider.not-there", code=said.provider)


def _held(code: str, by: Viewer) -> Victim:
    found = identities.case_for(by, code)
    list(Victim.objects.select_for_update().filter(pk=found.pk))
    return found
