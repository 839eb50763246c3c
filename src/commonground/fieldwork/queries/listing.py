"""The list of reports: those that wait first, filtered in the store, paged by key so that the last page is as fast as the first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from commonground.core.fieldwork.states import State
from commonground.core.geometry.overlay import Region, from_wkb
from commonground.fieldwork import access
from commonground.fieldwork.models import Attachment, Report, ReportHazard, code_of
from commonground.fieldwork.queries import files
from commonground.identity import queries as identity
from commonground.land.queries import reach, succession
from commonground.store.fields import as_wkb
from commonground.store.sets import among, rows

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the list is wanted; the empty string is everything."""

    state: str = ""
    type: str = ""
    organisation: str = ""
    hazard: str = ""
    since: str = ""  # days, ISO
    until: str = ""
    mine: str = ""
    custom: str = ""  # "name=value" of a field of the programme's own
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list."""

    number: int
    code: str
    type: str
    state: str
    organisation: str
    on: date | None
    m2: int | None
    author: str
    waits_since: datetime | None
    self_approved: bool
    hazards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list."""

    rows: list[Listed]
    total: int
    page: int
    pages: int
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * PAGE + len(self.rows)


def listing(viewer: Any, filters: Filters) -> Listing:
    """A page of the reports that a viewer may see, the longest waiting first."""
    found = _found(viewer, filters)
    counts = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    if filters.state:
        found = found.filter(state=filters.state)
        total = counts.get(filters.state, 0)
    else:
        total = sum(counts.values())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, filters.page), pages)
    order = (
        ("waits_since", "pk")
        if filters.state in (State.SUBMITTED.value, State.CONFLICT.value, State.RETURNED.value)
        else ("-pk",)
    )
    return Listing(lines(found.order_by(*order)[(page - 1) * PAGE : page * PAGE]), total, page, pages, counts)


def every(viewer: Any, filters: Filters) -> list[tuple[Listed, dict[str, Any]]]:
    """All reports of a filter with their fields as typed, for taking away."""
    found = _found(viewer, filters)
    if filters.state:
        found = found.filter(state=filters.state)
    found = found.order_by("pk")
    return list(zip(lines(found), found.values_list("fields", flat=True), strict=True))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Reports as a file has them: headings, which are the same in every language, and rows of plain values."""

    headings: list[str]
    rows: list[list[Any]]
    numbers: list[int]


OWN = ("report", "type", "state", "organisation", "on", "m2", "approved_by_author", "hazards")


def sheet(viewer: Any, filters: Filters = Filters()) -> Sheet:
    """All reports of a filter with every field as typed, the programme's own among them."""
    found = every(viewer, filters)
    names = sorted({name for _row, typed in found for name in typed if name not in OWN})
    rows = [
        [r.code, r.type, r.state, r.organisation, r.on, r.m2, r.self_approved, "; ".join(r.hazards),
         *("; ".join(v) if isinstance(v := typed.get(n, ""), list) else v for n in names)]
        for r, typed in found
    ]  # fmt: skip
    return Sheet([*OWN, *names], rows, [r.number for r, _ in found])


def shapes(numbers: Sequence[int]) -> dict[int, Region]:
    """The land that some reports draw, in the plane."""
    clause, params = among("id", numbers)
    kept = rows(f"SELECT id, shape FROM {Report._meta.db_table} WHERE shape IS NOT NULL AND {clause}", params)
    return {number: from_wkb(as_wkb(shape)) for number, shape in kept}


def _found(viewer: Any, filters: Filters) -> QuerySet[Report]:
    found = access.visible_reports(viewer)
    if filters.type:
        found = found.filter(type=filters.type)
    if filters.organisation:
        found = found.filter(organisation="" if filters.organisation == "-" else filters.organisation)
    if filters.hazard:
        found = found.filter(pk__in=ReportHazard.objects.filter(code=filters.hazard).values("report_id"))
    if filters.since:
        found = found.filter(on__gte=filters.since)
    if filters.until:
        found = found.filter(on__lte=filters.until)
    if filters.mine:
        found = found.filter(author=viewer.number)
    name, equals, value = filters.custom.partition("=")
    if equals:
        found = found.filter(**{f"fields__{name}": value})
    return found


def lines(found: QuerySet[Report]) -> list[Listed]:
    """Reports as lines of a list, in their order."""
    fields = ("pk", "type", "state", "organisation", "on", "shape_m2", "author", "waits_since", "self_approved")
    rows = list(found.values_list(*fields))
    named: dict[int, list[str]] = {}
    for report, code in (
        ReportHazard.objects.filter(report_id__in=[r[0] for r in rows]).order_by("pk").values_list("report_id", "code")
    ):
        named.setdefault(report, []).append(code)
    people = identity.names(r[6] for r in rows)
    return [
        Listed(
            pk,
            code_of(pk),
            type_,
            state,
            organisation,
            on,
            m2,
            people.get(author, ""),
            since,
            own,
            tuple(named.get(pk, ())),
        )
        for pk, type_, state, organisation, on, m2, author, since, own in rows
    ]


def about(viewer: Any, hazard: str, limit: int = 20) -> list[Listed]:
    """Reports about a hazard, and about those that it came out of or that came out of it, the latest first."""
    return lines(_about(viewer, hazard).order_by("-pk")[:limit])


def _about(viewer: Any, hazard: str) -> QuerySet[Report]:
    codes = succession.kin_codes(hazard, reach.visible(viewer))
    return access.visible_reports(viewer).filter(pk__in=ReportHazard.objects.filter(code__in=codes).values("report_id"))


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a report about a hazard."""

    report: int
    code: str
    on: date | None
    sha256: str
    name: str
    media_type: str
    bytes: int
    words: str = ""  # how a text begins

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


def files_about(viewer: Any, hazard: str, limit: int = 120) -> list[File]:
    """The files of the reports about a hazard that a viewer may see, the latest first, each once."""
    found = Attachment.objects.filter(report__in=_about(viewer, hazard).values("pk"), removed_at__isnull=True)
    rows = found.order_by("-report__on", "-report_id", "pk").values_list(
        "report_id", "report__on", "sha256", "name", "media_type", "bytes"
    )
    once: dict[str, File] = {}
    for number, on, sha256, name, kind, size in rows[:limit]:
        words = files.beginning(sha256) if kind == "text/plain" and sha256 not in once else ""
        once.setdefault(sha256, File(number, code_of(number), on, sha256, name, kind, size, words))
    return list(once.values())
