"""The third book: land cleared outside any recorded hazard.

It has a line of its own, counts once however often it is cleared, and leaves the book on the day somebody records a
hazard there (from then on the hazard's account speaks for it).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.core.geometry.overlay import Region, area, cut, is_nothing, join_all, meet
from commonground.core.land.books import DUST_M2, Ground, Shelf, Unit, whole
from commonground.core.land.entries import ADDING, Account, Atom, Book, Entry, Line


@dataclass(frozen=True, slots=True)
class Event:
    """A clearance's strip outside everything recorded before it, or land newly recorded; divided by unit."""

    entry: Entry
    ground: Ground


def fold(events: Sequence[Event]) -> tuple[list[Atom], Shelf]:
    """Atoms of the outside book for strips that may overlap each other; events in canonical order."""
    shelf = Shelf()
    atoms: list[Atom] = []
    for event in events:
        entry = event.entry
        for unit, land in event.ground:
            if entry.kind in ADDING:
                atoms += _recorded(shelf, entry, unit, land)
            else:
                atoms += _cleared(shelf, entry, unit, land)
    return atoms, shelf


def alone(entry: Entry, unit: Unit, m2: float) -> list[Atom]:
    """Atoms of a strip in one unit that nothing else touches: what `fold` gives for it."""
    return _atom(entry, unit, whole(m2)) if m2 >= DUST_M2 else []


def _cleared(shelf: Shelf, entry: Entry, unit: Unit, land: Region) -> list[Atom]:
    fresh = cut(land, join_all(shape for slot, shape in shelf.land.items() if slot[0] == unit))
    if area(fresh) < DUST_M2:
        return []
    return _atom(entry, unit, shelf.enter(fresh, (unit, entry.hazards[0], Account.OUTSIDE)))


def _atom(entry: Entry, unit: Unit, amount: int) -> list[Atom]:
    if not amount:
        return []
    home = entry.hazards[0]
    return [Atom(entry.number, home, unit, Book.OUTSIDE, Line.OUTSIDE, Account.UNRECORDED, Account.OUTSIDE, amount)]


def _recorded(shelf: Shelf, entry: Entry, unit: Unit, land: Region) -> list[Atom]:
    atoms = []
    for slot in [s for s in shelf.land if s[0] == unit]:
        held = shelf.land[slot]
        piece = meet(held, land)
        if is_nothing(piece) or area(piece) < DUST_M2:
            continue
        rest = cut(held, land)
        nowhere = (unit, slot[1], Account.UNRECORDED)
        amount = shelf.move(piece, rest, slot, nowhere)
        del shelf.land[nowhere], shelf.m2[nowhere]
        if amount:
            atoms.append(
                Atom(
                    entry.number,
                    slot[1],
                    unit,
                    Book.OUTSIDE,
                    Line.OUTSIDE_RECORDED,
                    Account.OUTSIDE,
                    Account.UNRECORDED,
                    amount,
                )
            )
    return atoms
