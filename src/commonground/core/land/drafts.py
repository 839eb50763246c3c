"""What somebody hands in to be booked: an entry before it has a number."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from commonground.core.dates import FIRST_DAY
from commonground.core.geometry.overlay import Region, is_nothing, to_wkb
from commonground.core.identifiers import content_hash
from commonground.core.land.activities import Activity, may_produce
from commonground.core.land.entries import OPEN, ORDER, Account, Kind
from commonground.core.refusals import NotUsable, Refusal


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be booked. `hazards` are codes; `shape` is in the programme's plane, on its grid."""

    kind: Kind
    on: date
    hazards: tuple[str, ...]
    document: str
    shape: Region | None = None
    level: Account = Account.SUSPECTED
    sequence: int = 0
    reported_on: date | None = None
    stated_m2: int | None = None
    length_m: int | None = None
    whole: bool = False
    corrects: str = ""
    activity: Activity = Activity.NONE
    operator: str = ""
    donor: str = ""
    method: str = ""
    team: str = ""
    depth_cm: int | None = None
    because: str = ""
    ordinal: int = 0  # tells apart entries that say exactly the same (two rows of one file)
    provenance: dict[str, Any] | None = None
    source_row: int | None = None
    _name: str = field(default="", init=False, repr=False, compare=False)

    @property
    def hash(self) -> str:
        """The name of this content: the same wherever and whenever it is entered. Worked out once."""
        if not self._name:
            object.__setattr__(self, "_name", self._content())
        return self._name

    def changed(self, **changes: Any) -> "Draft":
        """This draft with some of it changed, under the name of its new content."""
        return replace(self, **changes)

    def _content(self) -> str:
        wkb = to_wkb(self.shape)
        return content_hash(
            [
                self.kind, self.on.isoformat(), self.sequence, self.document, self.hazards, wkb.hex() if wkb else None,
                self.level, self.stated_m2, self.length_m, self.whole, self.corrects, self.activity, self.operator,
                self.donor, self.method, self.team, self.depth_cm, self.because,
                self.reported_on.isoformat() if self.reported_on else None, self.ordinal,
            ]
        )  # fmt: skip


def order_of(draft: Draft, name: str) -> tuple[date, int, int, str]:
    """The canonical order, before there is a number; `name` is the draft's hash."""
    return (draft.on, draft.sequence, ORDER[draft.kind], name)


def refusal(draft: Draft, today: date) -> Refusal | None:
    """Why an entry is refused whatever else is known; None where it is to be booked.

    Everything that depends on other entries is accepted, and what has no effect is a finding.
    """
    if not draft.document.strip():
        return NotUsable("land.entry.no-document")
    if not draft.hazards or any(not code.strip() for code in draft.hazards):
        return NotUsable("land.entry.no-hazard")
    if len(set(draft.hazards)) < len(draft.hazards):
        return NotUsable("land.entry.hazard-twice", hazards=", ".join(draft.hazards))
    if draft.on > today:
        return NotUsable("land.entry.future", on=draft.on.isoformat(), today=today.isoformat())
    if draft.on < FIRST_DAY:
        return NotUsable("land.entry.too-old", on=draft.on.isoformat())
    if (draft.kind is Kind.VOID) and not draft.corrects:
        return NotUsable("land.entry.voids-nothing")
    if not draft.corrects and not may_produce(draft.activity, draft.kind):
        return NotUsable("land.entry.activity", activity=draft.activity.value or "-", kind=draft.kind.value)
    if draft.level not in OPEN:
        return NotUsable("land.entry.level", level=draft.level.value)
    if draft.shape is not None and is_nothing(draft.shape):
        return NotUsable("land.entry.empty-shape")
    if any(n is not None and n < 0 for n in (draft.stated_m2, draft.length_m, draft.depth_cm)):
        return NotUsable("land.entry.negative")
    return None
