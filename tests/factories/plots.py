"""Rectangles whose area anybody can work out: sides paced off on the ellipsoid, from a corner, in whole metres.

They lie along the northern edge of the invented country, where nothing else lies, and are older than all of it. The
corners come from pyproj's geodesics and not from the plane in which the product measures, so that an area of 300 m by
200 m is known to be 60,000 m² before the product has seen it.
"""

from datetime import UTC, date, datetime

import shapely
from pyproj import Geod

from commonground.core.fieldwork.types import Type
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.fieldwork.actions import approving, writing
from commonground.fieldwork.models import Report
from commonground.land.actions import ledger
from commonground.places.models import Programme
from factories import country

EARTH = Geod(ellps="WGS84")
EAST_M, NORTH_M = 300, 200
RELEASED_EAST_M, RELEASED_NORTH_M = 100, 180  # within the first plot, in 2012
CODES = tuple(f"TP-{i:04}" for i in range(1, 8))  # behind every other code, so that lists begin as they did
RECORDED, RELEASED = date(2011, 3, 1), date(2012, 5, 30)
AT = datetime(2026, 5, 21, 8, tzinfo=UTC)


def corner(place: int, row: int = 0, inset_m: float = 0) -> tuple[float, float]:
    """Where a plot begins: its south-western corner, or a place so far inside of it, as longitude and latitude."""
    west, south = 17.09 + 0.0125 * place, 44.349 + 0.0045 * row
    east, _, _ = EARTH.fwd(west, south, 90, inset_m)
    return east, EARTH.fwd(west, south, 0, inset_m)[1]


def rectangle(west: float, south: float, east_m: float = EAST_M, north_m: float = NORTH_M) -> list[tuple[float, float]]:
    """The corners of a rectangle from its south-western one, in degrees to the millimetre."""
    east, _, _ = EARTH.fwd(west, south, 90, east_m)
    _, north, _ = EARTH.fwd(west, south, 0, north_m)
    return [(round(x, 8), round(y, 8)) for x, y in ((west, south), (east, south), (east, north), (west, north))]


def typed(corners: list[tuple[float, float]]) -> str:
    """As somebody types turning points: a latitude and a longitude to a line."""
    return "\n".join(f"{lat:.8f}, {lon:.8f}" for lon, lat in corners)


def well_known(corners: list[tuple[float, float]]) -> str:
    """As a file has it."""
    return f"POLYGON (({', '.join(f'{lon:.8f} {lat:.8f}' for lon, lat in [*corners, corners[0]])}))"


def make(*, writer, approver) -> int:
    """Seven plots, and a report by which a part of the first was cleared; returns the number of the report."""
    plane = EqualAreaPlane.from_dict(Programme.objects.get().plane)
    drafts, cards = [], []
    for place, code in enumerate(CODES):
        shape = shapely.set_precision(plane.to_plane(shapely.Polygon(rectangle(*corner(place)))), 0.01)
        drafts.append(
            Draft(
                kind=Kind.RECORD,
                on=RECORDED,
                level=Account.CONFIRMED,
                shape=shape,
                hazards=(code,),
                document="NTS-2011",
            )
        )
        cards.append(ledger.HazardCard(code, f"Northern plot {place + 1}", "ap-mines", "", ""))
    ledger.book(drafts, by=country.OFFICER, at=AT, why="the survey of the northern edge", hazards=cards)
    fields = {
        "hazards": CODES[0], "on": RELEASED.isoformat(), "extent": "drawn", "depth_cm": "20", "method": "manual", "document": "CR-2012-001",
    }  # fmt: skip
    west = {"text": typed(rectangle(*corner(0, inset_m=10), RELEASED_EAST_M, RELEASED_NORTH_M))}
    number = writing.draft(Type.PROGRESS, fields=fields, entered=west, organisation=min(writer.organisations), by=writer, at=AT)  # fmt: skip
    writing.submit(number, version=_version(number), by=writer, at=AT)
    shown = approving.preview(number, by=approver, at=AT)
    approving.approve(number, version=_version(number), stamp=shown.stamp, by=approver, at=AT)
    return number


def _version(number: int) -> int:
    return Report.objects.get(pk=number).version
