"""What of a release lies outside its hazards, and what of that lies outside every hazard."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.core.geometry.divide import CROSSING, Units
from commonground.core.geometry.overlay import (
    NOTHING,
    Places,
    Region,
    Regions,
    area,
    areas,
    cut_each,
    is_nothing,
    join_all,
    meet_each,
    pairs_sharing_land,
    regions,
)
from commonground.core.land import outside
from commonground.core.land.books import Idle
from commonground.core.land.entries import ADDING, Atom, Entry, Kind


@dataclass(frozen=True, slots=True)
class Strip:
    """The part of a clearance outside everything recorded before it."""

    entry: Entry
    shape: Region


def stray(entries: Sequence[Entry], inside: dict[int, float]) -> list[Entry]:
    """Entries whose land is not all on recorded land of the hazards they name, as far as the fold could tell.

    An entry that names several hazards is looked at exactly, because land that two of them share counts twice in
    `inside`.
    """
    return [
        e
        for e in entries
        if e.shape is not None
        and e.kind not in ADDING
        and (len(e.hazards) > 1 or area(e.shape) - inside.get(e.number, 0.0) > 0.5)
    ]


def strips(
    some: Iterable[Entry], adding_of: dict[int, list[Entry]], adding_near: dict[int, list[Entry]]
) -> tuple[list[Strip], list[Idle]]:
    """Strips of clearances, and a finding with its square metres for every entry that leaves its hazards.

    `adding_of[hazard]` are the entries that recorded it, `adding_near[entry.number]` all that recorded land of hazards there
    that an entry does not name.
    """
    entries = [e for e in some if e.shape is not None]
    lands = regions([e.shape for e in entries])
    own = regions([_own(e, adding_of) for e in entries])
    beyond = cut_each(lands, own)
    far = [i for i, m2 in enumerate(areas(beyond).tolist()) if m2 > 0.5]
    others = {i: join_all(_shapes_before(entries[i], adding_near.get(entries[i].number, ()))) for i in far}
    crossing = [i for i in far if not is_nothing(others[i])]
    elsewhere = meet_each(beyond[crossing], regions([others[i] for i in crossing]))
    free = beyond.copy()
    free[crossing] = cut_each(beyond[crossing], elsewhere)
    foreign = dict(zip(crossing, areas(elsewhere).tolist(), strict=True))
    out: list[Strip] = []
    idle: list[Idle] = []
    for i, m2 in zip(far, areas(free[far]).tolist(), strict=True):
        entry = entries[i]
        if foreign.get(i, 0.0) > 0.5:
            idle.append(Idle(entry.number, entry.hazards[0], "land.entry.in-another-hazard", foreign[i]))
        if m2 > 0.5:
            idle.append(Idle(entry.number, entry.hazards[0], "land.entry.outside-hazard", m2))
            if entry.kind is Kind.CLEAR:
                out.append(Strip(entry, free[i]))
    return out, idle


def _own(entry: Entry, adding_of: dict[int, list[Entry]]) -> Region:
    """What had been recorded for the hazards that an entry names."""
    if len(entry.hazards) == 1:
        adding = adding_of.get(entry.hazards[0], [])
        if len(adding) == 1 and (shape := adding[0].shape) is not None:
            return shape if adding[0].key < entry.key else NOTHING
    return join_all(_shapes_before(entry, (a for h in entry.hazards for a in adding_of.get(h, ()))))


def _shapes_before(entry: Entry, adding: Iterable[Entry]) -> list[Region]:
    return [a.shape for a in adding if a.shape is not None and a.key < entry.key]


def fold_strips(some: Sequence[Strip], adding: Sequence[Entry], units: Units) -> list[Atom]:
    """Atoms of the outside book: strips that overlap are folded together with the land recorded over them later."""
    atoms: list[Atom] = []
    groups: list[list[tuple[Entry, Region]]] = []
    shapes = regions([s.shape for s in some])
    homes, sizes = units.home(shapes).tolist(), areas(shapes).tolist()
    for members, recorded in _groups(some, shapes, adding):
        i = members[0]
        if len(members) == 1 and not recorded and homes[i] != CROSSING:
            atoms += outside.alone(some[i].entry, units.ids[homes[i]] if homes[i] >= 0 else None, sizes[i])
        else:
            events = [(some[i].entry, some[i].shape) for i in members]
            events += [(e, e.shape) for e in recorded if e.shape is not None]
            groups.append(sorted(events, key=lambda event: event[0].key))
    grounds = iter(units.divide([shape for events in groups for _, shape in events]))
    for events in groups:
        atoms += outside.fold([outside.Event(e, next(grounds)) for e, _ in events])[0]
    return atoms


def _groups(
    some: Sequence[Strip], shapes: Regions, adding: Sequence[Entry]
) -> Iterator[tuple[list[int], Collection[Entry]]]:
    """Strips that overlap, by their places, and what was recorded over any of them later."""
    heads = list(range(len(some)))

    def head(i: int) -> int:
        while heads[i] != i:
            heads[i] = heads[heads[i]]
            i = heads[i]
        return i

    def after(which: Places, strip: Places) -> NDArray[np.bool_]:
        """What was recorded before is cut off already, but for the grid's dust."""
        pairs = zip(which.tolist(), strip.tolist(), strict=True)
        return np.array([adding[w].key > some[i].entry.key for w, i in pairs], dtype=bool)

    left, right = pairs_sharing_land(shapes)
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        a, b = head(i), head(j)
        heads[max(a, b)] = min(a, b)
    later: dict[int, dict[int, Entry]] = {}
    if len(some) and len(adding):
        which, strip = pairs_sharing_land(shapes, regions([a.shape for a in adding]), after)
        for w, i in zip(which.tolist(), strip.tolist(), strict=True):
            later.setdefault(head(i), {})[adding[w].number] = adding[w]
    members: dict[int, list[int]] = {}
    for i in range(len(some)):
        members.setdefault(head(i), []).append(i)
    for top, places in members.items():
        yield places, later.get(top, {}).values()


def adding_entries(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that bring land on the books."""
    return [e for e in entries if e.kind in ADDING and e.shape is not None]
