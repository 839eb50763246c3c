"""The statement of a period by unit, and the bridge between what was known at two times."""

from dataclasses import dataclass, replace
from datetime import date

from commonground.core.dates import Period, Times
from commonground.core.figures.values import ACTS, LAND, Values, value, values
from commonground.core.land.statement import Column, columns
from commonground.land.queries import bridge as land_bridge
from commonground.land.queries import flows as land
from commonground.places import queries as places

Within = tuple[str, ...] | None  # codes of units; None is the whole country


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """A unit's figures; the unit without identifier is what lies outside any."""

    code: str
    name: str
    column: Column
    id: int | None = None


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
    edition: places.EditionCard  # by whose units
    is_part: bool = False  # of the units alone that whoever asks may see: nothing is the programme's

    @property
    def closes(self) -> bool:
        """Whether the identity holds in every unit and in the whole, and the units make the whole."""
        parts = sum(value("land.closing", u.column) or 0 for u in self.units)
        return (
            all(u.column.closes for u in self.units)
            and self.total.closes
            and parts == value("land.closing", self.total)
        )

    def figures(self, of: UnitColumn | None = None) -> Values:
        """Every figure of the land of a unit, or of the whole; a scope of acts has flows only."""
        return values(LAND if self.has_balances else ACTS, self.total if of is None else of.column)


def statement(
    period: Period,
    times: Times = land.NOW,
    *,
    level: int | None = None,
    scope: land.Scope = land.EVERYTHING,
    within: Within = None,
) -> Statement:
    """Opening to closing by unit of one level (the lowest unless said), in the order of the units' codes.

    By the edition of the boundaries that the scope names, else by the one that was valid when the period ended. `within`
    are the units that count, by code, all others left out as if they were another country's.
    """
    edition = edition_of(scope, period.end)
    scope = replace(scope, edition=edition.number)
    lowest = places.lowest_level(edition.number)
    level = lowest if level is None else min(level, lowest)
    flows = land.flows(period, times, scope)
    if within is not None:
        mine = mine_of(within, edition.number)
        level = _whole_level(level, lowest, mine, within, edition.number)
        flows = [flow for flow in flows if flow.unit in mine]
    cards = {u.id: u for u in places.units(level, edition.number) if within is None or u.code in within}
    by_unit, total = columns(flows, _grouping(level, lowest, edition.number))
    out = [UnitColumn(u.code, u.name, by_unit.get(u.id, Column()), u.id) for u in cards.values()]
    loose = [column for unit, column in by_unit.items() if unit not in cards]
    if loose:
        out.append(UnitColumn("", "", loose[0]))
    return Statement(
        places.programme().code, period, times, level, out, total, not scope.acts, edition, within is not None
    )


def mine_of(within: tuple[str, ...], edition: int) -> set[int]:
    """The lowest units of an edition among some units."""
    return {u.id for u in places.units(places.lowest_level(edition), edition) if u.code in within}


def _whole_level(level: int, lowest: int, mine: set[int], within: tuple[str, ...], edition: int) -> int:
    """The highest level, from one on, on which each unit is there as a whole: a part would go under the name of all of it."""
    for one in range(level, lowest):
        upper = _grouping(one, lowest, edition) or {}
        codes = {u.id: u.code for u in places.units(one, edition)}
        if all(codes.get(upper.get(unit) or 0) in within for unit in mine):
            return one
    return lowest


def edition_of(scope: land.Scope, on: date) -> places.EditionCard:
    """The edition of the boundaries that is asked for, else the one that was valid on a day. Raises NotThere."""
    return places.edition_on(on) if scope.edition is None else places.edition_card(scope.edition)


def _grouping(level: int, lowest: int, edition: int) -> dict[int | None, int | None] | None:
    """Which unit of a higher level each lowest unit belongs to; one without an upper unit is outside any."""
    return None if level == lowest else places.groups(level, edition)


@dataclass(frozen=True, slots=True)
class Bridge:
    """Old figure, new figure, and what each later-known entry is worth."""

    on: date
    old_known: int
    new_known: int
    old_m2: int
    new_m2: int
    items: list[land_bridge.Item]
    edition: places.EditionCard  # by whose units the two figures are
    is_former: bool  # the entries' worth is by the units in use, the figures by others
    bound_m2: int = 0  # what rounding by other units can make at most

    @property
    def rounding_m2(self) -> int:
        """What the entries, measured by the units in use, do not make of a difference by other units."""
        return self.new_m2 - self.old_m2 - sum(i.m2 for i in self.items)

    @property
    def holds(self) -> bool:
        """Whether the items make the difference: to the square metre, or within the rounding of other units."""
        return abs(self.rounding_m2) <= self.bound_m2


def bridge(on: date, old_known: int, new_known: int, edition: int | None = None) -> Bridge:
    """The open land of the programme on a day, as known at two ledger numbers, entry by entry.

    By the edition of the boundaries that is named, else by the one that was valid on the day.
    """
    scope = land.Scope(edition=edition)
    card = edition_of(scope, on)
    scope = replace(scope, edition=card.number)
    other = card.number if scope.is_former else None
    return Bridge(
        on,
        old_known,
        new_known,
        land_bridge.open_land(on, old_known, other),
        land_bridge.open_land(on, new_known, other),
        land_bridge.items(on, old_known, new_known),
        card,
        scope.is_former,
        land_bridge.rounded(on, old_known, new_known, other),
    )
