"""What a try shows: rows with what would become of them, and where they would lie."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet

from commonground.core.geometry.geojson import geometries
from commonground.core.geometry.received import from_wkb
from commonground.core.intake.kinds import FACTS
from commonground.intake.models import Load, Row
from commonground.intake.queries.loads import COLUMNS, row_card
from commonground.land.queries import geojson as land

SHOWN = 400  # rows of a try that are kept to look at; the import itself keeps every row
DRAWN = 3000


def seen() -> dict[str, Any]:
    """The rows and shapes of the load that is just being tried, from inside its transaction, before it is undone."""
    load = Load.objects.order_by("-pk").first()
    if load is None:
        return {"rows": [], "features": land.NOTHING, "drawn": 0}
    rows: list[dict[str, Any]] = []
    mine = Row.objects.filter(load=load)
    for some in (
        mine.filter(outcome="quarantined"),
        mine.exclude(outcome="quarantined").exclude(findings=""),
        mine.filter(outcome="changed", findings=""),
        mine.filter(findings="").exclude(outcome="changed"),
    ):
        left = SHOWN - len(rows)
        if left > 0:
            rows += [
                _plain(row_card(*values))
                for values in some.order_by("ordinal").values_list(*COLUMNS)[: max(20, left // 2)]
            ]
    features = land.of_numbers(load.first, load.last, DRAWN) if load.first else land.NOTHING
    if load.what in FACTS:
        features = {"features": _received(mine)}
    points = [
        {
            "type": "Feature",
            "properties": {"code": row["hazard"] or row["identity"], "kind": "finding", "severity": f["severity"]},
            "geometry": {"type": "Point", "coordinates": list(f["at"])},
        }
        for row in rows
        for f in row["findings"]
        if f["at"]
    ]
    return {"rows": rows, "features": {"type": "FeatureCollection", "features": features["features"] + points},
            "drawn": len(features["features"])}  # fmt: skip


def _received(mine: QuerySet[Row]) -> list[dict[str, Any]]:
    """Where rows lie that are no land: as received, where the file has WGS84 degrees."""
    said = list(mine.filter(shape_wkb__isnull=False).values_list("identity", "shape_wkb")[:DRAWN])
    shapes, _told = from_wkb([bytes(wkb) for _, wkb in said], [name for name, _ in said])
    return [
        {"type": "Feature", "properties": {"code": name, "kind": "row"}, "geometry": shape}
        for (name, _), shape in zip(said, geometries(shapes), strict=True)
    ]


def _plain(row: Any) -> dict[str, Any]:
    """A row as plain JSON."""
    said = asdict(row)
    said["findings"] = [
        {"code": f.code, "severity": f.severity.value, "facts": f.facts, "at": list(f.at) if f.at else None}
        for f in row.findings
    ]
    return said
