"""An independent reckoning of the accounts, cell by cell, with sets of points and no geometry at all.

Shapes in these tests are made of unit cells; what each cell's state becomes is worked out here one cell at a time,
straight from `land-accounts.md`, and compared with what the fold over polygons says.
"""

from collections import Counter
from dataclasses import dataclass

import shapely

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import regions
from commonground.core.land.entries import Account, Atom, Book, Entry, Kind, Line

SIZE = 8
RELEASED = {Account.CANCELLED, Account.REDUCED, Account.CLEARED}
OPEN = {Account.SUSPECTED, Account.CONFIRMED}
TARGET = {Kind.CANCEL: Account.CANCELLED, Kind.REDUCE: Account.REDUCED, Kind.CLEAR: Account.CLEARED}
LINE = {Kind.CANCEL: Line.CANCELLED, Kind.REDUCE: Line.REDUCED, Kind.CLEAR: Line.CLEARED}


@dataclass(frozen=True)
class Box:
    """A rectangle of unit cells: left, bottom, width, height."""

    x: int
    y: int
    w: int
    h: int

    @property
    def cells(self) -> frozenset:
        return frozenset((i, j) for i in range(self.x, self.x + self.w) for j in range(self.y, self.y + self.h))

    def polygon(self, scale: float = 1.0):
        return shapely.box(self.x * scale, self.y * scale, (self.x + self.w) * scale, (self.y + self.h) * scale)


def two_units(scale: float = 1.0) -> Units:
    """Unit 1 is the western part of the land, unit 2 the middle; the east is outside any unit."""
    return Units(
        (1, 2), regions([shapely.box(0, 0, 3 * scale, 20 * scale), shapely.box(3 * scale, 0, 7 * scale, 20 * scale)])
    )


def unit_of(cell) -> int | None:
    return 1 if cell[0] < 3 else 2 if cell[0] < 7 else None


def reckon(entries: list[tuple[Entry, Box]]) -> Counter:
    """Net flows by (book, entry, owner, unit, line, source, target), one per cell moved. Entries in canonical order."""
    hazard: dict[tuple[int, tuple], Account] = {}
    programme: dict[tuple, tuple[int, Account]] = {}  # cell -> home, account
    cleared_outside: dict[tuple, int] = {}
    recorded: set[int] = set()
    flows: Counter = Counter()

    def flow(book, entry, owner, cell, line, source, target):
        flows[book, entry.number, owner, unit_of(cell), line, source, target] += 1

    for entry, box in entries:
        ever = {c for (_, c) in hazard}
        before = set(recorded)
        for cell in box.cells:
            first = None
            for h in entry.hazards:
                old = hazard.get((h, cell), Account.UNRECORDED)
                new, line = moves(entry, old, h in before)
                if new is None:
                    continue
                hazard[h, cell] = new
                flow("hazard", entry, h, cell, line, old, new)
                first = first or (h, line)
            if first:  # the programme sees what the whole entry did, not hazard after hazard
                resolve(entry, *first, cell, hazard, programme, flow)
        if entry.kind in (Kind.OPENING, Kind.RECORD, Kind.EXTEND):
            recorded.update(entry.hazards)
            for cell in box.cells & set(cleared_outside):
                home = cleared_outside.pop(cell)
                flow("outside", entry, home, cell, Line.OUTSIDE_RECORDED, Account.OUTSIDE, Account.UNRECORDED)
        if entry.kind is Kind.CLEAR:
            for cell in box.cells - ever - set(cleared_outside):
                cleared_outside[cell] = entry.hazards[0]
                flow("outside", entry, entry.hazards[0], cell, Line.OUTSIDE, Account.UNRECORDED, Account.OUTSIDE)
    return flows


def moves(entry: Entry, old: Account, recorded: bool):
    """Where an entry takes a cell of one hazard, and under which line; (None, None) where it has no effect."""
    kind = entry.kind
    if kind in (Kind.OPENING, Kind.RECORD, Kind.EXTEND):
        if old is not Account.UNRECORDED:
            return None, None
        line = Line.BROUGHT if kind is Kind.OPENING else Line.EXTENDED if recorded else Line.NEW
        return entry.level, line
    if kind is Kind.CONFIRM:
        return (Account.CONFIRMED, Line.CONFIRMED) if old is Account.SUSPECTED else (None, None)
    if kind is Kind.RECLASSIFY:
        return (Account.SUSPECTED, Line.RECLASSIFIED) if old is Account.CONFIRMED else (None, None)
    if kind is Kind.REOPEN:
        return (entry.level, Line.REOPENED) if old in RELEASED else (None, None)
    return (TARGET[kind], LINE[kind]) if old in OPEN else (None, None)


def resolve(entry, h, line, cell, hazard, programme, flow):
    """Confirmed before suspected before released, among all hazards that hold the cell."""
    states = {state for (_, c), state in hazard.items() if c == cell}
    open_now = (
        Account.CONFIRMED if Account.CONFIRMED in states else Account.SUSPECTED if Account.SUSPECTED in states else None
    )
    home, old = programme.get(cell, (h, Account.UNRECORDED))
    new = open_now or (old if old in RELEASED else TARGET.get(entry.kind))
    if new is old:
        return
    if old in RELEASED:
        line = Line.REOPENED
    elif old is Account.SUSPECTED and new is Account.CONFIRMED:
        line = Line.CONFIRMED
    elif old is Account.CONFIRMED and new is Account.SUSPECTED:
        line = Line.RECLASSIFIED
    programme[cell] = (home, new)
    flow("programme", entry, home, cell, line, old, new)


def books(atoms: list[Atom]) -> Counter:
    """Atoms as net flows by book; an atom of both books is one of each."""
    flows: Counter = Counter()
    for a in atoms:
        for book in ("hazard", "programme") if a.book is Book.BOTH else (a.book.value,):
            flows[book, a.entry, a.hazard, a.unit, a.line, a.source, a.target] += a.m2
    return +flows
