"""Sessions of risk education, whom each campaign reached, and the people as tables may count them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.incidents.education import GROUPS, SEX_AGE, Reach, Session, reach
from commonground.incidents.access import education as access
from commonground.incidents.models import EducationSession
from commonground.incidents.queries.populations import first_units

Person = tuple[bytes, Mapping[str, str], date]


@dataclass(frozen=True, slots=True)
class Held:
    """A session as the list shows it."""

    number: int
    said: Session
    unit: str
    place: str


@dataclass(frozen=True, slots=True)
class Education:
    """The sessions of a filter, and whom their campaigns reached."""

    held: tuple[Held, ...]
    reach: dict[str, Reach]


def session(row: EducationSession) -> Session:
    """A row as the core reads it."""
    groups = {name: getattr(row, name) for name in (*GROUPS, "again", "disability", "indirect", "materials")}
    return Session(row.on, row.campaign, row.method, messages=tuple(row.messages.split()), **groups)


def held(viewer: Any, year: int | None = None) -> Education:
    """What somebody may see, the latest first."""
    rows = access.sessions(viewer).order_by("-on", "-pk")
    if year is not None:
        rows = rows.filter(on__year=year)
    found = tuple(Held(row.pk, session(row), row.unit, row.place) for row in rows)
    return Education(found, reach(h.said for h in found))


def campaigns(viewer: Any) -> list[str]:
    """The names of campaigns there are, so that one is not written in two ways."""
    return sorted(set(access.sessions(viewer).values_list("campaign", flat=True)))


def educated(start: date, end: date) -> Iterator[Person]:
    """Everybody reached for the first time in a campaign, one by one; of disability only the sum is known."""
    upper = first_units()
    for row in EducationSession.objects.filter(taken_back_at=None, on__range=(start, end)).order_by("pk"):
        for group, (sex, age) in SEX_AGE.items():
            values = {"sex": sex, "age": age, "method": row.method, "unit": upper.get(row.unit, ""), "disability": ""}
            for i in range(getattr(row, group)):
                yield f"{row.pk}:{group}:{i}".encode(), values, row.on
