"""The short road: entries that come after everything their surroundings know continue the fold where it stands.

What an entry does depends on the hazards it names, on those whose land overlaps theirs, and, for the order in which
balances were rounded, on what overlaps those. Where nothing there is of the same day or later, the fold goes on from
the holdings; the country's size does not enter into it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import regions_from_wkb
from commonground.core.land.books import Books, Slot
from commonground.core.land.compute import result
from commonground.core.land.entries import Account, Atom, Entry
from commonground.core.land.plain import Folded
from commonground.land.models import Hazard, Holding, LedgerEntry, Overlap
from commonground.store.fields import as_wkb
from commonground.store.sets import among, rows

HAZARD, HOLDING, ENTRY, OVERLAP = (m._meta.db_table for m in (Hazard, Holding, LedgerEntry, Overlap))


@dataclass(slots=True)
class Surroundings:
    """Who overlaps the hazards that new entries name, two steps far, and the last day anybody there was spoken of."""

    near: dict[int, set[int]] = field(default_factory=dict)
    last: dict[int, date] = field(default_factory=dict)

    def comes_last(self, entry: Entry) -> bool:
        """Whether an entry is later than all that its surroundings know."""
        around = set(entry.hazards)
        for _ in range(2):
            around |= {other for h in around for other in self.near.get(h, ())}
        return all(self.last.get(h) is None or self.last[h] < entry.on for h in around)


def surroundings(named: Iterable[int]) -> Surroundings:
    """Look around some hazards."""
    out = Surroundings()
    frontier = set(named)
    seen = set(frontier)
    for _ in range(2):
        if not frontier:
            break
        clause, params = among("one_id", frontier)
        frontier = set()
        for one, other in rows(f"SELECT one_id, other FROM {OVERLAP} WHERE {clause}", params):
            out.near.setdefault(one, set()).add(other)
            if other not in seen:
                seen.add(other)
                frontier.add(other)
    clause, params = among("id", seen)
    for hazard, last in rows(f"SELECT id, last_on FROM {HAZARD} WHERE {clause}", params):
        if last is not None:
            out.last[hazard] = last if isinstance(last, date) else date.fromisoformat(last)
    return out


def go_on(new: Sequence[Entry], around: Surroundings, units: Units) -> tuple[Folded, list[tuple[int, Atom]], set[int]]:
    """Continue the fold with entries that come last; also which hazards' holdings changed."""
    named = {h for e in new for h in e.hazards}
    books = _restore(named, around)
    before = (dict(books.hazards.land), dict(books.programme.land))
    shaped = sorted((e for e in new if e.shape is not None), key=lambda e: e.key)
    grounds = units.divide([e.shape for e in shaped])
    atoms = [(e.number, a) for e, ground in zip(shaped, grounds, strict=True) for a in books.apply(e, ground)]
    changed = _changed(before[0], books.hazards.land) | _changed(before[1], books.programme.land)
    held = result(books, [])
    held.hazards = {s: v for s, v in held.hazards.items() if s[1] in changed}
    held.programme = {s: v for s, v in held.programme.items() if s[1] in changed}
    return held, atoms, changed


def _changed(before: dict[Slot, object], after: dict[Slot, object]) -> set[int]:
    return {slot[1] for slot, shape in after.items() if before.get(slot) is not shape}


def _restore(named: set[int], around: Surroundings) -> Books:
    """The books as the holdings have them, for some hazards and those that overlap them."""
    near = {h: frozenset(around.near.get(h, ())) for h in named}
    books = Books(near)
    clause, params = among("h.hazard_id", named | {o for others in near.values() for o in others})
    found = rows(
        f"SELECT h.book, h.hazard_id, h.unit_id, h.account, h.m2, coalesce(h.shape, e.shape) FROM {HOLDING} h "
        f"LEFT JOIN {ENTRY} e ON e.number = h.entry WHERE {clause}",
        params,
    )
    shapes = regions_from_wkb([as_wkb(r[5]) for r in found]).tolist() if found else []
    apart = {r[1] for r in found if r[0] == "programme"}
    for (book, hazard, unit, account, m2, _), shape in zip(found, shapes, strict=True):
        slot = (unit, hazard, Account(account))
        shelf = books.programme if book == "programme" else books.hazards
        shelf.land[slot], shelf.m2[slot] = shape, m2
        if book == "hazard":
            books.recorded.add(hazard)
            if hazard not in apart:
                books.programme.land[slot], books.programme.m2[slot] = shape, m2
    return books
