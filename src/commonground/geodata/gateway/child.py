"""The writing process: it knows the layers it was handed, and writes them by GDAL. Started by path, alone."""

import json
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw

OPTIONS = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".nothing",
    "PROJ_NETWORK": "OFF",
    "GDAL_PAM_ENABLED": "NO",
    "OGR_SQLITE_SYNCHRONOUS": "FULL",
}
UTC_ZONE = 100  # how GDAL writes UTC
EMPTY: dict[str, Any] = {"bool": False, "int": 0, "float": 0.0, "date": "NaT", "datetime": "NaT", "str": None}
TYPES: dict[str, Any] = {
    "bool": bool,
    "int": "int64",
    "float": "float64",
    "date": "datetime64[D]",
    "str": object,
    "datetime": "datetime64[ms]",
}


def main(folder: Path) -> None:
    """Write every layer into one file."""
    pyogrio.set_gdal_config_options(OPTIONS)
    order = json.loads((folder / "order").read_text("utf-8"))
    for number in range(order["layers"]):
        _layer(folder / f"layer{number}", folder / order["file"], order, append=number > 0)


def _layer(given: Path, target: Path, order: dict[str, Any], *, append: bool) -> None:
    head = json.loads((given / "head").read_text("utf-8"))
    fields, masks = [], []
    for number, (_, kind) in enumerate(head["columns"]):
        cells = json.loads((given / f"column{number}").read_text("utf-8"))
        if kind == "datetime":
            cells = [_utc(cell) for cell in cells]
        masks.append(np.array([cell is None for cell in cells], bool))
        fields.append(np.array([EMPTY[kind] if cell is None else cell for cell in cells], dtype=TYPES[kind]))
    moments = {name for name, kind in head["columns"] if kind == "datetime"}
    geopackage = order["driver"] == "GPKG"
    pyogrio.raw.write(
        str(target),
        _shapes(given),
        fields,
        [name for name, _ in head["columns"]],
        field_mask=[mask if mask.any() else None for mask in masks],
        layer=head["name"],
        driver=order["driver"],
        geometry_type=head["kind"],
        promote_to_multi=head["kind"].startswith("Multi"),
        crs=head["crs"],
        gdal_tz_offsets={name: np.full(len(masks[0]), UTC_ZONE) for name in moments},
        append=append,
        dataset_options=order["dataset"] if geopackage and not append else None,
        layer_options=order["each"] | ({"IDENTIFIER": head["about"].get("title", head["name"])} if geopackage else {}),
    )


def _utc(cell: str | None) -> str | None:
    """A moment in UTC without its zone, as numpy takes it."""
    if cell is None:
        return None
    moment = datetime.fromisoformat(cell)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).replace(tzinfo=None).isoformat(timespec="milliseconds")


def _shapes(given: Path) -> "np.ndarray[Any, Any]":
    lengths = np.frombuffer((given / "lengths").read_bytes(), "<i8")
    blob = (given / "shapes").read_bytes()
    ends = np.concatenate(([0], np.cumsum(np.maximum(lengths, 0)))).tolist()
    shapes = np.empty(len(lengths), dtype=object)
    shapes[:] = [blob[a:b] if n >= 0 else None for (a, b), n in zip(pairwise(ends), lengths.tolist(), strict=True)]
    return shapes


if __name__ == "__main__":
    main(Path(sys.argv[1]))
