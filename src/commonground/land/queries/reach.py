"""Where hazards lie, for deciding who may see them and act on them."""

from collections.abc import Iterable
from typing import Any

from commonground.land import access
from commonground.land.models import Hazard, Naming


def units_of(codes: Iterable[str]) -> frozenset[str]:
    """The lowest units in which hazards have land, by code; the empty one for land in none. Empty where none is on the books."""
    return access.units_of(codes)


def visible(viewer: Any, permission: str = "land.see") -> access.Units:
    """The units whose land a viewer may see (and do something with); None is the whole country."""
    return access.visible(viewer, permission)


def among_visible(units: access.Units, hazard: str = "h.id") -> tuple[str, list[Any]]:
    """SQL test of a column of hazards' numbers: those that are seen from some units."""
    return access.among_visible(units, hazard)


def only_visible(units: access.Units, hazards: Iterable[int]) -> set[int]:
    """Those of some hazards, by number, that are seen from some units."""
    return access.only_visible(units, hazards)


def codes_visible(units: access.Units, codes: Iterable[str]) -> set[str]:
    """Those of some hazards, by code, that are seen from some units."""
    return access.codes_visible(units, codes)


def codes_hidden(units: access.Units) -> Any:
    """The codes of all hazards that are not seen from some units, as a question within another."""
    return Hazard.objects.exclude(pk__in=access.hazards_within(units).values("pk")).values("code")


def codes() -> Any:
    """The codes of all hazards on the books, as a question within another."""
    return Hazard.objects.values("code")


def known(named: Iterable[str]) -> set[str]:
    """Those of some codes that are hazards on the books, seen or not."""
    return set(Hazard.objects.filter(code__in=list(named)[:5000]).values_list("code", flat=True))


def entries_seen(units: access.Units, numbers: Iterable[int]) -> set[int]:
    """Those of some entries that name a hazard which is seen from some units."""
    found = Naming.objects.filter(entry__in=list(numbers)[:5000])
    return set(found.filter(hazard__in=access.hazards_within(units).values("pk")).values_list("entry_id", flat=True))
