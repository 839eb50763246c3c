"""What of a release lies outside its hazards, and what of that lies outside every hazard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import Region, area, cut, join_all, meet, pairs_sharing_land, regions
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

    `adding_of[hazard]` are the entries that recorded it, `adding_near[entry.number]` all that recorded land there.
    """
    out: list[Strip] = []
    idle: list[Idle] = []
    for entry in some:
        assert entry.shape is not None
        own = [
            a.shape for h in entry.hazards for a in adding_of.get(h, ()) if a.key < entry.key and a.shape is not None
        ]
        beyond = cut(entry.shape, join_all(own)) if own else entry.shape
        if area(beyond) <= 0.5:
            continue
        others = [a.shape for a in adding_near.get(entry.number, ()) if a.key < entry.key and a.shape is not None]
        elsewhere = meet(beyond, join_all(others)) if others else None
        foreign = area(elsewhere) if elsewhere is not None else 0.0
        if foreign > 0.5:
            idle.append(Idle(entry.number, entry.hazards[0], "land.entry.in-another-hazard", foreign))
        free = cut(beyond, elsewhere) if elsewhere is not None and foreign > 0 else beyond
        if area(free) > 0.5:
            idle.append(Idle(entry.number, entry.hazards[0], "land.entry.outside-hazard", area(free)))
            if entry.kind is Kind.CLEAR:
                out.append(Strip(entry, free))
    return out, idle


def fold_strips(some: Sequence[Strip], adding: Sequence[Entry], units: Units) -> list[Atom]:
    """Atoms of the outside book: strips that overlap are folded together with the land recorded over them later."""
    if not some:
        return []
    heads = list(range(len(some)))

    def head(i: int) -> int:
        while heads[i] != i:
            heads[i] = heads[heads[i]]
            i = heads[i]
        return i

    shapes = regions([s.shape for s in some])
    left, right = pairs_sharing_land(shapes)
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        a, b = head(i), head(j)
        heads[max(a, b)] = min(a, b)
    later: dict[int, list[Entry]] = {}
    if len(adding):
        which, strip = pairs_sharing_land(shapes, regions([a.shape for a in adding]))
        for w, i in zip(which.tolist(), strip.tolist(), strict=True):
            later.setdefault(head(i), []).append(adding[w])
    groups: dict[int, list[tuple[Entry, Region]]] = {}
    for i, s in enumerate(some):
        groups.setdefault(head(i), []).append((s.entry, s.shape))
    atoms: list[Atom] = []
    for top, members in groups.items():
        recorded = {e.number: e for e in later.get(top, ())}
        events = members + [(e, e.shape) for e in recorded.values() if e.shape is not None]
        events.sort(key=lambda pair: pair[0].key)
        grounds = units.divide([shape for _, shape in events])
        found, _ = outside.fold([outside.Event(e, g) for (e, _), g in zip(events, grounds, strict=True)])
        atoms += found
    return atoms


def adding_entries(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that bring land on the books."""
    return [e for e in entries if e.kind in ADDING and e.shape is not None]
