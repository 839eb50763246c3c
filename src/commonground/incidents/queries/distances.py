"""How far accidents happened from recorded hazards and from released land, in bands; only where a point is known."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from commonground.core.geometry import points
from commonground.core.geometry.overlay import Regions, regions
from commonground.core.incidents import near
from commonground.incidents.access import accidents as access
from commonground.incidents.access import effective
from commonground.land.queries import reach, shapes
from commonground.store.sets import rows

OPEN = ("suspected", "confirmed")
RELEASED = ("cancelled", "reduced", "cleared")


@dataclass(frozen=True, slots=True)
class Distances:
    """How many accidents lie in each band, of recorded hazards and of released land; and of how many nobody can say."""

    to_open: list[int]
    to_released: list[int]
    unknown: int
    exact: int  # accidents whose place is a point


def distances(viewer: Any) -> Distances:
    """The accidents that a viewer sees, measured to the land that they see, as both are known now."""
    common, params = effective.accidents()
    clause, more = access.within(access.visible(viewer))
    found = rows(f"WITH {common} SELECT a.x, a.y FROM a WHERE {clause}", [*params, *more])
    known = np.array([(x, y) for x, y in found if x is not None], float).reshape(-1, 2)
    spots = points.points(known)
    land = lands(viewer)
    to_open, to_released = (near.counted(measured(spots, some))[0] for some in land)
    return Distances(to_open, to_released, len(found) - len(known), len(known))


def lands(viewer: Any) -> tuple[Regions, Regions]:
    """The land that a viewer sees: what is open, and what was released."""
    held = shapes.held([card.id for card in shapes.cards(within=reach.visible(viewer))])
    return regions([h.shape for h in held if h.account in OPEN]), regions(
        [h.shape for h in held if h.account in RELEASED]
    )


def measured(spots: Regions, land: Regions) -> list[float | None]:
    """Metres from each point to the nearest land; None where there is none at all."""
    return [None if one is None else one[1] for one in points.nearest(spots, land)]
