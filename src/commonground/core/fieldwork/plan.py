"""What a report would do to the books: drafts of entries, closings, states of work. A pure function of what it says."""

from dataclasses import dataclass, field
from datetime import date

from commonground.core.fieldwork.reading import Said
from commonground.core.fieldwork.types import ACCOUNTS_ONLY, REST, Type
from commonground.core.geometry.lines import positions
from commonground.core.geometry.overlay import Region
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import RELEASES, Account, Kind
from commonground.core.land.work import Work

ACTIVITY = {
    Type.SURVEY: Activity.NTS,
    Type.TECHNICAL: Activity.TS,
    Type.PROGRESS: Activity.CLEARANCE,
    Type.COMPLETION: Activity.CLEARANCE,
    Type.HAZARD: Activity.NTS,
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """The entry that a correction is about, as the ledger holds it."""

    draft: Draft
    hash: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A report as the books need it. `rest` is the land still open in its hazards, where it says "all that is left"."""

    type: Type
    code: str
    said: Said
    hazards: tuple[str, ...]
    shape: Region | None = None
    organisation: str = ""
    rest: Region | None = None
    corrected: Corrected | None = None
    known_hazards: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """A state of work that a report brings a hazard into."""

    hazard: str
    work: Work
    on: date
    document: str
    facts: dict[str, str] = field(default_factory=dict)
    needed: bool = True  # else it is left out where the work's own history does not allow it


@dataclass(frozen=True, slots=True)
class Card:
    """What a report says of a hazard that nobody has heard of yet."""

    code: str
    name: str
    contamination: str


@dataclass(frozen=True, slots=True)
class Succeeds:
    """Hazards that end in others: one divided along a line of the plane, or several united."""

    formers: tuple[str, ...]
    heirs: tuple[str, ...]
    line: tuple[tuple[float, float], ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """Everything that approving a report does."""

    drafts: tuple[Draft, ...] = ()
    voids: tuple[str, ...] = ()  # hashes of entries
    closes: tuple[str, ...] = ()  # codes of hazards
    steps: tuple[Step, ...] = ()
    cards: tuple[Card, ...] = ()
    succeeds: Succeeds | None = None
    document: str = ""
    on: date | None = None
    because: str = ""


def plan(report: Reported) -> Planned:
    """What approving a report does. What it says has been read without a fault."""
    said = report.said
    document = said.text("document") or said.text("certificate") or report.code
    on = said.day("on")
    because = (said.text("because") or said.text("remarks"))[:500]
    if report.type is Type.CORRECTION:
        return _correction(report, document, because)
    if report.type in ACCOUNTS_ONLY:
        return Planned(succeeds=_succeeds(report), document=document, because=because)
    assert on is not None, "handed in without a day"
    if report.type is Type.CLOSING:
        return Planned(closes=report.hazards, document=document, on=on, because=because)
    if report.type is Type.HANDOVER:
        facts = {"certificate": said.text("certificate"), "receiver": said.text("receiver")}
        steps = tuple(Step(code, Work.HANDED_OVER, on, document, facts) for code in report.hazards)
        return Planned(steps=steps, document=document, on=on, because=because)
    kind = kind_of(report.type, said)
    draft = Draft(
        kind=kind, on=on, hazards=report.hazards, document=document, shape=land_of(report), level=_level(kind, said),
        stated_m2=said.whole("stated_m2") if said.text("extent") == "stated" else None,
        whole=said.text("extent") == REST and report.rest is None, reported_on=said.day("reported_on"),
        activity=ACTIVITY[report.type], operator=report.organisation, donor=said.text("donor")[:60],
        method=said.text("method"), team=said.text("team")[:60], depth_cm=said.whole("depth_cm"), because=because,
    )  # fmt: skip
    steps = ()
    if report.type in (Type.PROGRESS, Type.TECHNICAL):
        steps = tuple(Step(code, Work.WORKED_ON, on, document, needed=False) for code in report.hazards)
    return Planned((draft,), cards=_cards(report), steps=steps, document=document, on=on, because=because)


def _succeeds(report: Reported) -> Succeeds:
    said = report.said
    if report.type is Type.MERGE:
        return Succeeds(report.hazards, (said.text("new_code"),), name=said.text("name"))
    line = positions(report.shape) if report.shape is not None else ()
    return Succeeds(report.hazards, (said.text("left_code"), said.text("right_code")), tuple(line))


def kind_of(type_: Type, said: Said) -> Kind:
    """What the entry of a report does to the land."""
    return Kind.CLEAR if type_ in (Type.PROGRESS, Type.COMPLETION) else Kind(said.text("outcome"))


def land_of(report: Reported) -> Region | None:
    """The land that a report speaks of."""
    how = report.said.text("extent")
    if how == REST:
        return report.rest
    return report.shape if how == "drawn" else None


def released(report: Reported) -> bool:
    """Whether a report takes land off the books."""
    return report.type in ACTIVITY and kind_of(report.type, report.said) in RELEASES


def _level(kind: Kind, said: Said) -> Account:
    if said.text("level"):
        return Account(said.text("level"))
    return Account.CONFIRMED if kind is Kind.CONFIRM else Account.SUSPECTED


def _cards(report: Reported) -> tuple[Card, ...]:
    """Names and contamination of hazards that are new; what is known of others is not changed by a report."""
    said = report.said
    name, contamination = said.text("name"), said.text("contamination") or "unknown"
    return tuple(Card(code, name, contamination) for code in report.hazards if code not in report.known_hazards)


def _correction(report: Reported, document: str, because: str) -> Planned:
    found = report.corrected
    if found is None:
        return Planned(document=document, because=because)
    if report.said.text("how") == "void":
        return Planned(voids=(found.hash,), document=document, because=because)
    draft = found.draft.changed(
        on=report.said.day("on") or found.draft.on,
        shape=report.shape,
        document=document,
        because=because,
        corrects=found.hash,
        ordinal=0,
        stated_m2=None,
        length_m=None,
        whole=False,
    )
    return Planned((draft,), document=document, on=draft.on, because=because)
