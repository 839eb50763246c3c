"""Whether two finds may be one that was told twice: by a call-out, and again by the clearance that came after it."""

from dataclasses import dataclass
from datetime import date
from math import cos, hypot, radians

from commonground.core.ordnance.amounts import Amount
from commonground.core.ordnance.drafts import METRES_A_DEGREE, Where

DAYS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A find as far as it is compared."""

    device: str
    amount: Amount
    on: date
    activity: str
    where: Where


def may_be_one(a: Told, b: Told) -> bool:
    """The same model and number within a few days, by two kinds of work, where one place can be meant. Nothing follows from it:
    a person decides, and takes one of the two back."""
    alike = bool(a.device) and (a.device, a.amount) == (b.device, b.amount) and a.activity != b.activity
    return alike and abs((a.on - b.on).days) <= DAYS and _one_place(a.where, b.where)


def _one_place(a: Where, b: Where) -> bool:
    """As near as both are known; by the unit, where one of them has no point."""
    if a.lon is not None and b.lon is not None and a.lat is not None and b.lat is not None:
        across = (a.lon - b.lon) * cos(radians(a.lat))
        return hypot(across, a.lat - b.lat) * METRES_A_DEGREE <= (a.accuracy_m or 0) + (b.accuracy_m or 0)
    return bool(a.unit) and a.unit == b.unit
