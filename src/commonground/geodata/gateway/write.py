"""Layers as files. What is written is handed to a process of its own, and put in place when it is whole."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from commonground.core.refusals import NotUsable
from commonground.core.tables import escape, wkt
from commonground.store import child, live

SCRIPT = Path(__file__).with_name("child.py")
SECONDS = 900.0
MOST = 8_000_000_000  # bytes of everything that is written on the way
GEOPACKAGE = {"VERSION": "1.3"}  # what the field's QGIS, QField and ArcGIS versions all read
OWN_NAMES = {"fid", "geom", "ogc_fid"}  # columns that a GeoPackage of ours has already


@dataclass(frozen=True, slots=True)
class Layer:
    """Rows with shapes. `columns` are plain values by column, None where unknown; `shapes` are flat WKB.

    `crs` is "EPSG:…" or WKT. `kind` is the kind of geometry ("MultiPolygon", "Point", "Unknown" for mixed).
    """

    name: str
    columns: Mapping[str, Sequence[Any]]
    shapes: Sequence[bytes | None]
    crs: str = "EPSG:4326"
    kind: str = "MultiPolygon"
    about: Mapping[str, str] = field(default_factory=dict)  # title and description of the layer


def write_geopackage(path: str | os.PathLike[str], layers: Sequence[Layer]) -> None:
    """Write a fresh GeoPackage with a spatial index on every layer;
    a file that is there is replaced when all is well."""
    _write(
        Path(path),
        layers,
        "GPKG",
        ".gpkg",
        dataset=GEOPACKAGE,
        each={"SPATIAL_INDEX": "YES", "FID": "fid", "GEOMETRY_NAME": "geom"},
    )


def write_geojson(path: str | os.PathLike[str], layer: Layer) -> None:
    """Write GeoJSON as RFC 7946 has it: longitude and latitude, rings in its order."""
    _write(
        Path(path),
        [layer],
        "GeoJSON",
        ".geojson",
        dataset={},
        each={"RFC7946": "YES", "COORDINATE_PRECISION": "9"},
    )


def write_kml(path: str | os.PathLike[str], layer: Layer) -> None:
    """Write KML 2.2, named by code; what is known of each place is beside it."""
    columns = dict(layer.columns)
    named = Layer(
        layer.name, {"Name": columns.pop("code"), **columns}, layer.shapes, layer.crs, layer.kind, layer.about
    )
    _write(Path(path), [named], "LIBKML", ".kml", dataset={}, each={})


def write_csv(path: str | os.PathLike[str], layer: Layer, *, shape_column: str = "wkt") -> None:
    """Write CSV with the shape as text in the last column, every cell escaped.
    No process of its own is needed."""
    target = Path(path)
    _not_live(target)
    columns = [*layer.columns, shape_column]
    texts = [None if shape is None else wkt.written(shape) for shape in layer.shapes]
    rows = zip(*layer.columns.values(), texts, strict=True)
    part = target.with_name(target.name + ".part")
    part.write_bytes(escape.csv_bytes(columns, rows))
    part.replace(target)


def _write(
    target: Path,
    layers: Sequence[Layer],
    driver: str,
    ending: str,
    *,
    dataset: Mapping[str, str],
    each: Mapping[str, str],
) -> None:
    _not_live(target)
    with tempfile.TemporaryDirectory(prefix="commonground-", ignore_cleanup_errors=True) as own:
        folder = Path(own).resolve()
        for number, layer in enumerate(layers):
            _hand_over(layer, folder / f"layer{number}")
        order = {
            "layers": len(layers),
            "driver": driver,
            "file": f"out{ending}",
            "dataset": dict(dataset),
            "each": dict(each),
        }
        (folder / "order").write_text(json.dumps(order), "utf-8")
        outcome = child.run(SCRIPT, [str(folder)], folder, seconds=SECONDS, bytes_written=MOST)
        if outcome.code != 0 or outcome.stopped:
            lines = outcome.said.strip().splitlines() or [f"exit {outcome.code}"]
            raise NotUsable("geodata.export.failed", file=target.name, reason=(outcome.stopped or lines[-1])[:300])
        part = target.with_name(target.name + ".part")
        try:
            shutil.move(folder / f"out{ending}", part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def _not_live(target: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if live.is_live(target.stat()):
            raise NotUsable("geodata.export.our-own-database", file=target.name)


def _hand_over(layer: Layer, folder: Path) -> None:
    """A layer as plain numbers and JSON: shapes end to end, columns with their kinds."""
    folder.mkdir()
    rows = len(layer.shapes)
    lengths = np.array([-1 if shape is None else len(shape) for shape in layer.shapes], "<i8")
    (folder / "lengths").write_bytes(lengths.tobytes())
    (folder / "shapes").write_bytes(b"".join([shape for shape in layer.shapes if shape is not None]))
    columns = []
    taken = set(OWN_NAMES)
    for number, (name, cells) in enumerate(layer.columns.items()):
        assert len(cells) == rows, f"{name}: {len(cells)} cells for {rows} shapes"
        kind, plain = _plain(cells)
        (folder / f"column{number}").write_text(json.dumps(plain), "utf-8")
        columns.append([_unlike(name, taken), kind])
    head = {
        "name": layer.name,
        "crs": layer.crs,
        "kind": layer.kind,
        "columns": columns,
        "about": dict(layer.about),
    }
    (folder / "head").write_text(json.dumps(head), "utf-8")


def _unlike(name: str, taken: set[str]) -> str:
    """A name unlike the others, whatever its capitals: SQLite tells no capitals apart."""
    unique, number = name, 1
    while unique.casefold() in taken:
        unique, number = f"{name}_{number}", number + 1
    taken.add(unique.casefold())
    return unique


def _plain(cells: Sequence[Any]) -> tuple[str, list[Any]]:
    """The kind of a column (bool, int, float, date, datetime, str) and its cells as JSON takes them."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return "bool", list(cells)
    if kinds == {int} and all(c is None or -(2**63) <= c < 2**63 for c in cells):
        return "int", list(cells)
    if kinds and kinds <= {int, float, Decimal}:
        numbers = [None if c is None else float(c) for c in cells]
        return "float", [None if c is None or not np.isfinite(c) else c for c in numbers]
    if kinds == {date}:
        return "date", [None if c is None else c.isoformat() for c in cells]
    if kinds == {datetime}:
        return "datetime", [None if c is None else c.isoformat() for c in cells]
    return "str", [None if c is None else escape.CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(c)) for c in cells]
