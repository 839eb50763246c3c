"""A table as the reader gives it, made in memory."""

import hashlib
import json
from dataclasses import dataclass, field

import shapely


@dataclass
class Table:
    columns: list
    cells: list
    shapes: list
    crs: str | None = None
    name: str = "file.geojson"
    format: str = "geojson"
    faults: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)

    @property
    def sha256(self):
        return hashlib.sha256(repr((self.columns, self.cells, self.shapes)).encode()).hexdigest()

    @property
    def bytes(self):
        return len(repr(self.cells))


def table(columns, rows, **more):
    """A table from rows of (cells..., polygon or None)."""
    return Table(
        list(columns), [list(c) for c in zip(*(r[:-1] for r in rows), strict=True)],
        [r[-1] if isinstance(r[-1], bytes | None) else shapely.to_wkb(r[-1]) for r in rows], **more,
    )  # fmt: skip


def from_geojson(path):
    features = json.loads(path.read_text())["features"]
    columns = list(features[0]["properties"])
    return table(
        columns,
        [
            (
                *(f["properties"].get(c) for c in columns),
                shapely.from_geojson(json.dumps(f["geometry"])) if f["geometry"] else None,
            )
            for f in features
        ],
        name=path.name,
    )
