"""One accident, and one victim, with everything that was said of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.core.incidents import facts
from commonground.identity import queries as identity
from commonground.incidents.access import accidents as access
from commonground.incidents.models import Accident, AccidentFacts, Change, Victim, VictimFacts, VictimOutcome

SAID = tuple(n for n in facts.Accident.__dataclass_fields__)
OF_VICTIM = tuple(n for n in facts.Victim.__dataclass_fields__ if n not in ("outcome", "injuries"))


@dataclass(frozen=True, slots=True)
class Said:
    """One act of saying something, with what changed by it: field, before, after."""

    number: int
    at: datetime
    what: str
    why: str
    by: str
    changes: tuple[tuple[str, object, object], ...]


@dataclass(frozen=True, slots=True)
class OutcomeCard:
    """What had become of a victim from a day on; `since_accident` for the first."""

    number: int
    outcome: str
    on: date | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class VictimCard:
    """A victim as known now."""

    code: str
    accident: str
    said: facts.Victim
    standing: str
    same_as: str
    seen: int  # the change that said it last


@dataclass(frozen=True, slots=True)
class AccidentCard:
    """An accident as known now."""

    code: str
    said: facts.Accident
    seen: int
    entered_at: datetime
    victims: tuple[VictimCard, ...]


def fact_of(row: AccidentFacts) -> facts.Accident:
    """An accident's facts as a value of the core."""
    return facts.Accident(**{name: getattr(row, name) for name in SAID})


def victim_of(row: VictimFacts, outcome: str) -> facts.Victim:
    """A victim's facts as a value of the core."""
    said = {name: getattr(row, name) for name in OF_VICTIM}
    return facts.Victim(outcome=outcome, injuries=tuple(row.injuries.split()), **said)


def accident(found: Accident) -> AccidentCard:
    """An accident with its victims."""
    latest = AccidentFacts.objects.filter(accident=found).order_by("-pk").first()
    assert latest is not None
    entered = Change.objects.get(pk=found.made_id)
    return AccidentCard(found.code, fact_of(latest), latest.change_id, entered.at, tuple(victims_of(found)))


def victims_of(found: Accident) -> list[VictimCard]:
    """The victims of an accident that were not taken back, in the order in which they were entered."""
    people = list(Victim.objects.filter(accident=found).order_by("pk"))
    return [card for card in _cards(people, found.code) if card.standing != "void"]


def codes(viewer: Any, accident_code: str, outcome: str = "") -> list[str]:
    """The codes of an accident's victims who count, of one outcome or of any, for whoever may see them."""
    if not viewer.may("incidents.victims"):
        return []
    said = victims_of(access.accident_for(viewer, accident_code, "incidents.victims"))
    return [v.code for v in said if v.standing == "counts" and outcome in ("", v.said.outcome)]


def victim(found: Victim) -> VictimCard:
    """One victim."""
    return _cards([found], found.accident.code)[0]


def _cards(people: list[Victim], accident_code: str) -> list[VictimCard]:
    numbers = [p.pk for p in people]
    latest = {row.victim_id: row for row in VictimFacts.objects.filter(victim__in=numbers).order_by("pk")}
    said = VictimOutcome.objects.filter(victim__in=numbers).order_by("on", "pk")
    outcomes = dict(said.values_list("victim_id", "outcome"))
    out = []
    for one in people:
        row = latest[one.pk]
        said = victim_of(row, outcomes[one.pk])
        out.append(VictimCard(one.code, accident_code, said, row.standing, row.same_as, row.change_id))
    return out


def history(found: Accident) -> list[Said]:
    """Everything that was said of an accident, the latest first."""
    kept = list(AccidentFacts.objects.filter(accident=found).select_related("change").order_by("pk"))
    return _history([(row.change, {**_plain(fact_of(row), SAID), "standing": row.standing}) for row in kept])


def victim_history(found: Victim) -> list[Said]:
    """Everything that was said of a victim's facts, the latest first; outcomes stand by themselves."""
    kept = list(VictimFacts.objects.filter(victim=found).select_related("change").order_by("pk"))
    fields = (*OF_VICTIM, "injuries")
    return _history(
        [
            (row.change, {**_plain(victim_of(row, ""), fields), "standing": row.standing, "same_as": row.same_as})
            for row in kept
        ]
    )


def _plain(said: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(said, name) for name in names}


def _history(kept: list[tuple[Change, dict[str, object]]]) -> list[Said]:
    names = identity.names(change.by for change, _ in kept)
    out, before = [], {}
    for change, said in kept:
        differing = tuple((n, before.get(n), v) for n, v in said.items() if before and before.get(n) != v)
        out.append(Said(change.pk, change.at, change.what, change.why, names.get(change.by, ""), differing))
        before = said
    return out[::-1]


def outcomes(found: Victim) -> list[OutcomeCard]:
    """What had become of a victim, from when on and as said when; the latest day first."""
    kept = list(VictimOutcome.objects.filter(victim=found).select_related("change").order_by("on", "pk"))
    names = identity.names(row.change.by for row in kept)
    first = kept[0].on if kept else None
    cards = [
        OutcomeCard(
            row.change_id, row.outcome, None if row.on == first else row.on, row.change.at, names.get(row.change.by, "")
        )
        for row in kept
    ]
    return cards[::-1]
