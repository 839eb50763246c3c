"""Everything that a report's page shows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from commonground.core.fieldwork.reading import Fault
from commonground.core.fieldwork.shapes import Read
from commonground.core.fieldwork.types import Kind, ReportType, Type, drawn_as
from commonground.core.geometry.geojson import geometries
from commonground.core.geometry.overlay import from_wkb, regions
from commonground.fieldwork.models import Attachment, Remark, Report, Revision, Verdict
from commonground.fieldwork.queries import content
from commonground.identity import queries as identity
from commonground.organisations import queries as organisations
from commonground.places import queries as places


@dataclass(frozen=True, slots=True)
class RemarkCard:
    """A remark at a field."""

    number: int
    field: str
    text: str
    by: str
    at: datetime
    resolved: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after a revision."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RevisionCard:
    """What was done to a report, and what it then said that it had not said before."""

    version: int
    why: str
    state: str
    by: str
    at: datetime
    changes: tuple[Change, ...]
    because: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    """A file that came with a report."""

    sha256: str
    received_sha256: str
    name: str
    media_type: str
    bytes: int
    width: int | None
    height: int | None

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report as a page shows it."""

    number: int
    code: str
    type: ReportType
    state: str
    version: int
    author: str
    is_mine: bool
    organisation: str
    on: date | None
    typed: dict[str, Any]
    entered: dict[str, str]
    shape_m2: int | None
    operation: str
    accuracy_m: float | None
    self_approved: bool
    first: int | None
    last: int | None
    form_version: int
    shape: Read
    faults: tuple[Fault, ...]
    remarks: tuple[RemarkCard, ...] = ()
    revisions: tuple[RevisionCard, ...] = ()
    attachments: tuple[AttachmentCard, ...] = ()
    features: dict[str, Any] = field(default_factory=dict)


def card(viewer: Any, report: Report, today: date) -> ReportCard:
    """A report with its remarks, its history and its files."""
    remarks = list(Remark.objects.filter(report=report).order_by("pk"))
    revisions = list(Revision.objects.filter(report=report).order_by("version"))
    verdicts = list(Verdict.objects.filter(report=report).order_by("pk"))
    people = identity.names([report.author, *(r.by for r in remarks), *(r.by for r in revisions)])
    because = {(v.version, v.what): v.because for v in verdicts}
    said = content.said(report, today)
    return ReportCard(
        report.pk, report.code, content.type_of(report), report.state, report.version, people.get(report.author, ""),
        report.author == viewer.number, organisations.names().get(report.organisation, report.organisation), report.on, report.fields,
        report.entered, report.shape_m2, report.operation, report.accuracy_m, report.self_approved, report.first, report.last,
        report.form_version, content.shape_of(report.entered, report.type), said.faults,
        tuple(RemarkCard(r.pk, r.field, r.text, people.get(r.by, ""), r.at, r.resolved_at is not None) for r in remarks),
        tuple(_revisions(revisions, people, because)), attachments(report), features(report),
    )  # fmt: skip


def _revisions(rows: list[Revision], people: dict[int, str], because: dict[tuple[int, str], str]) -> list[RevisionCard]:
    out: list[RevisionCard] = []
    before: dict[str, Any] = {}
    for row in rows:
        now = {**row.fields, **({"shape": row.entered.get("text", "")} if row.entered else {})}
        changes = tuple(
            Change(name, before.get(name, ""), now.get(name, ""))
            for name in sorted(before.keys() | now.keys())
            if before.get(name, "") != now.get(name, "")
        )
        why = because.get((row.version, row.why), "")
        out.append(RevisionCard(row.version, row.why, row.state, people.get(row.by, ""), row.at, changes, why))
        before = now
    return out[::-1]


def attachments(report: Report) -> tuple[AttachmentCard, ...]:
    """The files that came with a report and are still with it."""
    found = Attachment.objects.filter(report=report, removed_at__isnull=True).order_by("pk")
    fields = ("sha256", "received_sha256", "name", "media_type", "bytes", "width", "height")
    return tuple(AttachmentCard(*row) for row in found.values_list(*fields))


def features(report: Report, state: str = "cleared") -> dict[str, Any]:
    """The land that a report drew, as GeoJSON for a map."""
    shape = from_wkb(report.shape)
    if shape is None:
        return {}
    sketch = {"kind": "sketch"} if drawn_as(Type(report.type)) is Kind.LINE else {}
    drawn = geometries(places.programme().plane.to_lonlat(regions([shape])))[0]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": report.code, "state": state, **sketch}, "geometry": drawn}
        ],
    }
