"""The two books of hazards that may overlap: each hazard's account, and the programme's partition.

The fold takes entries in canonical order and gives atoms. It knows nothing of days, numbers or databases: which
entries count, and in what order, is settled before (`entries.in_force`). Ground comes already divided by lowest
unit, so that every atom belongs to one unit.

Square metres. An atom is rounded once, against the running balance of the account that the land leaves: what stays
is the rounded area of what stays, so an account that is emptied goes to exactly zero and nothing drifts however
many small pieces leave it. Land that comes from nowhere is rounded against the account it enters.

The partition. Land belongs for good to the hazard that first recorded it (its home), so that an account of the
partition depends on nothing but the hazards that overlap it. Confirmed goes before suspected, suspected before
released. Where no other hazard meets the land that moves, the partition follows the hazard's own account to the
letter, so that a hazard has the same atoms whether or not it is folded together with others.

Every operation looks only at land that meets the piece in hand, in a fixed order: a fold of a neighbourhood gives the
same shapes, to the last digit, as the fold of the whole country.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from commonground.core.geometry.overlay import NOTHING, Region, area, cut, is_nothing, join, join_all, meet, meets, same
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
    """One piece of one hazard's land that an entry moved, and the account's shapes before and after."""

    unit: Unit
    hazard: int
    source: Account
    target: Account
    line: Line
    piece: Region
    amount: int
    held: Region  # by the source, before
    rest: Region  # by the source, after
    had: Region  # by the target, before


@dataclass(slots=True)
class Books:
    """The books of some hazards, folded entry by entry. `near` names, for each, the hazards whose land overlaps its own."""

    near: Mapping[int, frozenset[int]]
    hazards: Shelf = field(default_factory=Shelf)
    programme: Shelf = field(default_factory=Shelf)
    recorded: set[int] = field(default_factory=set)
    idle: list[Idle] = field(default_factory=list)
    inside: dict[int, float] = field(default_factory=dict)  # m2 of each release that lay on recorded land of a member

    def apply(self, entry: Entry, ground: Ground) -> list[Atom]:
        """What one entry does, in every unit it lies in."""
        steps: list[Step] = []
        for hazard in entry.hazards:
            if hazard in self.near:
                for unit, land in ground:
                    steps += self._book(entry, hazard, unit, land)
        atoms: list[Atom] = []
        for step in steps:
            atoms += self._resolve(entry, step)
        if entry.kind in ADDING:
            self.recorded.update(h for h in entry.hazards if h in self.near)
        return atoms

    # The hazard's own account --------------------------------------------------------------------------------

    def _book(self, entry: Entry, hazard: int, unit: Unit, land: Region) -> list[Step]:
        if entry.kind in ADDING:
            return self._add(entry, hazard, unit, land)
        sources, target, line = route(entry)
        steps: list[Step] = []
        touched = 0.0
        for account in sources:
            slot, into = (unit, hazard, account), (unit, hazard, target)
            held = self.hazards.at(slot)
            if is_nothing(held):
                continue
            piece = meet(held, land)
            if area(piece) < DUST_M2:
                continue
            rest, had = cut(held, land), self.hazards.at(into)
            amount = self.hazards.move(piece, rest, slot, into)
            touched += area(piece)
            steps.append(Step(unit, hazard, account, target, line, piece, amount, held, rest, had))
        self.inside[entry.number] = self.inside.get(entry.number, 0.0) + touched
        if area(land) - touched > 0.5:
            self._explain(entry, hazard, unit, cut(land, join_all(s.piece for s in steps)))
        return steps

    def _add(self, entry: Entry, hazard: int, unit: Unit, land: Region) -> list[Step]:
        held = join_all(self.hazards.at((unit, hazard, a)) for a in (*OPEN, *RELEASED))
        fresh = land if is_nothing(held) else cut(land, held)
        if area(land) - area(fresh) > 0.5:
            self._explain(entry, hazard, unit, meet(land, held))
        if area(fresh) < DUST_M2:
            return []
        known = Line.EXTENDED if hazard in self.recorded else Line.NEW
        line = Line.BROUGHT if entry.kind is Kind.OPENING else known
        into = (unit, hazard, entry.level)
        had = self.hazards.at(into)
        amount = self.hazards.enter(fresh, into)
        return [Step(unit, hazard, Account.UNRECORDED, entry.level, line, fresh, amount, NOTHING, NOTHING, had)]

    def _explain(self, entry: Entry, hazard: int, unit: Unit, land: Region) -> None:
        """Say why some of an entry's land had no effect, with its square metres."""
        if entry.kind not in ADDING and hazard not in self.recorded:
            self.idle.append(Idle(entry.number, hazard, "land.entry.never-recorded", area(land)))
            return
        released = self._shared(land, [(unit, hazard, a) for a in RELEASED])
        # A release has just moved all that stood open.
        standing = 0.0 if entry.kind in RELEASES else self._shared(land, [(unit, hazard, a) for a in OPEN])
        if entry.kind not in ADDING:
            self.inside[entry.number] += released + standing
        found = {"land.entry.already-released": released, "land.entry.already-open": standing}
        self.idle.extend(Idle(entry.number, hazard, code, m2) for code, m2 in found.items() if m2 > 0.5)

    def _shared(self, land: Region, slots: Iterable[Slot]) -> float:
        """Square metres of some land that some accounts of a hazard hold."""
        held = [shape for s in slots if not is_nothing(shape := self.hazards.at(s))]
        return area(meet(land, join_all(held))) if held else 0.0

    # The programme's partition -------------------------------------------------------------------------------

    def _resolve(self, entry: Entry, step: Step) -> list[Atom]:
        slot = (step.unit, step.hazard, step.source)
        nowhere = step.source is Account.UNRECORDED
        if not self._neighbours_meet(step) and (nowhere or same(self.programme.at(slot), step.held)):
            return self._follow(entry, step)
        own = _atoms(entry, step, Book.HAZARD, step.hazard, step.source, step.target, step.line, step.amount)
        if step.target in OPEN and step.line is not Line.RECLASSIFIED:
            return own + self._opened(entry, step)
        return own + self._closed(entry, step)

    def _neighbours_meet(self, step: Step) -> bool:
        """Whether land of another hazard, or of another home, meets the piece."""
        for hazard in sorted(self.near[step.hazard]):
            for account in (*OPEN, *RELEASED):
                slot = (step.unit, hazard, account)
                own, shared = self.hazards.land.get(slot), self.programme.land.get(slot)
                if own is not None and meets(own, step.piece):
                    return True
                if shared is not None and shared is not own and meets(shared, step.piece):
                    return True
        if step.source is not Account.UNRECORDED:
            return False
        own = [self.programme.land.get((step.unit, step.hazard, a)) for a in (*OPEN, *RELEASED)]
        return any(shape is not None and meets(shape, step.piece) for shape in own)

    def _follow(self, entry: Entry, step: Step) -> list[Atom]:
        """The partition does as the hazard's account did; one atom is for both where the balances agree."""
        slot, into = (step.unit, step.hazard, step.source), (step.unit, step.hazard, step.target)
        shelf = self.programme
        grown = self.hazards.land[into] if same(shelf.at(into), step.had) else join(shelf.at(into), step.piece)
        before = shelf.m2.get(into, 0)
        if step.source is Account.UNRECORDED:
            amount = max(0, whole(area(grown)) - before)
        else:
            held = shelf.m2.get(slot, 0)
            amount = min(held, max(0, held - whole(area(step.rest))))
            shelf.land[slot], shelf.m2[slot] = step.rest, held - amount
        shelf.land[into], shelf.m2[into] = grown, before + amount
        if amount == step.amount:
            return _atoms(entry, step, Book.BOTH, step.hazard, step.source, step.target, step.line, amount)
        return [
            *_atoms(entry, step, Book.HAZARD, step.hazard, step.source, step.target, step.line, step.amount),
            *_atoms(entry, step, Book.PROGRAMME, step.hazard, step.source, step.target, step.line, amount),
        ]

    def _slots(self, step: Step, accounts: Iterable[Account]) -> list[Slot]:
        homes = sorted({step.hazard, *self.near[step.hazard]})
        slots = [(step.unit, home, a) for a in accounts for home in homes]
        return [s for s in slots if (shape := self.programme.land.get(s)) is not None and meets(shape, step.piece)]

    def _shift(self, entry: Entry, step: Step, slot: Slot, piece: Region, target: Account, line: Line) -> list[Atom]:
        if area(piece) < DUST_M2:
            return []
        unit, home, account = slot
        amount = self.programme.move(piece, cut(self.programme.at(slot), piece), slot, (unit, home, target))
        return _atoms(entry, step, Book.PROGRAMME, home, account, target, line, amount)

    def _opened(self, entry: Entry, step: Step) -> list[Atom]:
        """Land of one hazard became open, or confirmed: the partition follows unless it stood there already."""
        atoms: list[Atom] = []
        fresh = step.piece
        for slot in self._slots(step, (*RELEASED, *OPEN)):
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
            atoms += _atoms(entry, step, Book.PROGRAMME, step.hazard, step.source, step.target, step.line, amount)
        return atoms

    def _closed(self, entry: Entry, step: Step) -> list[Atom]:
        """Land of one hazard was released or reclassified: the partition follows where no other hazard holds it open."""
        confirmed, suspected = (self._held(step, a) for a in (Account.CONFIRMED, Account.SUSPECTED))
        atoms: list[Atom] = []
        for slot in self._slots(step, (Account.CONFIRMED, Account.SUSPECTED)):
            common = meet(self.programme.at(slot), step.piece)
            if area(common) < DUST_M2:
                continue
            free = cut(common, confirmed)
            if slot[2] is Account.CONFIRMED:
                atoms += self._shift(entry, step, slot, meet(free, suspected), Account.SUSPECTED, Line.RECLASSIFIED)
            if step.target in RELEASED:
                atoms += self._shift(entry, step, slot, cut(free, suspected), step.target, step.line)
        return atoms

    def _held(self, step: Step, account: Account) -> Region:
        """What of a piece's surroundings any hazard holds in an account, the one that moved it included."""
        hazards = sorted({step.hazard, *self.near[step.hazard]})
        shapes = (self.hazards.land.get((step.unit, h, account)) for h in hazards)
        return join_all(s for s in shapes if s is not None and meets(s, step.piece))


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


def _atoms(
    entry: Entry, step: Step, book: Book, owner: int, source: Account, target: Account, line: Line, amount: int
) -> list[Atom]:
    return [Atom(entry.number, owner, step.unit, book, line, source, target, amount)] if amount else []
