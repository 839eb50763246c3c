"""Risk education: sessions, whom they reached for the first time, and who came again. Nobody is counted twice in one campaign.

Operators count those who are reached for the first time in a campaign by sex and age; who was reached before is said beside them and never
added ("Standardising Beneficiary Definitions", 2020). People who hear of it from others are an estimate, and no part of any sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_AUDIENCE = 1_000_000


class Method(StrEnum):
    """How people were reached."""

    INTERPERSONAL = "interpersonal"
    SCHOOL = "school"
    MEDIA = "media"
    TRAINING = "training"  # of others, who go on to tell people


class Message(StrEnum):
    """What was told."""

    RECOGNISE = "recognise"
    KEEP_AWAY = "keep-away"
    REPORT = "report"
    MARKING = "marking"
    CAUGHT = "caught"  # what to do when one finds oneself in a dangerous place
    WORK = "work"  # on one's land and ways


GROUPS = ("women", "men", "girls", "boys", "unknown")
SEX_AGE = {
    "women": ("female", "adult"),
    "men": ("male", "adult"),
    "girls": ("female", "child"),
    "boys": ("male", "child"),
    "unknown": ("unknown", "unknown"),
}


@dataclass(frozen=True, slots=True)
class Session:
    """One session. The groups are people reached for the first time in this campaign; None is not known."""

    on: date
    campaign: str
    method: str
    women: int = 0
    men: int = 0
    girls: int = 0
    boys: int = 0
    unknown: int = 0
    again: int = 0  # people who came and had been reached before in this campaign
    disability: int | None = None  # of those reached for the first time
    indirect: int | None = None  # people who are told by those who came: an estimate
    materials: int | None = None  # handed out
    messages: tuple[str, ...] = ()

    @property
    def first(self) -> int:
        """People reached for the first time."""
        return sum(getattr(self, group) for group in GROUPS)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a campaign reached."""

    sessions: int
    people: int
    groups: dict[str, int]
    again: int
    indirect: int | None  # the largest estimate: the same people hear of several sessions
    materials: int
    disability: int | None = None  # of those of whom it was asked; None where it never was

    @property
    def known(self) -> int:
        """People whose sex and age are known."""
        return self.people - self.groups["unknown"]


def faults(said: Session, today: date) -> list[tuple[str, str]]:
    """What cannot be so: the field, and a code."""
    out = []
    if said.on > today:
        out.append(("on", "incidents.session.future"))
    numbers = [*(getattr(said, g) for g in GROUPS), said.again, said.disability, said.indirect, said.materials]
    if any(n is not None and not 0 <= n <= LONGEST_AUDIENCE for n in numbers):
        out.append(("women", "incidents.session.number"))
    elif said.first + said.again == 0:
        out.append(("women", "incidents.session.nobody"))
    elif said.disability is not None and said.disability > said.first:
        out.append(("disability", "incidents.session.disability"))
    return out


def reach(sessions: Iterable[Session]) -> dict[str, Reach]:
    """By campaign, everybody once."""
    found: dict[str, list[Session]] = {}
    for one in sessions:
        found.setdefault(one.campaign, []).append(one)
    return {campaign: together(some) for campaign, some in found.items()}


def together(some: Iterable[Session]) -> Reach:
    """Whom some sessions reached. Of several campaigns somebody may have been reached by each, and counts in each."""
    sessions = list(some)
    asked = [s.disability for s in sessions if s.disability is not None]
    return Reach(
        len(sessions),
        sum(s.first for s in sessions),
        {g: sum(getattr(s, g) for s in sessions) for g in GROUPS},
        sum(s.again for s in sessions),
        max((s.indirect for s in sessions if s.indirect is not None), default=None),
        sum(s.materials or 0 for s in sessions),
        sum(asked) if asked else None,
    )
