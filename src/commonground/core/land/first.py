"""What a country's first records come to: hazards put on the books once each, nearly all of them a column at a time.

The same atoms and holdings as `compute.fold` gives for them. A hazard whose land lies in one unit and overlaps nobody's
holds just what its record says; the others are folded as ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from commonground.core.geometry.divide import CROSSING, Units
from commonground.core.geometry.overlay import areas, pairs_sharing_land, regions
from commonground.core.land.books import DUST_M2, whole
from commonground.core.land.compute import fold
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Entry
from commonground.core.land.plain import Folded


@dataclass(slots=True)
class Records:
    """What came of some records. `plain` are places among them, with the unit and the square metres of each."""

    plain: list[int] = field(default_factory=list)
    units: list[int | None] = field(default_factory=list)
    m2: list[int] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)  # of all others that have a perimeter
    rest: Folded = field(default_factory=Folded)  # what those come to
    near: dict[int, set[int]] = field(default_factory=dict)  # for each hazard, those whose land overlaps its own


def fold_records(
    drafts: Sequence[Draft], hazards: Sequence[int], units: Units, entry: Callable[[int], Entry]
) -> Records:
    """Fold records in canonical order, each of another hazard and none corrected; `entry` makes the one at a place."""
    out = Records()
    shaped = [i for i, d in enumerate(drafts) if d.shape is not None]
    lands = regions([drafts[i].shape for i in shaped])
    left, right = pairs_sharing_land(lands)
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        one, other = hazards[shaped[a]], hazards[shaped[b]]
        out.near.setdefault(one, set()).add(other)
        out.near.setdefault(other, set()).add(one)
    sizes = areas(lands).tolist()
    for i, home, m2 in zip(shaped, units.home(lands).tolist(), sizes, strict=True):
        if home == CROSSING or m2 < DUST_M2 or hazards[i] in out.near:
            out.entries.append(entry(i))
            continue
        out.plain.append(i)
        out.units.append(units.ids[home] if home >= 0 else None)
        out.m2.append(whole(m2))
    out.rest = fold(out.entries, units, out.near)
    return out
