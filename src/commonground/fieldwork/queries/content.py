"""What a report says, read for the books."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonground.core.fieldwork.plan import Corrected, Reported, land_of, plan, released
from commonground.core.fieldwork.reading import Said, read
from commonground.core.fieldwork.shapes import Entered, Read, read_line, read_shape
from commonground.core.fieldwork.types import REST, Field, Kind, ReportType, Type, drawn_as, with_custom
from commonground.core.geometry.overlay import Region, from_wkb
from commonground.core.refusals import NotThere
from commonground.fieldwork import access
from commonground.fieldwork.models import FormVersion, Report
from commonground.land.queries import known
from commonground.places import queries as places

__all__ = ["custom_fields", "land_of", "plan", "released", "reported", "said", "shape_of", "type_of", "version"]


def custom_fields(type_: str, version: int | None = None) -> tuple[int, tuple[Field, ...]]:
    """The fields that the programme has added to a type: those of a version of its form, or of the latest."""
    found = FormVersion.objects.filter(type=type_)
    row = (found.filter(version=version) if version is not None else found.order_by("-version")).first()
    if row is None:
        return 0, ()
    return row.version, tuple(_field(f) for f in row.fields)


def custom_ever(type_: str) -> tuple[Field, ...]:
    """Every field that any version of a type's form ever had, as it was last."""
    held: dict[str, Field] = {}
    for said in FormVersion.objects.filter(type=type_).order_by("version").values_list("fields", flat=True):
        held |= {f["name"]: _field(f) for f in said}
    return tuple(held.values())


def own_fields() -> dict[str, str]:
    """Every field that the programme ever added to any kind of report: its name, and what it was last called."""
    every = FormVersion.objects.order_by("version").values_list("fields", flat=True)
    return {f["name"]: f["label"] for fields in every for f in fields}


def _field(said: dict[str, Any]) -> Field:
    choices = tuple(said.get("choices", ()))
    return Field(said["name"], Kind(said["kind"]), said.get("unit", ""), choices, label=said["label"], custom=True)


@dataclass(slots=True)
class Looked:
    """What was looked up for one report and serves the next as well, where many are read together."""

    types: dict[tuple[str, int], ReportType] = field(default_factory=dict)
    rests: dict[tuple[str, ...], Region | None] = field(default_factory=dict)
    known: dict[str, bool] = field(default_factory=dict)

    def type_of(self, report: Report) -> ReportType:
        key = (report.type, report.form_version)
        if key not in self.types:
            self.types[key] = with_custom(Type(report.type), custom_fields(*key)[1] if report.form_version else ())
        return self.types[key]

    def rest(self, named: tuple[str, ...]) -> Region | None:
        if named not in self.rests:
            self.rests[named] = known.open_land(named)
        return self.rests[named]

    def known_of(self, named: tuple[str, ...]) -> frozenset[str]:
        missing = [c for c in named if c not in self.known]
        if missing:
            found = known.numbers_of(missing)
            self.known |= {c: c in found for c in missing}
        return frozenset(c for c in named if self.known[c])


def type_of(report: Report) -> ReportType:
    """The fields of a report by the version of the form that it was begun with."""
    return Looked().type_of(report)


def said(report: Report, today: date, looked: Looked | None = None) -> Said:
    """The fields of a report as values, and its faults."""
    type_ = (looked or Looked()).type_of(report)
    return read(type_, report.fields, has_shape=report.shape is not None, today=today)


def shape_of(entered: dict[str, Any], type_: str = "") -> Read:
    """A shape as it was entered, read into this programme's plane: the perimeter or the line that a kind of report draws."""
    programme = places.programme()
    if type_ and drawn_as(Type(type_)) is Kind.LINE:
        return read_line(Entered.of(entered), programme.plane)
    return read_shape(Entered.of(entered), programme.plane, programme.outline)


def reported(report: Report, today: date, looked: Looked | None = None) -> Reported:
    """A report as the books need it, with what they know already."""
    looked = looked or Looked()
    words = said(report, today, looked)
    named = tuple(words.values.get("hazards", ()))
    rest = looked.rest(named) if words.text("extent") == REST else None
    corrected = None
    if report.type == Type.CORRECTION.value:
        corrected = _corrected(words.whole("entry"))
        named = corrected.draft.hazards if corrected else ()
    return Reported(
        Type(report.type), report.code, words, named, from_wkb(report.shape), report.organisation, rest, corrected,
        looked.known_of(named),
    )  # fmt: skip


def _corrected(number: int | None) -> Corrected | None:
    if number is None:
        return None
    try:
        draft, name = known.as_draft(number)
    except NotThere:
        return None
    return Corrected(draft, name)


def version(viewer: Any, number: int) -> int:
    """The version of a report as it stands. Raises NotThere for hidden and absent alike."""
    return access.report_for(viewer, number).version
