"""Who did what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonground.audit.models import Event


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


# Another value whenever anything was done since: the newest line, and how many there are just before it, for lines that
# were numbered earlier and committed later. Questions of one value each, to be asked together with others.
STAMP = (
    "(SELECT coalesce(max(id), 0) FROM audit_event)",
    "(SELECT count(*) FROM audit_event WHERE id > (SELECT max(id) FROM audit_event) - 64)",
)
