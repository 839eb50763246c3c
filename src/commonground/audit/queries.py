"""Who did what, and whether the chain of it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from commonground.audit.messages import VERBS
from commonground.audit.models import Event, Tip
from commonground.core.chains import GENESIS, Act, Link, canonical, first_fault
from commonground.core.findings import Finding, Severity

CONSOLE = "console"
PAGE = 50


def actors(abouts: set[str]) -> dict[str, str]:
    """Who first did something about each of some records, by what the record is called."""
    found = Event.objects.filter(about__in=sorted(abouts)[:500]).order_by("-pk").values_list("about", "by__username")
    return {about: name or CONSOLE for about, name in found}


def facts_since(what: str, number: int) -> list[dict]:
    """The facts of every act of one kind after a line of the audit."""
    return list(Event.objects.filter(what=what, pk__gt=number).values_list("facts", flat=True))


def words_of(what: str) -> Any:
    """What an act is called; one that nobody has named is shown as it is."""
    return VERBS.get(what, what)


LATE = 64  # lines that may be numbered earlier and committed later

# Another value whenever anything was done since: the newest line, and how many there are just before it, for lines that
# were numbered earlier and committed later. Questions of one value each, to be asked together with others.
STAMP = (
    "(SELECT coalesce(max(id), 0) FROM audit_event)",
    f"(SELECT count(*) FROM audit_event WHERE id > (SELECT max(id) FROM audit_event) - {LATE})",
)


# --- reading the log -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; empty is everything."""

    who: str = ""  # part of a name, or "console"
    what: str = ""  # a verb, or the part before its dot
    about: str = ""  # part of what a record is called
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One line as it is shown: names as they are today, looked up by number."""

    number: int
    at: datetime
    what: str
    about: str
    who: str
    facts: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    digest: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the log, the newest first."""

    lines: tuple[Told, ...]
    total: int
    number: int
    pages: int


def log(sought: Sought, page: int = 1) -> Page:
    """The lines that are sought."""
    found = _found(sought)
    total = found.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = list(found.order_by("-number")[(page - 1) * PAGE : page * PAGE])
    names = _names({row.by_id for row in rows} | {_person(row.about) for row in rows})
    return Page(tuple(_told(row, names) for row in rows), total, page, pages)


def _found(sought: Sought) -> models.QuerySet:
    found = Event.objects.all()
    if sought.who:
        people = models.Q(by__username__icontains=sought.who)
        found = found.filter(people | models.Q(by=None) if sought.who.lower() in CONSOLE else people)
    if sought.what:
        found = found.filter(models.Q(what=sought.what) | models.Q(what__startswith=f"{sought.what}."))
    if sought.about:
        found = found.filter(about__icontains=sought.about)
    if sought.start:
        found = found.filter(at__gte=datetime.combine(sought.start, time.min, UTC))
    if sought.end:
        found = found.filter(at__lt=datetime.combine(sought.end + timedelta(days=1), time.min, UTC))
    return found


def _person(about: str) -> int | None:
    """The number of the person that an act was about."""
    kind, _, number = about.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


def _names(numbers: set[int | None]) -> dict[int, str]:
    return dict(get_user_model().objects.filter(pk__in=numbers - {None}).values_list("pk", "username"))


def _told(row: Event, names: dict[int, str]) -> Told:
    who = CONSOLE if row.by_id is None else names.get(row.by_id, f"person:{row.by_id}")
    about = names.get(_person(row.about) or 0, row.about)
    return Told(row.number, row.at, row.what, about, who, row.facts, row.before, row.after, row.digest)


# --- the chain -------------------------------------------------------------------------------------


def links(start: int = 1) -> Iterator[Link]:
    """The chain from a number on, in order."""
    for row in Event.objects.filter(number__gte=start).order_by("number").iterator(chunk_size=2_000):
        act = Act(row.what, row.about, row.by_id, row.at, row.facts, row.before, row.after)
        yield Link(row.number, act, row.previous, row.digest)


def tip() -> tuple[int, str]:
    """The number and digest of the last line, to be noted elsewhere."""
    return Tip.objects.filter(pk=1).values_list("number", "digest").first() or (0, GENESIS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of verifying: the lines that hold, the last of them, and the first fault."""

    held: int
    number: int
    digest: str
    fault: Finding | None


def verdict(start: int = 1, noted: str = "") -> Verdict:
    """Go through the chain from a number on; `noted` is a digest written down earlier that has to be in it.

    The line before the first one looked at is trusted. A whole chain that was forged anew holds in itself: only a
    digest noted elsewhere tells.
    """
    before = Event.objects.filter(number__lt=start).order_by("-number").values_list("number", "digest").first()
    trusted = before or (0, GENESIS)
    if trusted[0] != start - 1:
        trusted = (start - 1, trusted[1])
    fault, number, digest = first_fault(links(start), *trusted)
    held = number - trusted[0]
    return Verdict(held, number, digest, fault or _end_fault(number, digest) or _note_fault(noted))


def _end_fault(number: int, digest: str) -> Finding | None:
    written, noted = tip()
    if number < written:
        return Finding("audit.chain.cut-off", Severity.ERROR, str(number), {"number": number, "found": written})
    if digest != noted:
        return Finding("audit.chain.other-end", Severity.ERROR, str(number), {"number": written})
    return None


def _note_fault(noted: str) -> Finding | None:
    if not noted or noted == GENESIS or Event.objects.filter(digest=noted).exists():
        return None
    return Finding("audit.chain.not-noted", Severity.ERROR, "", {"digest": noted})


def written_out(start: int = 1) -> Iterator[str]:
    """Each link as one line of JSON, canonical, its digest among its names."""
    for link in links(start):
        yield canonical(link.content() | {"digest": link.digest})


def last_act_but(slice_: str) -> str:
    """The digest of the last act that is not of a slice: as long as it is the same, nothing else was done. Empty before the first."""
    found = Event.objects.exclude(what__startswith=f"{slice_}.").order_by("-number").values_list("digest", flat=True)
    return found.first() or ""
