"""Where hazards lie, for deciding who may act on them."""

from collections.abc import Iterable

from commonground.land import access


def units_of(codes: Iterable[str]) -> frozenset[str]:
    """The lowest units in which hazards have land, by code; the empty one for land in none. Empty where none is on the books."""
    return access.units_of(codes)
