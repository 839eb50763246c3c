"""Where a unit is, for hazards of which only the unit is known."""

from commonground.core.geometry.mercator import from_plane, inside_points
from commonground.core.geometry.overlay import regions
from commonground.places import queries as places


class UnitPoints:
    """A point inside each unit, in Web Mercator, by the unit's code or by its name where only one has it."""

    def __init__(self) -> None:
        self._points: dict[str, tuple[float, float]] | None = None

    def point(self, stated: str) -> tuple[float, float] | None:
        """The point of the unit that the papers name; None where there is no such unit, or more than one."""
        if not stated:
            return None
        if self._points is None:
            self._points = _points()
        return self._points.get(stated.strip().casefold())


def _points() -> dict[str, tuple[float, float]]:
    found = [(card, shape) for card, shape in places.boundaries() if not shape.is_empty]
    if not found:
        return {}
    drawn = from_plane(places.programme().plane, regions([shape for _, shape in found]))
    points = [(x, y) for x, y in inside_points(drawn).tolist()]
    out: dict[str, tuple[float, float]] = {}
    many: set[str] = set()
    # Lower levels first: where a town and its region share a name, the town is meant.
    order = sorted(range(len(found)), key=lambda i: -found[i][0].level)
    for field in ("code", "name"):
        taken: dict[str, int] = {}
        for i in order:
            card = found[i][0]
            key = getattr(card, field).strip().casefold()
            if taken.get(key) == card.level:
                many.add(key)
            elif key not in out:
                out[key] = points[i]
            taken.setdefault(key, card.level)
    return {key: point for key, point in out.items() if key and key not in many}
