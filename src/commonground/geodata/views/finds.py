"""Finds of ordnance as a GeoPackage: what the list shows, no point more exactly than it is known."""

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.core.ordnance.amounts import signed
from commonground.core.ordnance.drafts import shown_at
from commonground.core.tables import wkb
from commonground.geodata.gateway import Layer, write_geopackage
from commonground.ordnance.queries import finds, reach

COLUMNS = ("code", "on", "exactness", "kind", "device", "name", "said", "awaiting", "activity", "organisation", "unit", "place",
           "accuracy_m", "depth_cm", "condition", "within", "document")  # fmt: skip


@require_safe
def package(request: HttpRequest) -> HttpResponse:
    """`/ordnance/finds.gpkg` with the filter of the list in the address; what has no position has no shape."""
    require(request.viewer.may("ordnance.export"))
    known = request.GET.get("upto", "")
    rows = finds.every(
        finds.filter_of(request.GET), reach.units(request.viewer, "ordnance.export"), on=request.times.on,
        known=int(known) if known.isascii() and known.isdigit() and len(known) < 16 else None,
    )  # fmt: skip
    columns = {name: [_plain(getattr(one, name)) for one in rows] for name in COLUMNS}
    columns["number"] = [signed(one.found) for one in rows]
    shapes = [
        wkb.point(*shown_at(one.lon, one.lat, one.accuracy_m))
        if one.lon is not None and one.lat is not None and one.accuracy_m
        else None
        for one in rows
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "finds.gpkg"
        write_geopackage(path, [Layer("finds", columns, shapes, kind="Point")])
        data = path.read_bytes()
    response = HttpResponse(data, content_type="application/geopackage+sqlite3")
    response.headers["Content-Disposition"] = 'attachment; filename="finds.gpkg"'
    return response


def _plain(value: object) -> object:
    """Codes as plain text; the rest as it is."""
    return str(value) if isinstance(value, str) else value
