"""The two books of one cluster of overlapping hazards: each hazard's account, and the programme's partition.

The fold takes entries in canonical order and gives atoms. It knows nothing of days, numbers or databases: which
entries count, and in what order, is settled before (`entries.in_force`). Ground comes already divided by lowest
unit, so that every atom belongs to one unit.

Square metres. An atom is rounded once, against the running balance of the account that the land leaves: what stays
is the rounded area of what stays, so an account that is emptied goes to exactly zero and nothing drifts however
many small pieces leave it. Land that comes from nowhere is rounded against the account it enters.

The partition. Land belongs for good to the hazard that first recorded it (its home), so that an account of the
partition depends on nothing outside its own cluster. Confirmed goes before suspected, suspected before released.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from commonground.core.geometry.overlay import NOTHING, Region, area, cut, is_nothing, join, join_all, meet
from commonground.core.land.entries import (
    ADDING,
    OPEN,
    RELEASE_LINE,
    RELEASED,
    RELEASES,
    Account,
    Atom,
    Book,
    Entry,
    Kind,
    Line,
)

DUST_M2 = 0.01  # less than this is what overlay leaves on a centimetre grid, not land
Unit = int | None
Ground = Sequence[tuple[Unit, Region]]
Slot = tuple[Unit, int, Account]  # a unit, a hazard (or home), an account


def whole(square_metres: float) -> int:
    """The nearest whole square metre, halves up."""
    return math.floor(square_metres + 0.5)


@dataclass(frozen=True, slots=True)
class Idle:
    """Land that an entry speaks of and that it could not move."""

    entry: int
    hazard: int
    code: str
    m2: float


@dataclass(slots=True)
class Shelf:
    """Shapes and running balances of one book."""

    land: dict[Slot, Region] = field(default_factory=dict)
    m2: dict[Slot, int] = field(default_factory=dict)

    def at(self, slot: Slot) -> Region:
        return self.land.get(slot, NOTHING)

    def move(self, piece: Region, rest: Region, source: Slot, target: Slot) -> int:
        """Take a piece out of one account, leaving `rest`, into another; the whole square metres that went."""
        before = self.m2.get(source, 0)
        amount = min(before, max(0, before - whole(area(rest))))
        self.land[source] = rest
        self.m2[source] = before - amount
        self.land[target] = join(self.at(target), piece)
        self.m2[target] = self.m2.get(target, 0) + amount
        return amount

    def enter(self, piece: Region, target: Slot) -> int:
        """Bring land in from nowhere; the whole square metres that came."""
        grown = join(self.at(target), piece)
        before = self.m2.get(target, 0)
        amount = max(0, whole(area(grown)) - before)
        self.land[target] = grown
        self.m2[target] = before + amount
        return amount


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of one hazard's land that an entry moved."""

    unit: Unit
    hazard: int
    source: Account
    target: Account
    line: Line
    piece: Region


@dataclass(slots=True)
class Books:
    """The books of one cluster, folded entry by entry. `members` are the hazards whose land overlaps."""

    members: frozenset[int]
    hazards: Shelf = field(default_factory=Shelf)
    programme: Shelf = field(default_factory=Shelf)
    recorded: set[int] = field(default_factory=set)
    idle: list[Idle] = field(default_factory=list)
    inside: dict[int, float] = field(default_factory=dict)  # m2 of each release that lay on recorded land of a member

    @property
    def alone(self) -> bool:
        """Whether the cluster is one hazard, whose account is the programme's."""
        return len(self.members) == 1

    def apply(self, entry: Entry, ground: Ground) -> list[Atom]:
        """What one entry does, in every unit it lies in."""
        steps: list[Step] = []
        atoms: list[Atom] = []
        for hazard in entry.hazards:
            if hazard not in self.members:
                continue
            for unit, land in ground:
                for step, amount in self._book(entry, hazard, unit, land):
                    steps.append(step)
                    if amount:
                        book = Book.BOTH if self.alone else Book.HAZARD
                        atoms.append(_atom(entry, step, book, step.hazard, step.source, step.target, step.line, amount))
        if not self.alone:
            for step in steps:
                atoms.extend(self._resolve(entry, step))
        if entry.kind in ADDING:
            self.recorded.update(self.members.intersection(entry.hazards))
        return atoms

    # The hazard's own account --------------------------------------------------------------------------------

    def _book(self, entry: Entry, hazard: int, unit: Unit, land: Region) -> Iterable[tuple[Step, int]]:
        if entry.kind in ADDING:
            return self._add(entry, hazard, unit, land)
        sources, target, line = route(entry)
        moved: list[tuple[Step, int]] = []
        touched = 0.0
        for account in sources:
            slot = (unit, hazard, account)
            held = self.hazards.at(slot)
            if is_nothing(held):
                continue
            piece = meet(held, land)
            if area(piece) < DUST_M2:
                continue
            amount = self.hazards.move(piece, cut(held, land), slot, (unit, hazard, target))
            touched += area(piece)
            moved.append((Step(unit, hazard, account, target, line, piece), amount))
        self.inside[entry.number] = self.inside.get(entry.number, 0.0) + touched
        if area(land) - touched > 0.5:
            self._explain(entry, hazard, unit, cut(land, join_all(s.piece for s, _ in moved)))
        return moved

    def _add(self, entry: Entry, hazard: int, unit: Unit, land: Region) -> Iterable[tuple[Step, int]]:
        held = join_all(self.hazards.at((unit, hazard, a)) for a in (*OPEN, *RELEASED))
        fresh = land if is_nothing(held) else cut(land, held)
        if area(land) - area(fresh) > 0.5:
            self._explain(entry, hazard, unit, meet(land, held))
        if area(fresh) < DUST_M2:
            return []
        if entry.kind is Kind.OPENING:
            line = Line.BROUGHT
        else:
            line = Line.EXTENDED if hazard in self.recorded else Line.NEW
        amount = self.hazards.enter(fresh, (unit, hazard, entry.level))
        return [(Step(unit, hazard, Account.UNRECORDED, entry.level, line, fresh), amount)]

    def _explain(self, entry: Entry, hazard: int, unit: Unit, land: Region) -> None:
        """Say why some of an entry's land had no effect, with its square metres."""
        if entry.kind not in ADDING and hazard not in self.recorded:
            self.idle.append(Idle(entry.number, hazard, "land.entry.never-recorded", area(land)))
            return
        released = area(meet(land, join_all(self.hazards.at((unit, hazard, a)) for a in RELEASED)))
        standing = area(meet(land, join_all(self.hazards.at((unit, hazard, a)) for a in OPEN)))
        if entry.kind not in ADDING:
            self.inside[entry.number] += released + standing
        found = {"land.entry.already-released": released, "land.entry.already-open": standing}
        self.idle.extend(Idle(entry.number, hazard, code, m2) for code, m2 in found.items() if m2 > 0.5)

    # The programme's partition -------------------------------------------------------------------------------

    def _resolve(self, entry: Entry, step: Step) -> list[Atom]:
        if step.target in OPEN and step.line is not Line.RECLASSIFIED:
            return self._opened(entry, step)
        return self._closed(entry, step)

    def _slots(self, unit: Unit, accounts: Iterable[Account]) -> list[Slot]:
        return [s for a in accounts for s in self.programme.land if s[0] == unit and s[2] is a]

    def _shift(self, entry: Entry, step: Step, slot: Slot, piece: Region, target: Account, line: Line) -> list[Atom]:
        if area(piece) < DUST_M2:
            return []
        unit, home, account = slot
        amount = self.programme.move(piece, cut(self.programme.at(slot), piece), slot, (unit, home, target))
        return [_atom(entry, step, Book.PROGRAMME, home, account, target, line, amount)] if amount else []

    def _opened(self, entry: Entry, step: Step) -> list[Atom]:
        """Land of one hazard became open, or confirmed: the partition follows unless it stood there already."""
        atoms: list[Atom] = []
        fresh = step.piece
        for slot in self._slots(step.unit, (*RELEASED, *OPEN)):
            held = self.programme.at(slot)
            common = meet(held, step.piece)
            if area(common) < DUST_M2:
                continue
            fresh = cut(fresh, held)
            if slot[2] in RELEASED:
                atoms += self._shift(entry, step, slot, common, step.target, Line.REOPENED)
            elif slot[2] is Account.SUSPECTED and step.target is Account.CONFIRMED:
                atoms += self._shift(entry, step, slot, common, step.target, Line.CONFIRMED)
        if step.source is Account.UNRECORDED and area(fresh) >= DUST_M2:
            amount = self.programme.enter(fresh, (step.unit, step.hazard, step.target))
            if amount:
                atoms.append(
                    _atom(entry, step, Book.PROGRAMME, step.hazard, step.source, step.target, step.line, amount)
                )
        return atoms

    def _closed(self, entry: Entry, step: Step) -> list[Atom]:
        """Land of one hazard was released or reclassified: the partition follows where no other hazard holds it open."""
        confirmed = join_all(self.hazards.at((step.unit, h, Account.CONFIRMED)) for h in sorted(self.members))
        suspected = join_all(self.hazards.at((step.unit, h, Account.SUSPECTED)) for h in sorted(self.members))
        atoms: list[Atom] = []
        for slot in self._slots(step.unit, (Account.CONFIRMED, Account.SUSPECTED)):
            common = meet(self.programme.at(slot), step.piece)
            if area(common) < DUST_M2:
                continue
            free = cut(common, confirmed)
            if slot[2] is Account.CONFIRMED:
                atoms += self._shift(entry, step, slot, meet(free, suspected), Account.SUSPECTED, Line.RECLASSIFIED)
            if step.target in RELEASED:
                atoms += self._shift(entry, step, slot, cut(free, suspected), step.target, step.line)
        return atoms


def route(entry: Entry) -> tuple[Sequence[Account], Account, Line]:
    """From which accounts, to which, and under which line of the statement an entry moves land."""
    if entry.kind is Kind.CONFIRM:
        return (Account.SUSPECTED,), Account.CONFIRMED, Line.CONFIRMED
    if entry.kind is Kind.RECLASSIFY:
        return (Account.CONFIRMED,), Account.SUSPECTED, Line.RECLASSIFIED
    if entry.kind is Kind.REOPEN:
        return RELEASED, entry.level, Line.REOPENED
    target = RELEASES[entry.kind]
    return OPEN, target, RELEASE_LINE[target]


def _atom(
    entry: Entry, step: Step, book: Book, owner: int, source: Account, target: Account, line: Line, amount: int
) -> Atom:
    return Atom(entry.number, owner, step.unit, book, line, source, target, amount)
