"""Who did what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonground.audit.models import Event
from commonground.store.sets import rows


@dataclass(frozen=True, slots=True)
class Line:
    """One thing done."""

    what: str
    about: str
    by: str
    at: datetime
    facts: dict[str, Any]


def actors(abouts: set[str]) -> dict[str, str]:
    """Who first did something about each of some records, by what the record is called."""
    found = Event.objects.filter(about__in=sorted(abouts)[:500]).order_by("-pk").values_list("about", "by__username")
    return {about: name or "console" for about, name in found}


def lines_about(about: str, limit: int = 50) -> list[Line]:
    """The latest things done about a record, newest first."""
    rows = Event.objects.filter(about=about).select_related("by").order_by("-pk")[:limit]
    return [Line(e.what, e.about, e.by.get_username() if e.by else "console", e.at, e.facts) for e in rows]


def stamp() -> tuple[int, int]:
    """Another value whenever anything was done since: the newest line, and how many there are just before it.

    The second half is for lines that were numbered earlier and committed later.
    """
    found = rows(
        "SELECT max(id), (SELECT count(*) FROM audit_event WHERE id > (SELECT max(id) FROM audit_event) - 64) FROM audit_event"
    )
    return found[0][0] or 0, found[0][1]
