"""The statement of a period by unit, and the bridge between what was known at two times."""

from dataclasses import dataclass
from datetime import date

from commonground.core.dates import Period, Times
from commonground.core.land.statement import Column, columns
from commonground.land.queries import bridge as land_bridge
from commonground.land.queries import flows as land
from commonground.places import queries as places


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """A unit's figures; the unit without identifier is what lies outside any."""

    code: str
    name: str
    column: Column


@dataclass(frozen=True, slots=True)
class Statement:
    """A period's statement: by unit, and for the programme."""

    programme: str
    period: Period
    times: Times
    level: int
    units: list[UnitColumn]
    total: Column
    has_balances: bool  # false for an act scope: open land has no operator

    @property
    def closes(self) -> bool:
        """Whether the identity holds in every unit and in the whole, and the units make the whole."""
        parts = sum(u.column.closing_m2 for u in self.units)
        return all(u.column.closes for u in self.units) and self.total.closes and parts == self.total.closing_m2


def statement(
    period: Period, times: Times = land.NOW, *, level: int | None = None, scope: land.Scope = land.EVERYTHING
) -> Statement:
    """Opening to closing by unit of one level (the lowest unless said), in the order of the units' codes."""
    lowest = places.lowest_level()
    level = lowest if level is None else min(level, lowest)
    cards = {u.id: u for u in places.units(level)}
    by_unit, total = columns(land.flows(period, times, scope), _grouping(level, lowest))
    out = [UnitColumn(u.code, u.name, by_unit.get(u.id, Column())) for u in cards.values()]
    loose = [column for unit, column in by_unit.items() if unit not in cards]
    if loose:
        out.append(UnitColumn("", "", loose[0]))
    return Statement(places.programme().code, period, times, level, out, total, not scope.acts)


def _grouping(level: int, lowest: int) -> dict[int | None, int | None] | None:
    """Which unit of a higher level each lowest unit belongs to; one without an upper unit is outside any."""
    if level == lowest:
        return None
    upper = {u.id: u.upper for u in places.units()}
    group: dict[int | None, int | None] = {}
    for unit in places.units(lowest):
        up: int | None = unit.id
        for _ in range(lowest - level):
            up = upper.get(up) if up is not None else None
        group[unit.id] = up
    return group


@dataclass(frozen=True, slots=True)
class Bridge:
    """Old figure, new figure, and what each later-known entry is worth."""

    on: date
    old_known: int
    new_known: int
    old_m2: int
    new_m2: int
    items: list[land_bridge.Item]

    @property
    def holds(self) -> bool:
        """Whether the items make the difference, to the square metre."""
        return self.new_m2 - self.old_m2 == sum(i.m2 for i in self.items)


def bridge(on: date, old_known: int, new_known: int) -> Bridge:
    """The open land of the programme on a day, as known at two ledger numbers, entry by entry."""
    return Bridge(
        on,
        old_known,
        new_known,
        land_bridge.open_land(on, old_known),
        land_bridge.open_land(on, new_known),
        land_bridge.items(on, old_known, new_known),
    )
