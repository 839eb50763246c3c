"""What hazards can be filtered by in this programme."""

from dataclasses import dataclass

from commonground.land.models import Hazard
from commonground.land.queries import kept
from commonground.organisations import queries as organisations
from commonground.places import queries as places
from commonground.store.sets import rows

HAZARD = Hazard._meta.db_table


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes, with names where a name is data."""

    kinds: tuple[str, ...]
    flags: tuple[str, ...]
    units: tuple[tuple[str, str, int], ...]  # code, name, level
    operators: tuple[tuple[str, str], ...]
    donors: tuple[tuple[str, str], ...]
    selections: tuple[tuple[int, str], ...]


NONE = Choices((), (), (), (), (), ())


def choices() -> Choices:
    """What occurs, for choosing from."""
    return Choices(
        _distinct("contamination"),
        tuple(flag for flag in _distinct("flag") if flag),
        tuple((u.code, u.name, u.level) for u in places.units()),
        tuple(organisations.names("operator").items()),
        tuple(organisations.names("donor").items()),
        tuple(kept.selections()),
    )


def contaminations() -> tuple[str, ...]:
    """The types of contamination that occur."""
    return _distinct("contamination")


def _distinct(column: str) -> tuple[str, ...]:
    """The values of a column of the hazards, one after the other along its index: the whole table is never read."""
    return tuple(
        r[0]
        for r in rows(
            f"WITH RECURSIVE v(one) AS (SELECT min({column}) FROM {HAZARD} UNION ALL "
            f"SELECT (SELECT min({column}) FROM {HAZARD} WHERE {column} > v.one) FROM v WHERE v.one IS NOT NULL) "
            "SELECT one FROM v WHERE one IS NOT NULL"
        )
    )
