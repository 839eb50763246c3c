"""Sessions of risk education, whom each campaign reached, and the people as tables may count them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from commonground.core.incidents.education import GROUPS, SEX_AGE, Reach, Session, reach, together
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
    together: Reach


def session(row: EducationSession) -> Session:
    """A row as the core reads it."""
    groups = {name: getattr(row, name) for name in (*GROUPS, "again", "disability", "indirect", "materials")}
    return Session(row.on, row.campaign, row.method, messages=tuple(row.messages.split()), **groups)


def held(viewer: Any, since: date | None = None, until: date | None = None) -> Education:
    """What somebody may see, the latest first."""
    rows = access.sessions(viewer).order_by("-on", "-pk")
    if since is not None:
        rows = rows.filter(on__gte=since)
    if until is not None:
        rows = rows.filter(on__lte=until)
    found = tuple(Held(row.pk, session(row), row.unit, row.place) for row in rows)
    sessions = [h.said for h in found]
    return Education(found, reach(sessions), together(sessions))


def campaigns(viewer: Any) -> list[str]:
    """The names of campaigns there are, so that one is not written in two ways."""
    return sorted(set(access.sessions(viewer).values_list("campaign", flat=True)))


def _counting(start: date, end: date, until: datetime | None = None) -> QuerySet[EducationSession]:
    """The whole country's sessions of a period; `until` is as they were known at a moment."""
    found = EducationSession.objects.filter(on__range=(start, end)).order_by("pk")
    if until is None:
        return found.filter(taken_back_at=None)
    return found.filter(Q(taken_back_at=None) | Q(taken_back_at__gt=until), written_at__lte=until)


def whole(start: date, end: date, until: datetime | None = None) -> Reach:
    """Whom the whole country's sessions of a period reached; no viewer's part of it. For work inside: it is exact."""
    return together(session(row) for row in _counting(start, end, until))


def by_method(start: date, end: date, until: datetime | None = None) -> dict[str, Reach]:
    """The same by method."""
    found: dict[str, list[Session]] = {}
    for row in _counting(start, end, until):
        found.setdefault(row.method, []).append(session(row))
    return {method: together(some) for method, some in found.items()}


def educated(start: date, end: date) -> Iterator[Person]:
    """Everybody reached for the first time in a campaign, one by one; of disability only the sum is known."""
    upper = first_units()
    for row in _counting(start, end):
        for group, (sex, age) in SEX_AGE.items():
            values = {"sex": sex, "age": age, "method": row.method, "unit": upper.get(row.unit, ""), "disability": ""}
            for i in range(getattr(row, group)):
                yield f"{row.pk}:{group}:{i}".encode(), values, row.on
