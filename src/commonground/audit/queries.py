"""Who did what."""

from commonground.audit.models import Event


def actors(abouts: set[str]) -> dict[str, str]:
    """Who first did something about each of some records, by what the record is called."""
    found = Event.objects.filter(about__in=sorted(abouts)[:500]).order_by("-pk").values_list("about", "by__username")
    return {about: name or "console" for about, name in found}


def facts_since(what: str, number: int) -> list[dict]:
    """The facts of every act of one kind after a line of the audit."""
    return list(Event.objects.filter(what=what, pk__gt=number).values_list("facts", flat=True))


LATE = 64  # lines that may be numbered earlier and committed later

# Another value whenever anything was done since: the newest line, and how many there are just before it, for lines that
# were numbered earlier and committed later. Questions of one value each, to be asked together with others.
STAMP = (
    "(SELECT coalesce(max(id), 0) FROM audit_event)",
    f"(SELECT count(*) FROM audit_event WHERE id > (SELECT max(id) FROM audit_event) - {LATE})",
)
