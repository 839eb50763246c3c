"""Referring a victim to a provider: prepared, agreed to, looked at, sent, answered. Nothing leaves without the victim's consent."""

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.incidents import assistance, referral
from commonground.core.incidents.assistance import Kind, Priority, Result
from commonground.core.incidents.consent import Giver, Reason
from commonground.core.incidents.providers import ordered
from commonground.core.incidents.referral import Circumstances, State, Told, Verb
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.core.viewers import Viewer
from commonground.incidents.access import identities
from commonground.incidents.access import referrals as access
from commonground.incidents.actions import assistance as written
from commonground.incidents.actions import identities as people
from commonground.incidents.actions import writing
from commonground.incidents.models import Need, Referral, ReferralStep, Service, Victim
from commonground.incidents.queries import cards, standing
from commonground.incidents.queries.providers import offer
from commonground.store import keys


@dataclass(frozen=True, slots=True)
class Opened:
    """What is told, by what it is; and what was written with each step, the latest first."""

    told: dict[str, Any]
    notes: tuple[str, ...] = ()


def _ref(result, code: str, *args, **kwargs) -> str:
    return f"referral:{code}"


@recorded("incidents.referral-prepared", about=lambda code, *a, **k: f"referral:{code}")
def prepare(
    victim: str, provider: str, *, kind: Kind, priority: Priority, need: int | None = None, chosen: Iterable[str] = (), message: str = "",
    today: date, by: Viewer, at: datetime,
) -> str:  # fmt: skip
    """A referral is begun: to whom, for what, and what they would be told; its code. Nobody is told anything yet."""
    found = identities.case_for(by, victim)
    list(Victim.objects.select_for_update().filter(pk=found.pk))
    if standing.is_closed(found):
        raise NotNow("incidents.assistance.closed")
    if kind not in assistance.PURPOSES:
        raise NotUsable("incidents.referral.unknown-kind")
    to = access.provider_for(by, provider)
    if not offer(to).offers(kind.value, today):
        raise NotNow("incidents.referral.not-offered")
    if need is not None:
        standing.latest(Need, found, need)
    made = Referral.objects.create(
        code=writing.referral_code(), victim=found, provider=to, need=need, kind=kind.value, priority=priority.value,
        purpose=assistance.PURPOSES[kind].value, made_at=at, made_by=by.number,
    )  # fmt: skip
    _choose(made, chosen, message, by, at)
    return made.code


@recorded("incidents.referral-rewritten", about=_ref)
def rewrite(code: str, *, chosen: Iterable[str], message: str, version: int, by: Viewer, at: datetime) -> None:
    """Something else is to be told. It has to be looked at again before it is sent."""
    held = _held(access.referral_for(by, code), version)
    if State(held.state) not in (State.DRAFT, State.CONSENTED):
        raise NotNow("incidents.referral.state", state=held.state, verb="rewrite")
    held.version += 1
    _choose(held, chosen, message, by, at)


def _choose(made: Referral, chosen: Iterable[str], message: str, by: Viewer, at: datetime) -> None:
    """What will be told, as it is known now, sealed. Who somebody is, is read for it, and the reading written down."""
    codes = ordered(chosen, Told)
    victim = made.victim
    told: dict[str, Any] = {}
    if any(c in referral.NAMED for c in codes):
        words = people.read(victim.code, Reason.REFERRAL, by=by, at=at)
        told |= {c.value: words[c.value] for c in referral.NAMED if c in codes and words[c.value]}
    said = cards.victim(victim).said
    facts = {
        Told.SEX: said.sex,
        Told.AGE: said.age_class if said.age is None else said.age,
        Told.INJURIES: list(said.injuries),
        Told.DISABILITY: said.disability_after,
    }
    told |= {c.value: facts[c] for c in referral.FACTS if c in codes and facts[c] not in ("", [])}
    if Told.WORDS in codes and made.need is not None:
        told[Told.WORDS.value] = written.read(victim.code, Reason.REFERRAL, by=by, at=at).get(("need", made.need), "")
    text = json.dumps(told | ({"message": message.strip()} if message.strip() else {}), ensure_ascii=False)
    made.chosen, made.shown = " ".join(codes), False
    made.told = written.sealed(victim, f"referral-{made.code}", text)
    made.save()
    tell(chosen=list(codes))


@recorded("incidents.referral-shown", about=_ref)
def show(code: str, *, version: int, by: Viewer, at: datetime) -> Opened:
    """All that a provider is told, for somebody of the case before it is sent. Written down as a reading."""
    held = _held(access.referral_for(by, code), version)
    if State(held.state) in (State.DRAFT, State.CONSENTED) and not held.shown:
        held.shown = True
        held.save()
    tell(reason=Reason.REFERRAL.value)
    return _opened(held)


@recorded("incidents.referral-read", about=_ref)
def read(code: str, *, by: Viewer, at: datetime) -> Opened:
    """What a provider was told, for its own people while the victim agrees. Every reading is written down."""
    found = access.received_for(by, code, at)
    tell(provider=found.provider.code)
    return Opened(_opened(found).told)


def _opened(found: Referral) -> Opened:
    place = f"referral-{found.code}"
    steps = list(ReferralStep.objects.filter(referral=found).order_by("pk").values_list("words", flat=True))
    sealed = {place: found.told} | {f"step-{found.code}-{i}": text for i, text in enumerate(steps)}
    opened = keys.unseal(written.SLICE, found.victim.code, sealed)
    if opened is None or not opened[place]:
        raise NotThere("incidents.identity.not-there")
    notes = [opened[f"step-{found.code}-{i}"] for i in range(len(steps))]
    return Opened(json.loads(opened[place]), tuple(notes[::-1]))


@recorded("incidents.referral-advanced", about=_ref)
def take(
    code: str, verb: Verb, *, version: int, why: str = "", words: str = "", outcome: str = Result.UNKNOWN.value, on: date | None = None,
    today: date, by: Viewer, at: datetime,
) -> None:  # fmt: skip
    """One step of a referral, as its table allows it: by whoever works on the case, or an answer by the provider's own people.

    An answer that came by telephone or letter is written down by whoever works on the case.
    """
    found, is_own = _to_step(code, verb, by, at)
    held = _held(found, version)
    on = on or today
    if on > today:
        raise NotUsable("incidents.day.future", on=on.isoformat(), today=today.isoformat())
    if held.sent_on is not None and on < held.sent_on:
        raise NotUsable("incidents.day.backwards", since=held.sent_on.isoformat())
    said = Circumstances(
        consented=access.is_covered(held, at), shown=held.shown, offered=offer(held.provider).offers(held.kind, today),
        why=why, verb=verb,
    )  # fmt: skip
    before = State(held.state)
    require(referral.decide(before, verb, said))
    held.state = referral.target(before, verb).value
    held.version = version + 1
    if verb is Verb.SEND:
        held.sent_on = on
    if State(held.state) in referral.ENDED:
        held.ended_on = on
    if verb in (Verb.START, Verb.COMPLETE):
        _serve(held, verb, outcome, on, by, at)
    held.save()
    count = ReferralStep.objects.filter(referral=held).count()
    ReferralStep.objects.create(
        referral=held, verb=verb.value, state=held.state, why=why, on=on, at=at, by=by.number, by_provider=is_own,
        words=written.sealed(held.victim, f"step-{held.code}-{count}", words),
    )  # fmt: skip
    tell(before={"state": before.value}, after={"state": held.state}, why=why)


def _to_step(code: str, verb: Verb, by: Viewer, at: datetime) -> tuple[Referral, bool]:
    """The referral, and whether it is a provider's own who takes the step."""
    answers = (Verb.ACCEPT, Verb.DECLINE, Verb.START, Verb.COMPLETE, Verb.MISS)
    if verb in answers and access.own(by):
        with contextlib.suppress(NotThere):
            return access.received_for(by, code, at), True
    return access.referral_for(by, code), False


def _serve(held: Referral, verb: Verb, result: str, on: date, by: Viewer, at: datetime) -> None:
    """A service has begun, or has ended: it is written down among what they received."""
    if result not in list(Result):
        raise NotUsable("incidents.code.unknown", found=result)
    kept = None
    if verb is Verb.COMPLETE:  # somebody of the case may have taken it back meanwhile: it is written down anew
        kept = next((row for row in standing.latest_rows(Service, held.victim) if row.thing == held.service), None)
    if kept is None:
        said = assistance.Service(held.kind, on, held.provider.code, None if verb is Verb.START else on, result)
    else:  # what somebody of the case said of it since stays
        said = assistance.Service(
            kept.kind, kept.since, kept.provider, max(on, kept.since), result, kept.cost, kept.currency
        )
    held.service = written.put(held.victim, "service", said, None if kept else "", kept, by=by.number, at=at)


def _held(found: Referral, version: int) -> Referral:
    """A referral and its victim, held until the act is over, so that no consent is withdrawn meanwhile."""
    list(Victim.objects.select_for_update().filter(pk=found.victim_id))
    kept = Referral.objects.select_for_update().select_related("provider", "victim").get(pk=found.pk)
    if kept.version != version:
        raise NotNow("incidents.referral.changed")
    return kept


def agree(
    code: str, *, given_by: Giver, given_on: date, until: date | None, today: date, by: Viewer, at: datetime
) -> int:
    """The victim agrees to what a referral needs: that this provider is told of them for this purpose. The number of the consent."""
    found = access.referral_for(by, code)
    purpose = assistance.PURPOSES[Kind(found.kind)]
    return people.consent(
        found.victim.code, found.provider.code, purpose, given_by=given_by, given_on=given_on, until=until, today=today, by=by, at=at
    )  # fmt: skip
