"""How thick recorded hazards lie in each unit, as of a day and as known at a number."""

from dataclasses import dataclass
from datetime import date

from commonground.core.dates import Period, Times
from commonground.core.figures.values import value
from commonground.core.geometry.outline import Outlined, outlined
from commonground.core.geometry.overlay import areas
from commonground.core.land import density
from commonground.land.queries import counted
from commonground.places import queries as places
from commonground.reporting.queries.statement import _grouping, statement


@dataclass(frozen=True, slots=True)
class Thick:
    """A unit: its area, the open land and the hazards in it, and what they come to by its area. Hazards in several units count in each."""

    code: str
    name: str
    unit_m2: int
    open_m2: int
    hazards: int | None  # None by units that are not in use any more
    outline: Outlined | None

    @property
    def land(self) -> int | None:
        """Square metres per square kilometre."""
        return density.land(self.open_m2, self.unit_m2)

    @property
    def tenths(self) -> int | None:
        """Tenths of a hazard per hundred square kilometres."""
        return None if self.hazards is None else density.hazards(self.hazards, self.unit_m2)


@dataclass(frozen=True, slots=True)
class Density:
    """All units of a level, in the order of their codes, and the day."""

    on: date
    level: int
    edition: places.EditionCard
    units: tuple[Thick, ...]


def density_of(on: date, times: Times, level: int) -> Density:
    """By the units that were in force on the day."""
    found = statement(Period(date(on.year, 1, 1), on), times, level=level)
    edition = found.edition.number
    cards, shapes = places.shapes(found.level, edition)
    group = _grouping(found.level, places.lowest_level(edition), edition)
    in_use = edition == places.edition()
    by_unit = counted.standings(on, times, group)[1] if in_use else None
    open_m2 = {u.id: value("land.closing", u.column) or 0 for u in found.units}
    units = [
        Thick(card.code, card.name, round(float(size)), open_m2.get(card.id, 0),
              None if by_unit is None else by_unit.get(card.id, {}).get("hazards.open", 0), outline)
        for card, size, outline in zip(cards, areas(shapes), outlined(shapes), strict=True)
    ]  # fmt: skip
    return Density(on, found.level, found.edition, tuple(units))
