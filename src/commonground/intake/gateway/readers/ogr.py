"""Shapefile and FlatGeobuf, through GDAL, which here knows these two kinds of file and nothing else."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from commonground.core.refusals import NotUsable
from commonground.core.tables import encodings
from commonground.intake.gateway.order import Order, Progress
from commonground.intake.gateway.readers import text
from commonground.intake.gateway.table import Draft

DRIVERS = {"ESRI Shapefile", "FlatGeobuf"}
ALWAYS = {"MEM", "HTTP"}  # cannot be left out; the first opens no file, the second is refused below
OPTIONS = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".nothing",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "50",
    "GDAL_PAM_ENABLED": "NO",
    "SHAPE_RESTORE_SHX": "YES",
    "SHAPE_ENCODING": "",
    "OGR_ORGANIZE_POLYGONS": "DEFAULT",
    "PROJ_NETWORK": "OFF",
}
BROKEN = (
    IndexError,  # no layer in it
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    UnicodeError,
    ValueError,
    OverflowError,
)
CODE_PAGES = {
    "1250": "cp1250",
    "1251": "cp1251",
    "1252": "cp1252",
    "852": "cp852",
    "65001": "utf-8",
    "88592": "iso8859-2",
    "88595": "iso8859-5",
    "88591": "latin-1",
    "866": "cp866",
    "437": "cp437",
    "850": "cp850",
}


def prepare() -> list[str]:
    """Set GDAL up; return the drivers that it has beyond the two, which must be none."""
    pyogrio.set_gdal_config_options(OPTIONS)
    return sorted(set(pyogrio.list_drivers()) - DRIVERS - ALWAYS)


def read_flatgeobuf(order: Order, progress: Progress) -> Draft:
    """A FlatGeobuf file."""
    draft = Draft("FlatGeobuf")
    _fill(draft, order, Path(order.path), "utf-8")
    return draft


def read_shapefile(order: Order, layers: dict[str, Path], progress: Progress) -> Draft:
    """One of the shapefiles of a zip."""
    draft = Draft("Shapefile", layers=list(layers))
    name = order.layer if order.layer is not None else draft.layers[0]
    if name not in layers:
        raise NotUsable("intake.file.layer-absent", file=order.file, layer=name, layers=", ".join(layers)[:300])
    if order.layer is None and len(layers) > 1:
        draft.note("intake.layers.others", read=name, others=", ".join(draft.layers[1:])[:200])
    path = layers[name]
    draft.layer = name
    if not path.with_suffix(".shx").exists():
        draft.note("intake.shapefile.no-shx", layer=name)
    dbf = path.with_suffix(".dbf")
    if not dbf.exists():
        draft.note("intake.shapefile.no-dbf", layer=name)
    _stated_count(order, path)
    cpg = path.with_suffix(".cpg")
    stated = _code_page(cpg.read_bytes()[:100].decode("latin-1")) if cpg.exists() else ""
    cpg.unlink(missing_ok=True)
    _fill(draft, order, path, "ISO-8859-1")  # every byte comes through; what it means is decided here
    _texts(draft, stated, has_cpg=bool(stated))
    return draft


def _stated_count(order: Order, path: Path) -> None:
    """A header may promise more rows than the file can hold; GDAL would make room for all of them."""
    dbf = path.with_suffix(".dbf")
    if path.stat().st_size < 100:
        raise NotUsable("intake.file.damaged", file=order.file, reason="the .shp breaks off")
    if not dbf.exists():
        return
    head = dbf.read_bytes()[:32] if dbf.stat().st_size < 32 else dbf.open("rb").read(32)
    if len(head) < 32:
        raise NotUsable("intake.file.damaged", file=order.file, reason="the .dbf breaks off")
    count, start, width = struct.unpack_from("<IHH", head, 4)
    if count > order.limits.rows:
        raise NotUsable("intake.file.too-many-rows", file=order.file, most=order.limits.rows)
    if width == 0 or start + (count - 1) * width > dbf.stat().st_size:
        raise NotUsable(
            "intake.file.damaged",
            file=order.file,
            reason=f"the .dbf states {count} rows and does not hold them",
        )


def _fill(draft: Draft, order: Order, path: Path, encoding: str) -> None:
    try:
        meta, _, shapes, fields = pyogrio.raw.read(
            str(path), encoding=encoding, force_2d=False, return_fids=True, datetime_as_string=True
        )
    except BROKEN as error:
        reason = str(error).replace(str(path), order.file).replace(str(path.parent), "")[:200]
        raise NotUsable("intake.file.damaged", file=order.file, reason=reason) from error
    draft.layer = draft.layer or order.file.rsplit(".", 1)[0]
    draft.layers = draft.layers or [draft.layer]
    draft.crs = str(meta["crs"]) if meta.get("crs") else None
    if draft.crs is None:
        draft.note("intake.crs.none")
    rows = len(shapes) if shapes is not None else (len(fields[0]) if len(fields) else 0)
    draft.shapes = [None] * rows if shapes is None else list(shapes)
    draft.add_columns(str(name) for name in meta["fields"])
    draft.cells = [_column(draft, number, column, str(meta["dtypes"][number])) for number, column in enumerate(fields)]


def _column(draft: Draft, number: int, column: Any, kind: str) -> list[Any]:
    """Cells as plain values; a missing number or date is nothing."""
    if column.dtype.kind == "f":
        gone = np.isnan(column)
        cells = column.tolist()
        for row in np.flatnonzero(gone):
            cells[row] = None
        # a column of whole numbers with gaps comes as numbers with a point
        if kind.startswith("int"):
            cells = [None if c is None else int(c) for c in cells]
        return cells
    if column.dtype.kind == "M":
        return [None if np.isnat(c) else str(c) for c in column]
    return [_cell(draft, number, row, c) for row, c in enumerate(column.tolist())]


def _cell(draft: Draft, number: int, row: int, cell: Any) -> Any:
    if isinstance(cell, bytes | bytearray | memoryview):
        draft.fault(row, "intake.cell.binary", column=draft.columns[number], bytes=len(cell))
        return None
    if isinstance(cell, np.ndarray | list):
        return str(list(cell))
    if cell is None or isinstance(cell, str | bool | int | float):
        return cell
    return str(cell)


def _code_page(text: str) -> str:
    """The encoding that a .cpg names, in the many ways in which they do."""
    bare = "".join(c for c in text.upper() if c.isalnum())
    if bare in {"UTF8", "65001"}:
        return "utf-8"
    number = "".join(c for c in bare if c.isdigit())
    return CODE_PAGES.get(number, "")


def _texts(draft: Draft, stated: str, *, has_cpg: bool) -> None:
    """Give the texts of a .dbf their letters, by the .cpg where it fits and by the letters themselves where
    not."""
    raw = [
        cell.encode("latin-1")
        for cells in draft.cells
        for cell in cells
        if cell.__class__ is str and not cell.isascii()
    ]
    raw += [name.encode("latin-1", "replace") for name in draft.columns if not name.isascii()]
    if not raw:
        return
    if stated:
        encoding = stated
    else:
        guess = encodings.decode(b"\n".join(raw))
        encoding = guess.guess.encoding
        draft.note("intake.shapefile.no-cpg", encoding=text.NAMES.get(encoding, encoding))
        if not guess.guess.certain:
            text.tell_encoding(draft, guess.guess)
    for number, cells in enumerate(draft.cells):
        for row, cell in enumerate(cells):
            if cell.__class__ is str and not cell.isascii():
                cells[row] = _decoded(draft, number, row, cell.encode("latin-1"), encoding)
    names, cells, draft.columns, draft.cells = draft.columns, draft.cells, [], []
    draft.add_columns(name.encode("latin-1", "replace").decode(encoding, "replace") for name in names)
    draft.cells = cells


def _decoded(draft: Draft, number: int, row: int, raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        other = encodings.decode(raw)
        name = text.NAMES.get(other.guess.encoding, other.guess.encoding)
        draft.fault(row, "intake.text.encoding", column=draft.columns[number], encoding=name, read=other.text[:80])
        return other.text
