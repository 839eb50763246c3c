"""What kinds of reports there are, and the fields of each, as data.

Sources are the standards that ask for a field: IMAS 08.10 (non-technical survey), 08.20 (technical survey), 09.10
(clearance), 07.11 (land release), 08.30 (completion and handover), 05.10 (information).
"""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """A kind of report."""

    SURVEY = "survey"  # non-technical survey
    TECHNICAL = "technical-survey"
    PROGRESS = "clearance-progress"
    COMPLETION = "clearance-completion"
    HAZARD = "hazard-report"
    CLOSING = "closing"
    HANDOVER = "handover"
    CORRECTION = "correction"
    SPLIT = "split"
    MERGE = "merge"


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG = "long"  # text of several lines
    NUMBER = "number"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"
    HAZARDS = "hazards"
    SHAPE = "shape"
    LINE = "line"  # entered like a perimeter, and open


@dataclass(frozen=True, slots=True)
class When:
    """Where another field holds one of some values; without a field, always."""

    field: str = ""
    values: tuple[str, ...] = ()

    def holds(self, said: dict[str, str]) -> bool:
        return not self.field or said.get(self.field, "") in self.values


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a report. `needed` is when a report without it cannot be handed in; `label` only of custom fields."""

    name: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    choices: tuple[str, ...] = ()
    needed: When | None = None
    source: str = ""
    label: str = ""
    custom: bool = False


@dataclass(frozen=True, slots=True)
class ReportType:
    """A kind of report: its fields in the order of the paper form."""

    code: Type
    fields: tuple[Field, ...]
    source: str

    def field(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)


DRAWN, REST, STATED, UNKNOWN = "drawn", "rest", "stated", "unknown"
LEVELS = ("suspected", "confirmed")
METHODS = ("manual", "mechanical", "dogs", "battle-area", "mixed", "other")

HAZARDS = Field("hazards", Kind.HAZARDS, needed=ALWAYS, source="IMAS 05.10")
ON = Field("on", Kind.DAY, needed=ALWAYS, source="IMAS 05.10")
REPORTED = Field("reported_on", Kind.DAY)
DOCUMENT = Field("document", source="IMAS 05.10")
TEAM = Field("team")
DONOR = Field("donor")
REMARKS = Field("remarks", Kind.LONG)
NAME = Field("name")
SHAPE = Field("shape", Kind.SHAPE, needed=When("extent", (DRAWN,)), source="IMAS 05.10")
STATED_M2 = Field("stated_m2", Kind.NUMBER, "m²", needed=When("extent", (STATED,)))
DEPTH = Field("depth_cm", Kind.NUMBER, "cm", needed=ALWAYS, source="IMAS 09.10")
METHOD = Field("method", Kind.CHOICE, choices=METHODS, needed=ALWAYS, source="IMAS 09.10")
FOUND = Field("found", Kind.LONG, source="IMAS 05.10")
BEGAN = Field("began_on", Kind.DAY, source="IMAS 08.30")


def extent(*choices: str) -> Field:
    """How the land concerned is said: drawn, all that is left, an area that somebody states, or not known."""
    return Field("extent", Kind.CHOICE, choices=choices, needed=ALWAYS)


def outcome(*choices: str) -> Field:
    return Field("outcome", Kind.CHOICE, choices=choices, needed=ALWAYS, source="IMAS 07.11")


def level(*outcomes: str) -> Field:
    return Field("level", Kind.CHOICE, choices=LEVELS, needed=When("outcome", outcomes), source="IMAS 07.11")


CONTAMINATION = Field(
    "contamination",
    Kind.CHOICE,
    choices=("ap-mines", "av-mines", "mines", "cluster-munitions", "erw", "ied", "unknown"),
    source="IMAS 05.10",
)
BECAUSE = Field("because", Kind.LONG, needed=When("outcome", ("cancel", "reclassify", "reopen")), source="IMAS 07.11")

TYPES: dict[Type, ReportType] = {
    t.code: t
    for t in (
        ReportType(
            Type.SURVEY,
            (HAZARDS, NAME, ON, outcome("record", "extend", "confirm", "reclassify", "cancel"), level("record", "extend"),
             CONTAMINATION, extent(DRAWN, REST, STATED, UNKNOWN), SHAPE, STATED_M2, BECAUSE, Field("evidence", Kind.LONG, source="IMAS 08.10"),
             TEAM, DONOR, DOCUMENT, REPORTED, REMARKS),
            "IMAS 08.10",
        ),
        ReportType(
            Type.TECHNICAL,
            (HAZARDS, ON, BEGAN, outcome("reduce", "clear", "confirm", "extend", "reclassify", "reopen"), level("extend", "reopen"),
             extent(DRAWN, REST, STATED), SHAPE, STATED_M2, BECAUSE,
             Field("depth_cm", Kind.NUMBER, "cm", needed=When("outcome", ("clear",)), source="IMAS 09.10"),
             Field("method", Kind.CHOICE, choices=METHODS, source="IMAS 08.20"), FOUND, TEAM, DONOR, DOCUMENT, REPORTED, REMARKS),
            "IMAS 08.20",
        ),
        ReportType(
            Type.PROGRESS,
            (HAZARDS, ON, BEGAN, extent(DRAWN, STATED), SHAPE, STATED_M2, DEPTH, METHOD, FOUND, TEAM, DONOR, DOCUMENT, REPORTED, REMARKS),
            "IMAS 09.10",
        ),
        ReportType(
            Type.COMPLETION,
            (HAZARDS, Field("began_on", Kind.DAY, needed=ALWAYS, source="IMAS 08.30"), ON, extent(DRAWN, REST, STATED), SHAPE, STATED_M2,
             DEPTH, METHOD, Field("processed_m2", Kind.NUMBER, "m²", source="IMAS 08.30"), FOUND,
             Field("accidents", Kind.LONG, source="IMAS 08.30"), Field("deviations", Kind.LONG, source="IMAS 08.30"),
             Field("visits", Kind.LONG, source="IMAS 07.40"), Field("certified", needed=ALWAYS, source="IMAS 08.30"),
             TEAM, DONOR, DOCUMENT, REPORTED, REMARKS),
            "IMAS 09.10, 08.30",
        ),
        ReportType(
            Type.HAZARD,
            (HAZARDS, NAME, ON, outcome("record", "reopen"), level("record", "reopen"), CONTAMINATION,
             extent(DRAWN, STATED, UNKNOWN), SHAPE, STATED_M2, BECAUSE, FOUND, TEAM, DOCUMENT, REPORTED, REMARKS),
            "IMAS 08.10, 05.10",
        ),
        ReportType(
            Type.CLOSING,
            (HAZARDS, ON, Field("document", needed=ALWAYS, source="IMAS 08.30"), REMARKS),
            "IMAS 08.30",
        ),
        ReportType(
            Type.HANDOVER,
            (HAZARDS, ON, Field("certificate", needed=ALWAYS, source="IMAS 08.30"),
             Field("receiver", Kind.CHOICE, choices=("owner", "municipality", "state", "community", "other"), needed=ALWAYS, source="IMAS 08.30"),
             Field("residual", Kind.LONG, needed=ALWAYS, source="IMAS 08.30"), Field("exclusions", Kind.LONG, source="IMAS 08.30"),
             *(Field(who, Kind.NUMBER, source="IMAS 08.30") for who in ("women", "men", "girls", "boys")), REMARKS),
            "IMAS 08.30",
        ),
        ReportType(
            Type.CORRECTION,
            (Field("entry", Kind.NUMBER, needed=ALWAYS), Field("how", Kind.CHOICE, choices=("void", "replace"), needed=ALWAYS),
             Field("on", Kind.DAY, needed=When("how", ("replace",))), Field("shape", Kind.SHAPE, needed=When("how", ("replace",))),
             Field("because", Kind.LONG, needed=ALWAYS), Field("document", needed=ALWAYS), REMARKS),
            "IMAS 05.10",
        ),
        ReportType(
            Type.SPLIT,
            (HAZARDS, Field("left_code", needed=ALWAYS), Field("right_code", needed=ALWAYS), Field("shape", Kind.LINE, needed=ALWAYS),
             Field("because", Kind.LONG, needed=ALWAYS), Field("document", needed=ALWAYS), REMARKS),
            "IMAS 05.10, 08.30",
        ),
        ReportType(
            Type.MERGE,
            (HAZARDS, Field("new_code", needed=ALWAYS), NAME, Field("because", Kind.LONG, needed=ALWAYS),
             Field("document", needed=ALWAYS), REMARKS),
            "IMAS 05.10",
        ),
    )
}  # fmt: skip

# Names that forms of a programme's own making may not use: they mean something already.
TAKEN = frozenset(f.name for t in TYPES.values() for f in t.fields) | {"type", "organisation", "do", "version"}


def with_custom(type_: Type, custom: tuple[Field, ...]) -> ReportType:
    """A type with the fields that the programme has added to it, at the end."""
    known = TYPES[type_]
    return ReportType(known.code, known.fields + custom, known.source)


DRAWN_KINDS = (Kind.SHAPE, Kind.LINE)
ACCOUNTS_ONLY = (Type.SPLIT, Type.MERGE)  # what is said of hazards' codes, not of the land


def drawn_as(type_: Type) -> Kind | None:
    """What a kind of report has to be drawn: a perimeter, a line, or nothing."""
    return next((f.kind for f in TYPES[type_].fields if f.kind in DRAWN_KINDS), None)
