"""How thick recorded hazards lie in a unit: square metres of them for each square kilometre of it, and hazards for every hundred."""

from decimal import ROUND_HALF_UP, Decimal

from commonground.core.quantities import M2_PER_KM2


def land(open_m2: int, unit_m2: int) -> int | None:
    """Square metres of open land per square kilometre of the unit, half up; None for a unit without an area."""
    return _over(Decimal(open_m2) * M2_PER_KM2, unit_m2)


def hazards(count: int, unit_m2: int) -> int | None:
    """Hazards per hundred square kilometres of the unit, in tenths, half up; None for a unit without an area."""
    return _over(Decimal(count) * 1000 * M2_PER_KM2, unit_m2)


def _over(part: Decimal, unit_m2: int) -> int | None:
    return int((part / unit_m2).quantize(Decimal(1), ROUND_HALF_UP)) if unit_m2 > 0 else None
