"""Our records as the projection takes them: what is said of each and where it lies, whatever of it will be shared."""

import json
from collections.abc import Iterable, Iterator

from commonground.core.exchange.agreements import Agreement, Geometry
from commonground.core.exchange.feed import Key
from commonground.core.exchange.projection import Record
from commonground.core.exchange.vocabulary import STATUS
from commonground.exchange.models import Link
from commonground.exchange.queries import talk
from commonground.land.queries import shared

HAZARD, RELEASE = "hazard", "release"
HERE = frozenset({HAZARD, RELEASE})  # collections that this programme can share by now


def hazards(some: Iterable[int] | None = None, known: int | None = None) -> Iterator[Record]:
    """Hazards as they are now, or as they were known at a ledger number; all of them where none are named."""
    same = talk.same_as()
    for one in shared.every(some) if known is None else shared.then(some, known):
        values = {
            "code": one.code, "name": one.name or None, "status": one.standing if one.standing in STATUS else "unknown",
            "contamination": one.contamination, "flag": one.flag, "recorded_on": one.first_on, "changed_on": one.last_on,
            "open_m2": one.open_m2, "stated_m2": None, "unit": one.unit or None, "same_as": same.get(str(one.id)),
        }  # fmt: skip
        yield Record(HAZARD, str(one.id), values, one.land)


def releases(some: Iterable[tuple[int, int, str]], known: int | None = None) -> Iterator[Record]:
    """Releases as they are now, or as they were known at a ledger number."""
    for one in shared.released(some, known):
        values = {
            "hazard": str(one.hazard), "activity": one.activity, "day": one.day, "m2": one.m2, "operator": one.operator or None,
            "donor": one.donor or None, "method": one.method or None, "unit": one.unit or None,
        }  # fmt: skip
        yield Record(RELEASE, _key_of(one.entry, one.hazard, one.activity), values, one.land)


def _key_of(*parts: object) -> str:
    return ".".join(map(str, parts))


def everything(agreement: Agreement) -> list[Record]:
    """All records of the collections of an agreement."""
    return some(keys(agreement))


def keys(agreement: Agreement, since: int | None = None) -> list[Key]:
    """The records of the collections of an agreement: all of them, or those that may have changed after a ledger number."""
    out: list[Key] = []
    if HAZARD in agreement.collections:
        every = since is None or _by_unit(agreement, HAZARD)
        found = set(shared.numbers() if since is None or every else shared.changed_since(since))
        if "same_as" in agreement.collections[HAZARD].ways:  # a link comes to hold without an entry
            found |= {int(one) for one in Link.objects.filter(collection=HAZARD).values_list("record", flat=True)}
        out += [(HAZARD, str(one)) for one in sorted(found)]
    if RELEASE in agreement.collections:
        found = shared.releases(None if _by_unit(agreement, RELEASE) else since)
        out += [(RELEASE, _key_of(*one)) for one in found]
    return out


def _by_unit(agreement: Agreement, collection: str) -> bool:
    """Boundaries are drawn anew without an entry: who is told of units is told by looking at every record."""
    said = agreement.collections[collection]
    return "unit" in said.ways or said.geometry is Geometry.UNIT or '"unit"' in json.dumps(said.rows)


def some(wanted: Iterable[Key], known: int | None = None) -> list[Record]:
    """Records by their keys, as they are now or were known at a ledger number; those that are no more, or were not yet, are left out."""
    every = list(wanted)
    parted = (key.split(".") for collection, key in every if collection == RELEASE)
    return [
        *hazards((int(key) for collection, key in every if collection == HAZARD), known),
        *releases(((int(entry), int(hazard), activity) for entry, hazard, activity in parted), known),
    ]


def key_of(code: str) -> Key | None:
    """The key of one of our hazards by its code."""
    found = shared.number_of(code)
    return (HAZARD, str(found)) if found is not None else None
