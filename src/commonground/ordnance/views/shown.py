"""Words and small pieces that several pages of ordnance share."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from commonground.core.ordnance.amounts import Amount
from commonground.core.ordnance.drafts import shown_at
from commonground.ordnance.queries.finds import Listed
from commonground.places import queries as places
from commonground.ui import devices
from commonground.ui.numbers import day as plain_day
from commonground.ui.templatetags.ui import day

__all__ = ["day", "plain_day"]


def find_at(code: str, request: HttpRequest | None = None) -> str:
    """A find's page; with the number that the page is asked as known at."""
    address = reverse("ordnance:find", args=[code])
    kept = {k: request.GET[k] for k in ("on", "upto") if request is not None and request.GET.get(k)}
    return f"{address}?{urlencode(kept)}" if kept else address


def amount(of: Amount) -> Any:
    """How many, as it is meant, kept together."""
    return format_html('<span class="number">{}</span>', devices.amount(of))


def when(one: Any) -> Any:
    """A day no more exactly than it is known."""
    if one.exactness == "year":
        return str(one.on.year)
    if one.exactness == "month":
        return f"{one.on.year}-{one.on.month:02}"
    return day(one.on)


def units() -> list[tuple[str, str]]:
    """Units to choose from, upper levels first."""
    return [(u.code, f"{'· ' * (u.level - 1)}{u.name}") for u in places.units()]


def unit_names() -> dict[str, str]:
    return {u.code: u.name for u in reversed(places.units())}


def features(rows: list[Listed], request: HttpRequest) -> dict[str, Any]:
    """Finds with a position as points, none more exactly than was stated."""
    out = []
    for one in rows:
        if one.lon is None or one.lat is None or one.accuracy_m is None:
            continue
        out.append({
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(shown_at(one.lon, one.lat, one.accuracy_m))},
            "properties": {"code": one.code, "state": "confirmed" if one.awaiting else "cleared", "name": str(one.name),
                           "accuracy_m": one.accuracy_m, "counts_as": one.kind.value, "href": find_at(one.code, request)},
        })  # fmt: skip
    return {"type": "FeatureCollection", "features": out}
