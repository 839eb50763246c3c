"""What is said of an accident and of a victim, and what makes that wrong. No names: who somebody is lies elsewhere."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from commonground.core.dates import FIRST_DAY
from commonground.core.findings import Finding, Severity
from commonground.core.incidents import injuries
from commonground.core.incidents.codes import (
    UNKNOWN,
    AgeClass,
    Answer,
    AreaType,
    Device,
    Doing,
    Kind,
    Marking,
    Movement,
    Origin,
    Outcome,
    Precision,
    Sex,
    Status,
    Where,
)

ADULT_AT = 18
OLDEST = 120
LONGEST = 2000  # characters of what is told


@dataclass(frozen=True, slots=True)
class Accident:
    """An accident, as somebody knows it. Days are the first and last on which it may have happened.

    The place is a point in lon/lat degrees (WGS84) with its accuracy in metres where that is stated, else a unit, else unknown.
    """

    kind: str = Kind.ORDNANCE.value
    since: date | None = None
    until: date | None = None
    precision: str = Precision.UNKNOWN.value
    where: str = Where.UNKNOWN.value
    lon: float | None = None
    lat: float | None = None
    accuracy_m: int | None = None
    unit: str = ""
    place: str = ""  # as people on the spot call it
    device: str = ""
    doing: str = ""
    area_type: str = ""
    marking: str = ""
    told: str = ""  # the circumstances, without names
    hazard: str = ""  # the code of the hazard that it happened in, where that is known
    organisation: str = ""  # whose work it was, of a demining accident
    source: str = ""
    reference: str = ""  # what the source calls it

    def in_year(self) -> int | None:
        """The year it counts in: that of its first possible day."""
        return self.since.year if self.since else None


@dataclass(frozen=True, slots=True)
class Victim:
    """What is known of somebody who was hurt, at the time of the accident."""

    outcome: str = Outcome.UNKNOWN.value
    sex: str = ""
    age: int | None = None
    age_class: str = ""
    status: str = ""
    doing: str = ""
    tampered: str = ""
    knew: str = ""  # that the place was dangerous
    saw_marking: str = ""
    educated: str = ""  # had risk education before
    protected: str = ""  # wore protective equipment; of deminers
    origin: str = ""
    movement: str = ""
    disability_before: str = ""
    disability_after: str = ""
    injuries: tuple[str, ...] = ()
    injuries_known: str = ""  # yes, or unknown: an empty list alone does not say that there was none

    @property
    def is_child(self) -> bool | None:
        """Whether somebody was under eighteen; None where nobody knows."""
        if self.age is not None:
            return self.age < ADULT_AT
        return {AgeClass.CHILD.value: True, AgeClass.ADULT.value: False}.get(self.age_class)


ACCIDENT_CODES: dict[str, type[StrEnum]] = {
    "kind": Kind, "precision": Precision, "where": Where, "device": Device, "doing": Doing, "area_type": AreaType, "marking": Marking,
}  # fmt: skip
VICTIM_CODES: dict[str, type[StrEnum]] = {
    "outcome": Outcome, "sex": Sex, "age_class": AgeClass, "status": Status, "doing": Doing, "tampered": Answer, "knew": Answer,
    "saw_marking": Answer, "educated": Answer, "protected": Answer, "origin": Origin, "movement": Movement, "disability_before": Answer,
    "disability_after": Answer,
}  # fmt: skip
MUST = frozenset({"kind", "precision", "where", "outcome"})  # these are always said


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a fact cannot be kept as it is: which field, a code, and what fills its sentence."""

    at: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def accident_faults(said: Accident, today: date) -> list[Fault]:
    """What is wrong with an accident as it is said; nothing where it can be kept."""
    out = _codes(said, ACCIDENT_CODES)
    out += _days(said, today)
    if said.where == Where.POINT and (said.lon is None or said.lat is None):
        out.append(Fault("lon", "incidents.place.no-point"))
    elif said.lon is not None and said.lat is not None and not (-180 <= said.lon <= 180 and -90 <= said.lat <= 90):
        out.append(Fault("lon", "incidents.place.not-on-earth"))
    if said.where == Where.UNIT and not said.unit:
        out.append(Fault("unit", "incidents.place.no-unit"))
    if said.accuracy_m is not None and said.accuracy_m < 0:
        out.append(Fault("accuracy_m", "incidents.place.accuracy"))
    if len(said.told) > LONGEST:
        out.append(Fault("told", "incidents.text.long", {"most": LONGEST}))
    return out


def _days(said: Accident, today: date) -> list[Fault]:
    if said.precision == Precision.UNKNOWN:
        return []
    if said.since is None:
        return [Fault("since", "incidents.day.missing")]
    if said.since > today:
        return [Fault("since", "incidents.day.future", {"on": said.since.isoformat(), "today": today.isoformat()})]
    if said.since < FIRST_DAY:
        return [Fault("since", "incidents.day.too-old", {"on": said.since.isoformat()})]
    if said.until is not None and said.until < said.since:
        return [Fault("until", "incidents.day.backwards", {"since": said.since.isoformat()})]
    return []


def victim_faults(said: Victim) -> list[Fault]:
    """What is wrong with a victim's facts as they are said."""
    out = _codes(said, VICTIM_CODES)
    if said.age is not None and not 0 <= said.age <= OLDEST:
        out.append(Fault("age", "incidents.victim.age", {"most": OLDEST}))
    is_child = {AgeClass.CHILD.value: True, AgeClass.ADULT.value: False}.get(said.age_class)
    if said.age is not None and is_child not in (None, said.age < ADULT_AT):
        out.append(Fault("age_class", "incidents.victim.age-and-class"))
    if set(said.injuries) - set(injuries.BY_CODE):
        out.append(Fault("injuries", "incidents.code.unknown", {"found": ", ".join(sorted(set(said.injuries)))}))
    return out


def _codes(said: Any, kinds: dict[str, type[StrEnum]]) -> list[Fault]:
    out = []
    for name, kind in kinds.items():
        value = getattr(said, name)
        if value not in [*kind, *(() if name in MUST else ("",))]:
            out.append(Fault(name, "incidents.code.unknown", {"found": value}))
    return out


def settled(said: Accident) -> Accident:
    """The same with its days as the precision has them: a month is all of its days."""
    if said.precision == Precision.UNKNOWN or said.since is None:
        return replace(said, precision=Precision.UNKNOWN.value, since=None, until=None)
    first = said.since
    if said.precision == Precision.DAY:
        return replace(said, until=first)
    if said.precision == Precision.YEAR:
        return replace(said, since=date(first.year, 1, 1), until=date(first.year, 12, 31))
    if said.precision == Precision.MONTH:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return replace(said, since=first.replace(day=1), until=following - timedelta(days=1))
    return replace(said, until=said.until or first)


def doubts(accident: Accident, victim: Victim, about: str = "") -> list[Finding]:
    """What is doubtful about a victim's facts beside the accident's; nothing is refused for it."""
    out = []
    if victim.status == Status.CIVILIAN and victim.doing == Doing.FORCES:
        out.append(Finding("incidents.victim.civilian-on-duty", Severity.DOUBT, about))
    if accident.kind == Kind.DEMINING and victim.status == Status.CIVILIAN and victim.doing == Doing.DEMINING:
        out.append(Finding("incidents.victim.civilian-demining", Severity.NOTE, about))
    if victim.outcome == Outcome.KILLED and victim.disability_after in (Answer.YES, Answer.NO):
        out.append(Finding("incidents.victim.killed-and-after", Severity.DOUBT, about))
    if victim.saw_marking == Answer.YES and accident.marking == Marking.UNMARKED:
        out.append(Finding("incidents.victim.saw-no-marking", Severity.DOUBT, about))
    return out


__all__ = [
    "ACCIDENT_CODES", "ADULT_AT", "UNKNOWN", "VICTIM_CODES", "Accident", "Fault", "Victim", "accident_faults", "doubts", "settled",
    "victim_faults",
]  # fmt: skip
