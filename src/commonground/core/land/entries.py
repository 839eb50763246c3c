"""Entries: what was found out about a piece of land, on what day, on the strength of which document.

Never edited, never deleted. See `docs/adr/0002-accounts.md` for what each kind does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonground.core.geometry.overlay import Region


class Kind(StrEnum):
    """What an entry does."""

    OPENING = "opening"  # existed before these books
    RECORD = "record"  # survey put the area on the books
    EXTEND = "extend"  # the boundary grew
    CONFIRM = "confirm"  # suspected to confirmed
    RECLASSIFY = "reclassify"  # confirmed to suspected, flagged
    CANCEL = "cancel"  # non-technical survey: no evidence of hazard
    REDUCE = "reduce"  # technical survey
    CLEAR = "clear"  # clearance, also the strips cleared during technical survey
    REOPEN = "reopen"  # new evidence in released land
    VOID = "void"  # the corrected entry never had effect
    DESCRIBE = "describe"  # what is said of a hazard besides its land was changed; the land is as it was


class Account(StrEnum):
    """Where a square metre stands."""

    UNRECORDED = "unrecorded"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    REDUCED = "reduced"
    CLEARED = "cleared"
    OUTSIDE = "cleared-outside"  # cleared outside any recorded hazard: a book of its own


class Line(StrEnum):
    """The line of the statement that a flow belongs to."""

    BROUGHT = "brought-forward"
    NEW = "new"
    EXTENDED = "extended"
    REOPENED = "reopened"
    CONFIRMED = "confirmed"
    RECLASSIFIED = "reclassified"
    CANCELLED = "cancelled"
    REDUCED = "reduced"
    CLEARED = "cleared"
    OUTSIDE = "cleared-outside"
    OUTSIDE_RECORDED = "outside-since-recorded"


class Book(StrEnum):
    """Which book an atom is written in."""

    BOTH = "both"  # a hazard that overlaps no other: its account is the programme's
    HAZARD = "hazard"
    PROGRAMME = "programme"
    OUTSIDE = "outside"
    STATED = "stated"  # no polygon: square metres as stated, or unknown
    LENGTH = "length"  # a line of unknown width: metres


OPEN = (Account.SUSPECTED, Account.CONFIRMED)
RELEASED = (Account.CANCELLED, Account.REDUCED, Account.CLEARED)
ADDING = (Kind.OPENING, Kind.RECORD, Kind.EXTEND)
RELEASES = {Kind.CANCEL: Account.CANCELLED, Kind.REDUCE: Account.REDUCED, Kind.CLEAR: Account.CLEARED}
RELEASE_LINE = {
    Account.CANCELLED: Line.CANCELLED,
    Account.REDUCED: Line.REDUCED,
    Account.CLEARED: Line.CLEARED,
}
LANDLESS = (Kind.VOID, Kind.DESCRIBE)  # move no land themselves
ORDER = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as the fold sees it. `hazards` are the identifiers of the hazards it names, the first its home."""

    number: int  # the ledger number: when it was known
    hash: str  # its content; orders what nothing else orders
    kind: Kind  # what it does; a replacing entry does what its own kind says
    on: date
    sequence: int  # of the document, within the day
    hazards: tuple[int, ...]
    shape: Region | None = None
    level: Account = Account.SUSPECTED  # what adding and reopening make of the land
    stated_m2: int | None = None
    length_m: int | None = None
    whole: bool = False  # without a polygon: all that is left of the hazard
    corrects: str = ""  # the hash of the entry that this one voids or replaces
    carried: int = 0  # by which act of dividing or uniting hazards it stands in the place of another (carried.py)

    @property
    def key(self) -> tuple[date, int, int, str]:
        """The canonical order."""
        return (self.on, self.sequence, ORDER[self.kind], self.hash)


@dataclass(frozen=True, slots=True)
class Atom:
    """One entry's effect on one pair of accounts in one lowest unit, in whole square metres (or metres)."""

    entry: int
    hazard: int
    unit: int | None
    book: Book
    line: Line
    source: Account
    target: Account
    m2: int
    unknown: int = 0  # hazards of unknown size that moved with it


def in_force(entries: Iterable[Entry], *, known: int | None = None, on: date | None = None) -> list[Entry]:
    """The entries that count, in canonical order: known by a ledger number, dated by a day, and not corrected away.

    A correction acts from the corrected entry's own date: whoever knows it never sees the corrected entry. A
    correction that is itself voided has no effect, and what it corrected counts again.
    """
    seen = [e for e in entries if known is None or e.number <= known]
    gone = corrected(seen)
    return sorted(
        (e for e in seen if e.hash not in gone and e.kind not in LANDLESS and (on is None or e.on <= on)),
        key=lambda e: e.key,
    )


def corrected(entries: Iterable[Entry]) -> set[str]:
    """The hashes that a standing correction names.

    A correction carries the hash of what it corrects inside its own content, so that no two can name each other.
    """
    correctors: dict[str, list[str]] = {}
    for entry in entries:
        if entry.corrects:
            correctors.setdefault(entry.corrects, []).append(entry.hash)
    standing: dict[str, bool] = {}

    def stands(name: str) -> bool:
        path = [name]
        while path:
            top = path[-1]
            if top in standing:
                path.pop()
                continue
            waiting = [c for c in correctors.get(top, ()) if c not in standing]
            if waiting:
                path.extend(waiting)
            else:
                standing[top] = not any(standing[c] for c in correctors.get(top, ()))
                path.pop()
        return standing[name]

    return {name for name in correctors if not stands(name)}
