"""Land cleared outside any recorded hazard, kept in step by site: strips that overlap, and who recorded land there."""

from collections.abc import Iterable, Sequence

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import box_of
from commonground.core.land import carried, strips
from commonground.core.land.accounts import near
from commonground.core.land.entries import ADDING, Atom, Book, Entry, Kind, Line, in_force
from commonground.land.actions import summaries, written
from commonground.land.models import Doubt, LedgerEntry
from commonground.land.queries import entries as ledger
from commonground.store.sets import among, rows, run
from commonground.store.spatial import ids_in_box

MANY = 500


def refresh(
    loose: Sequence[Entry], inside: dict[int, float], cause: Sequence[Entry], units: Units, new: range
) -> tuple[list[tuple[int, Atom]], list[Entry]]:
    """What to write so that the outside book is as the entries say; also the findings about land outside hazards.

    Returns the atoms with their numbers, and the entries that they are of.

    `loose` are releases to look at, with the m2 of each that the fold found `inside` its hazards; `cause` the entries
    that may have changed what is recorded; `new` the ledger numbers just given.
    """
    stray = strips.stray(loose, inside)
    old = _site([*cause, *stray])
    if not stray and not old:
        if loose:
            summaries.weigh(_forget(e.number for e in loose))
        return [], []
    clearances = {e.number: e for e in (*stray, *(ledger.numbered(old) if old else []))}
    adding = _recorded_at(clearances.values(), new[-1])
    # Only the fact of a correction counts here; what a replacement records or clears is looked at in its own place.
    seen = ledger.with_acts([*clearances.values(), *adding], new[-1])
    counting = carried.undivided(seen)
    standing = [e for e in counting if e.number in clearances and e.kind not in ADDING]
    recorded = strips.adding_entries(counting)
    found, idle = strips.strips(standing, *near(standing, recorded, strips.adding_entries(in_force(seen))))
    after = written.net_of(strips.fold_strips(found, recorded, units))
    before = _written(clearances)
    homes = _forget([*clearances, *(e.number for e in loose)])
    written.add_idle(idle, "strip")
    summaries.weigh(homes | {i.hazard for i in idle})
    atoms = [(atom.entry if atom.entry in new else new[-1], atom) for atom in written.difference(before, after)]
    return atoms, [*clearances.values(), *adding]


def _site(seeds: Sequence[Entry]) -> set[int]:
    """Releases with land outside any hazard, counted or in the shadow of another, where the seeds lie and beyond.

    The findings about strips are the register of them.
    """
    table = Doubt._meta.db_table
    if len(seeds) > MANY:
        return {r[0] for r in rows(f"SELECT DISTINCT entry FROM {table} WHERE origin = 'strip'")}
    found: set[int] = set()
    boxes = [box_of(e.shape) for e in seeds if e.shape is not None]
    while boxes:
        near = {n for box in boxes for n in ids_in_box(LedgerEntry, box)} - found
        clause, params = among("entry", near)
        here = (
            set(rows(f"SELECT entry, hazard_id FROM {table} WHERE origin = 'strip' AND {clause}", params))
            if near
            else set()
        )
        clause, params = among("hazard_id", {home for _, home in here})
        same = rows(f"SELECT entry FROM {table} WHERE origin = 'strip' AND {clause}", params) if here else []
        fresh = ({n for n, _ in here} | {r[0] for r in same}) - found
        found |= fresh
        boxes = [box_of(e.shape) for e in ledger.numbered(fresh) if e.shape is not None] if fresh else []
    return found


def _recorded_at(some: Iterable[Entry], known: int) -> list[Entry]:
    """Entries that brought land on the books where some entries lie, or for the hazards they name."""
    some = list(some)
    if len(some) > MANY:
        return [e for e in ledger.every(known) if e.kind in ADDING and e.shape is not None]
    numbers = {n for e in some for n in ids_in_box(LedgerEntry, box_of(e.shape)) if n <= known}
    return [e for e in ledger.numbered(numbers) if e.kind in ADDING] if numbers else []


def _written(clearances: dict[int, Entry]) -> written.Net:
    homes = {e.hazards[0] for e in clearances.values() if e.kind is Kind.CLEAR}
    net = written.net(homes, (Book.OUTSIDE,)) if homes else {}
    return {k: v for k, v in net.items() if k[0] in clearances or k[4] == Line.OUTSIDE_RECORDED.value}


def _forget(entries: Iterable[int]) -> set[int]:
    """Take away what was found about some strips; the hazards that it was told of."""
    clause, params = among("entry", entries)
    told = rows(f"SELECT DISTINCT hazard_id FROM {Doubt._meta.db_table} WHERE origin = 'strip' AND {clause}", params)
    if told:
        run(f"DELETE FROM {Doubt._meta.db_table} WHERE origin = 'strip' AND {clause}", params)
    return {r[0] for r in told}
