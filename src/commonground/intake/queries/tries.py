"""What a try shows: rows with what would become of them, and where they would lie."""

from dataclasses import asdict
from typing import Any

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


def _plain(row: Any) -> dict[str, Any]:
    """A row as plain JSON."""
    said = asdict(row)
    said["findings"] = [
        {"code": f.code, "severity": f.severity.value, "facts": f.facts, "at": list(f.at) if f.at else None}
        for f in row.findings
    ]
    return said
