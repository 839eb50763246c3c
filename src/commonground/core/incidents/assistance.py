"""Assistance to victims: what they need, what is planned, what they received, and how they fare (IMAS 13.10, domain.md 6.3).

The kinds are the pillars of the standard and of the treaties, made finer where a referral goes somewhere else. Unknown is an answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commonground.core.dates import FIRST_DAY
from commonground.core.incidents.codes import UNKNOWN
from commonground.core.incidents.consent import Purpose
from commonground.core.incidents.facts import Fault

MOST_COST = 10_000_000  # in whole units of a currency
SOON = timedelta(days=14)  # so early is said what will be due
SOON_CONSENT = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=14)  # a referral that was sent


class Kind(StrEnum):
    """What somebody can need, and a provider can offer."""

    EMERGENCY = "emergency"  # first aid, transport, surgery
    MEDICAL = "medical"  # care that goes on
    REHABILITATION = "rehabilitation"  # physical and functional
    PROSTHETICS = "prosthetics"  # orthotics, wheelchairs and other devices too
    PSYCHOSOCIAL = "psychosocial"
    PEER = "peer"  # support by others who were hurt
    EDUCATION = "education"
    TRAINING = "training"  # for work
    LIVELIHOOD = "livelihood"  # work, income
    SOCIAL = "social"  # housing, help at home, taking part
    RIGHTS = "rights"  # pensions, papers, legal aid
    UNKNOWN = UNKNOWN


class Pillar(StrEnum):
    """As tables about people count them."""

    MEDICAL = "medical"
    REHABILITATION = "rehabilitation"
    PSYCHOSOCIAL = "psychosocial"
    EDUCATION = "education"
    INCLUSION = "inclusion"
    UNKNOWN = UNKNOWN


PILLARS = {
    Kind.EMERGENCY: Pillar.MEDICAL,
    Kind.MEDICAL: Pillar.MEDICAL,
    Kind.REHABILITATION: Pillar.REHABILITATION,
    Kind.PROSTHETICS: Pillar.REHABILITATION,
    Kind.PSYCHOSOCIAL: Pillar.PSYCHOSOCIAL,
    Kind.PEER: Pillar.PSYCHOSOCIAL,
    Kind.EDUCATION: Pillar.EDUCATION,
    Kind.TRAINING: Pillar.INCLUSION,
    Kind.LIVELIHOOD: Pillar.INCLUSION,
    Kind.SOCIAL: Pillar.INCLUSION,
    Kind.RIGHTS: Pillar.INCLUSION,
    Kind.UNKNOWN: Pillar.UNKNOWN,
}
# For which purpose somebody must have agreed that a provider is told of them. Of an unknown need nobody is told.
PURPOSES = {
    Kind.EMERGENCY: Purpose.CARE,
    Kind.MEDICAL: Purpose.CARE,
    Kind.REHABILITATION: Purpose.CARE,
    Kind.PROSTHETICS: Purpose.CARE,
    Kind.PSYCHOSOCIAL: Purpose.SUPPORT,
    Kind.PEER: Purpose.SUPPORT,
    Kind.EDUCATION: Purpose.EDUCATION,
    Kind.TRAINING: Purpose.EDUCATION,
    Kind.LIVELIHOOD: Purpose.SUPPORT,
    Kind.SOCIAL: Purpose.SUPPORT,
    Kind.RIGHTS: Purpose.BENEFITS,
}


class Priority(StrEnum):
    """How soon."""

    NOW = "now"
    SOON = "soon"
    LATER = "later"
    UNKNOWN = UNKNOWN


class NeedState(StrEnum):
    """What became of a need."""

    OPEN = "open"
    PARTLY = "partly"
    MET = "met"
    DECLINED = "declined"  # they do not want it
    UNKNOWN = UNKNOWN


class Source(StrEnum):
    """Who said it."""

    SELF = "self"
    FAMILY = "family"
    VISIT = "visit"  # somebody who was at their home
    HEALTH = "health"  # a hospital, a doctor
    ORGANISATION = "organisation"
    REGISTER = "register"
    UNKNOWN = UNKNOWN


class GoalState(StrEnum):
    """How far a goal was reached."""

    OPEN = "open"
    REACHED = "reached"
    PARTLY = "partly"
    GIVEN_UP = "given-up"


class Result(StrEnum):
    """What a service did, as far as anybody can say."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    BROKEN_OFF = "broken-off"
    UNKNOWN = UNKNOWN


class Fares(StrEnum):
    """What was heard when somebody was followed up."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    LOST = "lost"  # nobody could be reached
    DECEASED = "deceased"
    NOT_ASKED = "not-asked"


class End(StrEnum):
    """Why a case is closed."""

    GOALS = "goals"  # what was planned was reached
    ASKED = "asked"  # they want no more
    MOVED = "moved"
    HANDED = "handed-over"  # another service goes on
    LOST = "lost"
    DECEASED = "deceased"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody needs. The words about it are kept apart, sealed."""

    kind: str
    priority: str
    on: date
    source: str
    state: str = NeedState.OPEN.value


@dataclass(frozen=True, slots=True)
class Plan:
    """Who answers for a plan (a number of somebody of the case), and when it is looked at again."""

    responsible: int | None
    review_on: date


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached, and until when."""

    kind: str
    by: date
    state: str = GoalState.OPEN.value


@dataclass(frozen=True, slots=True)
class Service:
    """What somebody received. A cost is in whole units of its currency, and may be left out."""

    kind: str
    since: date
    provider: str = ""  # a code of the directory
    until: date | None = None
    result: str = Result.UNKNOWN.value
    cost: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How somebody fares on a day, and when they are asked again."""

    on: date
    fares: str
    again_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A case is closed."""

    on: date
    reason: str


Said = Need | Plan | Goal | Service | FollowUp | Ending
CODES: dict[type, dict[str, type[StrEnum]]] = {
    Need: {"kind": Kind, "priority": Priority, "source": Source, "state": NeedState},
    Plan: {},
    Goal: {"kind": Kind, "state": GoalState},
    Service: {"kind": Kind, "result": Result},
    FollowUp: {"fares": Fares},
    Ending: {"reason": End},
}
PAST = {Need: ("on",), Service: ("since", "until"), FollowUp: ("on",), Ending: ("on",)}  # days that cannot lie ahead


def faults(said: Said, today: date) -> list[Fault]:
    """What cannot be so as it is said."""
    out = []
    for name, known in CODES[type(said)].items():
        if (value := getattr(said, name)) not in list(known):
            out.append(Fault(name, "incidents.code.unknown", {"found": value}))
    for name in PAST.get(type(said), ()):
        day = getattr(said, name)
        if day is not None and day > today:
            out.append(Fault(name, "incidents.day.future", {"on": day.isoformat(), "today": today.isoformat()}))
        if day is not None and day < FIRST_DAY:
            out.append(Fault(name, "incidents.day.too-old", {"on": day.isoformat()}))
    if isinstance(said, Service):
        out += _of_service(said)
    if isinstance(said, FollowUp) and said.again_on is not None and said.again_on <= said.on:
        out.append(Fault("again_on", "incidents.day.backwards", {"since": said.on.isoformat()}))
    return out


def _of_service(said: Service) -> list[Fault]:
    out = []
    if said.until is not None and said.until < said.since:
        out.append(Fault("until", "incidents.day.backwards", {"since": said.since.isoformat()}))
    if said.cost is not None and not 0 <= said.cost <= MOST_COST:
        out.append(Fault("cost", "incidents.assistance.cost", {"most": MOST_COST}))
    if said.cost is not None and (
        len(said.currency) != 3 or not said.currency.isascii() or not said.currency.isupper()
    ):
        out.append(Fault("currency", "incidents.assistance.currency"))
    return out


def again_on(said: Iterable[FollowUp]) -> date | None:
    """When somebody is to be asked again: as the follow-up of the latest day says; None where nothing is due."""
    last = max(said, key=lambda one: one.on, default=None)
    return None if last is None or last.fares == Fares.DECEASED else last.again_on


def is_due(day: date | None, today: date, ahead: timedelta = SOON) -> bool:
    """Whether a day has come, or will soon."""
    return day is not None and day <= today + ahead


def first_services(services: Iterable[tuple[str, str, date]], year: int) -> dict[tuple[str, str], date]:
    """Of (person, kind, day) of services, the first day in a year of each person and pillar: so that nobody is counted twice in it."""
    out: dict[tuple[str, str], date] = {}
    for person, kind, day in services:
        if day.year == year:
            key = (person, PILLARS[Kind(kind)].value)
            out[key] = min(out.get(key, day), day)
    return out


def first_of_people(found: dict[tuple[str, str], date]) -> dict[str, date]:
    """The same of people, whatever it was that they received."""
    out: dict[str, date] = {}
    for (person, _), day in found.items():
        out[person] = min(out.get(person, day), day)
    return out
