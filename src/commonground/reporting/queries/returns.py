"""Reports in preparation: how far each has come, what it says, what was remarked and how it came to be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.core.dates import Period, Times
from commonground.core.publishing.content import Kind
from commonground.core.treaty.answers import Answers
from commonground.core.treaty.filling import FilledSection, Progress, as_data, fill, progress
from commonground.core.treaty.forms import FORMS
from commonground.core.treaty.parts import Form
from commonground.core.treaty.states import DONE, State
from commonground.identity import queries as identity
from commonground.places import queries as places
from commonground.reporting import access
from commonground.reporting.models import Return, ReturnRemark, ReturnRevision
from commonground.reporting.queries.records import Books, records


def form_of(found: Return) -> Form:
    """The form that a report fills."""
    return FORMS[Kind(found.kind)]


def answers_of(found: Return) -> Answers:
    """What people have said in a report."""
    return Answers.of(found.answers)


def period_of(found: Return) -> Period:
    return Period(found.start, found.end)


def times_of(found: Return) -> Times:
    """The two times of a report's figures."""
    return Times(None, found.known)


def books_of(found: Return) -> Books:
    """The books as a report looks at them."""
    people = found.approved_at if State(found.state) in DONE else None
    return Books(
        period_of(found), times_of(found), found.contamination, found.level, found.plan, devices_of(found), people
    )


def devices_of(found: Return) -> int | None:
    """The number of the ledger of ordnance that a report is drawn from. One that was fixed before there was such a ledger
    looked at nothing of it."""
    if found.devices is None and State(found.state) in DONE:
        return 0
    return found.devices


def before_of(found: Return) -> list[FilledSection]:
    """The sections of the report that one was drafted from, as they were reported; none where there is no such report."""
    form, last = form_of(found), found.before
    return fill(form, records(form, books_of(last)), answers_of(last)) if last is not None else []


def filled(found: Return, before: Sequence[FilledSection] | None = None) -> list[FilledSection]:
    """Every section of a report as it stands, compared with the report that it was drafted from (looked up unless given)."""
    form = form_of(found)
    said = before_of(found) if before is None else before
    return fill(form, records(form, books_of(found)), answers_of(found), said)


def sections_of(found: Return) -> list[dict[str, Any]]:
    """What a publication carries of a report: plain JSON, every figure by code and row as in the publication's tables."""
    return [as_data(section, found.contamination) for section in filled(found)]


@dataclass(frozen=True, slots=True)
class ReturnCard:
    """A report in preparation as lists show it."""

    number: int
    code: str
    kind: Kind
    period: Period
    state: State
    due: date | None
    version: int
    author: str
    is_mine: bool
    changed_at: datetime
    waits_since: datetime | None
    publication: int | None
    own: bool


def cards(found: Iterable[Return], viewer: Any = None) -> list[ReturnCard]:
    """Reports as lists show them, with their authors' names."""
    rows = list(found)
    names = identity.names(r.author for r in rows)
    mine = viewer.number if viewer is not None else None
    return [
        ReturnCard(r.pk, r.code, Kind(r.kind), period_of(r), State(r.state), r.due, r.version, names.get(r.author or 0, ""),
                   r.author == mine, r.changed_at, r.waits_since, r.publication, r.own)
        for r in rows
    ]  # fmt: skip


def last_of(kind: Kind, start: date) -> Return | None:
    """The report of a kind that a new one is drafted from: the latest of an earlier period, published or approved first."""
    found = (
        Return.objects.filter(kind=kind.value, end__lt=start)
        .exclude(state=State.WITHDRAWN.value)
        .order_by("-end", "-pk")
    )
    return found.filter(state__in=[s.value for s in DONE]).first() or found.first()


def version_of(viewer: Any, number: int) -> int:
    """The version of a report that a viewer may see. Raises NotThere."""
    return access.return_for(viewer, number).version


def sections_for(viewer: Any, number: int) -> list[FilledSection]:
    """Every section of a report that a viewer may see. Raises NotThere."""
    return filled(access.return_for(viewer, number))


def progress_of(found: Return) -> Progress:
    """How far a report has come."""
    return progress(filled(found))


@dataclass(frozen=True, slots=True)
class RemarkCard:
    """What somebody wants mended."""

    section: str
    text: str
    by: str
    at: datetime
    resolved: bool


def remarks(found: Return) -> list[RemarkCard]:
    """Everything that was remarked on a report, the oldest first."""
    rows = list(ReturnRemark.objects.filter(of=found).order_by("pk"))
    names = identity.names(r.by for r in rows)
    return [RemarkCard(r.section, r.text, names.get(r.by or 0, ""), r.at, r.resolved_at is not None) for r in rows]


@dataclass(frozen=True, slots=True)
class RevisionCard:
    """One step in how a report came to be."""

    version: int
    why: str
    section: str
    because: str
    by: str
    at: datetime


def revisions(found: Return) -> list[RevisionCard]:
    """How a report came to be, the latest first."""
    rows = list(ReturnRevision.objects.filter(of=found).order_by("-version"))
    names = identity.names(r.by for r in rows)
    return [RevisionCard(r.version, r.why, r.section, r.because, names.get(r.by or 0, ""), r.at) for r in rows]


def reviewers(on: date, at: datetime) -> list[tuple[int, str]]:
    """Who can be asked to review: number and name."""
    carrying = identity.permissions()["reporting.review"]
    return [
        (p.number, p.name)
        for p in identity.people(on, at)
        if p.active and any(r.when == "now" and r.role in carrying and not (r.unit or r.organisation) for r in p.roles)
    ]


def levels() -> list[int]:
    """The levels of units that figures can be given by."""
    return sorted({u.level for u in places.units()})
