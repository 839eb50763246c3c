"""What somebody hands in to be booked: an entry before it has a number."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from json.encoder import encode_basestring
from typing import Any

from commonground.core.dates import FIRST_DAY
from commonground.core.geometry.overlay import Region, are_nothing, is_nothing, regions, to_wkb, wkbs
from commonground.core.identifiers import content_hash, plain_json, text_hash
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
    carried: bool = (
        False  # in the place of what it corrects, after its hazard was divided or united: no other figure moves
    )
    ordinal: int = 0  # tells apart entries that say exactly the same (two rows of one file)
    provenance: dict[str, Any] | None = None
    source_row: int | None = None
    _name: str = field(default="", init=False, repr=False, compare=False)
    _wkb: bytes | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def hash(self) -> str:
        """The name of this content: the same wherever and whenever it is entered. Worked out once."""
        if not self._name:
            object.__setattr__(self, "_name", self._content())
        return self._name

    def changed(self, **changes: Any) -> "Draft":
        """This draft with some of it changed, under the name of its new content."""
        return replace(self, **changes)

    @property
    def wkb(self) -> bytes | None:
        """The shape for the store. Worked out once."""
        if self._wkb is None and self.shape is not None:
            object.__setattr__(self, "_wkb", to_wkb(self.shape))
        return self._wkb

    def _content(self) -> str:
        wkb = self.wkb
        said = ["carried"] if self.carried else []
        return content_hash(
            [
                self.kind, self.on.isoformat(), self.sequence, self.document, self.hazards, wkb.hex() if wkb else None,
                self.level, self.stated_m2, self.length_m, self.whole, self.corrects, self.activity, self.operator,
                self.donor, self.method, self.team, self.depth_cm, self.because,
                self.reported_on.isoformat() if self.reported_on else None, self.ordinal, *said,
            ]
        )  # fmt: skip


def name_all(drafts: Sequence[Draft]) -> None:
    """Work out the names of many drafts at once: the same as each one's `hash`.

    What is said before and after the shape repeats from draft to draft; only the shape and the hazard never do.
    """
    nameless = [d for d in drafts if not d._name and not d.carried]
    for d, wkb in zip(nameless, wkbs(regions([d.shape for d in nameless])), strict=True):
        object.__setattr__(d, "_wkb", wkb)
    plain = str.__str__
    before: dict[tuple[Any, ...], str] = {}
    after: dict[tuple[Any, ...], str] = {}
    for d in nameless:
        head = (plain(d.kind), d.on, d.sequence, d.document)
        tail = (
            plain(d.level), d.stated_m2, d.length_m, d.whole, d.corrects, plain(d.activity), d.operator, d.donor, d.method, d.team,
            d.depth_cm, d.because, d.reported_on, d.ordinal,
        )  # fmt: skip
        first, last = before.get(head), after.get(tail)
        if first is None:
            first = before[head] = plain_json([head[0], d.on.isoformat(), *head[2:]])[:-1] + ","
        if last is None:
            reported = d.reported_on.isoformat() if d.reported_on else None
            last = after[tail] = "," + plain_json([*tail[:12], reported, d.ordinal])[1:]
        shape = f'"{d._wkb.hex()}"' if d._wkb else "null"
        object.__setattr__(d, "_name", text_hash(f"{first}{_listed(d.hazards)},{shape}{last}"))


def _listed(codes: tuple[str, ...]) -> str:
    """Codes as plain JSON; nearly always there is one."""
    return f"[{encode_basestring(codes[0])}]" if len(codes) == 1 else plain_json(codes)


def order_of(draft: Draft, name: str) -> tuple[date, int, int, str]:
    """The canonical order, before there is a number; `name` is the draft's hash."""
    return (draft.on, draft.sequence, ORDER[draft.kind], name)


def refusals(drafts: Sequence[Draft], today: date) -> list[Refusal | None]:
    """`refusal` of many drafts. Those of one hazard that are like the one before, but for their land, need not be asked."""
    out: list[Refusal | None] = []
    passed: dict[Account, Draft] = {}
    empty = are_nothing(regions([d.shape for d in drafts])).tolist() if drafts else []
    for d, nothing in zip(drafts, empty, strict=True):
        like = passed.get(d.level)
        if (
            like is not None and not nothing and d.kind is like.kind and d.activity is like.activity and d.corrects == ""
            and d.document == like.document and FIRST_DAY <= d.on <= today and len(d.hazards) == 1 and d.hazards[0].strip()
            and d.stated_m2 is None and d.length_m is None and d.depth_cm is None
        ):  # fmt: skip
            out.append(None)
            continue
        wrong = refusal(d, today)
        out.append(wrong)
        if wrong is None and d.corrects == "":
            passed[d.level] = d
    return out


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
    if draft.kind is Kind.DESCRIBE and (draft.shape is not None or draft.corrects):
        return NotUsable("land.entry.describes-land")
    if not draft.corrects and not may_produce(draft.activity, draft.kind):
        return NotUsable("land.entry.activity", activity=draft.activity.value or "-", kind=draft.kind.value)
    if draft.level not in OPEN:
        return NotUsable("land.entry.level", level=draft.level.value)
    if draft.shape is not None and is_nothing(draft.shape):
        return NotUsable("land.entry.empty-shape")
    if any(n is not None and n < 0 for n in (draft.stated_m2, draft.length_m, draft.depth_cm)):
        return NotUsable("land.entry.negative")
    return None
