"""Finds with a position, for slices that know what lies there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.ordnance.accounts import Does
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.ordnance.kinds import Activity
from commonground.ordnance import access
from commonground.ordnance.queries.catalogue import catalogue
from commonground.ordnance.queries.finds import standing


@dataclass(frozen=True, slots=True)
class Placed:
    """A find where it lay."""

    code: str
    name: str
    on: date
    amount: Amount
    lon: float
    lat: float
    accuracy_m: int


def latest(viewer: Any, most: int, code: str = "") -> list[Placed]:
    """The finds in the ground with a position that were written down last, as far as a viewer may see them; or one of them."""
    found = standing().filter(
        access.among_visible(access.visible(viewer)), does=Does.FIND.value, lon__isnull=False, within=""
    )
    found = found.exclude(activity=Activity.STOCKPILE.value)
    if code:
        found = found.filter(code=code)
    book = catalogue()
    return [
        Placed(
            r.code,
            str(book.name(r.device, r.said)),
            r.on,
            Amount(r.count, Qualifier(r.qualifier)),
            r.lon,
            r.lat,
            r.accuracy_m or 0,
        )
        for r in found.order_by("-number")[:most]
    ]


def one(viewer: Any, code: str) -> Placed | None:
    """A find with a position by its code; None where there is none that the viewer may see."""
    return next(iter(latest(viewer, 1, code)), None)
