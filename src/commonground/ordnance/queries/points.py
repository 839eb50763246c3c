"""Finds with a position, for slices that know what lies there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from commonground.core.ordnance.accounts import Does
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.ordnance.kinds import Activity
from commonground.ordnance import access
from commonground.ordnance.models import Entry as Row
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


def spots(viewer: Any, code: str = "") -> list[tuple[str, float, float, int, date]]:
    """Every find in the ground with a position that a viewer may see, or one of them: code, lon, lat, accuracy, day."""
    found = _placed(viewer, [code] if code else None)
    return [
        (c, lon, lat, accuracy or 0, on)
        for c, lon, lat, accuracy, on in found.values_list("code", "lon", "lat", "accuracy_m", "on")
    ]


def of(viewer: Any, codes: Collection[str]) -> list[Placed]:
    """Some of them, those that were written down last first."""
    if not codes:
        return []
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
        for r in _placed(viewer, codes).order_by("-number")
    ]


def _placed(viewer: Any, codes: Collection[str] | None) -> QuerySet[Row]:
    found = standing().filter(
        access.among_visible(access.visible(viewer)), does=Does.FIND.value, lon__isnull=False, within=""
    )
    found = found.exclude(activity=Activity.STOCKPILE.value)
    return found if codes is None else found.filter(code__in=list(codes))


def one(viewer: Any, code: str) -> Placed | None:
    """A find with a position by its code; None where there is none that the viewer may see."""
    return next(iter(of(viewer, [code])), None)
