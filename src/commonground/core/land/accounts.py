"""The whole state of the accounts, from scratch: a pure function of the entries and the units."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import pairs_sharing_land, regions
from commonground.core.land import carried, compute, strips
from commonground.core.land.books import Idle
from commonground.core.land.entries import Atom, Entry, in_force
from commonground.core.land.plain import Folded

PARTS = 4  # a stray entry brings along what was recorded where it lies


@dataclass(frozen=True, slots=True)
class State:
    """Everything the entries add up to."""

    atoms: list[Atom]
    idle: list[Idle]
    folded: Folded
    entries: list[Entry]


def state(
    entries: Iterable[Entry],
    units: Units,
    *,
    on: date | None = None,
    known: int | None = None,
    run: Callable[..., Iterable[Any]] = map,
    chunk: int = compute.CHUNK,
    stated_unit: Callable[[int], int | None] = lambda hazard: None,
) -> State:
    """The state `(on, known)`: the fold of all entries with number <= known and date <= on, in canonical order."""
    every = list(entries)
    standing = counting = in_force(every, known=known, on=on)
    seen = [e for e in every if known is None or e.number <= known]
    folded = carried.fold(seen, units, counting=counting, on=on, run=run, size=chunk)
    if carried.holding(seen):
        standing = [e for e in carried.undivided(seen) if on is None or e.on <= on]
    adding = strips.adding_entries(standing)
    loose = strips.stray(standing, folded.inside)
    parts = list(_parts(loose, *near(loose, adding, strips.adding_entries(counting)), max(1, chunk // PARTS)))
    outside_strips: list[strips.Strip] = []
    idle: list[Idle] = []
    for found, said in run(strips.strips, *zip(*parts, strict=True)) if parts else ():
        outside_strips += found
        idle += said
    outside_atoms = strips.fold_strips(outside_strips, adding, units)
    stated_atoms, stated_idle = compute.fold_stated(counting, stated_unit)
    return State(folded.atoms + outside_atoms + stated_atoms, folded.idle + idle + stated_idle, folded, counting)


Of = dict[int, list[Entry]]


def _parts(loose: Sequence[Entry], of: Of, there: Of, size: int) -> Iterator[tuple[Sequence[Entry], Of, Of]]:
    """Stray entries in parts, each with what it needs to know, so that a part can be sent elsewhere."""
    for first in range(0, len(loose), size):
        part = loose[first : first + size]
        named = {h for e in part for h in e.hazards}
        yield part, {h: of[h] for h in named if h in of}, {e.number: there[e.number] for e in part if e.number in there}


def near(loose: Sequence[Entry], adding: Sequence[Entry], divided: Sequence[Entry]) -> tuple[Of, Of]:
    """For stray entries: what recorded each hazard, and what recorded land of other hazards where each entry lies. `divided`
    are the entries that recorded hazards which were divided or united, where the others still stand for these."""
    of: Of = {}
    for entry in {e.number: e for e in (*adding, *divided)}.values():
        for hazard in entry.hazards:
            of.setdefault(hazard, []).append(entry)
    there: Of = {}
    if loose and adding:
        named = [frozenset(e.hazards) for e in loose]
        left, right = pairs_sharing_land(
            regions([a.shape for a in adding]),
            regions([e.shape for e in loose]),
            lambda some, others: np.array(
                [
                    not named[i].issuperset(adding[j].hazards)
                    for i, j in zip(some.tolist(), others.tolist(), strict=True)
                ],
                dtype=bool,
            ),
        )
        for i, j in zip(left.tolist(), right.tolist(), strict=True):
            there.setdefault(loose[i].number, []).append(adding[j])
    return of, there
