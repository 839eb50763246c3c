"""What a statement can be asked for: scopes that occur, and the units of a level."""

from dataclasses import dataclass

from commonground.land.queries import choices as hazards
from commonground.land.queries import scopes as land
from commonground.organisations import queries as organisations
from commonground.places import queries as places
from commonground.reporting.queries.statement import _grouping


@dataclass(frozen=True, slots=True)
class Scopes:
    """What occurs in the books, for the form: codes, and names where they have some."""

    contamination: list[str]
    flags: list[str]
    operators: list[tuple[str, str]]
    donors: list[tuple[str, str]]
    methods: list[str]


def scopes() -> Scopes:
    """Every scope that a statement of these books can have."""
    found = hazards.choices()
    operators = organisations.names("operator")
    donors = organisations.names("donor")
    return Scopes(list(found.kinds), list(found.flags), list(operators.items()), list(donors.items()), land.methods())


def lowest_units(code: str, level: int | None, edition: int) -> tuple[str, tuple[int | None, ...]]:
    """A unit's name, and the lowest units in it; "outside" is what no unit of the level holds."""
    lowest = places.lowest_level(edition)
    level = lowest if level is None else min(level, lowest)
    cards = {u.id: u for u in places.units(level, edition)}
    group = _grouping(level, lowest, edition) or {u: u for u in cards}
    if code == "outside":
        return "", (None, *(low for low, up in group.items() if up not in cards))
    unit = next((u for u in cards.values() if u.code == code), None)
    if unit is None:
        return "", ()
    return unit.name, tuple(low for low, up in group.items() if up == unit.id)


def lowest_of_all(level: int, edition: int) -> dict[str, tuple[int | None, ...]]:
    """The lowest units in each unit of a level, by its code; under the empty code what no unit of the level holds."""
    lowest = places.lowest_level(edition)
    codes = {u.id: u.code for u in places.units(level, edition)}
    group = _grouping(level, lowest, edition) or {u: u for u in codes}
    out: dict[str, tuple[int | None, ...]] = {}
    for low, up in group.items():
        code = codes.get(up, "") if up is not None else ""
        out[code] = (*out.get(code, ()), low)
    out[""] = (None, *out.get("", ()))
    return out
