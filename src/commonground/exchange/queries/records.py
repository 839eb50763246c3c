"""Our records as the projection takes them: what is said of each and where it lies, whatever of it will be shared."""

import json
from collections.abc import Iterable, Iterator

from commonground.core.exchange.agreements import Agreement, Geometry
from commonground.core.exchange.feed import Key
from commonground.core.exchange.projection import Record
from commonground.core.exchange.vocabulary import STATUS
from commonground.land.queries import shared

HAZARD = "hazard"
HERE = frozenset({HAZARD})  # collections that this programme can share by now


def hazards(some: Iterable[int] | None = None, known: int | None = None) -> Iterator[Record]:
    """Hazards as they are now, or as they were known at a ledger number; all of them where none are named."""
    for one in shared.every(some) if known is None else shared.then(some, known):
        values = {
            "code": one.code, "name": one.name or None, "status": one.standing if one.standing in STATUS else "unknown",
            "contamination": one.contamination, "flag": one.flag, "recorded_on": one.first_on, "changed_on": one.last_on,
            "open_m2": one.open_m2, "stated_m2": None, "unit": one.unit or None,
        }  # fmt: skip
        yield Record(HAZARD, str(one.id), values, one.land)


def everything(agreement: Agreement) -> list[Record]:
    """All records of the collections of an agreement."""
    return some(keys(agreement))


def keys(agreement: Agreement, since: int | None = None) -> list[Key]:
    """The records of the collections of an agreement: all of them, or those that may have changed after a ledger number."""
    if HAZARD not in agreement.collections:
        return []
    said = agreement.collections[HAZARD]
    # Boundaries are drawn anew without an entry: who is told of units is told by looking at every hazard.
    by_unit = "unit" in said.ways or said.geometry is Geometry.UNIT or '"unit"' in json.dumps(said.rows)
    found = shared.numbers() if since is None or by_unit else shared.changed_since(since)
    return [(HAZARD, str(one)) for one in found]


def some(wanted: Iterable[Key], known: int | None = None) -> list[Record]:
    """Records by their keys, as they are now or were known at a ledger number; those that are no more, or were not yet, are left out."""
    return list(hazards((int(key) for collection, key in wanted if collection == HAZARD), known))


def key_of(code: str) -> Key | None:
    """The key of one of our hazards by its code."""
    found = shared.number_of(code)
    return (HAZARD, str(found)) if found is not None else None
