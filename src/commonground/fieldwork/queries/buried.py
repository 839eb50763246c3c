"""Finds in land that had been released before: somebody may be standing on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from commonground.core.dates import Times
from commonground.core.geometry.overlay import reaches
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.land.entries import Account
from commonground.land.queries import known, reach, shapes
from commonground.ordnance.queries import points
from commonground.places import queries as places

RELEASED = frozenset({Account.CANCELLED.value, Account.REDUCED.value, Account.CLEARED.value})


@dataclass(frozen=True, slots=True)
class Buried:
    """A find in released land: how the land had been released, and whether the point lies in it or only may."""

    find: str
    name: str
    on: date
    hazard: str
    released: str
    certain: bool


def in_released_land(viewer: Any, find: str = "") -> list[Buried]:
    """Finds, or one of them, that lie in land which had been released by their day and still counts as released.

    What has been opened again since is dealt with. Land that the viewer may not see says nothing.
    """
    if not (viewer.may("ordnance.see") and viewer.may("land.see")):
        return []
    plane, within = places.programme().plane, reach.visible(viewer)
    out = []
    for one in points.of(viewer, _may_lie_there(points.spots(viewer, find), plane)):
        x, y = plane.forward_one(one.lon, one.lat)
        box = (x - one.accuracy_m, y - one.accuracy_m, x + one.accuracy_m, y + one.accuracy_m)
        near = reach.only_visible(within, shapes.near(box))
        if not near:
            continue
        now = [
            land for land in shapes.held(near) if land.account in RELEASED and reaches(land.shape, x, y, one.accuracy_m)
        ]
        if not now or any(land.account not in RELEASED and reaches(land.shape, x, y, 0) for land in shapes.held(near)):
            continue
        then = shapes.held_at({land.hazard for land in now}, Times(one.on))[0]
        hit = next((t for t in then if t.account in RELEASED and reaches(t.shape, x, y, one.accuracy_m)), None)
        if hit is not None:
            code = shapes.cards([hit.hazard])[0].code
            out.append(Buried(one.code, one.name, one.on, code, hit.account, reaches(hit.shape, x, y, 0)))
    return out


def _may_lie_there(spots: Sequence[tuple[str, float, float, int, date]], plane: EqualAreaPlane) -> list[str]:
    """The finds that are worth a closer look: of all of them those near which something had been released by their day."""
    if not spots:
        return []
    x, y = plane.forward(np.array([(lon, lat) for _, lon, lat, _, _ in spots], float)).T.tolist()
    boxes = [((a - r, b - r, a + r, b + r), on) for (_, _, _, r, on), a, b in zip(spots, x, y, strict=True)]
    return [spots[i][0] for i in sorted(known.released_near(boxes))]
