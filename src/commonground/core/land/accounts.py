"""The whole state of the accounts, from scratch: a pure function of the entries and the units."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import pairs_sharing_land, regions
from commonground.core.land import compute, strips
from commonground.core.land.books import Idle
from commonground.core.land.entries import Atom, Entry, in_force


@dataclass(frozen=True, slots=True)
class State:
    """Everything the entries add up to."""

    atoms: list[Atom]
    idle: list[Idle]
    folded: compute.Folded
    entries: list[Entry]


def state(
    entries: Iterable[Entry],
    units: Units,
    *,
    on: date | None = None,
    known: int | None = None,
    run: Callable[..., Iterable[compute.Folded]] = map,
    chunk: int = compute.CHUNK,
    stated_unit: Callable[[int], int | None] = lambda hazard: None,
) -> State:
    """The state `(on, known)`: the fold of all entries with number <= known and date <= on, in canonical order."""
    counting = in_force(entries, known=known, on=on)
    folded = compute.fold_all(compute.clusters(counting, units), run, chunk)
    adding = strips.adding_entries(counting)
    loose = strips.stray(counting, folded.inside)
    outside_strips, idle = strips.strips(loose, *near(loose, adding))
    outside_atoms = strips.fold_strips(outside_strips, adding, units)
    stated_atoms, stated_idle = compute.fold_stated(counting, stated_unit)
    return State(folded.atoms + outside_atoms + stated_atoms, folded.idle + idle + stated_idle, folded, counting)


def near(loose: Sequence[Entry], adding: Sequence[Entry]) -> tuple[dict[int, list[Entry]], dict[int, list[Entry]]]:
    """For stray entries: what recorded each hazard, and what recorded land where each entry lies."""
    of: dict[int, list[Entry]] = {}
    for entry in adding:
        for hazard in entry.hazards:
            of.setdefault(hazard, []).append(entry)
    there: dict[int, list[Entry]] = {}
    if loose and adding:
        left, right = pairs_sharing_land(regions([a.shape for a in adding]), regions([e.shape for e in loose]))
        for i, j in zip(left.tolist(), right.tolist(), strict=True):
            there.setdefault(loose[i].number, []).append(adding[j])
    return of, there
