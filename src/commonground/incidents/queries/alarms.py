"""Accidents on released land: which, and which of them still wait for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from commonground.core.dates import Times
from commonground.core.geometry import points
from commonground.core.geometry.overlay import regions
from commonground.incidents.access import accidents as access
from commonground.incidents.access import effective
from commonground.incidents.models import Accident, AccidentFacts, ReleasedAlarm
from commonground.incidents.queries.distances import OPEN, RELEASED
from commonground.land.queries import shapes
from commonground.store.sets import rows

MOST = 900  # accidents that are looked at together after a booking


@dataclass(frozen=True, slots=True)
class AlarmCard:
    """An accident in released land."""

    number: int
    accident: str
    hazard: str
    since: date | None


def in_released(accidents: Iterable[AccidentFacts]) -> list[tuple[int, str]]:
    """Accidents (by key) with the hazards whose land they happened in and that was released on that day, none of it open."""
    placed = [row for row in accidents if row.x is not None and row.y is not None and row.until is not None]
    near = {row.accident_id: shapes.near((row.x, row.y, row.x, row.y)) for row in placed}
    hazards = {h for some in near.values() for h in some}
    if not hazards:
        return []
    now = [land for land in shapes.held(hazards) if land.account in RELEASED]
    spots = points.points(np.array([(row.x, row.y) for row in placed], float))
    candidates = {placed[spot].accident_id for spot, _ in points.inside(spots, regions([land.shape for land in now]))}
    names = {card.id: card.code for card in shapes.cards(hazards)}
    out = []
    for row in placed:
        if row.accident_id in candidates:
            out += [(row.accident_id, names[h]) for h in _released_then(row, near[row.accident_id])]
    return out


def placed_in(boxes: Iterable[tuple[float, float, float, float]]) -> list[AccidentFacts]:
    """The latest facts of accidents that count and whose point lies in any of some boxes of the plane."""
    common, params = effective.accidents()
    spots = rows(f"WITH {common} SELECT a.id, a.x, a.y FROM a WHERE a.x IS NOT NULL", params)
    some = np.array(list(boxes), float).reshape(-1, 4)
    inside = [
        number
        for number, x, y in spots
        if ((some[:, 0] <= x) & (some[:, 2] >= x) & (some[:, 1] <= y) & (some[:, 3] >= y)).any()
    ]
    return list(AccidentFacts.objects.filter(pk__in=inside[:MOST]))


def _released_then(row: AccidentFacts, hazards: set[int]) -> list[int]:
    """The hazards whose released land an accident lay in on its last possible day; none where any of them was open there."""
    lands, _standing = shapes.held_at(hazards, Times(row.until))
    at = [land for land in lands if points.meets_disc(land.shape, row.x, row.y, 0.0)]
    if any(land.account in OPEN for land in at):
        return []
    return sorted({land.hazard for land in at if land.account in RELEASED})


def waiting(viewer: Any) -> list[AlarmCard]:
    """Alarms that nobody has settled, as far as a viewer may see the accidents."""
    if not viewer.may("incidents.see"):
        return []
    kept = list(ReleasedAlarm.objects.filter(settled_at=None).select_related("accident").order_by("-pk")[:200])
    seen = access.codes_visible(viewer, [r.accident.code for r in kept]) if kept else set()
    return [card for r in kept if (card := _card(r)).accident in seen]


def of(accident: Accident) -> list[AlarmCard]:
    """Those of one accident that wait."""
    kept = ReleasedAlarm.objects.filter(accident=accident, settled_at=None).select_related("accident").order_by("pk")
    return [_card(r) for r in kept]


def _card(row: ReleasedAlarm) -> AlarmCard:
    since = (
        AccidentFacts.objects.filter(accident_id=row.accident_id)
        .order_by("-pk")
        .values_list("since", flat=True)
        .first()
    )
    return AlarmCard(row.pk, row.accident.code, row.hazard, since)
