"""What the map's address chooses: contamination and unit."""

from commonground.geodata.queries.rows import ALL, Filter
from commonground.places import queries as places


def chosen_by(query) -> Filter:
    """The filter of an address; an unknown unit chooses nothing rather than everything."""
    contamination = query.get("contamination", "")[:60]
    unit = query.get("unit", "")[:40]
    if not contamination and not unit:
        return ALL
    return Filter(contamination, _within(unit) if unit else None)


def _within(code: str) -> tuple[int, ...]:
    """The units of a code with everything below them."""
    cards = places.units()
    inside = {c.id for c in cards if c.code == code}
    for card in sorted(cards, key=lambda c: c.level):
        if card.upper in inside:
            inside.add(card.id)
    return tuple(sorted(inside))
