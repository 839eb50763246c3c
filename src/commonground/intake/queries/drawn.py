"""A track, route or shape of a file, for whoever draws: read in the process of little power, nothing of it kept."""

import tempfile
from pathlib import Path

from commonground.core.geometry.coordinates import reproject
from commonground.core.geometry.drawn import as_text
from commonground.core.geometry.received import from_wkb
from commonground.intake import gateway

LEAST = gateway.Limits(bytes=10_000_000, unpacked=50_000_000, rows=2_000, all_vertices=200_000, seconds=30.0)


def text_of(name: str, data: bytes) -> str:
    """What a file holds as text that can be drawn: positions, or GeoJSON. Raises NotUsable with the reason."""
    with tempfile.TemporaryDirectory(prefix="commonground-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "given"
        path.write_bytes(data[: LEAST.bytes + 1])
        table = gateway.read(path, limits=LEAST, name=name)
    shapes, _ = from_wkb(table.shapes, [str(i) for i in range(table.rows)])
    if table.crs not in (None, "EPSG:4326"):
        shapes = reproject(shapes, table.crs.removeprefix("EPSG:") if table.crs else 4326).shapes
    return as_text(list(shapes))
